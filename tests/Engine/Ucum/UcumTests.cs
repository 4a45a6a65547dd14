using Helhed.Fhir;
using Helhed.Fhir.Ucum;

namespace Helhed.Tests.Engine;

/// <summary>Units and what is computed with them: https://ucum.org/ucum.</summary>
public class UcumTests
{
    [Theory]
    [InlineData("iU", 1, "write [iU]")]
    [InlineData("mmHg", 1, "write mm[Hg]")]
    [InlineData("mcg/mL", 1, "write ug")]
    [InlineData("MMOL/L", 1, "write mmol")]
    [InlineData("g/12h", 3, "write 12.h")]
    [InlineData("g/L/hr", 5, "write h")]
    [InlineData("\u00b5g", 1, "write u for micro")]
    [InlineData("\u00b0C", 1, "write Cel")]
    [InlineData("kg m", 3, "without blanks")]
    [InlineData("kg*m", 1, "multiply with '.'")]
    [InlineData("m^2", 1, "right after the unit")]
    [InlineData("m\u00b2", 2, "digit 2")]
    [InlineData("g/", 3, "end with a unit")]
    [InlineData("g/(m.s", 7, "close every '('")]
    [InlineData("g)", 2, "closes nothing")]
    [InlineData("{score", 1, "put a '}' after it")]
    [InlineData("{body weight}", 6, "without blanks")]
    [InlineData("[in_i", 1, "put a ']' after")]
    [InlineData("m-", 2, "write digits after it")]
    [InlineData("m99999", 2, "at most 9999")]
    [InlineData("0.m", 1, "leave it out")]
    [InlineData("", 0, "written 1")]
    [InlineData("hello", 1, "{hello}")]
    [InlineData("ea", 1, "{ea}")]
    public void An_error_names_the_place_and_the_cure(string code, int at, string cure)
    {
        Assert.False(UcumUnit.TryParse(code, out _, out var error));
        Assert.Contains(cure, error, StringComparison.Ordinal);
        Assert.StartsWith(at == 0 ? "An empty" : $"At character {at} of", error, StringComparison.Ordinal);
        Assert.False(UcumConversion.IsValid(code));
        Assert.False(UcumConversion.IsValid(System.Text.Encoding.UTF8.GetBytes(code)));
    }

    [Theory]
    [InlineData("mm[Hg]", "g.m-1.s-2")]
    [InlineData("mmol/L", "m-3")]
    [InlineData("[IU]/mL", "[iU].m-3")]
    [InlineData("Cel", "K")]
    [InlineData("dB[SPL]", "g.m-1.s-2")]
    [InlineData("{score}", "1")]
    [InlineData("J/(kg.K)", "K-1.m2.s-2")]
    [InlineData("m/m", "1")]
    [InlineData("10*3/uL", "m-3")]
    [InlineData("V", "C-1.g.m2.s-2")]
    [InlineData("[S]", "s")]
    public void The_canonical_code_is_in_base_units(string code, string canonical)
    {
        Assert.True(UcumUnit.TryParse(code, out var unit, out var error), error);
        Assert.Equal(canonical, unit.CanonicalCode);
        Assert.True(UcumConversion.IsValid(unit.CanonicalCode));
    }

    [Theory]
    [InlineData("37", "Cel", "[degF]", "98.6")]
    [InlineData("98.6", "[degF]", "Cel", "37")]
    [InlineData("-40", "Cel", "[degF]", "-40")]
    [InlineData("0", "Cel", "K", "273.15")]
    [InlineData("37000", "mCel", "Cel", "37")]
    [InlineData("491.67", "[degR]", "Cel", "0")]
    [InlineData("7.4", "[pH]", "nmol/L", "39.8107170553497")]
    [InlineData("1000", "umol/L", "[pH]", "3")]
    [InlineData("20", "dB", "1", "100")]
    [InlineData("20", "dB[SPL]", "uPa", "200")]
    [InlineData("60", "dB[V]", "V", "1000")]
    [InlineData("1", "B[10.nV]", "nV", "31.6227766016838")]
    [InlineData("3", "bit_s", "1", "8")]
    [InlineData("1", "Np", "1", "2.71828182845905")]
    [InlineData("100", "%[slope]", "deg", "45")]
    [InlineData("45", "deg", "[p'diop]", "100")]
    [InlineData("2", "[hp'_C]", "1", "0.0001")]
    [InlineData("1", "[lb_av]", "kg", "0.45359237")]
    [InlineData("180", "[lb_av]", "kg", "81.6466266")]
    [InlineData("1", "[in_i]", "mm", "25.4")]
    [InlineData("120", "mm[Hg]", "kPa", "15.99864")]
    [InlineData("1", "a", "d", "365.25")]
    [InlineData("1", "m", "[in_us]", "39.37")]
    [InlineData("1", "g", "[oz_m]", "0.0357142857142857142857142857")]
    [InlineData("5.50", "mmol/L", "mmol/L", "5.50")]
    [InlineData("360", "deg", "circ", "1")]
    [InlineData("1", "By", "bit", "8")]
    [InlineData("1", "[LPF]", "[HPF]", "100")]
    [InlineData("0", "[pH]", "mol/L", "1")]
    [InlineData("79228162514264337593543950335", "mg", "g", "79228162514264337593543950.335")]
    public void A_value_is_converted_exactly(string value, string from, string to, string expected)
    {
        Assert.True(UcumConversion.TryConvert(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), from, to, out var result));
        Assert.Equal(expected, result.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1", "g", "m")]
    [InlineData("1", "[iU]", "[arb'U]")]
    [InlineData("1", "[iU]", "1")]
    [InlineData("1", "Cel/min", "K/min")]
    [InlineData("1", "Cel2", "K2")]
    [InlineData("1", "1/Cel", "1/K")]
    [InlineData("0", "mol/L", "[pH]")]
    [InlineData("1", "g", "grams")]
    [InlineData("1", "Yg", "yg", "a result beyond decimal")]
    [InlineData("1", "m-9999", "cm-9999", "a factor of twenty thousand digits")]
    [InlineData("1", "[pi]9999", "1", "a number that is not computed with")]
    public void What_has_no_answer_gives_none(string value, string from, string to, string why = "other kinds of quantity") =>
        Assert.False(UcumConversion.TryConvert(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), from, to, out _), why);

