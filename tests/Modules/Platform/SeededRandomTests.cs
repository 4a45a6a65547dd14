using FsCheck;
using FsCheck.Fluent;
using Helhed.Platform;

namespace Helhed.Tests.Modules.Platform;

public class SeededRandomTests
{
    // From an independent implementation of xoshiro256** seeded by splitmix64.
    [Theory]
    [InlineData(0, 0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0)]
    [InlineData(42, 0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1)]
    [InlineData(-1, 0x8f5520d52a7ead08, 0xc476a018caa1802d, 0x81de31c0d260469e)]
    public void Known_answers(long seed, ulong first, ulong second, ulong third)
    {
        var random = new SeededRandom(seed);
        Assert.Equal([first, second, third], new[] { (ulong)random.Bits(), (ulong)random.Bits(), (ulong)random.Bits() });
    }

    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        var drawn = new SeededRandom(7);
        drawn.Bits();
        Assert.Equal(new SeededRandom(7).Fork("people").Bits(), drawn.Fork("people").Bits());
        Assert.NotEqual(drawn.Fork("people").Bits(), drawn.Fork("places").Bits());
        Assert.NotEqual(drawn.Fork(1).Bits(), drawn.Fork(2).Bits());
        Assert.NotEqual(drawn.Fork("people").Bits(), new SeededRandom(8).Fork("people").Bits());
    }

    [Fact]
    public void Forks_of_neighbouring_numbers_are_unrelated()
    {
        var random = new SeededRandom(1);
        var ones = Enumerable.Range(0, 2000).Average(number => random.Fork(number).Double());
        Assert.InRange(ones, 0.48, 0.52);
    }

    [Fact]
    public void Whole_numbers_are_even_and_within_bounds()
    {
        var random = new SeededRandom(3);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Int(10, 16) - 10]++;
        }

        // Chi-square with 5 degrees of freedom: above 20.5 once in a thousand.
        Assert.True(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000) < 20.5);
        Assert.Equal(int.MinValue, new SeededRandom(1).Int(int.MinValue, int.MinValue + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Int(5, 5));
    }

    [Fact]
    public void The_normal_distribution_has_its_mean_spread_and_tails()
    {
        var random = new SeededRandom(4);
        var draws = Enumerable.Range(0, 200_000).Select(_ => random.Normal(5, 2)).ToArray();
        var mean = draws.Average();
        Assert.InRange(mean, 4.98, 5.02);
        Assert.InRange(Math.Sqrt(draws.Average(draw => Math.Pow(draw - mean, 2))), 1.98, 2.02);
        Assert.InRange(draws.Count(draw => Math.Abs(draw - 5) > 6) / 200_000.0, 0.0022, 0.0032); // 0.0027 beyond three deviations
    }

    [Fact]
    public void Normal_draws_are_the_same_bits_everywhere()
    {
        var random = new SeededRandom(5);
        var hash = 0L;
        for (var i = 0; i < 10_000; i++)
        {
            hash = (hash * 31) + BitConverter.DoubleToInt64Bits(random.Normal(0, 1));
        }

        Assert.Equal(-485688453778307123, hash);
    }

    [Fact]
    public void Weights_decide_and_zero_never_comes()
    {
        var random = new SeededRandom(6);
        var counts = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["never"] = 0 };
        for (var i = 0; i < 40_000; i++)
        {
            counts[random.Weighted([("a", 3), ("b", 1), ("never", 0)])]++;
        }

        Assert.InRange(counts["a"], 29_500, 30_500);
        Assert.Equal(0, counts["never"]);
    }

    [Fact]
    public void Shuffling_keeps_all_and_moves_some()
    {
        var items = Enumerable.Range(0, 50).ToArray();
        new SeededRandom(9).Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 50), items);
        Assert.Equal(Enumerable.Range(0, 50), items.Order());
    }

    [Fact]
    public void Any_bounds_hold_for_any_seed() => Prop.ForAll<long, int, int>((seed, one, other) =>
    {
        var (min, max) = (Math.Min(one, other), Math.Max(one, other) + 1);
        var random = new SeededRandom(seed);
        var draws = Enumerable.Range(0, 20).Select(_ => random.Int(min, max)).ToList();
        return draws.All(draw => draw >= min && draw < max) && random.Double() is >= 0 and < 1 && random.Long(min, max) >= min;
    }).QuickCheckThrowOnFailure();
}
