using Helhed.Fhir.R4;

namespace Helhed.Access.Facts;

/// <summary>Who treats a patient, from when until when.</summary>
internal readonly record struct Relation(string Patient, string Party, long Begins, long Ends);

/// <summary>
/// Reads treatment relations out of records: present and planned contacts, referrals, plans of care, and the general practitioner's
/// list. A relation begins before the contact, so that it can be prepared, and lasts beyond it, for results and letters to come.
/// Law: sundhedsloven § 42 a, look-up only for current treatment.
/// </summary>
internal sealed class Evidence(Dates dates, long nowMs)
{
    /// <summary>How long before its beginning a contact may be prepared.</summary>
    internal const int DaysBefore = 30;

    /// <summary>How long after its end a contact is followed up.</summary>
    internal const int DaysAfter = 90;

    /// <summary>How long a referral is a ground, if it is not answered.</summary>
    internal const int DaysOfReferral = 365;

    /// <summary>Types that can be evidence.</summary>
    internal static bool IsOf(string type) => type is "Encounter" or "Appointment" or "ServiceRequest" or "CarePlan" or "CareTeam" or "EpisodeOfCare" or "Patient" or "Task";

    /// <summary>The relations that a resource is evidence of.</summary>
    internal IEnumerable<Relation> Of(Resource resource) => resource switch
    {
        Encounter { Status: not ("cancelled" or "entered-in-error") } e => Between(e.Subject, Parties(e), e.Period, isOver: e.Status == "finished"),
        Appointment { Status: not ("cancelled" or "entered-in-error") } a => Of(a),
        ServiceRequest { Status: not ("revoked" or "entered-in-error") } r => Of(r),
        CarePlan { Status: not ("revoked" or "entered-in-error") } p => Between(p.Subject, [p.Author, .. p.Contributor], p.Period, p.Status == "completed"),
        CareTeam { Status: not "entered-in-error" } t => Between(t.Subject, [.. t.Participant.Select(m => m.Member), .. t.ManagingOrganization], t.Period, t.Status == "inactive"),
        EpisodeOfCare { Status: not ("cancelled" or "entered-in-error") } c => Between(c.Patient, [c.ManagingOrganization, c.CareManager], c.Period, c.Status == "finished"),
        Fhir.R4.Task { Status: not ("rejected" or "cancelled" or "entered-in-error" or "failed") } k => Of(k),
        Patient { Active: not false } p => p.GeneralPractitioner.Where(IsParty).Select(g => new Relation($"Patient/{p.Id}", References.TextOf(g)!, long.MinValue, Dates.Always)),
        _ => [],
    };

    private static IEnumerable<Reference?> Parties(Encounter encounter) => [encounter.ServiceProvider, .. encounter.Participant.Select(p => p.Individual)];

    private IEnumerable<Relation> Of(Appointment appointment)
    {
        var actors = appointment.Participant.Select(p => p.Actor).ToList();
        var begins = dates.Start(appointment.Created, dates.Start(appointment.Start, nowMs)) - Dates.Days(DaysBefore);
        var ends = dates.End(appointment.End ?? appointment.Start, nowMs) + Dates.Days(DaysAfter);
        return actors.Where(a => References.TextOf(a)?.StartsWith("Patient/", StringComparison.Ordinal) == true)
            .SelectMany(patient => actors.Where(IsParty).Select(party => new Relation(References.TextOf(patient)!, References.TextOf(party)!, begins, ends)));
    }

    private IEnumerable<Relation> Of(ServiceRequest request)
    {
        var begins = dates.Start(request.AuthoredOn, nowMs) - Dates.Days(1);
        var ends = request.Status == "completed" ? nowMs + Dates.Days(DaysAfter) : dates.End(request.AuthoredOn, nowMs) + Dates.Days(DaysOfReferral);
        return Named(request.Subject, [request.Requester, .. request.Performer], begins, ends);
    }

    private IEnumerable<Relation> Of(Fhir.R4.Task task)
    {
        // Who acts for another must not open the other's record by asking somebody to do something.
        if (References.TextOf(task.Requester) is { } by && by.StartsWith("Patient/", StringComparison.Ordinal) && by != References.TextOf(task.For))
        {
            return [];
        }

        var begins = dates.Start(task.AuthoredOn, nowMs) - Dates.Days(1);
        var ends = task.Status == "completed" ? dates.End(task.LastModified, nowMs) + Dates.Days(DaysAfter) : Dates.Always;
        return Named(task.For, [task.Owner], begins, ends);
    }

    private IEnumerable<Relation> Between(Reference? patient, IEnumerable<Reference?> parties, Period? period, bool isOver)
    {
        var begins = dates.Start(period?.Start, nowMs) - Dates.Days(DaysBefore);
        var ends = dates.End(period?.End, isOver ? nowMs : Dates.Always);
        return Named(patient, parties, begins, ends == Dates.Always ? ends : ends + Dates.Days(DaysAfter));
    }

    private static IEnumerable<Relation> Named(Reference? patient, IEnumerable<Reference?> parties, long begins, long ends) =>
        References.TextOf(patient) is { } subject && subject.StartsWith("Patient/", StringComparison.Ordinal)
            ? parties.Where(IsParty).Select(party => new Relation(subject, References.TextOf(party)!, begins, ends))
            : [];

    private static bool IsParty(Reference? reference) => References.TextOf(reference) is { } text
        && (text.StartsWith("Practitioner/", StringComparison.Ordinal) || text.StartsWith("PractitionerRole/", StringComparison.Ordinal) || text.StartsWith("Organization/", StringComparison.Ordinal));
}
