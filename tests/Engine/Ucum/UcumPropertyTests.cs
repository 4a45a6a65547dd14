using System.Diagnostics;
using System.Globalization;
using Helhed.Fhir;
using Helhed.Fhir.Ucum;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>What holds for all units, on units made up of the table's; and texts that are damaged. The seed is fixed: a failure comes again.</summary>
public class UcumPropertyTests
{
    private static readonly string[] Ratios =
    [
        "m", "cm", "[in_i]", "[ft_us]", "g", "kg", "[lb_av]", "[oz_av]", "s", "min", "h", "d", "a", "mol", "mmol", "L", "dL", "[gal_us]", "K", "[degR]", "Pa",
        "mm[Hg]", "m[H2O]", "[psi]", "J", "cal", "W", "V", "A", "Ohm", "[iU]", "[arb'U]", "U", "kat", "deg", "rad", "%", "[ppm]", "10*3", "eq", "[pi]", "1", "24", "{x}", "[ly]", "[c]", "[e]", "u",
    ];

    private static readonly string[] Scales = ["Cel", "[degF]", "[pH]", "dB", "Np", "B[W]", "dB[SPL]", "bit_s", "%[slope]", "[p'diop]", "[hp'_X]", "[hp'_M]"];

    private static readonly string[] Exponents = ["", "", "2", "-1", "+3"];

    private static readonly string[] Operators = [".", "/"];

    private static readonly string[] Pieces = ["(", ")", ".", "/", "{", "}", "[", "]", "-", "+", "2", "10*", "99999999999999999999", "m", "k", "Cel", "[pi]", "[", "\u00b5", "\u0000", " ", "{a}", "-1", "9999", "((((((("];

    [Fact]
    public void There_and_back_gives_the_value_again()
    {
        var random = new SeededRandom(7);
        for (var round = 0; round < 3000; round++)
        {
            var unit = Made(random);
            var value = random.Int(-1_000_000, 1_000_000) / 1000m;
            Assert.True(UcumUnit.TryParse(unit, out var parsed, out var error), error);
            Assert.True(UcumConversion.TryConvert((FhirDecimal)value, unit, parsed.CanonicalCode, out var canonical), unit);
            Assert.True(UcumConversion.TryConvert(canonical, parsed.CanonicalCode, unit, out var back), $"{value} {unit} is {canonical} {parsed.CanonicalCode}");
            Assert.Equal(value, Math.Round(back.Value, 20));
        }
    }

    [Fact]
    public void Scales_there_and_back_are_near()
    {
        var random = new SeededRandom(8);
        for (var round = 0; round < 2000; round++)
        {
            var unit = random.Pick(Scales);
            var value = random.Int(-9000, 9000) / 1000m;
            Assert.True(UcumUnit.TryParse(unit, out var parsed, out _) && parsed.IsSpecial);
            Assert.True(UcumConversion.TryConvert((FhirDecimal)value, unit, parsed.CanonicalCode, out var canonical), unit);
            Assert.True(UcumConversion.TryConvert(canonical, parsed.CanonicalCode, unit, out var back), $"{value} {unit} is {canonical} {parsed.CanonicalCode}");
            Assert.Equal(value, back.Value, 10);
        }
    }

    [Fact]
    public void Comparison_is_an_order_and_agrees_with_the_canonical_form()
    {
        var random = new SeededRandom(9);
        for (var round = 0; round < 3000; round++)
        {
            var (a, b) = (random.Pick(Ratios), random.Pick(Ratios));
            var (x, y) = (random.Int(0, 5000) / 100m, random.Int(0, 5000) / 100m);
            Assert.True(UcumUnit.TryParse(a, out var left, out _) & UcumUnit.TryParse(b, out var right, out _));
            var comparable = UcumConversion.TryCompare(x, a, y, b, out var order);
            Assert.Equal(left!.CanonicalCode == right!.CanonicalCode, comparable);
            Assert.Equal(comparable, left.IsComparableTo(right));
            if (comparable)
            {
                Assert.True(UcumConversion.TryCompare(y, b, x, a, out var reverse));
                Assert.Equal(Math.Sign(order), -Math.Sign(reverse));
                Assert.True(UcumConversion.TryConvert((FhirDecimal)x, a, b, out var converted));
                if (order == 0)
                {
                    Assert.Equal(y, converted.Value);
                }
            }
        }
    }

    [Fact]
    public void A_product_over_one_of_its_factors_is_the_other()
    {
        var random = new SeededRandom(10);
        for (var round = 0; round < 2000; round++)
        {
            var (a, b) = (Made(random), Made(random));
            var (x, y) = (random.Int(1, 1000) / 8m, random.Int(1, 1000) / 8m);
            Assert.True(UcumConversion.TryMultiply(x, a, y, b, out var product, out var unit), $"{a} {b}");
            Assert.True(UcumConversion.TryDivide(product, unit, y, b, out var quotient, out var quotientUnit), $"{unit} {b}");
            Assert.True(UcumConversion.TryCompare(quotient, quotientUnit, x, a, out var order), $"{quotientUnit} {a}");
            Assert.Equal(0, order);
        }
    }

    [Fact]
    public void No_text_throws_or_takes_long()
    {
        var random = new SeededRandom(11);
        var valid = 0;
        var longest = 0L;
        for (var round = 0; round < 200_000; round++)
        {
            var text = Damaged(random);
            var started = Stopwatch.GetTimestamp();
            if (UcumUnit.TryParse(text, out var unit, out var error))
            {
                valid++;
                Assert.NotEmpty(unit.DisplayName);
                Assert.True(!UcumConversion.TryCanonical(1.5m, text, out _, out var canonical) || UcumConversion.IsValid(canonical), canonical);
                _ = UcumConversion.TryConvert((FhirDecimal)1.5m, text, unit.CanonicalCode, out _);
            }
            else
            {
                Assert.NotEmpty(error);
            }

            longest = Math.Max(longest, Stopwatch.GetTimestamp() - started);
        }

        Assert.InRange(valid, 10_000, 190_000);
        Assert.True(longest < 4 * Stopwatch.Frequency, $"the slowest took {longest * 1000 / Stopwatch.Frequency} ms");
    }

    private static string Made(SeededRandom random)
    {
        var text = random.Pick(Ratios);
        for (var more = random.Int(0, 3); more > 0; more--)
        {
            var next = random.Pick(Ratios);
            var exponent = char.IsLetter(next[^1]) || next[^1] == ']' ? random.Pick(Exponents) : "";
            text += random.Pick(Operators) + (random.Int(0, 4) == 0 ? $"({next}{exponent}/{random.Pick(Ratios)})" : next + exponent);
        }

        return text;
    }

    private static string Damaged(SeededRandom random)
    {
        var text = Made(random);
        for (var left = random.Int(0, 4); left > 0; left--)
        {
            var at = random.Int(0, text.Length + 1);
            text = random.Int(0, 3) switch
            {
                0 => text.Insert(at, random.Pick(Pieces)),
                1 => text.Remove(Math.Min(at, Math.Max(0, text.Length - 1)), Math.Min(1, text.Length)),
                _ => text.Insert(at, ((char)random.Int(0, 0x2200)).ToString(CultureInfo.InvariantCulture)),
            };
        }

        return text;
    }
}
