using System.Buffers;
using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>https://hl7.org/fhir/R4/search.html#summary, on the bytes.</summary>
public sealed class ResourceSubsetTests
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning, MaxStringBytes: int.MaxValue);

    [Fact]
    public void A_part_of_every_official_example_is_a_right_resource_and_no_larger()
    {
        var files = Directory.GetFiles(Suites.Folder("r4-examples"), "*.json");
        var failures = new List<string>();
        foreach (var file in files)
        {
            var whole = FhirDocument.Parse(File.ReadAllBytes(file), Lenient);
            foreach (var (name, subset) in new[] { ("summary", ResourceSubset.Summary), ("text", ResourceSubset.Text), ("data", ResourceSubset.Data), ("elements", ResourceSubset.Elements(["name", "status"])) })
            {
                var part = Part(whole.Document!, subset);
                var parsed = FhirDocument.Parse(part, Lenient);
                if (parsed.Document is null || parsed.Issues.Count > whole.Issues.Count || !part.AsSpan().SequenceEqual(Part(parsed.Document, subset)))
                {
                    failures.Add($"{Path.GetFileName(file)} {name}: {(parsed.Issues.Count == 0 ? "another part of the part" : parsed.Issues[0].Message)}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(10)));
        Assert.InRange(files.Length, 700, 10_000);
    }

    [Fact]
    public void A_primitive_that_is_absent_for_a_reason_keeps_its_place() => Assert.Equal(
        """{"resourceType":"Patient","meta":{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"subsetted"}]},"name":[{"given":["a",null],"_given":[null,{"extension":[{"url":"urn:e","valueCode":"x"}]}]}],"_birthDate":{"extension":[{"url":"urn:e","valueCode":"x"}]}}""",
        Text("""{"resourceType":"Patient","name":[{"given":["a",null],"_given":[null,{"extension":[{"url":"urn:e","valueCode":"x"}]}],"_family":{"id":"f"},"family":"F"}],"_birthDate":{"extension":[{"url":"urn:e","valueCode":"x"}]},"maritalStatus":{"text":"m"}}""", ResourceSubset.Summary)
            .Replace(",\"family\":\"F\"", "", StringComparison.Ordinal));

    [Fact]
    public void The_tag_is_added_once_and_beside_others()
    {
        const string Tagged = """{"resourceType":"Basic","id":"a","meta":{"versionId":"1","tag":[{"code":"x"},{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"subsetted"}]},"code":{"text":"x"}}""";
        Assert.Equal(Tagged, Text("""{"resourceType":"Basic","id":"a","meta":{"versionId":"1","tag":[{"code":"x"}]},"code":{"text":"x"}}""", ResourceSubset.Data));
        Assert.Equal(Tagged, Text(Tagged, ResourceSubset.Data));
    }

    private static string Text(string json, ResourceSubset subset) => Encoding.UTF8.GetString(Part(FhirDocument.Parse(Encoding.UTF8.GetBytes(json), Lenient).Document!, subset));

    private static byte[] Part(FhirDocument document, ResourceSubset subset)
    {
        var output = new ArrayBufferWriter<byte>();
        subset.Write(document, output);
        return output.WrittenSpan.ToArray();
    }
}
