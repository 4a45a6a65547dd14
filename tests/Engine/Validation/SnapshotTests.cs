using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine;

/// <summary>Snapshots from differentials: https://hl7.org/fhir/R4/profiling.html#snapshot.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void Every_element_stands_in_it_with_what_the_profile_says_of_it()
    {
        var elements = Elements(Checked.Profile("Patient", """
            {"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"},"min":1},
            {"id":"Patient.identifier:cpr","path":"Patient.identifier","sliceName":"cpr","max":"1"},
            {"id":"Patient.identifier:cpr.system","path":"Patient.identifier.system","min":1,"fixedUri":"urn:oid:1.2.208.176.1.2"},
            {"id":"Patient.birthDate","path":"Patient.birthDate","short":"Fødselsdag","mustSupport":true}
            """));

        Assert.Equal(1, elements["Patient.identifier"].GetProperty("min").GetInt32());
        Assert.Equal("cpr", elements["Patient.identifier:cpr"].GetProperty("sliceName").GetString());
        Assert.Equal("urn:oid:1.2.208.176.1.2", elements["Patient.identifier:cpr.system"].GetProperty("fixedUri").GetString());
        Assert.Equal("Identifier.value", elements["Patient.identifier:cpr.value"].GetProperty("base").GetProperty("path").GetString());
        Assert.True(elements["Patient.birthDate"].GetProperty("mustSupport").GetBoolean());
        Assert.Equal("Resource.id", elements["Patient.id"].GetProperty("base").GetProperty("path").GetString());
        Assert.Equal("Patient.contact.name", elements["Patient.contact.name"].GetProperty("path").GetString());
        Assert.False(elements.ContainsKey("Patient.name.family")); // the profile says nothing of the inside of a name
        Assert.Equal(["boolean", "dateTime"], elements["Patient.deceased[x]"].GetProperty("type").EnumerateArray().Select(t => t.GetProperty("code").GetString()));
    }

    [Fact]
    public void A_snapshot_is_itself_a_right_definition_and_means_the_same()
    {
        var profile = Checked.Profile("Patient", """{"id":"Patient.birthDate","path":"Patient.birthDate","min":1}""");
        var snapshot = Checked.Document(System.Text.Encoding.UTF8.GetString(SnapshotGenerator.Generate(profile, Profiles.R4).Json.Span));

        Assert.Single(Checked.Errors("""{"resourceType":"Patient","active":true}""", snapshot));
    }

    [Fact]
    public void A_base_that_is_not_known_is_told() =>
        Assert.Contains("http://example.org/nowhere", Assert.Single(SnapshotGenerator.Generate(Checked.Profile("Patient", """{"path":"Patient.birthDate","min":1}""", baseUrl: "http://example.org/nowhere"), Profiles.R4).Problems), StringComparison.Ordinal);

    [Theory]
    [InlineData("dkcore")]
    [InlineData("core")]
    [InlineData("msg")]
    public void Snapshots_are_those_that_the_publishers_made(string package)
    {
        var folder = Suites.Package(package);
        var documents = Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(folder, "..")), "StructureDefinition-*.json", SearchOption.AllDirectories)
            .ToDictionary(f => f, f => FhirDocument.Parse(File.ReadAllBytes(f), new ParseOptions(Missing: Helhed.Fhir.IssueSeverity.Warning)).Document!);
        var profiles = Profiles.R4.With(documents.Values);
        var (same, differences) = (0, new List<string>());
        foreach (var (file, document) in documents.Where(d => Path.GetDirectoryName(d.Key) == folder))
        {
            using var published = JsonDocument.Parse(document.Json);
            if (published.RootElement.TryGetProperty("snapshot", out var snapshot))
            {
                var problems = Compare(snapshot, Said(published.RootElement), Elements(document, profiles)).ToList();
                same += problems.Count == 0 ? 1 : 0;
                differences.AddRange(problems.Select(p => $"{Path.GetFileName(file)}: {p}"));
            }
        }

        Suites.Tell($"snapshots of {package}", same, documents.Count(d => Path.GetDirectoryName(d.Key) == folder));
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(40)));
    }

    private static IEnumerable<string> Compare(JsonElement published, List<string> said, Dictionary<string, JsonElement> ours)
    {
        foreach (var element in published.GetProperty("element").EnumerateArray())
        {
            var id = element.GetProperty("id").GetString()!;
            if (!ours.TryGetValue(id, out var mine))
            {
                // Whether the inside of a data type is unfolded, where the profile says nothing of it, is free.
                if (said.Any(s => s.StartsWith(id[..id.LastIndexOf('.')] + ".", StringComparison.Ordinal)))
                {
                    yield return $"{id} is missing";
                }

                continue;
            }

            foreach (var property in element.EnumerateObject().Where(p => p.Name is "path" or "min" or "max" or "sliceName" || p.Name.StartsWith("fixed", StringComparison.Ordinal) || p.Name.StartsWith("pattern", StringComparison.Ordinal)))
            {
                if (!mine.TryGetProperty(property.Name, out var value) || !JsonElement.DeepEquals(value, property.Value))
                {
                    yield return $"{id}.{property.Name}: published {property.Value}, ours {(value.ValueKind == JsonValueKind.Undefined ? "nothing" : value)}";
                }
            }

            // The published snapshot of one MedCom profile says OperationOutcome where neither R4 nor its differential does.
            var (theirs, own) = (Types(element), Types(mine));
            if (theirs != own && id != "Bundle.entry.response.outcome")
            {
                yield return $"{id}.type: published {theirs}, ours {own}";
            }
        }
    }

    private static List<string> Said(JsonElement definition) => [.. definition.GetProperty("differential").GetProperty("element").EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];

    private static string Types(JsonElement element) => element.TryGetProperty("type", out var types)
        ? string.Join(' ', types.EnumerateArray().Select(t => t.GetProperty("code").GetString()).Order()) : "";

    private static Dictionary<string, JsonElement> Elements(FhirDocument definition, Profiles? profiles = null)
    {
        var result = SnapshotGenerator.Generate(definition, profiles ?? Profiles.R4);
        Assert.Empty(result.Problems);
        return JsonDocument.Parse(result.Json).RootElement.GetProperty("snapshot").GetProperty("element").EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString()!);
    }
}
