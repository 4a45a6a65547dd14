using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>
/// The citizen's own records, one search each. The patient is always the caller: the store narrows to her too,
/// so that a mistake here shows nothing of anybody else.
/// </summary>
internal sealed class CitizenRecords(RecordStore records, Reach reach)
{
    // The store's largest page: five years of controls and half a year of daily measuring at home.
    private const int MostMeasurements = 1000;
    private const int LatestMeasurements = 60;
    private const int MostAppointments = 50;

    /// <summary>For what is asked once, and not a list of the citizen's own.</summary>
    public RecordStore Store => records;

    /// <summary>What the reader may see.</summary>
    public Reach Reach => reach;

    /// <summary>The next appointments that stand, and no more than are shown; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<Appointment>?> NextAppointments(Caller caller, DateTimeOffset now, int most, CancellationToken ct) =>
        await Search<Appointment>(caller, "Appointment", $"date=ge{Today(now)}&status=booked,pending,arrived,checked-in,fulfilled&_sort=date&_count={most}", ct);

    /// <summary>
    /// Before today, newest first: contacts that took place, and appointments that have no contact of the same moment
    /// (called off, or kept where contacts are not recorded).
    /// </summary>
    public async Task<Section<AppointmentView>> PastAppointments(Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        if (!await reach.Sees(caller, "Appointment", ct) && !await reach.Sees(caller, "Encounter", ct))
        {
            return new Section<AppointmentView>(null) { IsOutside = true };
        }

        var before = $"date=lt{Today(now)}&_sort=-date&_count={MostAppointments}";
        var contacts = Select(await Search<Encounter>(caller, "Encounter", before, ct), AppointmentView.Of, _ => true);
        var appointments = Select(await Search<Appointment>(caller, "Appointment", before, ct), AppointmentView.Of, _ => true);
        if (contacts.Items is not { } took || appointments.Items is not { } planned)
        {
            return new Section<AppointmentView>(null);
        }

        var moments = took.Select(c => c.Start).ToHashSet();
        var all = took.Concat(planned.Where(a => !moments.Contains(a.Start)));
        return new Section<AppointmentView>(all.OrderByDescending(a => a.Start).Take(MostAppointments).ToList());
    }

    public Task<Section<Trend>> Results(Caller caller, CancellationToken ct) => Results(caller, MostMeasurements, ct);

    /// <summary>The analyses measured last, with what is near enough to draw: the first page needs no five years.</summary>
    public Task<Section<Trend>> LatestResults(Caller caller, CancellationToken ct) => Results(caller, LatestMeasurements, ct);

    /// <summary>
    /// The citizen's name; null when the record cannot be read. A mandate about a part hides the Patient: who acts by it is still told in
    /// whose place, which they know by having been given it.
    /// </summary>
    public async Task<CitizenName?> Name(Caller caller, CancellationToken ct)
    {
        // Not by trying: a page that is opened lawfully leaves no refusal in the log.
        var seesPatient = await reach.Sees(caller, "Patient", ct);
        if (!seesPatient && !await reach.Holds(caller, ct))
        {
            return null;
        }

        var read = await records.Read(seesPatient ? caller : Caller.Program, "Patient", PatientId(caller), ct);
        return read.TryGet(out var stored, out _) ? CitizenName.Of(stored.Json) : null;
    }

    private async Task<Section<Trend>> Results(Caller caller, int most, CancellationToken ct)
    {
        if (!await reach.Sees(caller, "Observation", ct))
        {
            return new Section<Trend>(null) { IsOutside = true };
        }

        var found = await records.Search(caller, "Observation", $"patient={caller.Subject}&_sort=-date&_count={most}", ct);
        return new Section<Trend>(found.TryGet(out var page, out _) ? Trends.Group(page.Matches.SelectMany(Measurements.Of)) : null) { IsCut = found.IsOk && found.Value.Next is not null };
    }

    private async Task<IReadOnlyList<T>?> Search<T>(Caller caller, string type, string query, CancellationToken ct)
        where T : Resource
    {
        var found = await records.Search(caller, type, $"patient={caller.Subject}&{query}", ct);
        return found.TryGet(out var page, out _) ? page.Matches.Select(m => m.As<T>()).ToList() : null;
    }

    private static Section<TView> Select<T, TView>(IEnumerable<T>? found, Func<T, TView?> view, Func<TView, bool> keep)
        where TView : class =>
        new(found?.Select(view).OfType<TView>().Where(keep).ToList());

    private static string Today(DateTimeOffset now) => DateText.LocalDay(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string PatientId(Caller caller) => caller.Subject[(caller.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
