using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>Calculation, conversion and boundaries of numbers, and quantities with UCUM units and calendar durations.</summary>
public class NumberTests
{
    private static readonly FhirDocument Observation = Parsed.Document(
        """
        {"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":72.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},
         "component":[{"code":{"text":"a"},"valueQuantity":{"value":5,"comparator":"<","unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}},
                      {"code":{"text":"b"},"valueQuantity":{"value":3,"unit":"tabletter"}},
                      {"code":{"text":"c"},"valueQuantity":{"value":41,"system":"http://unitsofmeasure.org","code":"a"}},
                      {"code":{"text":"d"},"valueInteger":7},
                      {"code":{"text":"e"},"valueQuantity":{"unit":"g"}}]}
        """);

    [Theory]
    [InlineData("1 + 2 | 1 - 3 | 2 * 4 | 7 div 2 | 7 mod 4", "3 | -2 | 8")]
    [InlineData("1 / 2", "0.5")]
    [InlineData("4 / 2", "2")]
    [InlineData("(4 / 2) is Decimal", "true")]
    [InlineData("1.8 - 1.2", "0.6")]
    [InlineData("5.5 div 0.7 | 5.5 mod 0.7", "7 | 0.6")]
    [InlineData("-7 div 2 | -7 mod 2", "-3 | -1")]
    [InlineData("1 / 0 | 1 div 0 | 1 mod 0 | 1.0 div 0.0", "{}")]
    [InlineData("2147483647 + 1", "{}")]
    [InlineData("2147483647 + 1L", "2147483648")]
    [InlineData("2147483647 * 2.0", "4294967294.0")]
    [InlineData("9223372036854775807L + 1", "{}")]
    [InlineData("(-2147483648).abs()", "{}")]
    [InlineData("-(-2147483648)", "{}")]
    [InlineData("1000000000000000000000000000.0 * 10000000000.0", "{}")]
    [InlineData("1 + {}", "{}")]
    [InlineData("1 + 'a'", "Execution")]
    [InlineData("1 + true", "Execution")]
    [InlineData("-true", "Execution")]
    [InlineData("(1 | 2) + 1", "Execution")]
    public void Numbers_are_calculated_with(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("(-5).abs() | (-5.5).abs()", "5 | 5.5")]
    [InlineData("1.1.ceiling() | (-1.1).ceiling() | 1.ceiling()", "2 | -1 | 1")]
    [InlineData("2.1.floor() | (-2.1).floor()", "2 | -3")]
    [InlineData("(-1.56).truncate()", "-1")]
    [InlineData("3.14159.round(3) | 2.5.round() | (-2.5).round()", "3.142 | 3 | -3")]
    [InlineData("1.5.round(-1)", "Execution")]
    [InlineData("0.exp()", "1")]
    [InlineData("1.ln() = 0", "true")]
    [InlineData("1000.log(10) = 3", "true")]
    [InlineData("0.log(10) | (-1).log(10) | 8.log(1) | 8.log(0) | 0.ln() | 8.log({})", "{}")]
    [InlineData("2.power(3) | 2.5.power(2) | 2.power(-1)", "8 | 6.25 | 0.5")]
    [InlineData("2.power(3) is Integer", "true")]
    [InlineData("(-1).power(0.5) | (-1).sqrt()", "{}")]
    [InlineData("10.power(40) | 10.exp().exp().exp()", "{}")]
    [InlineData("81.sqrt() = 9", "true")]
    [InlineData("(-5.5 'mg').abs() | 1.2 'mg'.ceiling() | 1.25 'mg'.round(1)", "5.5 'mg' | 2 'mg' | 1.3 'mg'")]
    [InlineData("'a'.abs()", "Execution")]
    public void Functions_of_numbers(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("'1'.toInteger() | '-5'.toInteger() | '+5'.toInteger() | true.toInteger()", "1 | -5 | 5")]
    [InlineData("'1.0'.toInteger() | 1.0.toInteger() | '99999999999'.toInteger() | ' 1'.toInteger()", "{}")]
    [InlineData("'99999999999'.toLong() | 5.toLong() | 'x'.toLong()", "99999999999 | 5")]
    [InlineData("'1.50'.toDecimal() | 1.toDecimal() | '.5'.toDecimal() | '5.'.toDecimal() | '1e2'.toDecimal()", "1.50 | 1")]
    [InlineData("'T'.toBoolean() | 'no'.toBoolean() | 1.0.toBoolean() | 2.toBoolean()", "true | false")]
    [InlineData("1.toString() | 1.50.toString() | true.toString() | (1 'mg').toString() | (4 days).toString()", "1 | 1.50 | true | 1 'mg' | 4 days")]
    [InlineData("'4 days'.toQuantity() | '10 \\'mg\\''.toQuantity() | '2.5'.toQuantity() | true.toQuantity()", "4 days | 10 'mg' | 2.5 '1' | 1.0 '1'")]
    [InlineData("'1 wk'.toQuantity() | '1 \\'mg'.toQuantity() | 'x'.toQuantity() | '1 '.toQuantity()", "{}")]
    [InlineData("52 'cm'.toQuantity('m')", "0.52 'm'")]
    [InlineData("45.toQuantity('m') | 24 'm'.toQuantity('kg') | 1 'wk'.toQuantity('d')", "45 'm' | 7 'd'")]
    [InlineData("182.5 days.toQuantity('a')", "0.5 'a'")]
    [InlineData("'1'.convertsToInteger() | 1.0.convertsToInteger()", "true | false")]
    [InlineData("{}.toInteger() | {}.convertsToInteger()", "{}")]
    [InlineData("(1 | 2).toString()", "Execution")]
    [InlineData("'2147483648'.convertsToInteger()", "false")]
    public void Conversions(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("1.587.lowBoundary() | 1.587.highBoundary()", "1.58650000 | 1.58750000")]
    [InlineData("1.587.lowBoundary(2) | 1.587.highBoundary(2)", "1.58 | 1.59")]
    [InlineData("(-1.587).lowBoundary(2) | (-1.587).highBoundary(2)", "-1.59 | -1.58")]
    [InlineData("1.lowBoundary(0) | 1.highBoundary(0)", "0 | 2")]
    [InlineData("1.lowBoundary(-1) | 1.lowBoundary(40)", "{}")]
    [InlineData("1.587 'cm'.highBoundary(8)", "1.58750000 'cm'")]
    [InlineData("1.58700.precision() | 100.precision()", "5 | 0")]
    [InlineData("'a'.lowBoundary()", "Execution")]
    public void Boundaries_of_numbers(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("(1 = 1.0) | (1 = 1L) | (1.10 = 1.1)", "true")]
    [InlineData("1.2 / 1.8 ~ 0.67 and 1.10 ~ 1.1 and 0.0 ~ 0", "true")]
    [InlineData("1.2 / 1.8 = 0.67", "false")]
    [InlineData("10 > 5.0 and 5L < 6 and 1.0 <= 1.00", "true")]
    [InlineData("1 < 'a'", "Execution")]
    [InlineData("1 = 'a'", "false")]
    [InlineData("true < false", "Execution")]
    public void Numbers_are_compared(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("1 'cm' = 10.0 'mm'", "true")]
    [InlineData("1 'cm' = 1 'm'", "false")]
    [InlineData("1 'cm' = 1 's'", "{}")]
    [InlineData("1 'no such unit' = 1 'm'", "{}")]
    [InlineData("1 'no such unit' = 1 'no such unit'", "true")]
    [InlineData("23 = 23 '1'", "true")]
    [InlineData("1 year = 12 months and 7 days = 1 'wk' and 1 hour = 3600 's'", "true")]
    [InlineData("(1 year = 1 'a') | (1 year = 12 'mo') | (1 year > 1 'a')", "{}")]
    [InlineData("1 year ~ 1 'a'", "true")]
    [InlineData("6 months > 1 year", "false")]
    [InlineData("4 'm' > 4 'cm'", "true")]
    [InlineData("4 'm' > 4 's'", "{}")]
    [InlineData("4 'g' ~ 4040 'mg' and 2.1 'cm' ~ 21 'mm' and 21 'mm' ~ 2 'cm'", "true")]
    [InlineData("4 'g' ~ 4 'm'", "false")]
    [InlineData("1 'm'.comparable(20 'cm') and 2 '1'.comparable(3)", "true")]
    [InlineData("1 year.comparable(1 'a')", "false")]
    [InlineData("(3 'm' + 3 'cm').combine(3 'cm' + 3 'm')", "3.03 'm' | 303 'cm'")]
    [InlineData("1 + 2 'cm' | 2 'cm' - 1 | 1 + 2 days", "{}")]
    [InlineData("(1 + 2 '1').combine(50 '%' + 1)", "3 '1' | 150 '%'")]
    [InlineData("3 'm' - 3 'cm'", "2.97 'm'")]
    [InlineData("2 minutes + 60 seconds", "3 minutes")]
    [InlineData("1 year + 12 months | 3 'm' + 1 's'", "{}")]
    [InlineData("12 'cm' * 3 'cm' = 36 'cm2'", "true")]
    [InlineData("3 * 2 'cm' | 2 'cm' * 4", "6 'cm' | 8 'cm'")]
    [InlineData("12 'cm2' / 3 'cm' = 4 'cm'", "true")]
    [InlineData("60 's' / 2 | 1 'm' / 0", "30 's'")]
    [InlineData("12 days * 45 'm'", "{}")]
    [InlineData("1 'm' div 2", "Execution")]
    [InlineData("(5 'mg').value | (5 'mg').unit", "5 | mg")]
    public void Quantities_have_units(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("value > 70 'kg'", "true")]
    [InlineData("value = 72500 'g'", "true")]
    [InlineData("value.value", "72.50")]
    [InlineData("value.value + 1", "73.50")]
    [InlineData("value.toQuantity('g')", "72500 'g'")]
    [InlineData("component[0].value > 1 'mg'", "{}")] // "< 5 mg" is no number.
    [InlineData("component[1].value < 4 'tabletter'", "{}")]
    [InlineData("component[1].value <= component[1].value", "true")]
    [InlineData("component[2].value > 40 years", "true")] // UCUM's year in a FHIR Quantity is the calendar's.
    [InlineData("component[2].value.toString()", "41 year")]
    [InlineData("component[3].value + 1", "8")]
    [InlineData("component[4].value > 1 'g'", "{}")]
    [InlineData("component[0].value = component[0].value", "true")]
    [InlineData("component[0].value = component[1].value", "false")]
    public void Quantities_of_a_document_are_read(string expression, string value)
    {
        var actual = Evaluated.Of(expression, Observation);
        Assert.Equal(value, expression.Contains("toQuantity", StringComparison.Ordinal) ? actual.Replace("72500.00", "72500", StringComparison.Ordinal) : actual);
    }

    [Fact]
    public void Numbers_beyond_decimal_have_no_value_to_calculate_with()
    {
        var document = Parsed.Document("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1e300},"component":[{"code":{"text":"y"},"valueQuantity":{"value":1.5e2}}]}""");
        Assert.Equal("1e300", Evaluated.Of("value.value", document));
        Assert.Equal("{}", Evaluated.Of("value.value > 5", document));
        Assert.Equal("true", Evaluated.Of("component.value.value = 150", document));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.50", "-0.50")]
    [InlineData("123456789012345678", "123456789012345678")]
    [InlineData("1.23456789012345678", "1.23456789012345678")]
    [InlineData("12345678901234567890.123", "12345678901234567890.123")]
    [InlineData("-1.5E3", "-1500")]
    [InlineData("1.50e1", "15.0")]
    public void Numbers_keep_their_digits(string json, string value)
    {
        var document = Parsed.Document($$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"unit":"x","value":{{json}} } }""");
        Assert.Equal(value, Evaluated.Of("(value.value + 0).toString()", document));
        Assert.Equal(value, Evaluated.Of("value.value.toString()", document));
    }
}
