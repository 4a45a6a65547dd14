using System.Globalization;
using System.Runtime;
using System.Text;
using Helhed.Access;
using Helhed.Hosting;
using Helhed.Records.Import;

namespace Helhed.Bench;

/// <summary>The record store in this process, asked on somebody's behalf.</summary>
internal sealed class CallerTarget(Store store, (string Name, Func<Pick, Caller> Of) who, Func<CpuTime> cpu) : ITarget
{
    public string Name => who.Name;

    public CpuTime Cpu => cpu();

    public bool Can(BenchOperation operation) => operation is BenchOperation.Read or BenchOperation.SearchByCode or BenchOperation.SearchByDate;

    public async ValueTask<int> Run(BenchOperation operation, int caller, Pick pick) => operation == BenchOperation.Read
        ? (await store.Records.Read(who.Of(pick), "Observation", pick.Id, default)).Value.Json.Length > 0 ? 1 : 0
        : (await store.Records.Search(who.Of(pick), "Observation", StoreTarget.Query(operation, pick), default)).Value.Matches.Count;

    public ValueTask DisposeAsync() => default;
}

/// <summary>Somebody who sees none of it asks for what is there, or for what is not: neither the answer nor its time is to tell which.</summary>
internal sealed class StrangerTarget(Store store, bool isThere, Func<CpuTime> cpu) : ITarget
{
    // In the compartment of nobody whom the stranger treats.
    private static readonly Caller Stranger = new(CallerKind.Staff, "Practitioner/bench-stranger", "", "nurse", "Organization/bench-elsewhere") { Post = "PractitionerRole/bench-stranger" };

    public string Name => isThere ? "hidden" : "absent";

    public CpuTime Cpu => cpu();

    public bool Can(BenchOperation operation) => operation is BenchOperation.Read or BenchOperation.SearchByCode;

    public async ValueTask<int> Run(BenchOperation operation, int caller, Pick pick)
    {
        var asked = isThere ? pick : pick with { Id = $"x{pick.Id}", Patient = $"{pick.Patient}x" };
        var shown = operation == BenchOperation.Read
            ? (await store.Records.Read(Stranger, "Observation", asked.Id, default)).IsOk
            : (await store.Records.Search(Stranger, "Observation", StoreTarget.Query(operation, asked) + "&_total=accurate", default)).Value is not { Total: 0, Matches.Count: 0 };
        return shown ? throw new InvalidOperationException("What is hidden was shown.") : 0;
    }

    public ValueTask DisposeAsync() => default;
}

/// <summary>What an operation took, without Access, and with it for different callers.</summary>
internal sealed record AccessFigure(BenchOperation Operation, int Callers, string Way, Sample Sample, Sample Without, Sample? Http);

/// <summary>The same operation on what a stranger may not see, and on what is not there.</summary>
internal sealed record HiddenFigure(BenchOperation Operation, Sample Hidden, Sample Absent);

/// <summary>
/// Measures what the rule of access and the access log cost: the same reads and searches by the program itself, which neither narrows nor
/// logs, by a system (logged), by a nurse with a treatment relation and by the citizen (narrowed and logged); and, as the measure of all,
/// by a system over HTTP.
/// </summary>
internal sealed class AccessBench(Ground ground, RecordsScale scale, Action<string> progress)
{
    private const int Draws = 50_000;
    private const int PerPatient = 50;
    private const int MostWarmUps = 20;
    private const double StillCompiling = 0.02;
    private static readonly BenchOperation[] Operations = [BenchOperation.Read, BenchOperation.SearchByCode, BenchOperation.SearchByDate];
    private static readonly int[] CallerCounts = [1, RecordsBench.MostCallers, 512];

    /// <summary>The figures, and how what is hidden compares with what is not there.</summary>
    public async Task<(IReadOnlyList<AccessFigure> Figures, IReadOnlyList<HiddenFigure> Hidden)> Run(CancellationToken ct)
    {
        await using var store = await Store.Open(ground.StoreConnection, ct);
        await Load(store, ct);
        var nurse = new Caller(CallerKind.Staff, "Practitioner/bench-nurse", "", "nurse", "Organization/bench-ward") { Post = "PractitionerRole/bench-nurse" };
        var system = new Caller(CallerKind.System, "Device/bench", "", "system");
        ITarget[] targets =
        [
            new CallerTarget(store, ("without Access and log", _ => Caller.Program), ground.Cpu),
            new CallerTarget(store, ("system: logged", _ => system), ground.Cpu),
            new CallerTarget(store, ("nurse: by relation, logged", _ => nurse), ground.Cpu),
            new CallerTarget(store, ("citizen: own record, logged", pick => new Caller(CallerKind.Citizen, pick.Patient, "", "citizen")), ground.Cpu),
        ];
        var picks = SampleObservations.Draw(Draws, scale.Documents);
        var figures = new List<AccessFigure>();
        await using var http = await HttpTarget.Start(ground.StoreConnection, ground.Folder, ground.DatabaseCpu, ct);
        foreach (var operation in Operations)
        {
            foreach (var callers in CallerCounts)
            {
                progress(string.Create(CultureInfo.InvariantCulture, $"{ground.Name}: {RecordsBench.NameOf(operation)}, {callers} callers"));
                var work = new Workload(picks, scale.Length);
                await WarmUp([.. targets, http], operation, callers, work with { Length = scale.Length / 4 });
                var samples = await Measurement.Compare([.. targets, http], operation, callers, work);
                figures.AddRange(targets.Select(t => new AccessFigure(operation, callers, t.Name, samples[t], samples[targets[0]], samples[http])));
            }
        }

        return (figures, await Strangers(store, picks));
    }

