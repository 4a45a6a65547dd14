using System.Numerics;
using System.Runtime.InteropServices;

namespace Helhed.Platform;

/// <summary>
/// Random numbers that are the same for the same seed on every platform and .NET version: xoshiro256** seeded by splitmix64
/// (https://prng.di.unimi.it), and only arithmetic that IEEE 754 fixes to the bit. Not for secrets, not for several threads.
/// </summary>
public sealed class SeededRandom
{
    private readonly ulong _seed;
    private ulong _a, _b, _c, _d;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The seed.</param>
    public SeededRandom(long seed)
    {
        _seed = (ulong)seed;
        var state = _seed;
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>A sequence of its own for a named part. Depends on this one's seed and the label, not on how much was drawn before.</summary>
    /// <param name="label">The part's name.</param>
    /// <returns>A new sequence.</returns>
    public SeededRandom Fork(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return Fork(Hash64.Of(label.AsSpan()));
    }

    /// <summary>A sequence of its own for a numbered part, such as one person of many.</summary>
    /// <param name="number">The part's number.</param>
    /// <returns>A new sequence.</returns>
    public SeededRandom Fork(long number)
    {
        var state = _seed ^ BitOperations.RotateLeft((ulong)number, 32);
        var mixed = SplitMix(ref state);
        state = mixed + (ulong)number;
        return new SeededRandom((long)SplitMix(ref state));
    }

    /// <summary>64 random bits.</summary>
    /// <returns>Any long.</returns>
    public long Bits() => (long)Next();

    /// <summary>A whole number, each equally likely.</summary>
    /// <param name="min">Smallest result.</param>
    /// <param name="maxExclusive">One above the largest result; must be above <paramref name="min"/>.</param>
    /// <returns>A number from <paramref name="min"/> up to but not including <paramref name="maxExclusive"/>.</returns>
    public int Int(int min, int maxExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(min, maxExclusive);
        return (int)(min + (long)Below((ulong)((long)maxExclusive - min)));
    }

    /// <summary>A whole number, each equally likely.</summary>
    /// <param name="min">Smallest result.</param>
    /// <param name="maxExclusive">One above the largest result; must be above <paramref name="min"/>.</param>
    /// <returns>A number from <paramref name="min"/> up to but not including <paramref name="maxExclusive"/>.</returns>
    public long Long(long min, long maxExclusive)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(min, maxExclusive);
        return unchecked(min + (long)Below((ulong)maxExclusive - (ulong)min));
    }

    /// <summary>A number from 0 up to but not including 1, with 53 random bits.</summary>
    /// <returns>The number.</returns>
    public double Double() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with a probability.</summary>
    /// <param name="probability">From 0 (never) to 1 (always).</param>
    /// <returns>The result of the throw.</returns>
    public bool Chance(double probability) => Double() < probability;

    /// <summary>A number from the normal distribution.</summary>
    /// <param name="mean">The middle.</param>
    /// <param name="standardDeviation">The spread, in the unit of the mean.</param>
    /// <returns>The number.</returns>
    public double Normal(double mean, double standardDeviation) =>
        mean + (standardDeviation * NormalQuantile.Of(((Next() >> 11) + 0.5) * (1.0 / (1UL << 53))));

    /// <summary>One of a list, each equally likely.</summary>
    /// <typeparam name="T">What is in the list.</typeparam>
    /// <param name="from">A list with at least one member.</param>
    /// <returns>One member.</returns>
    public T Pick<T>(IReadOnlyList<T> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        return from[Int(0, from.Count)];
    }

    /// <summary>One of a list, as likely as its weight.</summary>
    /// <typeparam name="T">What is in the list.</typeparam>
    /// <param name="from">Members with weights of at least 0, whose sum is above 0.</param>
    /// <returns>One member.</returns>
    public T Weighted<T>(IReadOnlyList<(T Item, double Weight)> from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var total = 0.0;
        foreach (var (_, weight) in from)
        {
            total += weight;
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        var left = Double() * total;
        var last = 0;
        for (var i = 0; i < from.Count; i++)
        {
            if (from[i].Weight <= 0)
            {
                continue;
            }

            last = i;
            if ((left -= from[i].Weight) < 0)
            {
                break;
            }
        }

        return from[last].Item;
    }

    /// <summary>Puts a list into random order, in place.</summary>
    /// <typeparam name="T">What is in the list.</typeparam>
    /// <param name="items">The list.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Int(0, i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>Fills a span with random bytes.</summary>
    /// <param name="bytes">The span.</param>
    public void Fill(Span<byte> bytes)
    {
        Span<ulong> word = stackalloc ulong[1];
        while (bytes.Length > 0)
        {
            word[0] = BitConverter.IsLittleEndian ? Next() : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Next());
            var part = MemoryMarshal.AsBytes(word)[..Math.Min(8, bytes.Length)];
            part.CopyTo(bytes);
            bytes = bytes[part.Length..];
        }
    }

    private ulong Next()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var shifted = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    // Lemire's multiply-and-reject: no bias, and a division only where a draw falls in the short remainder.
    private ulong Below(ulong bound)
    {
        while (true)
        {
            var high = Math.BigMul(Next(), bound, out var low);
            if (low >= bound || low >= unchecked(0 - bound) % bound)
            {
                return high;
            }
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
