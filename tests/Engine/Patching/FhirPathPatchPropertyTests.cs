using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Json;
using Helhed.Fhir.Patching;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>What holds for any patch. The seed is fixed: a failure comes again.</summary>
public class FhirPathPatchPropertyTests
{
    private static readonly FhirPathPatchOptions Lenient = new() { Parsing = new ParseOptions(Missing: IssueSeverity.Warning) };

    [Theory]
    [MemberData(nameof(MutationTests.Examples), MemberType = typeof(MutationTests))]
    public void The_patch_between_two_versions_makes_the_one_into_the_other(string example)
    {
        var random = new SeededRandom(Hash64.Of(Encoding.UTF8.GetBytes(example)) + 1);
        var old = Parsed.Document(example);
        var patched = 0;
        for (var round = 0; round < 300; round++)
        {
            var node = JsonNode.Parse(example)!;
            for (var edits = random.Int(1, 5); edits > 0; edits--)
            {
                RandomEdit.Of(node, random);
            }

            if (FhirDocument.Parse(Encoding.UTF8.GetBytes(node.ToJsonString()), Lenient.Parsing).Document is not { } @new)
            {
                continue;
            }

            patched++;
            Assert.True(FhirPathPatch.TryBetween(old, @new, out var patch));
            var result = FhirPathPatch.Apply(old, patch, Lenient);
            Assert.True(result.Document is not null, $"{node.ToJsonString()}\n{Encoding.UTF8.GetString(patch.Json.Span)}\n{result.Error}");
            Assert.True(
                CanonicalWriter.Write(@new).AsSpan().SequenceEqual(CanonicalWriter.Write(result.Document)),
                $"{node.ToJsonString()}\n{Encoding.UTF8.GetString(patch.Json.Span)}\n{Encoding.UTF8.GetString(result.Document.Json.Span)}");
        }

        Assert.InRange(patched, 30, 300);
    }

    [Fact]
    public void No_damage_throws()
    {
        var resource = Parsed.Document("""{"resourceType":"Patient","name":[{"family":"a","given":["b",null],"_given":[null,{"id":"x"}]},{"family":"c"}],"active":true}""");
        var patch = """{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"insert"},{"name":"path","valueString":"Patient.name[0].given"},{"name":"index","valueInteger":1},{"name":"value","valueString":"x"}]},{"name":"operation","part":[{"name":"type","valueCode":"replace"},{"name":"path","valueString":"Patient.name.where(family='c')"},{"name":"value","valueHumanName":{"text":"t"}}]},{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient.name[0].given[2].id"}]}]}"""u8.ToArray();
        Assert.NotNull(FhirPathPatch.Apply(resource, FhirDocument.Parse(patch).Document!).Document);
        var random = new SeededRandom(5);
        var applied = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var damaged = patch.ToArray();
            for (var left = random.Int(1, 3); left > 0; left--)
            {
                var at = random.Int(0, damaged.Length);
                damaged[at] = random.Chance(0.5) ? damaged[random.Int(0, damaged.Length)] : (byte)random.Int(' ', 127);
            }

            if (FhirDocument.Parse(damaged).Document is { } document)
            {
                var result = FhirPathPatch.Apply(resource, document);
                Assert.True(result.Document is null ^ result.Error is null);
                applied++;
            }
        }

        Assert.InRange(applied, 500, 9500);
    }
}
