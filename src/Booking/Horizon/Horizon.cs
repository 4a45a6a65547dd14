using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Import;

namespace Helhed.Booking;

/// <summary>
/// Makes Schedules and Slots out of templates some weeks ahead: leased background work, once a day for each clinic and whenever a template
/// changes. Slots have names made of their session and time, so that doing it twice does nothing twice; those of a pattern that was given up
/// are withdrawn where nobody has booked them.
/// </summary>
internal sealed class Horizon(Database database, RecordStore records, ClinicTemplates templates, TimeProvider clock)
{
    /// <summary>The kind of work.</summary>
    public const string Work = "booking-horizon";

    private const int MostSlots = 50_000;

    /// <summary>Id of the Schedule that stands for a session.</summary>
    public static string ScheduleId(string clinic, string session) => $"sch-{clinic}-{session}";

    /// <summary>Id of a Slot: its session and the time on the wall.</summary>
    public static string SlotId(string clinic, PatternTime time) => string.Create(CultureInfo.InvariantCulture, $"sl-{clinic}-{time.Session.Id}-{time.Local:yyMMddHHmm}");

    /// <summary>Makes what is missing of a clinic's times.</summary>
    /// <param name="clinic">The clinic's id.</param>
    /// <param name="ct">Stops between batches; what is done stays.</param>
    /// <returns>How many Slots were made.</returns>
    public async Task<int> Run(string clinic, CancellationToken ct)
    {
        if ((await templates.Now(ct)).Clinic(clinic) is not { } template)
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, WeekPattern.Denmark).DateTime);
        var due = WeekPattern.Times(template, today, today.AddDays(template.HorizonDays)).Where(t => t.Start > now).ToDictionary(t => SlotId(clinic, t), StringComparer.Ordinal);
        var there = await Existing(clinic, now, ct);
        var items = new List<BulkItem>();
        items.AddRange(template.Sessions.Select(s => new BulkItem(Encode(ScheduleOf(template, s, today)))));
        items.AddRange(due.Where(d => !there.ContainsKey(d.Key)).OrderBy(d => d.Value.Start).Select(d => new BulkItem(Encode(SlotOf(template, d.Key, d.Value, "free")))));
        items.AddRange(due.Where(d => there.TryGetValue(d.Key, out var known) && known.IsShut).Select(d => new BulkItem(Encode(SlotOf(template, d.Key, d.Value, "free")))));
        items.AddRange(there.Values.Where(t => !t.IsShut && !due.ContainsKey(t.Id)).Select(t => new BulkItem(Encode(Withdrawn(t)))));
        var made = 0;
        await new BulkLoader(records).Load(
            items,
            results =>
            {
                if (results.FirstOrDefault(r => r.Act is null) is { Item.Json.Length: > 0 } refused)
                {
                    throw new InvalidDataException($"A time of {clinic} was refused: {refused.Remarks[0].Message}");
                }

                made += results.Count(r => r.Act == RecordAct.Created);
            },
            ct);
        return made;
    }

    private async Task<Dictionary<string, KnownSlot>> Existing(string clinic, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await database.ReadLatest(
            session => session.Query(
                """
                SELECT s.id, s.start_ms, s.end_ms, s.shut, b.reference FROM booking_slot s JOIN booking_session b ON b.schedule = s.schedule
                WHERE b.clinic = $1 AND s.start_ms > $2 ORDER BY s.start_ms LIMIT $3
                """,
                r => new KnownSlot(r.Text(0), r.Long(1), r.Long(2), r.Long(3) == 1, r.Text(4)),
                clinic, now.ToUnixTimeMilliseconds(), MostSlots),
            ct);
        return rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    private static Schedule ScheduleOf(ClinicTemplate template, Session session, DateOnly today) => new()
    {
        Id = ScheduleId(template.Clinic, session.Id),
        Active = true,
        ServiceType = [.. session.Services.Select(s => ServiceOf(template.Services.First(known => known.Code == s)))],
        Actor = [.. session.Actors.Select(a => new Reference { ReferenceValue = a, Display = template.Actors.First(known => known.Reference == a).Name }), new Reference { ReferenceValue = $"Location/{template.Clinic}", Display = template.Name }],
        PlanningHorizon = new Period { Start = Day(session.FirstDay ?? new DateOnly(today.Year, 1, 1)), End = session.LastDay is { } last ? Day(last) : null },
        Comment = session.Kept.Length > 0 ? $"Kept for {session.Kept}." : null,
    };

    private static Slot SlotOf(ClinicTemplate template, string id, PatternTime time, string status) => new()
    {
        Id = id,
        Schedule = new Reference { ReferenceValue = $"Schedule/{ScheduleId(template.Clinic, time.Session.Id)}" },
        ServiceType = [.. time.Session.Services.Select(s => ServiceOf(template.Services.First(known => known.Code == s)))],
        AppointmentType = KeptType(time.Session.Kept),
        Status = status,
        Start = Stamp(time.Start),
        End = Stamp(time.End),
    };

    private static Slot Withdrawn(KnownSlot known) => new()
    {
        Id = known.Id,
        Schedule = new Reference { ReferenceValue = known.Schedule },
        Status = "busy-unavailable",
        Start = Stamp(DateTimeOffset.FromUnixTimeMilliseconds(known.Start)),
        End = Stamp(DateTimeOffset.FromUnixTimeMilliseconds(known.End)),
        Comment = "Withdrawn: the clinic's week has changed.",
    };

    // http://terminology.hl7.org/CodeSystem/v2-0276
    private static CodeableConcept? KeptType(string kept) => kept switch
    {
        "acute" => new CodeableConcept { Coding = [new Coding { System = "http://terminology.hl7.org/CodeSystem/v2-0276", Code = "EMERGENCY" }] },
        "returning" => new CodeableConcept { Coding = [new Coding { System = "http://terminology.hl7.org/CodeSystem/v2-0276", Code = "FOLLOWUP" }] },
        "triage" => new CodeableConcept { Text = "Visitation" },
        _ => null,
    };

    internal static CodeableConcept ServiceOf(ServiceType service) => new()
    {
        Coding = [new Coding { System = BookingSystems.Service, Code = service.Code, Display = service.Danish }],
        Text = service.Danish,
    };

    /// <summary>A FHIR instant in Danish time, as people here would write it.</summary>
    internal static string Stamp(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, WeekPattern.Denmark).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Encode(Resource resource) => FhirJson.Write(resource);

    private sealed record KnownSlot(string Id, long Start, long End, bool IsShut, string Schedule);
}