    [Fact]
    public void A_special_unit_in_a_product_is_comparable_with_itself_only()
    {
        Assert.True(UcumConversion.IsValid("Cel/min"));
        Assert.True(UcumConversion.TryCompare(2, "Cel/min", 3, "Cel/min", out var order));
        Assert.True(order < 0);
        Assert.False(UcumConversion.TryCanonical(2, "Cel/min", out _, out _));
        Assert.False(UcumConversion.TryMultiply(2, "Cel", 3, "m", out _, out _));
        Assert.True(UcumConversion.TryMultiply(2, "Cel", 3, "1", out var value, out var unit));
        Assert.Equal((6m, "Cel"), (value, unit));
    }

    [Theory]
    [InlineData("1", "[in_i]", "2.54", "cm", 0)]
    [InlineData("1", "g", "1000.0", "mg", 0)]
    [InlineData("37", "Cel", "98.7", "[degF]", -1)]
    [InlineData("1", "u", "1", "[m_p]", -1)]
    [InlineData("7", "[pH]", "6", "[pH]", 1)]
    [InlineData("140", "mol/L", "140000", "mmol/L", 0)]
    [InlineData("3", "[ft_i]", "1", "[yd_i]", 0)]
    [InlineData("1", "[pi].rad", "180.0000000000000000000000001", "deg", -1)]
    public void Values_are_compared_exactly(string a, string unitA, string b, string unitB, int expected)
    {
        var (left, right) = (FhirDecimal.Parse(a).Value, FhirDecimal.Parse(b).Value);
        Assert.True(UcumConversion.TryCompare(left, unitA, right, unitB, out var order));
        Assert.Equal(expected, Math.Sign(order));
        Assert.True(UcumConversion.TryCompare(right, unitB, left, unitA, out order));
        Assert.Equal(-expected, Math.Sign(order));
    }

    [Theory]
    [InlineData("m", "m", "m2", "1")]
    [InlineData("g", "L", "g.L", "g/L")]
    [InlineData("g/L", "L", "g", "g/L2")]
    [InlineData("1", "s", "s", "1/s")]
    [InlineData("kg", "m2", "kg.m2", "kg/m2")]
    [InlineData("m/s", "s", "m", "m/s2")]
    [InlineData("10.L", "min", "10.L.min", "10.L/min")]
    [InlineData("L", "10.min", "L.(10.min)", "L/(10.min)")]
    [InlineData("g{creat}", "/d", "g{creat}.(1/d)", "g{creat}/(1/d)")]
    public void Products_and_quotients_keep_the_units_as_written(string a, string b, string product, string quotient)
    {
        Assert.True(UcumConversion.TryMultiply(6, a, 3, b, out var value, out var unit));
        Assert.Equal((18m, product), (value, unit));
        Assert.True(UcumConversion.TryDivide(6, a, 3, b, out value, out unit));
        Assert.Equal((2m, quotient), (value, unit));
        Assert.False(UcumConversion.TryDivide(6, a, 0, b, out _, out _));
    }

    [Fact]
    public void Large_and_small_results_keep_their_digits_beyond_decimal()
    {
        Assert.False(UcumConversion.TryConvert(1, "Ym", "ym", out _));
        Assert.True(UcumConversion.TryConvert((FhirDecimal)1, "Ym", "ym", out var wide));
        Assert.Equal("1e48", wide.ToString());
        Assert.True(UcumConversion.TryConvert((FhirDecimal)1.50m, "u", "kg", out var small));
        Assert.Equal("2.4908103e-27", small.ToString());
        Assert.True(UcumConversion.TryConvert(FhirDecimal.Parse("1.5e40"), "mm", "m", out wide));
        Assert.Equal("1.5e37", wide.ToString());
        Assert.True(UcumConversion.TryConvert((FhirDecimal)1, "4.[pi].10*-7.N", "N", out small));
        Assert.Equal("0.000001256637061435917295385057353311801", small.ToString());
    }

    [Theory]
    [InlineData("mmol/(8.h.kg)", "(millimole) / (8 * (hour) * (kilogram))")]
    [InlineData("/[HPF]", "1 / (high power field)")]
    [InlineData("g{creat}", "(gram) of (creat)")]
    [InlineData("{score}", "(score)")]
    public void A_unit_is_told_in_words(string code, string words)
    {
        Assert.True(UcumConversion.TryDisplayName(code, out var name));
        Assert.Equal(words, name);
    }

    [Fact]
    public void A_known_unit_is_found_without_allocating()
    {
        var utf8 = "mmol/L"u8;
        Assert.True(UcumConversion.IsValid(utf8));
        Assert.True(UcumConversion.TryCanonical(5.5m, "mmol/L", out _, out _));
        Assert.True(UcumConversion.TryCompare(5.5m, "mg", 6, "g", out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = UcumConversion.IsValid(utf8) && UcumConversion.TryCanonical(5.5m, "mmol/L", out _, out _) && UcumConversion.TryCompare(5.5m, "mg", 6, "g", out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
