using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Booking;

/// <summary>
/// Appointments that stood before their clinic was looked after here get their cells and lines. Where two of them clash already, the first
/// keeps the time, and the other stands without: nothing that was agreed is undone. Nobody is told of what they know.
/// </summary>
internal sealed class Backfill(RecordStore records, Database database, TimeProvider clock)
{
    private const int PerPage = 500;
    private const int MostPages = 40;

    public async Task Run(ClinicTemplate template, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var search in template.Actors.Select(a => a.Reference).Append($"Location/{template.Clinic}"))
        {
            var first = $"actor={search}&date=ge{now:yyyy-MM-dd}&_sort=date&_count={PerPage}";
            var query = first;
            for (var page = 0; page < MostPages; page++)
            {
                if (!(await records.Search(Caller.Program, "Appointment", query, ct)).TryGet(out var found, out var problem))
                {
                    throw new InvalidDataException($"Appointments could not be looked up: {problem.Message}");
                }

                await Take(found.Matches, ct);
                if (found.Next is not { } next)
                {
                    break;
                }

                query = $"{first}&_cursor={Uri.EscapeDataString(next)}";
            }
        }
    }

    private async Task Take(IReadOnlyList<StoredResource> found, CancellationToken ct)
    {
        var facts = found.Select(f => (Stored: f, Facts: AppointmentFacts.Of(f.As<Appointment>()))).Where(f => f.Facts is { TakesTime: true, Patient: not null }).ToList();
        await database.Write(
            async tx =>
            {
                foreach (var (stored, fact) in facts)
                {
                    var version = new WrittenVersion(stored.Type, stored.Id, stored.Number, RecordAct.Updated, stored.Json);
                    await AppointmentCells.Apply(tx, version, fact, isStrict: false);
                    await tx.Execute("UPDATE booking_appointment SET told_start = start_ms, told_status = status WHERE number = $1 AND told_status IS NULL", stored.Number);
                }

                return 0;
            },
            ct);
    }
}
