using Helhed.Fhir.FhirPath;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>How expressions are read: literals, precedence, names, and where an error is.</summary>
public class SyntaxTests
{
    [Theory]
    [InlineData("'it\\'s \\\"\\`\\\\ \\u00e6'", "it's \"`\\ æ")]
    [InlineData("'a\\pb\\3'", "apb3")]
    [InlineData("'\\u005'", "u005")]
    [InlineData("'\\uD83D\\uDD25'", "🔥")]
    [InlineData("'a\\nb\\tc\\rd\\fe\\/'", "a\nb\tc\rd\fe/")]
    [InlineData("`code`.text", "x")]
    [InlineData("0042", "42")]
    [InlineData("0.10", "0.10")]
    [InlineData("-2147483648", "-2147483648")]
    [InlineData("9223372036854775807L", "9223372036854775807")]
    [InlineData("5L + 1", "6")]
    [InlineData("{}", "{}")]
    [InlineData("@2015-02T", "2015-02")]
    [InlineData("@2015-02-04T14:34:28.1234567+09:00", "2015-02-04T14:34:28.1234567+09:00")]
    [InlineData("@T14:30:14.559", "14:30:14.559")]
    [InlineData("@2015-02-04T14:30Z", "2015-02-04T14:30Z")]
    [InlineData("4 days", "4 days")]
    [InlineData("1 'mg'", "1 'mg'")]
    [InlineData("1 /* of */ + // two\n 2", "3")]
    public void Literals_stand_for_their_values(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("1 + 2 * 3 - 4 div 2", "5")]
    [InlineData("2 - 1 - 1", "0")]
    [InlineData("-1 + 3", "2")]
    [InlineData("- - 1", "1")]
    [InlineData("1 | 2 is Integer", "1 | true")]
    [InlineData("1 < 2 = true", "true")]
    [InlineData("2 in 1 | 2", "true")]
    [InlineData("true or false and false", "true")]
    [InlineData("false implies false implies false", "false")]
    [InlineData("true xor true or true", "true")]
    [InlineData("'a' & 'b' + 'c'", "abc")]
    [InlineData("(1 | 2)[1]", "2")]
    [InlineData("(1 | 2).where($this > 1)[0] + 1", "3")]
    [InlineData("1 | 2 = 1 | 2", "true")]
    [InlineData("10 / 4 * 2", "5.0")]
    public void Operators_bind_as_the_specification_says(string expression, string value) => Assert.Equal(value, Evaluated.Of(expression));

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 3)]
    [InlineData("1 +", 3)]
    [InlineData("1 + * 2", 4)]
    [InlineData("(1", 2)]
    [InlineData("1)", 1)]
    [InlineData("name.", 5)]
    [InlineData("name..given", 5)]
    [InlineData("'open", 0)]
    [InlineData("a.`open", 2)]
    [InlineData("/* open", 0)]
    [InlineData("name[", 5)]
    [InlineData("name[0", 6)]
    [InlineData("f(1,)", 4)]
    [InlineData("f(1 2)", 4)]
    [InlineData("$that", 0)]
    [InlineData("@20", 0)]
    [InlineData("@T", 0)]
    [InlineData("a # b", 2)]
    [InlineData("1 is", 4)]
    [InlineData("1 is FHIR.", 10)]
    [InlineData("%", 1)]
    [InlineData("{1}", 1)]
    [InlineData("and", 0)]
    [InlineData("a div", 5)]
    [InlineData("\"a\"", 0)]
    [InlineData("a b", 2)]
    [InlineData("'\\uD83D'", 0)]
    [InlineData("1 + '\\uDD25\\uD83D'", 4)]
    public void Broken_text_is_a_syntax_error_with_its_place(string expression, int position)
    {
        var error = Evaluated.Error(expression);
        Assert.Equal((FhirPathErrorKind.Syntax, position), (error.Kind, error.Position));
    }

    [Theory]
    [InlineData("contains", "contains")]
    [InlineData("as", "as")]
    [InlineData("is.in", "in")]
    public void Some_keywords_are_names_too(string expression, string name)
    {
        var error = Evaluated.Error(expression);
        Assert.Equal(FhirPathErrorKind.Semantic, error.Kind); // Basic has no such element, but the text is right.
        Assert.Contains(expression.Split('.')[0], error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("foo()", "foo")]
    [InlineData("Where(true)", "where")]
    [InlineData("where()", "1 argument")]
    [InlineData("count(1)", "no arguments")]
    [InlineData("substring(1, 2, 3)", "1 to 2")]
    [InlineData("ofType(1)", "name of a type")]
    [InlineData("``()", "no function")]
    [InlineData("ofType(a.b.c)", "name of a type")]
    public void Unknown_functions_and_wrong_arguments_are_semantic_errors(string expression, string told)
    {
        var error = Evaluated.Error(expression);
        Assert.Equal(FhirPathErrorKind.Semantic, error.Kind);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@2015-02-30")]
    [InlineData("@2015-13")]
    [InlineData("@2015-02-04T25:00")]
    [InlineData("@T24:00")]
    [InlineData("@T10:00Z")]
    [InlineData("99999999999")]
    [InlineData("1234567890123456789012345678901.5")]
    public void Literals_of_nothing_fail_when_they_are_evaluated(string expression)
    {
        Assert.Equal("Execution", Evaluated.Of(expression));
        Assert.Equal("1", Evaluated.Of($"iif(true, 1, {expression})"));
    }

    [Fact]
    public void Nesting_chains_and_length_are_limited()
    {
        Assert.Equal("1", Evaluated.Of(new string('(', 50) + "1" + new string(')', 50)));
        Assert.Equal(FhirPathErrorKind.Syntax, Evaluated.Error(new string('(', 5000) + "1" + new string(')', 5000)).Kind);
        Assert.Equal(FhirPathErrorKind.Syntax, Evaluated.Error(string.Concat(Enumerable.Repeat("-", 5000)) + "1").Kind);
        Assert.Equal(FhirPathErrorKind.Syntax, Evaluated.Error("1" + string.Concat(Enumerable.Repeat(" + 1", 5000))).Kind);
        Assert.Equal("301", Evaluated.Of("1" + string.Concat(Enumerable.Repeat(" + 1", 300))));
        Assert.Equal(FhirPathErrorKind.Syntax, Evaluated.Error("'" + new string('a', 200_000) + "'").Kind);
        Assert.Equal(FhirPathErrorKind.Syntax, Evaluated.Error("a" + string.Concat(Enumerable.Repeat(".a", 20_000))).Kind);
    }

    [Fact]
    public void The_same_text_is_the_same_expression()
    {
        Assert.True(FhirPathExpression.TryCompile("name.given.first()", out var first, out _));
        Assert.True(FhirPathExpression.TryCompile("name.given.first()", out var second, out _));
        Assert.Same(first, second);
        Assert.Equal("name.given.first()", first.Text);
    }
}
