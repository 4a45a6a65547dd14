using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Ucum;
using Helhed.Fhir.Validation;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>
/// Nothing that comes in throws, takes a second or takes memory without bound, and what is accepted comes back equal. 200,000 mutants in
/// all; HELHED_FUZZ=1000000 for more.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class FuzzTests
{
    private static readonly ParseOptions Tolerant = new(Missing: IssueSeverity.Warning);
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));
    private static readonly FhirValidator Validator = new(Profiles.R4, TerminologyStore.R4);
    private static readonly FhirDocument[] Focuses = [.. FuzzSeeds.Json.Take(2).Select(json => FhirDocument.Parse(json).Document!)];

    private static readonly string[] JsonPieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "1", "-0", "1e400", "1E-400", "0.10", "\"\"", "{}", "[]", "[null]", "\"\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"", "\"resourceType\":\"Patient\",",
        "\"id\":\"a\",", "\"_id\":{\"id\":\"x\"},", "\u0000", "é", "\"9999-12-31T23:59:60Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"<div>a</div>\"", "\"<div xmlns='http://www.w3.org/1999/xhtml'>\\r\\n&eacute;<p/></div>\"",
        "\"extension\":[{\"url\":\"u\",\"valueString\":\"v\"}],", "[[", "\n", "123456789012345678901234567890.5", "\uFEFF",
    ];

    private static readonly string[] XmlPieces =
    [
        "<", ">", "/>", "</", "\"", "'", "=", "&", "&amp;", "&#x10FFFF;", "&#0;", "&#xD800;", "&#xA;", "&nbsp;", "<!--", "-->", "<![CDATA[", "]]>", "<?x ?>", "<!DOCTYPE a>", " value=\"1\"", " id=\"a\"", " url=\"u\"", " xmlns=\"\"",
        " xmlns:a=\"urn:b\"", "<a:b/>", "<id value=\"a\"/>", "<extension url=\"u\"><valueString value=\"v\"/></extension>", "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>", "<contained><Basic/></contained>", "xml:lang=\"da\"",
        " xml:space=\"preserve\"", "\r", "\r\n", "\t", "\u0000", "\uFFFE", "😀", "\uFEFF", "<entry><resource>", "</resource></entry>", "\" a=\"", "http://hl7.org/fhir",
    ];

    private static readonly string[] ExpressionPieces =
    [
        ".", "(", ")", "[0]", "|", " and ", " or ", " implies ", " is ", " as ", " in ", " contains ", "+", "-", "*", "/", " div ", " mod ", "&", "~", "=", "!=", "{}", "'a'", "'\\u00e6'", "1", "0", "-2147483648", "9999999999", "1.50",
        "1e5", "@2012-02-30", "@2012-01-01T10:00:00Z", "@T25", "4 'mg'", "2 years", "$this", "$index", "$total", "%resource", "%`vs-x`", "`id`", "descendants()", "children()", "repeat(children())", "where(true)", "select($this)",
        "aggregate($total+$this)", "ofType(Quantity)", "iif(true,1,2)", "matches('(a+)+$')", "replaceMatches('a*','aa')", "trace('t')", "lowBoundary(30)", "highBoundary()", "toQuantity('g')", "sort()", "//", "/*", "'", "\"", "`", "\0", "🔥",
        "name", "value", "given", "1000000000 years", "substring(-1,9)", "power(1000)", "exp()", "combine($this)", "defineVariable('v')",
    ];

    private static readonly string[] UnitPieces =
        ["m", "g", "k", "[", "]", "{", "}", "(", ")", ".", "/", "*", "10*", "10^", "-", "+", "2", "-3", "99999999999999999999", "{a}", "[ft_i]", "Cel", "B[V]", "%", "\0", "é", "'", "\"", "mol", "da", "1000000", "{{", "/s", "(((", " "];

    [Fact]
    public void Json() =>
        Assert.InRange(new FuzzRun("JSON", 0.40, new Mutator(FuzzSeeds.Json, JsonPieces)).Check(HoldsJson), 0.02, 0.9);

    [Fact]
    public void Xml() =>
        Assert.InRange(new FuzzRun("XML", 0.25, new Mutator(FuzzSeeds.Xml, XmlPieces)).Check(HoldsXml), 0.02, 0.9);

    [Fact]
    public void Expressions() =>
        Assert.InRange(new FuzzRun("FHIRPath", 0.20, new Mutator(FuzzSeeds.Expressions, ExpressionPieces)).Check(HoldsExpression), 0.02, 0.95);

    [Fact]
    public void Units() =>
        Assert.InRange(new FuzzRun("UCUM", 0.15, new Mutator(FuzzSeeds.Units, UnitPieces)).Check(HoldsUnit), 0.02, 0.9);

    private static bool HoldsJson(FuzzCase mutant)
    {
        var result = mutant.Do("parsing", () => FhirDocument.Parse(mutant.Input, Tolerant));
        if (result.Document is { } document)
        {
            ComesBack(mutant, document);
            return true;
        }

        Assert.NotEmpty(result.Issues);
        Assert.All(result.Issues, i => Assert.True(i.Line >= 1 && i.Column >= 1 && i.Message.Length > 0, i.ToString()));
        Assert.All(result.Issues, i => Assert.True(i.In(TextLanguage.Danish).Message != i.Message, i.ToString()));
        return false;
    }

    private static bool HoldsXml(FuzzCase mutant)
    {
        var result = mutant.Do("parsing", () => FhirXml.Parse(mutant.Input, Tolerant));
        if (result.Document is { } document)
        {
            Assert.Null(CanonicalJson.Difference(document.Json, mutant.Do("parsing", () => FhirDocument.Parse(document.Json, Tolerant)).Document!.Json));
            ComesBack(mutant, document);
            return true;
        }

        Assert.NotEmpty(result.Issues);
        Assert.All(result.Issues, i => Assert.True(i.Line >= 1 && i.Column >= 1 && i.Message.Length > 0, i.ToString()));
        Assert.All(result.Issues, i => Assert.True(i.In(TextLanguage.Danish).Message != i.Message, i.ToString()));
        return false;
    }

    private static void ComesBack(FuzzCase mutant, FhirDocument document)
    {
        var values = new IndexValues();
        mutant.Do("indexing", () =>
        {
            Extractor.Collect(document, values);
            return 0;
        });
        var typed = mutant.Do("typed writing", () => FhirJson.Write(FhirJson.Read(document)));
        Assert.Null(CanonicalJson.Difference(document.Json, typed));
        var xml = mutant.Do("XML writing", () => FhirXml.Write(document));
        var back = mutant.Do("XML reading", () => FhirXml.Parse(xml, Tolerant));
        Assert.True(back.Document is not null, $"{string.Join('\n', back.Issues)}\n{Encoding.UTF8.GetString(xml)}");
        Assert.Null(SameInXml.Difference(document.Json, back.Document.Json));
        if (mutant.Input.Length % 4 == 0)
        {
            mutant.Do("validation", () => Validator.Validate(document.Json));
        }
    }

    private static bool HoldsExpression(FuzzCase mutant)
    {
        var text = Encoding.UTF8.GetString(mutant.Input);
        if (!mutant.Do("compiling", () => FhirPathExpression.TryCompile(text, out _, out _)))
        {
            FhirPathExpression.TryCompile(text, out var none, out var error);
            Assert.True(none is null && error is { Message.Length: > 0 } && error.Position <= text.Length, $"{error}");
            Assert.NotEqual(error.Message, error.In(TextLanguage.Danish).Message);
            return false;
        }

        FhirPathExpression.TryCompile(text, out var expression, out _);
        var context = new FhirPathContext { MaxTime = TimeSpan.FromMilliseconds(500) };
        foreach (var focus in Focuses)
        {
            var outcome = mutant.Do("evaluation", () => expression!.Evaluate(focus, context), FuzzCase.EvaluationBytes);
            Assert.True(outcome.IsSuccess == outcome.Error is null);
            Assert.NotEqual(outcome.Error?.Message ?? "", outcome.Error?.In(TextLanguage.Danish).Message);
            Assert.All(outcome.Values, v => Assert.True(v.ToJson().Length > 0 && v.TypeName.Length > 0));
        }

        return true;
    }

    private static bool HoldsUnit(FuzzCase mutant)
    {
        var code = Encoding.UTF8.GetString(mutant.Input);
        UcumUnit? unit = null;
        string? error = null;
        if (!mutant.Do("parsing", () => UcumUnit.TryParse(code, out unit, out error)))
        {
            Assert.True(unit is null && error is { Length: > 0 });
            return false;
        }

        Assert.True(UcumConversion.IsValid(code));

        // A unit too large for numbers (mL7722 is m23166 of the base) is right, but nothing is calculated with it.
        if (UcumConversion.TryCanonical(1m, code, out _, out _))
        {
            Assert.True(UcumUnit.TryParse(unit!.CanonicalCode, out var canonical, out error), $"{unit.CanonicalCode}: {error}");
            Assert.True(unit.IsSpecial || unit.IsArbitrary || canonical!.IsComparableTo(unit), unit.CanonicalCode);
        }

        mutant.Do("conversion", () => UcumConversion.TryConvert(1.5m, code, unit!.CanonicalCode, out _) & UcumConversion.TryCanonical(-3m, code, out _, out _));
        Assert.True(!UcumConversion.TryCompare(1m, code, 1m, code, out var order) || order == 0);
        return true;
    }
}
