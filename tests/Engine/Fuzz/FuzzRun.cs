using System.Diagnostics;
using System.Globalization;
using System.Text;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>
/// Many mutants through one property, on every core. A mutant is known by its run's name and its number: the same in every run, which is
/// what a failure prints. HELHED_FUZZ sets how many there are in all runs together.
/// </summary>
internal sealed class FuzzRun(string name, double share, Mutator mutator)
{
    private const int InAll = 200_000;

    private long _accepted;
    private long _slowestTicks;
    private long _mostBytes;

    /// <summary>How many mutants all runs have together.</summary>
    public static int Mutants { get; } = int.TryParse(Environment.GetEnvironmentVariable("HELHED_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : InAll;

    /// <summary>Runs the mutants; the property says whether it accepted its mutant, and fails by throwing.</summary>
    /// <returns>Which part of the mutants was accepted.</returns>
    public double Check(Func<FuzzCase, bool> property)
    {
        var count = (int)(Mutants * share);
        var failures = new System.Collections.Concurrent.ConcurrentBag<(int Number, string Failure)>();
        var random = new SeededRandom(Hash64.Of(name.AsSpan()));
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (number, loop) =>
        {
            if (One(number, mutator.Next(random.Fork(number)), property) is { } failure)
            {
                // Everything below the first failure still runs, so that the same one is told every time.
                failures.Add((number, failure));
                loop.Break();
            }
        });
        Assert.True(failures.IsEmpty, failures.Order().FirstOrDefault().Failure);
        Suites.Tell($"fuzz, mutants of {name}", count, count);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fuzz {name}: {count} mutants, {_accepted} accepted, slowest {Stopwatch.GetElapsedTime(0, _slowestTicks).TotalMilliseconds:0} ms, most memory {_mostBytes / 1024} kB"));
        return (double)_accepted / count;
    }

    /// <returns>Null, or what failed and how to see it again.</returns>
    private string? One(int number, byte[] input, Func<FuzzCase, bool> property)
    {
        try
        {
            var accepted = false;
            FuzzCase mutant;
            var tries = 0;
            do
            {
                // The machine may have been busy, and some things are read at their first use: what is too much is so every time.
                mutant = new FuzzCase(input);
                accepted = property(mutant);
            }
            while (mutant.Excess is not null && ++tries < 4);
            Assert.True(mutant.Excess is null, mutant.Excess);
            Interlocked.Add(ref _accepted, accepted ? 1 : 0);
            Most(ref _slowestTicks, mutant.Ticks);
            Most(ref _mostBytes, mutant.Bytes);
            return null;
        }
        catch (Exception e)
        {
            return $"{name}, mutant {number}: {e.GetType().Name}: {e.Message}\n{e.StackTrace}\n{Encoding.UTF8.GetString(input)}\n(base64 {Convert.ToBase64String(input)})";
        }
    }

    private static void Most(ref long most, long value)
    {
        for (var known = Interlocked.Read(ref most); value > known; known = Interlocked.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, known);
        }
    }
}

/// <summary>One mutant and what the engine has spent on it.</summary>
internal sealed class FuzzCase(byte[] input)
{
    /// <summary>What a step may allocate: for itself, and for each byte of its input.</summary>
    private const long MaxBytes = 512 * 1024, MaxBytesPerByte = 256;

    /// <summary>What an evaluation may allocate: its limit is its steps.</summary>
    public const long EvaluationBytes = 64 * 1024 * 1024;

    public byte[] Input { get; } = input;

    /// <summary>What all steps took, in ticks of the stopwatch.</summary>
    public long Ticks { get; private set; }

    /// <summary>Most that a step allocated.</summary>
    public long Bytes { get; private set; }

    /// <summary>What was too much: null, or a step and its time or memory.</summary>
    public string? Excess { get; private set; }

    /// <summary>Does a step of the engine, measured: its time counts for the mutant, its memory for itself.</summary>
    public T Do<T>(string step, Func<T> work, long mostBytes = MaxBytes)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var result = work();
        Ticks += Stopwatch.GetTimestamp() - start;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Bytes = Math.Max(Bytes, allocated);
        if (allocated > mostBytes + (MaxBytesPerByte * Input.Length))
        {
            Excess = $"{step} allocated {allocated} bytes for {Input.Length}.";
        }

        if (Ticks > Stopwatch.Frequency)
        {
            Excess = $"It took {Stopwatch.GetElapsedTime(0, Ticks).TotalMilliseconds:0} ms, the last step was {step}.";
        }

        return result;
    }
}
