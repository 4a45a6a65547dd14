using System.Globalization;
using Helhed.Hosting;

namespace Helhed.Bench;

/// <summary>How much is measured.</summary>
/// <param name="Documents">Observations in the store while operations are measured.</param>
/// <param name="Length">Time for each figure.</param>
/// <param name="IsLarge">Whether growth is followed to fifty times as many.</param>
internal sealed record RecordsScale(int Documents, TimeSpan Length, bool IsLarge);

/// <summary>A figure of the record store's table.</summary>
internal sealed record Figure(string Operation, int Callers, string Way, Sample Sample, Sample? Bare);

/// <summary>A point of the growth curve.</summary>
internal sealed record GrowthPoint(long Documents, BenchOperation Operation, string Way, Sample Sample);

/// <summary>What one database gave.</summary>
internal sealed record RecordsFigures(string Ground, string Product)
{
    public List<Figure> Figures { get; } = [];

    public List<GrowthPoint> Growth { get; } = [];

    /// <summary>Documents behind the disk figures.</summary>
    public long StoredDocuments { get; set; }

    public long DocumentBytes { get; set; }

    public long StoreBytes { get; set; }

    public long BareBytes { get; set; }
}

/// <summary>
/// Measures the record store on one database: the bare database, the store in this process and the server over HTTP take turns on the
/// same documents.
/// </summary>
internal sealed class RecordsBench(Ground ground, RecordsScale scale, Action<string> progress, CancellationToken ct)
{
    public const int MostCallers = 16;

    private const int LoadedAtOnce = 50_000;
    private const int Draws = 50_000;
    private const string BulkLoad = "bulk load";
    private const string JustStarted = ", just started";

    // Far behind all numbers that the other measurements use.
    private const long ImportedFrom = 1_000_000_000;
    private const int ImportedAtOnce = 100_000;
    private const int ImportRounds = 2;
    private static readonly int[] CallerCounts = [1, 8, MostCallers];
    private static readonly BenchOperation[] Reading = [BenchOperation.Read, BenchOperation.SearchByCode, BenchOperation.SearchByDate, BenchOperation.SearchAll];

    public async Task<RecordsFigures> Run()
    {
        await using var bare = await ground.OpenBare(ct);
        await using var store = new StoreTarget(await Store.Open(ground.StoreConnection, ct), ground.Cpu);
        var figures = new RecordsFigures(ground.Name, bare.Product);
        var emptyBytes = await ground.StoreBytes(ct);
        var loading = (Store: new Sample(), Bare: new Sample());
        var begun = (Store: new Sample(), Bare: new Sample());
        var loaded = 0;
        foreach (var size in Sizes())
        {
            while (loaded < size)
            {
                // While the first are loaded the runtime still compiles: they are told of apart.
                var counted = loaded == 0 ? begun : loading;
                loaded += await Load((loaded, Math.Min(size, loaded + LoadedAtOnce)), (store, counted.Store), (bare, counted.Bare));
            }

            await bare.Analyze(ct);
            await store.Optimize(ct);
            await ground.Settle(ct);
            await Grow(figures, [bare, store], loaded);
            if (size == scale.Documents)
            {
                figures.Figures.Add(new Figure(BulkLoad, 1, bare.Name, loading.Bare, null));
                figures.Figures.Add(new Figure(BulkLoad, 1, $"{store.Name}{JustStarted}", begun.Store, begun.Bare));
                figures.Figures.Add(new Figure(BulkLoad, 1, store.Name, loading.Store, loading.Bare));
                figures.StoredDocuments = loaded;
                figures.StoreBytes = await ground.StoreBytes(ct) - emptyBytes;
                figures.BareBytes = await bare.Bytes(ct);
                figures.DocumentBytes = Enumerable.Range(0, 1000).Sum(n => SampleObservations.At(n).Json.LongLength) * loaded / 1000;
                await Operate(figures, bare, store, loaded);
                await Import(figures, loading.Bare);
            }
        }

        return figures;
    }

    /// <summary>What an operation is called in tables.</summary>
    public static string NameOf(BenchOperation operation) => operation switch
    {
        BenchOperation.Read => "read",
        BenchOperation.SearchByCode => "search by patient and code",
        BenchOperation.SearchByDate => "search by patient, newest first",
        BenchOperation.SearchAll => "search by code, newest first",
        BenchOperation.Create => "create",
        _ => string.Create(CultureInfo.InvariantCulture, $"transaction of {SampleObservations.PerTransaction}"),
    };

    private IEnumerable<int> Sizes()
    {
        yield return scale.Documents / 10;
        yield return scale.Documents / 10 * 3;
        yield return scale.Documents;
        if (scale.IsLarge)
        {
            yield return scale.Documents * 3;
            yield return scale.Documents * 10;
            yield return scale.Documents * 50;
        }
    }

