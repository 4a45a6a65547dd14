using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>A visit in the one list of all sectors, with what can be done to it.</summary>
/// <param name="Id">Id of the Appointment.</param>
/// <param name="Version">Its version, which moving and cancelling send back.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
public sealed record VisitLine(string Id, int Version, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Appointment.status.</summary>
    public required string Status { get; init; }

    /// <summary>What it is called; null when nobody wrote it.</summary>
    public string? Title { get; init; }

    /// <summary>They come to the citizen.</summary>
    public bool IsAtHome => IsHomeVisit(Title);

    /// <summary>Whether a title is that of a visit to the citizen's home. No code says so.</summary>
    /// <param name="title">What it is called; null when nobody wrote it.</param>
    public static bool IsHomeVisit(string? title) => title?.Contains("hjemmebesøg", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>hospital, gp, municipality, or other.</summary>
    public string Sector { get; init; } = "other";

    /// <summary>The place's name.</summary>
    public string? Place { get; init; }

    /// <summary>Street, postal code and town.</summary>
    public string? Address { get; init; }

    /// <summary>The unit that gives it, "Organization/x"; null when it is not known.</summary>
    public string? Unit { get; init; }

    /// <summary>Where the place lies; null when it is not known.</summary>
    public (double North, double East)? Position { get; init; }

    /// <summary>Whom one meets.</summary>
    public string? Person { get; init; }

    /// <summary>Reference of whom one meets, "Practitioner/x".</summary>
    public string? PersonReference { get; init; }

    /// <summary>Where to call.</summary>
    public string? Phone { get; init; }

    /// <summary>How to prepare, as written in the appointment.</summary>
    public string? Note { get; init; }

    /// <summary>The clinic and the service, where they are booked here; null for visits of others.</summary>
    public (ClinicTemplate Clinic, ServiceType Service)? Ours { get; init; }

    /// <summary>Why it cannot be moved here; none when it can.</summary>
    public Refusal Move { get; init; } = Refusal.ByPhoneOnly;

    /// <summary>Why it cannot be cancelled here; none when it can.</summary>
    public Refusal Cancel { get; init; } = Refusal.ByPhoneOnly;

    /// <summary>The visit before it that it clashes with, by id; null for none.</summary>
    public string? ClashesWith { get; init; }

    /// <summary>The two overlap; otherwise the way between them is too long.</summary>
    public bool Overlaps { get; init; }
}

/// <summary>All of a citizen's appointments, of all sectors.</summary>
/// <param name="records">The record store.</param>
/// <param name="database">The database.</param>
/// <param name="templates">The clinics.</param>
/// <param name="clock">The clock.</param>
public sealed class AppointmentList(RecordStore records, Database database, ClinicTemplates templates, TimeProvider clock)
{
    private const int Most = 50;
    private const string With = "_include=Appointment:actor&_include:iterate=Location:organization";

    /// <summary>Visits from today on, soonest first, clashes flagged.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 50. Problems: those of the search.</returns>
    public ValueTask<Outcome<IReadOnlyList<VisitLine>>> Coming(Caller caller, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return ComingOf(caller, caller.Subject, ct);
    }

    /// <summary>Visits of a patient from today on, soonest first, as staff see them.</summary>
    /// <param name="caller">Who asks; narrowed by what they may see.</param>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>At most 50. Problems: those of the search.</returns>
    public async ValueTask<Outcome<IReadOnlyList<VisitLine>>> ComingOf(Caller caller, string patient, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(patient);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), WeekPattern.Denmark).DateTime);
        var found = await records.Search(caller, "Appointment", $"patient={patient}&date=ge{today:yyyy-MM-dd}&_sort=date&_count={Most}&{With}", ct);
        if (!found.TryGet(out var page, out var problem))
        {
            return problem;
        }

        return Clashes.Flag(Standing(await Lines(caller, patient, page, ct)));
    }

    /// <summary>Visits that cannot be kept beside a time that is not booked yet: they overlap, or the way between them is too long.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="start">When it would begin.</param>
    /// <param name="at">The clinic and the service that it would be for.</param>
    /// <param name="moving">Id of the visit that would be moved to it, which is in nobody's way; null for none.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Soonest first. Problems: those of the search.</returns>
    public async ValueTask<Outcome<IReadOnlyList<VisitLine>>> ClashingWith(
        Caller caller, DateTimeOffset start, (ClinicTemplate Clinic, ServiceType Service) at, string? moving, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark).DateTime);
        var found = await records.Search(
            caller, "Appointment", $"patient={caller.Subject}&date=ge{day.AddDays(-1):yyyy-MM-dd}&date=le{day.AddDays(1):yyyy-MM-dd}&_sort=date&_count={Most}&{With}", ct);
        if (!found.TryGet(out var page, out var problem))
        {
            return problem;
        }

        var others = Standing(await Lines(caller, caller.Subject, page, ct)).Where(l => l.Id != moving);
        return Clashes.With(others, new VisitLine("", 0, start, start.AddMinutes(at.Service.Minutes)) { Status = "proposed", Position = PositionOf(at.Clinic) });
    }

    private static List<VisitLine> Standing(List<VisitLine> lines) => [.. lines.Where(l => l.Status is not ("cancelled" or "entered-in-error" or "noshow"))];

    /// <summary>One visit.</summary>
    /// <param name="caller">The patient, or who acts for them.</param>
    /// <param name="id">Id of the Appointment.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The visit. Problems: NotFound.</returns>
    public async ValueTask<Outcome<VisitLine>> One(Caller caller, string id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await records.Search(caller, "Appointment", $"_id={Uri.EscapeDataString(id)}&patient={caller.Subject}&{With}", ct);
        if (!found.TryGet(out var page, out var problem))
        {
            return problem;
        }

        var lines = await Lines(caller, caller.Subject, page, ct);
        return lines is [var one] ? one : new Problem(ProblemKind.NotFound, "There is no such appointment.");
    }

    private async ValueTask<List<VisitLine>> Lines(Caller caller, string patient, SearchPage page, CancellationToken ct)
    {
        var clinics = await templates.Now(ct);
        var moves = await Moves(patient, ct);
        var around = new Surroundings(page.Included);
        if (around.UnitsToFind(page.Matches) is { Count: > 0 } units && (await records.Search(caller, "Organization", $"_id={string.Join(',', units)}&_count={Most}", ct)).TryGet(out var found, out _))
        {
            around.Add(found.Matches);
        }

        var lines = new List<VisitLine>(page.Matches.Count);
        foreach (var match in page.Matches)
        {
            var record = match.As<Appointment>();
            if (AppointmentFacts.Of(record) is { } facts && record.Status is not ("proposed" or "waitlist"))
            {
                lines.Add(Line(match, record, facts, (clinics, around, moves.GetValueOrDefault(match.Id))));
            }
        }

        return lines;
    }

    private VisitLine Line(StoredResource stored, Appointment record, AppointmentFacts facts, (ClinicSet Clinics, Surroundings Around, int Moves) known)
    {
        var ours = known.Clinics.Service(facts.Service);
        var person = record.Participant.Select(p => p.Actor).FirstOrDefault(a => a?.ReferenceValue?.StartsWith("Practitioner/", StringComparison.Ordinal) == true);
        var place = known.Around.PlaceOf(record, ours?.Clinic.Clinic);
        var left = facts.Start - clock.GetUtcNow();
        var title = TitleOf(record);
        return new VisitLine(stored.Id, stored.Version, facts.Start, facts.End)
        {
            Status = facts.Status,
            Title = title,
            Sector = ours?.Clinic.Sector ?? known.Around.SectorOf(place),
            Place = ours?.Clinic.Name ?? place?.Name,
            Unit = ours?.Clinic.Organization ?? known.Around.UnitReferenceOf(place),
            Address = ours?.Clinic.Address ?? Surroundings.AddressOf(place),
            Position = VisitLine.IsHomeVisit(title) ? null : ours is { } at ? PositionOf(at.Clinic) : Surroundings.PositionOf(place),
            Person = person?.Display ?? (person?.ReferenceValue is { } reference ? known.Clinics.NameOf(reference) ?? known.Around.NameOf(reference) : null),
            PersonReference = person?.ReferenceValue,
            Phone = ours?.Clinic.Phone ?? known.Around.PhoneOf(place),
            Note = record.PatientInstruction,
            Ours = ours,
            Move = ours is { } m ? BookingRules.Move(m.Service, facts.Status, left, known.Moves) : Refusal.ByPhoneOnly,
            Cancel = ours is { } c ? BookingRules.Cancel(c.Service, facts.Status, left) : Refusal.ByPhoneOnly,
        };
    }

    /// <summary>What an appointment is called; null when nobody wrote it.</summary>
    internal static string? TitleOf(Appointment record) =>
        record.Description ?? record.ServiceType.Select(t => t.Text ?? t.Coding.Select(c => c.Display).FirstOrDefault()).FirstOrDefault(t => t is not null);

    // A template that does not say where the clinic lies has zeros, which is in the Gulf of Guinea.
    private static (double North, double East)? PositionOf(ClinicTemplate clinic) => clinic is { Latitude: 0, Longitude: 0 } ? null : (clinic.Latitude, clinic.Longitude);

    private async ValueTask<Dictionary<string, int>> Moves(string patient, CancellationToken ct)
    {
        var rows = await database.ReadLatest(
            session => session.Query(
                """
                SELECT b.appointment, count(*) FROM booking_appointment a JOIN booking_act b ON b.appointment = a.id
                WHERE a.patient = $1 AND b.what = 'move' AND b.by_citizen = 1 GROUP BY b.appointment
                """,
                r => (r.Text(0), r.Int(1)),
                Hash64.Of(patient)),
            ct);
        return rows.ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);
    }
}
