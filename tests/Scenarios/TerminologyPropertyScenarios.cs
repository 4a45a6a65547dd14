using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Random code systems, composes and filters on both databases, beside a plain model that goes through every concept: the same codes, in
/// the same order, over all pages.
/// </summary>
public abstract class TerminologyPropertyScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const int Rounds = 12;
    private const int QuestionsPerRound = 12;

    private static readonly string[] Vocabulary =
        ["Akut", "akutte", "Blod", "blodtryk", "Ærø", "aeroso", "Øje", "Oje", "Åreknude", "areal", "hjerte", "Hjertestop", "x-ray", "B12", "12B", "sygdom", "SYGDOM", "lunge", "lungetumor", "tu"];

    private static readonly string[] Filters = ["a", "ak", "akut", "blo", "blodt", "aer", "o", "oj", "a hj", "hjerte lun", "x-r", "ray", "b12", "12", "syg tu", "c1", "c12", "zzz", "æ", "ØJ", "tu lu syg"];

    private int _found;

    [Fact]
    public async Task Expansions_are_those_of_a_plain_model()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var model = new Model(random);
            var url = string.Create(CultureInfo.InvariantCulture, $"http://example.org/random/{seed}");
            await Give("CodeSystem", $"random-{seed}", model.Members(url));
            for (var question = 0; question < QuestionsPerRound; question++)
            {
                await Ask(random, model, url, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, question {question}"));
            }

            await Subsumption(random, model, url);
        }

        Assert.True(_found > Rounds * QuestionsPerRound, $"Only {_found} codes were found: the questions are too narrow to tell anything.");
    }

    private async Task Ask(Random random, Model model, string url, string what)
    {
        var (include, inside) = Clauses(random, model, url, random.Next(1, 4));
        var (exclude, outside) = random.Next(3) == 0 ? Clauses(random, model, url, random.Next(1, 3)) : ("", []);
        var compose = $$"""{"include":[{{include}}]{{(exclude.Length > 0 ? $",\"exclude\":[{exclude}]" : "")}}}""";
        var (filter, activeOnly, selectable) = (random.Next(2) == 0 ? Filters[random.Next(Filters.Length)] : null, random.Next(4) == 0, random.Next(4) == 0);
        var expected = inside.Except(outside).Where(c => !(activeOnly && c.IsInactive) && !(selectable && c.IsAbstract) && (filter is null || c.Meets(filter))).Select(c => c.Name).ToList();
        var query = $"filter={Uri.EscapeDataString(filter ?? " ")}&activeOnly={(activeOnly ? "true" : "false")}&excludeNotForUI={(selectable ? "true" : "false")}";
        var found = new List<string>();
        var size = random.Next(1, 60);
        do
        {
            var answer = (await Api.Post(string.Create(CultureInfo.InvariantCulture, $"ValueSet/$expand?{query}&offset={found.Count}&count={size}"), $$"""{"resourceType":"ValueSet","status":"active","compose":{{compose}}}""")).Expect(200);
            var page = (answer.Json["expansion"]!["contains"] as JsonArray ?? []).Select(c => c!["code"]!.GetValue<string>()).ToList();
            Assert.True(expected.Count == answer.Json["expansion"]!["total"]!.GetValue<int>(), $"{what}: total {answer.Json["expansion"]!["total"]} where {expected.Count} was due. {compose} {query}");
            found.AddRange(page);
            Assert.True(page.Count > 0 || found.Count >= expected.Count, $"{what}: an empty page at {found.Count}.");
        }
        while (found.Count < expected.Count);
        _found += found.Count;
        Assert.True(expected.SequenceEqual(found), $"{what}: [{string.Join(' ', found)}] where [{string.Join(' ', expected)}] was due. {compose} {query}");
    }

    private async Task Subsumption(Random random, Model model, string url)
    {
        for (var i = 0; i < 10; i++)
        {
            var (a, b) = (model.Any(random), model.Any(random));
            var expected = a == b ? "equivalent" : Model.IsBelow(b, a) ? "subsumes" : Model.IsBelow(a, b) ? "subsumed-by" : "not-subsumed";
            var answer = (await Api.Get($"CodeSystem/$subsumes?system={url}&codeA={a.Name}&codeB={b.Name}")).Expect(200);
            Assert.Equal(expected, answer.Json["parameter"]![0]!["valueCode"]!.GetValue<string>());
        }
    }

    /// <summary>Some includes or excludes, with the codes they mean: those that are named first, then those of filters in the system's order.</summary>
    private static (string Json, List<Concept> Codes) Clauses(Random random, Model model, string url, int count)
    {
        var (json, listed, filtered) = (new List<string>(), new List<Concept>(), new HashSet<Concept>());
        for (var i = 0; i < count; i++)
        {
            if (random.Next(3) == 0)
            {
                var codes = Enumerable.Range(0, random.Next(1, 6)).Select(_ => model.Any(random)).Distinct().ToList();
                listed.AddRange(codes.Where(c => !listed.Contains(c) && !filtered.Contains(c)));
                json.Add($$"""{"system":"{{url}}","concept":[{{string.Join(',', codes.Select(c => $$"""{"code":"{{c.Name}}"}"""))}}]}""");
                continue;
            }

            var filters = Enumerable.Range(0, random.Next(0, 3)).Select(_ => model.Filter(random)).ToList();
            filtered.UnionWith(model.Codes.Where(c => filters.TrueForAll(f => f.Meets(c)) && !listed.Contains(c)));
            json.Add($$"""{"system":"{{url}}"{{(filters.Count > 0 ? $",\"filter\":[{string.Join(',', filters.Select(f => f.Json))}]" : "")}}}""");
        }

        return (string.Join(',', json), [.. listed, .. model.Codes.Where(filtered.Contains)]);
    }

    private sealed record Concept(int Place, string Name, string Display, string? Danish, int Legs, bool IsInactive, bool IsAbstract)
    {
        public List<Concept> Parents { get; } = [];

        public bool Meets(string filter) => filter.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(piece => Has(Fold(piece)) || (Words(piece) is { Count: > 0 } words && words.TrueForAll(Has)));

        public override string ToString() => Name;

        private bool Has(string prefix) => Words($"{Name} {Display} {Danish}").Append(Fold(Name)).Any(w => w.StartsWith(prefix, StringComparison.Ordinal));

        private static List<string> Words(string text) => [.. new string([.. Fold(text).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        // The rule of the specification of string searches, said in another way than in the program.
        private static string Fold(string text)
        {
            var folded = new StringBuilder();
            foreach (var c in text.ToLowerInvariant().Replace("æ", "ae", StringComparison.Ordinal).Replace('ø', 'o').Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
            {
                folded.Append(c);
            }

            return folded.ToString();
        }
    }

    private sealed class Model
    {
        public Model(Random random)
        {
            var count = random.Next(20, 200);
            string Text() => string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]));
            for (var i = 0; i < count; i++)
            {
                var code = new Concept(i, string.Create(CultureInfo.InvariantCulture, $"c{i}"), Text(), random.Next(3) == 0 ? Text() : null, random.Next(5), random.Next(8) == 0, random.Next(8) == 0);
                for (var parents = i == 0 ? 0 : random.Next(3); parents > 0; parents--)
                {
                    code.Parents.Add(Codes[random.Next(i)]);
                }

                Codes.Add(code);
            }
        }

        public List<Concept> Codes { get; } = [];

        public Concept Any(Random random) => Codes[random.Next(Codes.Count)];

        public static bool IsBelow(Concept code, Concept above) => code.Parents.Exists(p => p == above || IsBelow(p, above));

        public (string Json, Predicate<Concept> Meets) Filter(Random random)
        {
            var named = Any(random);
            var legs = random.Next(6).ToString(CultureInfo.InvariantCulture);
            (string Property, string Op, string Value, Predicate<Concept> Meets)[] filters =
            [
                ("concept", "is-a", named.Name, c => c == named || IsBelow(c, named)),
                ("concept", "descendent-of", named.Name, c => IsBelow(c, named)),
                ("concept", "is-not-a", named.Name, c => c != named && !IsBelow(c, named)),
                ("concept", "generalizes", named.Name, c => c == named || IsBelow(named, c)),
                ("legs", "=", legs, c => c.Legs.ToString(CultureInfo.InvariantCulture) == legs),
                ("legs", "not-in", $"{legs},1", c => c.Legs != 1 && c.Legs.ToString(CultureInfo.InvariantCulture) != legs),
                ("legs", "regex", "[0-2]", c => c.Legs <= 2),
                ("code", "regex", "c1.*", c => c.Name.StartsWith("c1", StringComparison.Ordinal)),
                ("parent", "=", named.Name, c => c.Parents.Contains(named)),
                ("inactive", "=", "true", c => c.IsInactive),
            ];
            var (property, op, value, meets) = filters[random.Next(filters.Length)];
            return ($$"""{"property":"{{property}}","op":"{{op}}","value":"{{value}}"}""", meets);
        }

        public string Members(string url)
        {
            var concepts = Codes.Select(c =>
            {
                var parents = string.Concat(c.Parents.Distinct().Select(p => $$""",{"code":"parent","valueCode":"{{p.Name}}"}"""));
                var flags = (c.IsInactive ? """,{"code":"inactive","valueBoolean":true}""" : "") + (c.IsAbstract ? """,{"code":"notSelectable","valueBoolean":true}""" : "");
                var danish = c.Danish is null ? "" : $$""","designation":[{"language":"da","value":"{{c.Danish}}"}]""";
                return $$"""{"code":"{{c.Name}}","display":"{{c.Display}}"{{danish}},"property":[{"code":"legs","valueInteger":{{c.Legs}}}{{parents}}{{flags}}]}""";
            });
            return $$""" "url":"{{url}}","status":"active","content":"complete","caseSensitive":true,"concept":[{{string.Join(',', concepts)}}] """;
        }
    }
}

public sealed class SqliteTerminologyProperty() : TerminologyPropertyScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTerminologyProperty() : TerminologyPropertyScenarios(Dialect.PostgreSql);
