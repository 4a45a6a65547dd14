using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Commands;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Import;
using Helhed.Synthetic;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Hosting;

/// <summary>
/// Makes the synthetic region in an empty store. A Basic resource says with what options and whether it is complete: a start that was
/// killed half-way is taken up again, and a store with other data is left alone.
/// </summary>
internal static class SyntheticRegion
{
    private const string MarkerId = "synthetic-region";

    public static async Task Ensure(Store store, int people, ulong seed, CancellationToken ct)
    {
        var marker = await store.Records.Read(Caller.Program, "Basic", MarkerId, ct);
        if (marker.TryGet(out var existing, out var problem))
        {
            var (begun, isComplete) = Parse(existing.As<Basic>());
            if (!isComplete)
            {
                await Make(store, begun, ct);
            }

            await KeepCalendars(store, begun, ct);
        }
        else if (problem.Kind == ProblemKind.NotFound && people > 0 && await store.Records.IsEmpty(ct))
        {
            var options = new RegionOptions(people, seed, DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime));
            await Make(store, options, ct);
            await KeepCalendars(store, options, ct);
        }
    }

    // Calendars are made for the days to come, also in a region that was made before calendars were kept.
    private static async Task KeepCalendars(Store store, RegionOptions options, CancellationToken ct)
    {
        var setup = new BookingSetup(store.Database, store.Records, TimeProvider.System);
        if (!await setup.IsEmpty(ct))
        {
            return;
        }

        var added = await setup.Add(Region.Clinics(options).Select(c => TemplateText.Read(c.Template.Span).Value), ct);
        if (added.Problem is { } refused)
        {
            throw new InvalidDataException($"A synthetic clinic was refused: {refused.Message}");
        }

        foreach (var citizen in Region.Waiting)
        {
            await setup.Wait($"Patient/{citizen}", ct);
        }

        await store.Database.Optimize(ct);
    }

    private static async Task Make(Store store, RegionOptions options, CancellationToken ct)
    {
        using var line = new ProgressLine("Making the synthetic region");
        long done = 0;
        long citizens = 0;
        await new BulkLoader(store.Records).Load(
            Items(options),
            results =>
            {
                done += results.Count;
                citizens += results.Count(r => r.Item.Tag is "Patient");
                if (results.FirstOrDefault(r => r.Act is null) is { Item.Json.Length: > 0 } refused)
                {
                    throw new InvalidDataException($"A synthetic resource was refused: {refused.Remarks[0].Expression}: {refused.Remarks[0].Message}");
                }

                line.Show(done, options.People == 0 ? 1 : (double)citizens / options.People);
            },
            ct);
        await store.Database.Optimize(ct);
    }

    private static IEnumerable<BulkItem> Items(RegionOptions options)
    {
        yield return new BulkItem(Marker(options, "begun"));
        foreach (var resource in Region.Generate(options))
        {
            yield return new BulkItem(resource.Json, resource.Type);
        }

        yield return new BulkItem(Marker(options, "complete"));
    }

    private static byte[] Marker(RegionOptions options, string state) => FhirJson.Write(new Basic
    {
        Id = MarkerId,
        Code = new CodeableConcept
        {
            Text = string.Create(CultureInfo.InvariantCulture, $"Synthetic region, {state}: people={options.People} seed={options.Seed} today={options.Today:yyyy-MM-dd}"),
        },
    });

    private static (RegionOptions Options, bool IsComplete) Parse(Basic marker)
    {
        var text = marker.Code?.Text ?? "";
        var values = text.Split(' ').Select(w => w.Split('=')).Where(w => w.Length == 2).ToDictionary(w => w[0], w => w[1]);
        var options = new RegionOptions(
            int.Parse(values["people"], CultureInfo.InvariantCulture),
            ulong.Parse(values["seed"], CultureInfo.InvariantCulture),
            DateOnly.ParseExact(values["today"], "yyyy-MM-dd", CultureInfo.InvariantCulture));
        return (options, text.Contains(", complete:", StringComparison.Ordinal));
    }
}
