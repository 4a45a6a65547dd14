using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Json;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>What holds between any two versions. The seed is fixed: a failure comes again.</summary>
public class ResourceDiffPropertyTests
{
    private static readonly DiffOptions Everything = new(Bookkeeping: true);

    [Theory]
    [MemberData(nameof(MutationTests.Examples), MemberType = typeof(MutationTests))]
    public void There_is_a_change_exactly_where_the_versions_differ(string example)
    {
        var random = new SeededRandom(Hash64.Of(Encoding.UTF8.GetBytes(example)));
        var changed = 0;
        for (var round = 0; round < 300; round++)
        {
            var node = JsonNode.Parse(example)!;
            for (var edits = random.Int(0, 4); edits > 0; edits--)
            {
                RandomEdit.Of(node, random);
            }

            var after = Encoding.UTF8.GetBytes(node.ToJsonString());
            if (FhirDocument.Parse(after, new ParseOptions(Missing: IssueSeverity.Warning)).Document is not { } @new)
            {
                continue;
            }

            var old = Parsed.Document(example);
            var changes = ResourceDiff.Between(old, @new, Everything);
            var differs = CanonicalJson.Difference(Encoding.UTF8.GetBytes(example), after) is not null;
            Assert.True(differs == changes.Count > 0, $"{example}\n{node.ToJsonString()}\n{string.Join('\n', changes)}");
            Assert.Equal(differs, ResourceDiff.Between(@new, old, Everything).Count > 0);
            Assert.Equal(differs, !CanonicalWriter.Write(old).AsSpan().SequenceEqual(CanonicalWriter.Write(@new)));
            Assert.Equal(changes.Count, changes.Select(c => (c.Kind, c.OldPath, c.NewPath)).Distinct().Count());
            changed += differs ? 1 : 0;
        }

        Assert.InRange(changed, 30, 290);
    }

    [Theory]
    [MemberData(nameof(MutationTests.Examples), MemberType = typeof(MutationTests))]
    public void The_order_of_properties_makes_no_difference(string example) =>
        Assert.Empty(ResourceDiff.Between(Parsed.Document(example), Parsed.Document(Reversed(JsonNode.Parse(example)!)!.ToJsonString()), Everything));

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Reverse().Select(m => KeyValuePair.Create(m.Key, Reversed(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Reversed)]),
        _ => node?.DeepClone(),
    };
}