    private async Task<int> Load((int From, int To) range, (StoreTarget Target, Sample Sample) store, (BareDatabase Target, Sample Sample) bare)
    {
        progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: loading Observations {range.From:N0} to {range.To:N0}"));
        var documents = Enumerable.Range(range.From, range.To - range.From).Select(n => SampleObservations.At(n)).ToList();
        await Measurement.Once(bare.Sample, ground.Cpu, documents.Count, () => bare.Target.Load(documents, ct));
        await Measurement.Once(store.Sample, ground.Cpu, documents.Count, () => store.Target.Load(documents, ct));
        await bare.Target.LoadSearched(documents, ct);
        return documents.Count;
    }

    private async Task Grow(RecordsFigures figures, IReadOnlyList<ITarget> targets, int loaded)
    {
        progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: reading and searching in {loaded:N0} Observations"));
        var picks = SampleObservations.Draw(Draws, loaded);
        await WarmUp(targets, Reading, picks);
        foreach (var operation in Reading)
        {
            foreach (var (target, sample) in await Measurement.Compare(targets, operation, 1, new Workload(picks, scale.Length)))
            {
                figures.Growth.Add(new GrowthPoint(loaded, operation, target.Name, sample));
            }
        }
    }

    private async Task Operate(RecordsFigures figures, BareDatabase bare, StoreTarget store, int loaded)
    {
        progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: starting the server"));
        await using var http = await HttpTarget.Start(ground.StoreConnection, ground.Folder, ground.DatabaseCpu, ct);
        ITarget[] targets = [bare, store, http];
        var picks = SampleObservations.Draw(Draws, loaded);
        await CheckAnswers(targets, picks);
        await WarmUp(targets, Enum.GetValues<BenchOperation>(), picks);
        foreach (var operation in Enum.GetValues<BenchOperation>())
        {
            foreach (var callers in CallerCounts)
            {
                ct.ThrowIfCancellationRequested();
                progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: {NameOf(operation)}, {callers} at once"));
                var samples = await Measurement.Compare(targets, operation, callers, new Workload(picks, scale.Length, callers * 1009));
                figures.Figures.AddRange(samples.Select(s => new Figure(NameOf(operation), callers, s.Key.Name, s.Value, s.Key == bare ? null : samples[bare])));
            }
        }
    }

    // The same work as the bulk load, through the server: beside it in the table, and behind it in time, since it fills only the store.
    private async Task Import(RecordsFigures figures, Sample bare)
    {
        await using var lines = await LineServer.Start(ct);
        await using var http = await HttpTarget.Start(ground.StoreConnection, ground.Folder, ground.DatabaseCpu, ct, lines.Address);
        var (started, posted, fetched) = (new Sample(), new Sample(), new Sample());
        var size = Math.Min(scale.Documents, ImportedAtOnce);
        for (var round = 0; round <= ImportRounds; round++)
        {
            progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: importing {size:N0} Observations, posted and fetched, round {round + 1} of {ImportRounds + 1}"));
            var first = ImportedFrom + (2L * round * size);
            var body = SampleObservations.Lines(first, size);
            await Measurement.Once(round == 0 ? started : posted, () => http.Cpu, size, async () => Check(size, await http.ImportPosted(body, ct)));
            lines.Lines = SampleObservations.Lines(first + size, size);
            await Measurement.Once(round == 0 ? started : fetched, () => http.Cpu, size, async () => Check(size, await http.ImportFetched($"{lines.Address}{round}.ndjson", ct)));
        }

        var behind = figures.Figures.FindLastIndex(f => f.Operation == BulkLoad) + 1;
        figures.Figures.InsertRange(
            behind,
            [
                new Figure(BulkLoad, 1, $"$import{JustStarted}", started, bare),
                new Figure(BulkLoad, 1, "$import, posted", posted, bare),
                new Figure(BulkLoad, 1, "$import, fetched", fetched, bare),
            ]);

        static void Check(int expected, long created)
        {
            if (created != expected)
            {
                throw new InvalidOperationException($"{expected - created} of {expected} Observations were not imported.");
            }
        }
    }

    // A way that finds less than another would look fast.
    private static async Task CheckAnswers(ITarget[] targets, Pick[] picks)
    {
        foreach (var operation in Reading)
        {
            foreach (var pick in picks.Take(50))
            {
                var found = new List<int>();
                foreach (var target in targets)
                {
                    found.Add(await target.Run(operation, 0, pick));
                }

                if (found.Distinct().Count() > 1 || found[0] == 0)
                {
                    throw new InvalidOperationException($"{NameOf(operation)}: {string.Join(", ", targets.Zip(found, (t, f) => $"{t.Name} found {f}"))} for {pick.Patient}.");
                }
            }
        }
    }

    // Long enough for the runtime to compile what runs often once more, with what it has seen.
    private async Task WarmUp(IReadOnlyList<ITarget> targets, BenchOperation[] operations, Pick[] picks)
    {
        var length = TimeSpan.FromMilliseconds(Math.Min(1000, scale.Length.TotalMilliseconds));
        foreach (var operation in operations)
        {
            await Measurement.Compare(targets, operation, 2, new Workload(picks, length, 31));
        }
    }
}
