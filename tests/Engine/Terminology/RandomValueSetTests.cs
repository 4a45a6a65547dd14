using Helhed.Fhir.Terminology;
using Helhed.Platform;
using static Helhed.Tests.Engine.Terms;

namespace Helhed.Tests.Engine;

/// <summary>Random code systems and value sets, evaluated here by plain sets of codes, and by the store.</summary>
public sealed class RandomValueSetTests
{
    private const int Systems = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_store_agrees_with_plain_sets(long seed)
    {
        var random = new SeededRandom(seed);
        var members = 0;
        for (var round = 0; round < 60; round++)
        {
            var world = new World(random.Fork(round));
            var store = Store([.. world.Resources]);
            foreach (var (url, expected) in world.Sets)
            {
                foreach (var (system, code) in world.Codes)
                {
                    var check = store.Check(url, system, code);
                    Assert.True(
                        check.Membership == (expected.Contains((system, code)) ? Membership.Member : Membership.NotMember),
                        $"seed {seed} round {round}: {system} {code} in {url} gave {check.Membership}\n{string.Join('\n', world.Resources)}");
                }

                var expansion = store.Expand(url, null, 0, 1000);
                Assert.Null(expansion.Problem);
                Assert.Equal(expected.Order(), expansion.Contains.Select(c => (c.System, c.Code)).Order());
                members += expected.Count;
            }
        }

        Assert.True(members > 1000, $"{members} members prove little.");
    }

    /// <summary>A few code systems, and value sets that may import those before them.</summary>
    private sealed class World
    {
        private readonly SeededRandom _random;
        private readonly Dictionary<(string System, string Code), (HashSet<string> Parents, string? Colour)> _concepts = [];

        public World(SeededRandom random)
        {
            _random = random;
            for (var i = 0; i < Systems; i++)
            {
                AddSystem($"urn:system:{i}");
            }

            for (var i = 0; i < 8; i++)
            {
                AddSet($"urn:set:{i}");
            }
        }

        public List<string> Resources { get; } = [];

        public List<(string System, string Code)> Codes { get; } = [];

        public Dictionary<string, HashSet<(string System, string Code)>> Sets { get; } = [];

        private void AddSystem(string url)
        {
            var concepts = new List<string>();
            var count = _random.Int(1, 14);
            for (var i = 0; i < count; i++)
            {
                // Every parent comes before its child, so there is no ring.
                var parents = Enumerable.Range(0, i).Where(_ => _random.Int(0, 4) == 0).Select(p => $"c{p}").ToHashSet();
                var colour = _random.Int(0, 3) switch { 0 => "red", 1 => "blue", _ => null };
                _concepts[(url, $"c{i}")] = (parents, colour);
                Codes.Add((url, $"c{i}"));
                var properties = parents.Select(p => $$"""{"code":"parent","valueCode":"{{p}}"}""")
                    .Concat(colour is null ? [] : [$$"""{"code":"colour","valueString":"{{colour}}"}"""]).ToList();
                concepts.Add(properties.Count == 0 ? $$"""{"code":"c{{i}}"}""" : $$"""{"code":"c{{i}}","property":[{{string.Join(',', properties)}}]}""");
            }

            Codes.Add((url, "unheard"));
            Resources.Add(SystemOf(url, string.Join(',', concepts), """,{"code":"colour","type":"string"}"""));
        }

        private void AddSet(string url)
        {
            var (include, members) = Clauses(_random.Int(1, 4));
            string? exclude = null;
            if (_random.Int(0, 2) == 0)
            {
                (exclude, var without) = Clauses(_random.Int(1, 3));
                members.ExceptWith(without);
            }

            Sets[url] = members;
            Resources.Add(Set(url, include, exclude));
        }

        private (string Json, HashSet<(string, string)> Members) Clauses(int count)
        {
            var json = new List<string>();
            var members = new HashSet<(string, string)>();
            for (var i = 0; i < count; i++)
            {
                var (clause, taken) = Clause();
                json.Add(clause);
                members.UnionWith(taken);
            }

            return (string.Join(',', json), members);
        }

        private (string Json, HashSet<(string, string)> Members) Clause()
        {
            var parts = new List<string>();
            HashSet<(string, string)>? taken = null;
            if (_random.Int(0, 4) > 0 || Sets.Count == 0)
            {
                var system = $"urn:system:{_random.Int(0, Systems)}";
                parts.Add($"\"system\":\"{system}\"");
                taken = InSystem(system, parts);
            }

            if (taken is null || (Sets.Count > 0 && _random.Int(0, 4) == 0))
            {
                var imports = Enumerable.Range(0, _random.Int(1, 3)).Select(_ => $"urn:set:{_random.Int(0, Sets.Count)}").ToList();
                parts.Add($"\"valueSet\":[{string.Join(',', imports.Select(i => $"\"{i}\""))}]");
                foreach (var import in imports)
                {
                    taken = taken is null ? [.. Sets[import]] : [.. taken.Intersect(Sets[import])];
                }
            }

            return ($"{{{string.Join(',', parts)}}}", taken!);
        }

        private HashSet<(string, string)> InSystem(string system, List<string> parts)
        {
            var codes = Codes.Where(c => c.System == system && c.Code != "unheard").ToList();
            switch (_random.Int(0, 3))
            {
                case 0:
                    return [.. codes];
                case 1:
                    var listed = codes.Where(_ => _random.Int(0, 3) == 0).Append(codes[0]).Distinct().ToList();
                    parts.Add($"\"concept\":[{string.Join(',', listed.Select(c => $$"""{"code":"{{c.Code}}"}"""))}]");
                    return [.. listed];
                default:
                    var filters = Enumerable.Range(0, _random.Int(1, 3)).Select(_ => MakeFilter(codes.Count)).ToList();
                    parts.Add($"\"filter\":[{string.Join(',', filters.Select(f => f.Json))}]");
                    return [.. codes.Where(c => filters.TrueForAll(f => f.Takes(c)))];
            }
        }

        private (string Json, Func<(string System, string Code), bool> Takes) MakeFilter(int codes)
        {
            var value = $"c{_random.Int(0, codes)}";
            return _random.Int(0, 9) switch
            {
                0 => (Filter("concept", "is-a", value), c => IsA(c, value)),
                1 => (Filter("concept", "descendent-of", value), c => c.Code != value && IsA(c, value)),
                2 => (Filter("concept", "is-not-a", value), c => !IsA(c, value)),
                3 => (Filter("concept", "generalizes", value), c => IsA((c.System, value), c.Code)),
                4 => (Filter("colour", "=", "red"), c => _concepts[c].Colour == "red"),
                5 => (Filter("colour", "exists", "false"), c => _concepts[c].Colour is null),
                6 => (Filter("colour", "not-in", "red,green"), c => _concepts[c].Colour != "red"),
                7 => (Filter("code", "regex", "c[0-4]"), c => c.Code is ['c', >= '0' and <= '4']),
                _ => (Filter("parent", "=", value), c => _concepts[c].Parents.Contains(value)),
            };
        }

        private bool IsA((string System, string Code) concept, string ancestor) =>
            concept.Code == ancestor || _concepts[concept].Parents.Any(p => IsA((concept.System, p), ancestor));
    }
}
