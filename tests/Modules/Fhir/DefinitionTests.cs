using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Modules.Fhir;

/// <summary>The tables that everything else is driven by.</summary>
public sealed class DefinitionTests
{
    private static readonly R4Definitions R4 = R4Definitions.Default;

    [Fact]
    public void R4_is_there_whole()
    {
        // https://hl7.org/fhir/R4/resourcelist.html: 148 with the abstract Resource and DomainResource.
        Assert.Equal(146, R4.ResourceTypes.Count);
        Assert.Equal(148, R4.Types.Count(t => t.Kind == TypeKind.Resource));
        Assert.Equal(4, R4.Types.Count(t => t.IsAbstract));
        Assert.Equal(20, R4.Types.Count(t => t.Kind == TypeKind.Primitive));
        Assert.Equal(["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"], R4.Compartments.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["code", "_id"], [R4.ParametersFor("Observation").First(p => p.Code == "code").Code, R4.ParametersFor("Observation").First(p => p.Code == "_id").Code]);
        Assert.Empty(R4.ParametersFor("Nothing"));
        Assert.NotEmpty(R4.ValueSets);
        var genders = R4.ValueSets.First(v => v.Key.StartsWith("http://hl7.org/fhir/ValueSet/administrative-gender", StringComparison.Ordinal)).Value;
        Assert.Equal(["female", "male", "other", "unknown"], genders.Select(g => g.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_type_and_element_is_found_by_its_name()
    {
        foreach (var type in R4.Types)
        {
            Assert.Same(type, R4.Find(type.Name));
            Assert.Same(type, R4.Types[type.Index]);
            Assert.Equal(type.Elements.Count, type.Elements.Select(e => e.Name).Distinct().Count());
            foreach (var element in type.Elements)
            {
                Assert.Same(element, type.Find(element.Name));
                Assert.Same(element, type.Find(Encoding.UTF8.GetBytes(element.Name)));
                Assert.Same(element, type.Elements[element.Ordinal]);
                Assert.Null(type.Find(element.Name + "x"));
                Assert.Null(type.Find("_" + element.Name));
                Assert.True(element.Max >= 1 && element.Min <= element.Max, element.Path);
                Assert.Contains(element.Type, R4.Types);
            }
        }

        Assert.Null(R4.Find("Nothing"));
        Assert.Null(R4.FindResource("Resource"));
        Assert.Null(R4.FindResource("HumanName"));
    }

    [Theory]
    [InlineData("Patient", "name", "HumanName", 0, int.MaxValue, "")]
    [InlineData("Patient", "birthDate", "date", 0, 1, "")]
    [InlineData("Observation", "valueQuantity", "Quantity", 0, 1, "value")]
    [InlineData("Observation", "status", "code", 1, 1, "")]
    [InlineData("Patient.contact", "name", "HumanName", 0, 1, "")]
    [InlineData("Bundle.entry", "resource", "Resource", 0, 1, "")]
    [InlineData("Questionnaire.item", "item", "Questionnaire.item", 0, int.MaxValue, "")]
    [InlineData("Observation.component", "referenceRange", "Observation.referenceRange", 0, int.MaxValue, "")]
    [InlineData("Extension", "url", "uri", 1, 1, "")]
    [InlineData("Patient", "id", "id", 0, 1, "")]
    public void An_element_has_its_type_and_cardinality(string type, string name, string elementType, int min, int max, string choice)
    {
        var element = R4.Find(type)!.Find(name)!;
        Assert.True(elementType == element.Type.Name || (elementType == "id" && element.Type.Name == "string") || (elementType == "uri" && element.Type.Name == "string"), element.Type.Name);
        Assert.Equal((min, max, choice), (element.Min, element.Max, element.Choice));
    }

    [Fact]
    public void Types_know_what_they_specialise()
    {
        Assert.True(R4.Find("Patient")!.Is("DomainResource"));
        Assert.True(R4.Find("Patient")!.Is("Resource"));
        Assert.False(R4.Find("Bundle")!.Is("DomainResource"));
        Assert.True(R4.Find("Age")!.Is("Quantity"));
        Assert.False(R4.Find("Patient")!.Is("Element"));
    }

    [Fact]
    public void Extra_search_parameters_of_the_package_are_left_out()
    {
        Assert.All(R4.SearchParameters, p => Assert.StartsWith("http://hl7.org/fhir/SearchParameter/", p.Url, StringComparison.Ordinal));
        Assert.Equal(R4.SearchParameters.Count, R4.SearchParameters.Select(p => p.Url).Distinct().Count());
        Assert.All(R4.ResourceTypes, t => Assert.Equal(R4.ParametersFor(t.Name).Count, R4.ParametersFor(t.Name).Select(p => p.Code).Distinct().Count()));
        Assert.All(R4.SearchParameters.Select((p, i) => (p, i)), x => Assert.Equal(x.i, x.p.Index));
    }

    [Fact]
    public void Every_parameter_but_composites_and_a_known_few_is_collected()
    {
        var extractor = new IndexExtractor(R4, TimeZoneInfo.Utc);
        var missing = R4.ResourceTypes
            .SelectMany(t => R4.ParametersFor(t.Name).Where(p => !extractor.ParametersOf(t).Contains(p)).Select(p => (Type: t.Name, p.Code, Kind: p.Type)))
            .Where(p => p.Kind is not (SearchParameterType.Composite or SearchParameterType.Special) && p.Code is not ("_id" or "_lastUpdated"))
            .Select(p => $"{p.Type}.{p.Code}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["Bundle.composition", "Bundle.message"], missing);
    }
}
