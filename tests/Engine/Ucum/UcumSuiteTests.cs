using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Helhed.Fhir;
using Helhed.Fhir.Ucum;

namespace Helhed.Tests.Engine;

/// <summary>The functional tests of UCUM, those that another implementation commented out included, and every definition of its table.</summary>
public partial class UcumSuiteTests
{
    // By UCUM's own definitions 0.02502 [oz_av]/[gal_us] is 0.02502 · 28.349523125 g / 3.785411784 L = 0.18738 g/L. The suite's 0.1877 comes
    // of rounding the ounce and the gallon to three digits on the way; its authors have taken the case out for that.
    private static readonly Dictionary<string, string> Wrong = new() { ["3-130"] = "0.1874" };

    [Fact]
    public void All_cases_of_the_suite_pass()
    {
        var text = File.ReadAllText(Path.Combine(Suites.Folder("ucum"), "ucum-tests.xml"));
        var cases = Case().Matches(text).Select(m => XElement.Parse(m.Value)).ToList();
        var failed = cases.Where(c => Failure(c, c.Attribute("outcome")?.Value) is not null).ToList();
        Suites.Tell("ucum", cases.Count - failed.Count, cases.Count, string.Join(", ", failed.Select(c => $"{Id(c)} ({Failure(c, c.Attribute("outcome")?.Value)}{(Wrong.ContainsKey(Id(c)) ? ", which UCUM's definitions do not give" : "")})")));

        Assert.True(cases.Count >= 565, $"{cases.Count} cases were found");
        Assert.Equal(Wrong.Keys, failed.Select(Id));
        Assert.All(failed, c => Assert.Null(Failure(c, Wrong[Id(c)])));
    }

    [Fact]
    public void Every_unit_of_the_table_equals_its_definition()
    {
        var root = XDocument.Load(Path.Combine(Suites.Folder("ucum"), "ucum-essence.xml")).Root!;
        foreach (var unit in root.Elements("unit"))
        {
            var code = unit.Attribute("Code")!.Value;
            var value = unit.Element("value")!;
            Assert.True(UcumUnit.TryParse(code, out var parsed, out var error), error);
            Assert.Equal($"({unit.Element("name")!.Value})", parsed.DisplayName);
            Assert.Equal(unit.Attribute("isSpecial")?.Value == "yes", parsed.IsSpecial);
            Assert.Equal(unit.Attribute("isArbitrary")?.Value == "yes", parsed.IsArbitrary);
            var defined = value.Attribute("Unit")!.Value;
            if (!parsed.IsSpecial && !(parsed.IsArbitrary && defined == "1"))
            {
                Assert.True(UcumConversion.TryConvert(FhirDecimal.Parse("1"), code, defined, out var number), code);
                var expected = double.Parse(value.Attribute("value")!.Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                Assert.Equal(expected, double.Parse(number.ToString(), CultureInfo.InvariantCulture), Math.Abs(expected) * 1e-15);
            }

            Assert.Equal(unit.Attribute("isMetric")!.Value == "yes", UcumConversion.IsValid("k" + code));
        }
    }

    private static string Id(XElement @case) => @case.Attribute("id")!.Value;

    // What the case got instead of what it expects, or null.
    private static string? Failure(XElement @case, string? outcome)
    {
        string Of(string name) => @case.Attribute(name)!.Value;
        switch (Id(@case)[0])
        {
            case '1' or 'k':
                var valid = UcumUnit.TryParse(Of("unit"), out _, out var error);
                return valid == (Of("valid") == "true") ? null : error ?? "is taken for valid";
            case '2':
                return UcumConversion.TryDisplayName(Of("unit"), out var name) && name == Of("display") ? null : name ?? "no name";
            case '3':
                return UcumConversion.TryConvert(FhirDecimal.Parse(Of("value")), Of("srcUnit"), Of("dstUnit"), out var converted)
                    ? Differs(converted, outcome!) : "no result";
            default:
                return UcumConversion.TryMultiply(Number(Of("v1")), Of("u1"), Number(Of("v2")), Of("u2"), out var product, out var unit)
                    && UcumConversion.TryCompare(product, unit, Number(Of("vRes")), Of("uRes"), out var order) && order == 0 ? null : "another product";
        }
    }

    // The suite states its outcomes with as many digits as the value had; ours are exact and are rounded to as many.
    private static string? Differs(FhirDecimal actual, string expected)
    {
        var digits = expected.Split('e')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
        var rounded = Rounded(actual.ToString(), digits);
        return rounded == Rounded(expected, digits) ? null : $"{actual} instead of {expected}";
    }

    // Mantissa and exponent, to a count of digits; exact, since double has too few.
    private static (System.Numerics.BigInteger Mantissa, int Exponent) Rounded(string text, int digits)
    {
        var parts = text.Split('e');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : parts[0].Length - point - 1;
        var mantissa = System.Numerics.BigInteger.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        for (var excess = mantissa.ToString(CultureInfo.InvariantCulture).Length - digits; excess > 0; excess--)
        {
            mantissa = excess == 1 ? (mantissa + 5) / 10 : mantissa / 10;
            exponent++;
        }

        while (mantissa != 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            exponent++;
        }

        return (mantissa, exponent);
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex("<case [^>]*/>")]
    private static partial Regex Case();
}
