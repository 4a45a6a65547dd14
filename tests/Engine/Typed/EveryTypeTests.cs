using System.Reflection;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>Every R4 type has a record, and every element of it comes through unchanged.</summary>
public sealed class EveryTypeTests
{
    private static readonly ParseOptions Tolerant = new(Missing: IssueSeverity.Warning);

    public static TheoryData<string> Types => [.. R4Definitions.Default.ResourceTypes.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_element_of_a_type_survives_records_and_XML(string type)
    {
        var resource = R4Definitions.Default.FindResource(type)!;
        for (var alternative = 0; alternative < SampleResource.MostAlternatives(resource); alternative++)
        {
            var json = SampleResource.Of(type, alternative);
            var result = FhirDocument.Parse(json, Tolerant);
            Assert.True(result.Document is not null, result.Issues.FirstOrDefault(i => i.Severity == IssueSeverity.Error)?.ToString());
            var record = FhirJson.Read(result.Document);
            Assert.Equal(type, record.GetType().Name);
            Assert.Null(CanonicalJson.Difference(json, FhirJson.Write(record)));
            var back = FhirXml.Parse(FhirXml.Write(result.Document), Tolerant);
            Assert.True(back.Document is not null, back.Issues.FirstOrDefault(i => i.Severity == IssueSeverity.Error)?.ToString());
            Assert.Null(CanonicalJson.Difference(json, back.Document.Json));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Records_are_equal_by_what_they_hold_and_change_by_with(string type)
    {
        var json = SampleResource.Of(type, 0);
        var first = FhirJson.Read(FhirDocument.Parse(json, Tolerant).Document!);
        var second = FhirJson.Read(FhirDocument.Parse(json, Tolerant).Document!);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        var changed = first with { Id = "other" };
        Assert.Equal(first.GetType(), changed.GetType());
        Assert.NotEqual(first, changed);
        Assert.Equal(("a.b", "other", $"{type}/other"), (first.Id, changed.Id, changed.ToString()));
        Assert.Equal(first, changed with { Id = "a.b" });
    }

    [Fact]
    public void Data_types_are_equal_by_what_they_hold()
    {
        var name = new HumanName { Family = "Holm", Given = ["Ida"], Period = new Period { Start = "2026" } };
        Assert.Equal(name, new HumanName { Family = "Holm", Given = ["Ida"], Period = new Period { Start = "2026" } });
        Assert.NotEqual(name, name with { Given = ["Ida", "Marie"] });
        Assert.NotEqual<Quantity>(new Age { Value = 1 }, new Quantity { Value = 1 });
        Assert.Equal("HumanName", name.ToString());
    }

    [Fact]
    public void No_record_is_missing_and_none_can_be_derived_from_by_others()
    {
        var records = typeof(Resource).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Resource)) && !t.IsAbstract).ToList();
        Assert.Equal(R4Definitions.Default.ResourceTypes.Select(t => t.Name).Order(StringComparer.Ordinal), records.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.All(records, record => Assert.True(record.IsSealed && record.GetConstructor(BindingFlags.Public | BindingFlags.Instance, []) is not null));
    }

    [Fact]
    public void Every_official_example_goes_through_its_record_unchanged()
    {
        var files = Directory.GetFiles(Suites.Folder("r4-examples"), "*.json");
        var failures = new List<string>();
        foreach (var file in files)
        {
            var json = File.ReadAllBytes(file);
            var record = FhirJson.Read(FhirDocument.Parse(json, Tolerant).Document!);
            if (CanonicalJson.Difference(json, FhirJson.Write(record)) is { } difference)
            {
                failures.Add($"{Path.GetFileName(file)}: {difference}");
            }
        }

        Suites.Tell("r4-examples, typed records", files.Length - failures.Count, files.Length, string.Join("; ", failures.Take(5)));
        Assert.Empty(failures);
    }
}
