using System.Diagnostics;

namespace Helhed.Bench;

/// <summary>What was measured of one operation on one way: several slices of time added up.</summary>
internal sealed class Sample
{
    private readonly List<long> _latencies = [];
    private long[]? _sorted;

    public long Operations { get; private set; }

    /// <summary>Documents that came back or were written.</summary>
    public long Documents { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    public CpuTime Cpu { get; private set; } = new(TimeSpan.Zero, TimeSpan.Zero);

    public double PerSecond => Operations / Elapsed.TotalSeconds;

    /// <summary>Processor milliseconds of our own process for one operation.</summary>
    public double OwnCpuMs => Cpu.Own.TotalMilliseconds / Operations;

    /// <summary>Processor milliseconds of the database's processes for one operation; null where there are none to be seen.</summary>
    public double? DatabaseCpuMs => Cpu.Database?.TotalMilliseconds / Operations;

    public double CpuMs => Cpu.Total.TotalMilliseconds / Operations;

    public void Add(long operations, long documents, TimeSpan elapsed, CpuTime cpu)
    {
        Operations += operations;
        Documents += documents;
        Elapsed += elapsed;
        Cpu += cpu;
    }

    public void AddLatencies(IEnumerable<long> ticks)
    {
        _latencies.AddRange(ticks);
        _sorted = null;
    }

    /// <summary>The latency in milliseconds that a share of the operations stayed under; null where single ones were not timed.</summary>
    public double? PercentileMs(double share)
    {
        if (_latencies.Count == 0)
        {
            return null;
        }

        _sorted ??= [.. _latencies.Order()];
        var rank = (int)Math.Ceiling(share * _sorted.Length) - 1;
        return _sorted[Math.Clamp(rank, 0, _sorted.Length - 1)] * 1000.0 / Stopwatch.Frequency;
    }
}

/// <summary>
/// Runs an operation with so many callers, each asking again as soon as it is answered. Ways that are compared take turns in short
/// slices, so that a change in the machine's load meets all of them.
/// </summary>
internal static class Measurement
{
    private const int Rounds = 3;

    /// <summary>Measures every target that can do the operation.</summary>
    public static async Task<Dictionary<ITarget, Sample>> Compare(IReadOnlyList<ITarget> targets, BenchOperation operation, int callers, Workload work)
    {
        var samples = targets.Where(t => t.Can(operation)).ToDictionary(t => t, _ => new Sample());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (target, sample) in samples)
            {
                await Slice(sample, target, (operation, callers), work with { Length = work.Length / Rounds, First = work.First + (round * 10_007) });
            }
        }

        return samples;
    }

    /// <summary>Measures one piece of work that is done once.</summary>
    public static async Task Once(Sample sample, Func<CpuTime> cpu, int documents, Func<Task> work)
    {
        var cpuBefore = cpu();
        var began = Stopwatch.GetTimestamp();
        await work();
        sample.Add(documents, documents, Stopwatch.GetElapsedTime(began), cpu() - cpuBefore);
    }

    private static async Task Slice(Sample sample, ITarget target, (BenchOperation Operation, int Callers) what, Workload work)
    {
        var cpuBefore = target.Cpu;
        var began = Stopwatch.GetTimestamp();
        var callers = Enumerable.Range(0, what.Callers)
            .Select(caller => Task.Run(() => Caller(target, what.Operation, caller, (work, began))))
            .ToList();
        await Task.WhenAll(callers);
        var elapsed = Stopwatch.GetElapsedTime(began);
        var cpu = target.Cpu - cpuBefore;
        var operations = 0L;
        var documents = 0L;
        foreach (var caller in callers)
        {
            var (latencies, count) = await caller;
            sample.AddLatencies(latencies);
            operations += latencies.Count;
            documents += count;
        }

        sample.Add(operations, documents, elapsed, cpu);
    }

    // The clock runs from before the caller gets a thread: work that completes on the spot would otherwise hide that callers wait for each other.
    private static async Task<(List<long> Latencies, long Documents)> Caller(
        ITarget target, BenchOperation operation, int caller, (Workload Work, long Began) run)
    {
        var latencies = new List<long>(4096);
        var documents = 0L;
        var next = run.Work.First + (caller * 4_001);
        do
        {
            var asked = Stopwatch.GetTimestamp();
            await Task.Yield();
            documents += await target.Run(operation, caller, run.Work.Picks[next++ % run.Work.Picks.Length]);
            latencies.Add(Stopwatch.GetTimestamp() - asked);
        }
        while (Stopwatch.GetElapsedTime(run.Began) < run.Work.Length);

        return (latencies, documents);
    }
}

/// <summary>What the callers draw from, from where on, and for how long.</summary>
internal sealed record Workload(Pick[] Picks, TimeSpan Length, int First = 0);
