using System.Diagnostics;
using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Platform;
using static Helhed.Tests.Engine.Terms;

namespace Helhed.Tests.Engine;

/// <summary>Whatever a right resource says, and whatever is asked, there is an answer, and soon.</summary>
public sealed class TerminologyMutationTests
{
    private static readonly string[] Pieces =
    [
        Animals, "http://example.org/set", "http://hl7.org/fhir/ValueSet/jurisdiction", "http://snomed.info/sct", "http://loinc.org", "urn:iso:std:iso:3166", "is-a", "descendent-of", "is-not-a", "regex", "in",
        "not-in", "generalizes", "exists", "=", "concept", "code", "parent", "child", "legs", "display", "dog", "mammal", "unicorn", "true", "false", "(a+)+$", "[", "complete", "fragment", "supplement",
        "not-present", "x|y", "|", "http://hl7.org/fhir/ValueSet/observation-status", "notSelectable", "status", "inactive",
    ];

    private static readonly string[] Seeds =
    [
        AnimalSystem,
        SystemOf(Animals, """{"code":"dog","property":[{"code":"child","valueCode":"puppy"}]},{"code":"puppy","concept":[{"code":"dog"}]}"""),
        Set("http://example.org/set", Filtered(Filter("concept", "is-a", "mammal"), Filter("legs", "exists", "true")), Filtered(Filter("code", "regex", "d.*"))),
        Set("http://example.org/other", $$"""{"system":"{{Animals}}","version":"1","concept":[{"code":"dog","display":"Dog"}],"valueSet":["http://example.org/set"]},{"valueSet":["http://example.org/other"]}"""),
        """{"resourceType":"ValueSet","url":"http://example.org/set","status":"active","expansion":{"timestamp":"2026-01-01T00:00:00Z","total":2,"offset":0,"contains":[{"system":"http://loinc.org","code":"8867-4","contains":[{"code":"x"}]}]}}""",
    ];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void No_resource_makes_it_throw_or_hang(long seed)
    {
        var random = new SeededRandom(seed);
        var right = 0;
        for (var round = 0; round < 700; round++)
        {
            var documents = Seeds.Select(s => FhirDocument.Parse(Encoding.UTF8.GetBytes(Mutate(s, random))).Document).Where(d => d is not null).Select(d => d!).ToList();
            right += documents.Count;
            var clock = Stopwatch.StartNew();
            Ask(TerminologyStore.R4.With(documents.Take(2)).With(documents.Skip(2)), random);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}: {string.Join('\n', documents.Select(d => Encoding.UTF8.GetString(d.Json.Span)))}");
        }

        Assert.True(right > 700, $"Only {right} mutants were right: they prove little.");
    }

    private static void Ask(TerminologyStore store, SeededRandom random)
    {
        foreach (var set in new[] { "http://example.org/set", "http://example.org/other", Pieces[random.Int(0, Pieces.Length)] })
        {
            foreach (var system in new[] { Animals, null, Pieces[random.Int(0, Pieces.Length)] })
            {
                var check = store.Check(set, system, Pieces[random.Int(0, Pieces.Length)], random.Int(0, 2) == 0 ? null : "Dog");
                Assert.True(check.Membership == Membership.Member || check.Message is { Length: > 10 }, $"{check}");
            }

            var expansion = store.Expand(set, null, 0, 5);
            Assert.True(expansion.Contains.Count <= 5 && expansion.Total >= expansion.Contains.Count);
        }

        store.CheckCode(Animals, Pieces[random.Int(0, Pieces.Length)]);
        store.Subsumes(Animals, "dog", Pieces[random.Int(0, Pieces.Length)]);
    }

    /// <summary>Puts other texts in place of a few.</summary>
    private static string Mutate(string json, SeededRandom random)
    {
        for (var edits = random.Int(0, 4); edits > 0; edits--)
        {
            var quotes = Enumerable.Range(0, json.Length).Where(i => json[i] == '"').ToList();
            var first = random.Int(0, (quotes.Count / 2) - 1) * 2;
            json = $"{json[..(quotes[first] + 1)]}{Pieces[random.Int(0, Pieces.Length)]}{json[quotes[first + 1]..]}";
        }

        return json;
    }
}
