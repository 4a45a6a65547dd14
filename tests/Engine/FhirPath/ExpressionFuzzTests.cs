using System.Diagnostics;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Tests.Engine.FhirPath;

/// <summary>Random and damaged expressions: each has a result or an error, in time, and never an exception. The seed is fixed: a failure comes again.</summary>
public class ExpressionFuzzTests
{
    private const int Rounds = 4000;
    private const int MostMs = 3000; // The limit is a second of evaluation; a busy machine adds to it.

    private static readonly string[] Pieces =
    [
        "name", "given", "value", "Patient", "Observation", "extension", "'a'", "'x\\u00e6'", "1", "0", "-1", "2147483647", "9L", "1.50", "@2012", "@2012-02-29", "@2012-01-01T10:00:00Z", "@T10:30",
        "1 'mg'", "4 days", "1 year", "true", "false", "{}", "$this", "$index", "$total", "%context", "%resource", "%ucum", "%`vs-x`", "%nothing", "`div`", ".", ".", ".", "[0]", "[", "]", "(", ")", "+", "-", "*", "/",
        " div ", " mod ", "&", "|", "=", "!=", "~", "!~", "<", ">", "<=", ">=", " and ", " or ", " xor ", " implies ", " in ", " contains ", " is ", " as ", "Quantity", "System.Integer", "FHIR.string", "//", "/*", "*/",
        "where(", "select(", "all(", "exists(", "repeat(", "iif(", "aggregate(", "ofType(", "trace('t')", "count()", "descendants()", "children()", "first()", "not()", "toString()", "toQuantity()", "lowBoundary()",
        "highBoundary(2)", "matches('a*')", "replace('', 'b')", "split(',')", "join(',')", "defineVariable('v')", "sort(-$this)", "resolve()", "type()", "now()", ",", "\u00e6", "\0", "🔥", "\"", "'", "`", "@", "%", "$",
    ];

    private static readonly string[] Starts =
    [
        "name.where(use = 'official').given.first() & ' ' & name.family.join(',')",
        "Observation.component.where(code.coding.exists(code = 'x')).value.ofType(Quantity) > 1 'mg'",
        "(1 | 2 | 3).aggregate($this + $total, 0) = 6 and @2012-01-31 + 1 month < today()",
        "contained.where((('#'+id in (%resource.descendants().reference | %resource.descendants().as(canonical))) or descendants().where(reference = '#').exists()).not()).trace('unmatched', id).empty()",
        "iif(name.exists(), name.select(given.first().substring(0, 1)).distinct(), {}).count()",
        "Patient.repeat(children()).ofType(string).where($this.matches('^[a-z]+$')).toChars().isDistinct()",
        "defineVariable('n', name.first()).select(%n.given.skip(1).lowBoundary())",
        "value.toQuantity('g').round(2).toString().encode('base64').decode('base64').replaceMatches('[0-9]', '$0')",
    ];

    private static readonly FhirDocument[] Documents =
    [
        Parsed.Document("""{"resourceType":"Patient","id":"p","active":true,"name":[{"use":"official","family":"\u00d8","given":["a",null],"_given":[null,{"id":"g"}]}],"birthDate":"1970-01","_gender":{"id":"x"},"contained":[{"resourceType":"Basic","id":"b","code":{"text":"x"}}],"link":[{"other":{"reference":"#b"},"type":"seealso"}]}"""),
        Parsed.Document("""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"x"}]},"valueQuantity":{"value":1.50,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"},"effectivePeriod":{"start":"2026","end":"2026-05-02T10:00:00Z"},"component":[{"code":{"text":"a"},"valueInteger":3},{"code":{"text":"b"},"valueTime":"10:00:00"}]}"""),
    ];

    [Fact]
    public void Random_pieces_have_a_result_or_an_error()
    {
        var random = new SeededRandom(1);
        var evaluated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            evaluated += Holds(string.Concat(Enumerable.Range(0, random.Int(1, 14)).Select(_ => random.Pick(Pieces))), round) ? 1 : 0;
        }

        Assert.True(evaluated > 50, $"{evaluated}");
    }

    [Fact]
    public void Damaged_expressions_have_a_result_or_an_error()
    {
        var random = new SeededRandom(2);
        var all = Starts.Concat(R4Definitions.Default.Types.SelectMany(type => type.Invariants).Select(rule => rule.Expression)).Distinct().ToArray();
        var evaluated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = random.Pick(all);
            for (var edits = random.Int(1, 4); edits > 0; edits--)
            {
                text = Damage(text, random);
            }

            evaluated += Holds(text, round) ? 1 : 0;
        }

        Assert.True(evaluated > Rounds / 20, $"{evaluated}");
    }

    [Fact]
    public void Random_characters_have_a_result_or_an_error()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < Rounds; round++)
        {
            Holds(new string([.. Enumerable.Range(0, random.Int(0, 30)).Select(_ => (char)random.Int(0, round % 2 == 0 ? 128 : 0x10000))]), round);
        }
    }

    private static string Damage(string text, SeededRandom random)
    {
        var at = random.Int(0, text.Length + 1);
        var length = Math.Min(random.Int(0, 8), text.Length - at);
        return random.Int(0, 4) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, random.Pick(Pieces)),
            2 => text.Remove(at, length).Insert(at, random.Pick(Pieces)),
            _ => text.Insert(at, text.Substring(at, length)),
        };
    }

    // True when there was a result.
    private static bool Holds(string text, int round)
    {
        var hasResult = false;
        try
        {
            var watch = Stopwatch.StartNew();
            if (!FhirPathExpression.TryCompile(text, out var expression, out var error))
            {
                Assert.InRange(error.Position, 0, text.Length);
                return false;
            }

            foreach (var document in Documents)
            {
                hasResult |= Survives(expression.Evaluate(document));
                hasResult |= Survives(expression.Evaluate(document, new FhirPathContext { ChecksTypes = false, AllowsManyInAs = true, MaxSteps = 200_000 }));
            }

            Assert.InRange(watch.ElapsedMilliseconds, 0, MostMs);
        }
        catch (Exception e)
        {
            Assert.Fail($"round {round}: {e.GetType().Name}: {e.Message}\n{text}\n{e.StackTrace}");
        }

        return hasResult;
    }

    private static bool Survives(FhirPathOutcome outcome)
    {
        foreach (var value in outcome.Values.Take(20))
        {
            Assert.NotEmpty(value.TypeName);
            Assert.False(value.ToJson().IsEmpty);
            Assert.NotNull(value.ToString());
        }

        return outcome.IsSuccess;
    }
}
