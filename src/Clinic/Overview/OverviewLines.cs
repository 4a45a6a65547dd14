using Helhed.Fhir.R4;

namespace Helhed.Clinic;

/// <summary>The overview's lines out of records.</summary>
internal static class OverviewLines
{
    private const string SksDiagnoses = "urn:oid:1.2.208.176.2.4.12";

    public static PatientHeader Header(Patient record) => new(
        PatientText.Name(record), RecordText.Day(record.BirthDate), PatientText.Cpr(record),
        record.Gender switch { "female" => true, "male" => false, _ => null },
        PatientText.IsProtected(record) ? null : PatientText.Place(record), PatientText.Phone(record), RecordText.Day(record.DeceasedDateTime)) { IsProtected = PatientText.IsProtected(record) };

    public static AllergyLine? Allergy(AllergyIntolerance record) =>
        IsOver(record.ClinicalStatus) || IsRefuted(record.VerificationStatus) || record.Code.Words() is not { } what
            ? null
            : new AllergyLine(
                what,
                record.Reaction.SelectMany(r => r.Manifestation).Select(m => m.Words()).FirstOrDefault(w => w is not null),
                record.Criticality == "high");

    public static ConditionLine? Condition(Condition record) =>
        IsOver(record.ClinicalStatus) || IsRefuted(record.VerificationStatus) || record.Code.Words() is not { } what
            ? null
            : new ConditionLine(what, DiagnosisCode(record.Code), record.OnsetDateTime ?? record.RecordedDate);

    public static MedicineLine? Medicine(MedicationRequest record)
    {
        if ((record.MedicationCodeableConcept.Words() ?? record.MedicationReference?.Display) is not { } name)
        {
            return null;
        }

        var dose = string.Join(". ", record.DosageInstruction.Select(d => d.Text ?? d.PatientInstruction).OfType<string>());
        return new MedicineLine(name, dose.Length == 0 ? null : dose, RecordText.Day(record.AuthoredOn));
    }

    public static ContactLine? Contact(Encounter record)
    {
        if (RecordText.Day(record.Period?.Start) is not { } from || record.Status is "entered-in-error" or "cancelled" or "planned")
        {
            return null;
        }

        var where = record.ServiceProvider?.Display ?? record.Location.Select(l => l.Location?.Display).FirstOrDefault(d => d is not null);
        return new ContactLine(
            Kind(record.Class?.Code), First(record.Type), First(record.ReasonCode), where, from, RecordText.Day(record.Period?.End),
            record.Status is "in-progress" or "arrived" or "triaged" or "onleave") { Id = record.Id ?? "" };
    }

    public static AppointmentLine? Appointment(Appointment record) =>
        RecordText.Moment(record.Start) is { } start && record.Status is not ("entered-in-error" or "cancelled" or "proposed" or "waitlist" or "noshow")
            ? new AppointmentLine(
                start, record.Description ?? First(record.ServiceType),
                record.Participant.Select(p => p.Actor).LastOrDefault(a => a?.ReferenceValue?.StartsWith("Location/", StringComparison.Ordinal) == true)?.Display)
            {
                Id = record.Id ?? "",
                Places = [.. record.Participant.Select(p => p.Actor?.ReferenceValue).OfType<string>()],
                Stands = record.Status is "booked" or "pending",
            }
            : null;

    private static string? First(IReadOnlyList<CodeableConcept> concepts) => concepts.Select(c => c.Words()).FirstOrDefault(w => w is not null);

    // SKS is what hospitals read; a GP's record has ICPC-2 alone.
    private static string? DiagnosisCode(CodeableConcept? concept) =>
        concept?.Coding.OrderByDescending(c => c.System == SksDiagnoses).Select(c => c.Code).FirstOrDefault();

    // http://terminology.hl7.org/CodeSystem/v3-ActCode, the values of Encounter.class
    private static ContactKind Kind(string? code) => code switch
    {
        "IMP" or "ACUTE" or "NONAC" or "OBSENC" or "SS" => ContactKind.Inpatient,
        "AMB" => ContactKind.Outpatient,
        "EMER" or "FLD" => ContactKind.Emergency,
        "HH" => ContactKind.AtHome,
        "VR" => ContactKind.Virtual,
        _ => ContactKind.Other,
    };

    private static bool IsOver(CodeableConcept? status) => status?.Coding.Any(c => c.Code is "inactive" or "resolved" or "remission") == true;

    private static bool IsRefuted(CodeableConcept? status) => status?.Coding.Any(c => c.Code is "refuted" or "entered-in-error") == true;
}