    // The runtime compiles what is used often anew, behind our back; while it does, that would be a part of what is measured.
    private async Task WarmUp(IReadOnlyList<ITarget> targets, BenchOperation operation, int callers, Workload work)
    {
        for (var round = 0; round < MostWarmUps; round++)
        {
            var (cpu, compiling) = (ground.Cpu(), JitInfo.GetCompilationTime());
            await Measurement.Compare(targets, operation, callers, work);
            if (JitInfo.GetCompilationTime() - compiling < StillCompiling * (ground.Cpu() - cpu).Own)
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyList<HiddenFigure>> Strangers(Store store, Pick[] picks)
    {
        const int Few = 8;
        ITarget hidden = new StrangerTarget(store, isThere: true, ground.Cpu), absent = new StrangerTarget(store, isThere: false, ground.Cpu);
        var figures = new List<HiddenFigure>();
        foreach (var operation in (BenchOperation[])[BenchOperation.Read, BenchOperation.SearchByCode])
        {
            progress($"{ground.Name}: {RecordsBench.NameOf(operation)}, hidden beside absent");
            var work = new Workload(picks, scale.Length);
            await Measurement.Compare([hidden, absent], operation, Few, work with { Length = scale.Length / 4 }); // warms up
            var samples = await Measurement.Compare([hidden, absent], operation, Few, work);
            figures.Add(new HiddenFigure(operation, samples[hidden], samples[absent]));
        }

        return figures;
    }

    private async Task Load(Store store, CancellationToken ct)
    {
        progress($"{ground.Name}: loading");
        var items = new List<BulkItem>
        {
            new(Encoding.UTF8.GetBytes("""{"resourceType":"Organization","id":"bench-hospital","name":"Hospital"}""")),
            new(Encoding.UTF8.GetBytes("""{"resourceType":"Organization","id":"bench-ward","name":"Ward","partOf":{"reference":"Organization/bench-hospital"}}""")),
        };
        var patients = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < scale.Documents; i++)
        {
            var sample = SampleObservations.At(i);
            items.Add(new BulkItem(sample.Json));
            if (patients.Add(sample.Patient))
            {
                var id = sample.Patient["Patient/".Length..];
                items.Add(new BulkItem(Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"{{id}}","birthDate":"1970-01-01","generalPractitioner":[{"reference":"Organization/bench-practice"}]}""")));
                items.Add(new BulkItem(Encoding.UTF8.GetBytes($$"""{"resourceType":"Encounter","id":"{{id}}","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"{{sample.Patient}}"},"serviceProvider":{"reference":"Organization/bench-ward"},"period":{"start":"2026-01-01"} }""")));
            }
        }

        var refused = 0;
        await new BulkLoader(store.Records).Load(items, results => refused += results.Count(r => r.Act is null), ct);
        if (refused > 0 || patients.Count < scale.Documents / PerPatient / 2)
        {
            throw new InvalidOperationException($"{refused} resources were not loaded.");
        }

        await store.Database.Optimize(ct);
        await ground.Settle(ct);
    }
}

/// <summary>Shows what Access costs.</summary>
internal static class AccessReport
{
    public static async Task Write(BenchReport report, Ground ground, int documents, (IReadOnlyList<AccessFigure> Figures, IReadOnlyList<HiddenFigure> Hidden) measured)
    {
        var figures = measured.Figures;
        await report.Heading(2, $"Access on {ground.Name}");
        await report.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{documents:N0} Observations. The store in this process, asked by the program itself (not narrowed, not logged) and by callers who are. 'more' is what Access and the log add to the processor time of the operation in this process; 'of HTTP' sets the same addition against the whole request of a system over HTTP, which is logged too, less what its log costs."));
        var table = new BenchTable(2, "operation", "callers", "asked by", "ops/s", "p50 ms", "p99 ms", "CPU ms", "more", "of HTTP");
        foreach (var figure in figures)
        {
            var more = figure.Sample.CpuMs - figure.Without.CpuMs;
            var logged = figures.First(f => f.Operation == figure.Operation && f.Callers == figure.Callers && f.Way.StartsWith("system", StringComparison.Ordinal)).Sample.CpuMs - figure.Without.CpuMs;
            table.Add(
                RecordsBench.NameOf(figure.Operation),
                figure.Callers.ToString(CultureInfo.InvariantCulture),
                figure.Way,
                BenchTable.Number(figure.Sample.PerSecond),
                BenchTable.Number(figure.Sample.PercentileMs(0.5)),
                BenchTable.Number(figure.Sample.PercentileMs(0.99)),
                BenchTable.Number(figure.Sample.CpuMs),
                figure.Sample == figure.Without ? "–" : Percent(more / figure.Without.CpuMs),
                figure.Sample == figure.Without || figure.Http is null ? "–" : Percent(more / (figure.Http.CpuMs - logged)));
        }

        await report.Table(table);
        await report.Heading(3, "What is hidden, beside what is not there");
        await report.Line("A nurse without a relation asks for an Observation that is there and for an id that is not, and counts the results of a patient who is there and of one who is not. Both get the same answer; this is whether its time tells them apart.");
        var strangers = new BenchTable(1, "operation", "hidden p50 ms", "absent p50 ms", "hidden p99 ms", "absent p99 ms", "CPU hidden ÷ absent");
        foreach (var (operation, hidden, absent) in measured.Hidden)
        {
            strangers.Add(
                RecordsBench.NameOf(operation),
                BenchTable.Number(hidden.PercentileMs(0.5)),
                BenchTable.Number(absent.PercentileMs(0.5)),
                BenchTable.Number(hidden.PercentileMs(0.99)),
                BenchTable.Number(absent.PercentileMs(0.99)),
                BenchTable.Number(hidden.CpuMs / absent.CpuMs));
        }

        await report.Table(strangers);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{(share >= 0 ? "+" : "")}{share * 100:F0} %");
}
