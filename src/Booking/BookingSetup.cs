using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Booking;

/// <summary>Sets clinics up at once, without waiting for background work: for a new store.</summary>
/// <param name="database">The database.</param>
/// <param name="records">The store, with <see cref="BookingRoom.Attach"/> done.</param>
/// <param name="clock">The clock.</param>
public sealed class BookingSetup(Database database, RecordStore records, TimeProvider clock)
{
    private readonly WorkQueue _queue = new(database, clock);

    /// <summary>Whether no clinic keeps a calendar yet.</summary>
    /// <param name="ct">Cancels it.</param>
    public ValueTask<bool> IsEmpty(CancellationToken ct) =>
        database.ReadLatest(async session => !await session.First("SELECT 1 FROM booking_template LIMIT 1", _ => true), ct);

    /// <summary>Keeps templates and makes their times.</summary>
    /// <param name="clinics">The templates.</param>
    /// <param name="ct">Stops between clinics.</param>
    /// <returns>How many times were made. Problems: those of a template.</returns>
    public async Task<Outcome<int>> Add(IEnumerable<ClinicTemplate> clinics, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clinics);
        var templates = new ClinicTemplates(database, records, _queue, clock);
        var horizon = new Horizon(database, records, templates, clock);
        var made = 0;
        foreach (var clinic in clinics)
        {
            if ((await templates.Put(Caller.Program, clinic, ct)).Problem is { } problem)
            {
                return problem;
            }

            made += await horizon.Run(clinic.Clinic, ct);
        }

        return made;
    }

    /// <summary>Lets a patient wait for an earlier time of the visit that is furthest off but within the horizon, and offers what is free.</summary>
    /// <param name="patient">"Patient/x".</param>
    /// <param name="ct">Cancels it.</param>
    public async Task Wait(string patient, CancellationToken ct)
    {
        var templates = new ClinicTemplates(database, records, _queue, clock);
        var bookings = new Bookings(records, database, templates, clock);
        var now = clock.GetUtcNow();
        var found = await records.Search(Caller.Program, "Appointment", $"patient={patient}&date=ge{now:yyyy-MM-dd}&date=le{now.AddDays(40):yyyy-MM-dd}&status=booked&_sort=-date&_count=20", ct);
        if (!found.TryGet(out var page, out _))
        {
            return;
        }

        var clinics = await templates.Now(ct);
        foreach (var visit in page.Matches)
        {
            if (AppointmentFacts.ServiceOf(visit.As<Appointment>().ServiceType) is { } service && clinics.Service(service) is { Service.CitizenMoves: true }
                && await new WaitingList(database, records, templates, _queue, clock).Join(Caller.Program, patient, new WaitRequest(service, visit.Id), ct) is null)
            {
                await new Offers(database, bookings, templates, _queue, clock).Run(service, ct);
                return;
            }
        }
    }
}
