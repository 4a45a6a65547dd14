using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>The official examples and the XML files of the other suites, both ways.</summary>
public sealed class XmlExamplesTests
{
    private static readonly ParseOptions Tolerant = new(Missing: IssueSeverity.Warning);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_official_example_comes_back_equal(bool isPretty)
    {
        var files = Directory.GetFiles(Suites.Folder("r4-examples"), "*.json");
        var failures = new List<string>();
        foreach (var file in files)
        {
            var json = File.ReadAllBytes(file);
            var document = FhirDocument.Parse(json, Tolerant).Document;
            if (document is null)
            {
                failures.Add($"{Path.GetFileName(file)}: {FhirDocument.Parse(json, Tolerant).Issues[0]}");
                continue;
            }

            var xml = FhirXml.Write(document, new XmlWriteOptions(IsPretty: isPretty));
            var back = FhirXml.Parse(xml, Tolerant);
            if (back.Document is null || CanonicalJson.Difference(json, back.Document.Json) is not null)
            {
                failures.Add($"{Path.GetFileName(file)}: {(back.Document is null ? back.Issues[0].ToString() : CanonicalJson.Difference(json, back.Document.Json))}");
            }
        }

        Suites.Tell("r4-examples, JSON → XML → JSON", files.Length - failures.Count, files.Length, string.Join("; ", failures.Take(5)));
        Assert.Empty(failures);
    }

    [Fact]
    public void What_is_written_is_a_fixed_point()
    {
        foreach (var file in Directory.GetFiles(Suites.Folder("r4-examples"), "*.json").Where((_, i) => i % 10 == 0))
        {
            var document = FhirDocument.Parse(File.ReadAllBytes(file), Tolerant).Document!;
            var xml = FhirXml.Write(document);
            Assert.Equal(xml, FhirXml.Write(FhirXml.Parse(xml, Tolerant).Document!));
        }
    }

    // What is wrong with these files, seen by eye; everything else must parse.
    private static readonly Dictionary<string, string> Wrong = new()
    {
        ["observation-example.xml"] = "<extension> must stand before <status>",
        ["q-enablewhen-2.xml"] = "<identifier> must stand before <version>",
        ["patient-min-length-profile.xml"] = "<extension> must stand before <path>",
        ["bundle-dual-subject.xml"] = "may stand only once",
        ["pat-security-bad-string2.xml"] = "'script' is not an element of string",
        ["japanese-utf8-ok.xml"] = "not valid UTF-8",
        ["capabilitystatement-measure-processor.xml"] = "'identifier' is not an element of CapabilityStatement",
        ["tests-fhir-r4.xml"] = "The namespace of FHIR is",
    };

    [Theory]
    [InlineData("fhirpath-r4")]
    [InlineData("validator-r4")]
    [InlineData("medcom")]
    public void Files_of_other_suites_parse_or_are_refused_for_the_right_reason(string suite)
    {
        var files = Directory.GetFiles(Suites.Folder(suite), "*.xml", SearchOption.AllDirectories);
        var failures = new List<string>();
        foreach (var file in files)
        {
            var errors = FhirXml.Parse(File.ReadAllBytes(file), Tolerant).Issues.Where(i => i.Severity == IssueSeverity.Error).ToList();
            var isRight = Wrong.TryGetValue(Path.GetFileName(file), out var reason)
                ? errors.Count > 0 && errors[0].Message.Contains(reason, StringComparison.Ordinal)
                : errors.Count == 0;
            if (!isRight)
            {
                failures.Add($"{Path.GetFileName(file)}: {errors.FirstOrDefault()?.ToString() ?? "accepted"}");
            }
        }

        Suites.Tell($"{suite}, XML", files.Length - failures.Count, files.Length, string.Join("; ", failures));
        Assert.Empty(failures);
    }

    [Fact]
    public void A_wrong_order_can_be_a_warning()
    {
        var result = FhirXml.Parse(File.ReadAllBytes(Path.Combine(Suites.Folder("fhirpath-r4"), "observation-example.xml")), new ParseOptions(Order: IssueSeverity.Warning));
        Assert.NotNull(result.Document);
        Assert.Contains("must stand before", Assert.Single(result.Issues).Message, StringComparison.Ordinal);
    }
}
