using Helhed.Access;
using Helhed.Hosting;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Import;

namespace Helhed.Bench;

/// <summary>The record store in this process.</summary>
internal sealed class StoreTarget(Store store, Func<CpuTime> cpu) : ITarget
{
    public string Name => "record store";

    public CpuTime Cpu => cpu();

    // A transaction bundle is an interaction of the API; the store's own surface has none.
    public bool Can(BenchOperation operation) => operation != BenchOperation.Transaction;

    public async ValueTask<int> Run(BenchOperation operation, int caller, Pick pick) => operation switch
    {
        BenchOperation.Read => Found(await store.Records.Read(Caller.Program, "Observation", pick.Id, default)),
        BenchOperation.Create => Found(await store.Records.Create(Caller.Program, "Observation", pick.Fresh, default)),
        _ => (await store.Records.Search(Caller.Program, "Observation", Query(operation, pick), default)).Value.Matches.Count,
    };

    public ValueTask DisposeAsync() => store.DisposeAsync();

    public async Task Load(IReadOnlyList<SampleObservation> documents, CancellationToken ct)
    {
        var created = 0;
        await new BulkLoader(store.Records).Load(
            documents.Select(d => new BulkItem(d.Json)), results => created += results.Count(r => r.Act is not null && r.Remarks.Count == 0), ct);
        if (created != documents.Count)
        {
            throw new InvalidOperationException($"{documents.Count - created} of {documents.Count} Observations were not loaded.");
        }
    }

    public Task Optimize(CancellationToken ct) => store.Database.Optimize(ct);

    /// <summary>A search as it stands in an address.</summary>
    internal static string Query(BenchOperation operation, Pick pick) => operation switch
    {
        BenchOperation.SearchByCode => $"patient={pick.Patient}&code={SampleObservations.CodeSystem}%7C{pick.Code}&_count={SampleObservations.PageSize}",
        BenchOperation.SearchAll => $"code={SampleObservations.CodeSystem}%7C{pick.Code}&_sort=-date&_count={SampleObservations.PageSize}",
        _ => $"patient={pick.Patient}&_sort=-date&_count={SampleObservations.PageSize}",
    };

    private static int Found(Outcome<Records.StoredResource> outcome) => outcome.Value.Json.Length > 0 ? 1 : 0;
}
