using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;

namespace Helhed.Tests.Engine;

/// <summary>The tables that everything else is driven by.</summary>
public sealed class DefinitionTests
{
    // Of every type: found in the resource table itself, or text of the whole resource, which is not searched.
    private static readonly string[] Everywhere = ["_id", "_lastUpdated", "_content", "_text", "_query"];
    private static readonly R4Definitions R4 = R4Definitions.Default;

    [Fact]
    public void Every_type_and_element_is_found_by_its_own_name()
    {
        Assert.True(R4.Types.Count > 600, $"{R4.Types.Count} types");
        foreach (var type in R4.Types)
        {
            Assert.Same(type, R4.Types[type.Index]);
            Assert.Same(type, R4.Find(type.Name));
            for (var i = 0; i < type.Elements.Count; i++)
            {
                Assert.Equal(i, type.Elements[i].Ordinal);
                Assert.Same(type.Elements[i], type.Find(type.Elements[i].Name));
            }
        }
    }

    [Fact]
    public void No_type_or_element_is_found_by_a_wrong_name()
    {
        foreach (var type in R4.Types)
        {
            Assert.Null(R4.Find(type.Name + "x"));
            var names = type.Elements.Select(e => e.Name).ToHashSet();
            Assert.Equal(type.Elements.Count, names.Count);
            foreach (var wrong in names.SelectMany(Wrong).Concat(["", "_", "resourceType", "\0"]).Where(name => !names.Contains(name)))
            {
                Assert.Null(type.Find(wrong));
            }
        }

        static IEnumerable<string> Wrong(string name) =>
            [name + "x", "_" + name, name[..^1], name[1..], name.ToUpperInvariant(), string.Concat(name.Reverse()), name + "\0", name.Replace('e', 'é')];
    }

    [Fact]
    public void Only_concrete_resources_are_resource_types()
    {
        Assert.Equal(146, R4.ResourceTypes.Count);
        Assert.NotNull(R4.FindResource("Patient"));
        Assert.All(["Resource", "DomainResource", "HumanName", "date", "Patient.contact", "patient", ""], name => Assert.Null(R4.FindResource(name)));
        Assert.True(R4.Find("Patient")!.Is("DomainResource") && R4.Find("Patient")!.Is("Resource") && !R4.Find("Bundle")!.Is("DomainResource"));
        Assert.True(R4.Find("Age")!.Is("Quantity") && R4.Find("HumanName")!.Is("Element") && !R4.Find("HumanName")!.Is("Resource"));
    }

    [Fact]
    public void Elements_have_the_standards_cardinality_type_and_choice()
    {
        var given = R4.Find("HumanName")!.Find("given")!;
        Assert.Equal((0, int.MaxValue, "string", true), (given.Min, given.Max, given.Type.Name, given.IsList));
        var status = R4.Find("Observation")!.Find("status")!;
        Assert.Equal((1, 1, "code", true, true, BindingStrength.Required), (status.Min, status.Max, status.Type.Name, status.IsModifier, status.IsSummary, status.Binding!.Strength));
        var value = R4.Find("Observation")!.Find("valueQuantity")!;
        Assert.Equal(("value", "Quantity", "Observation.value[x]"), (value.Choice, value.Type.Name, value.Path));
        Assert.Equal("Observation.component", R4.Find("Observation")!.Find("component"u8)!.Type.Name);
        Assert.Equal(["Patient", "Group", "Device", "Location"], R4.Find("Observation")!.Find("subject")!.Targets);
    }

    [Fact]
    public void Search_parameters_apply_to_their_types_and_those_below()
    {
        var patient = R4.ParametersFor("Patient").ToDictionary(p => p.Code);
        Assert.Equal((SearchParameterType.Date, SearchParameterType.Token, SearchParameterType.String), (patient["birthdate"].Type, patient["identifier"].Type, patient["name"].Type));
        Assert.Contains("_lastUpdated", patient.Keys);
        Assert.DoesNotContain("code", patient.Keys);
        Assert.Empty(R4.ParametersFor("HumanName"));
        Assert.All(R4.SearchParameters, p => Assert.Same(p, R4.SearchParameters[p.Index]));
        Assert.Contains("subject", R4.Compartments["Patient"]["Observation"]);
        var genders = R4.ValueSets.Single(v => v.Key.StartsWith("http://hl7.org/fhir/ValueSet/administrative-gender", StringComparison.Ordinal)).Value;
        Assert.Equal(["female", "male", "other", "unknown"], genders.Select(g => g.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_utf_8_of_what_stands_in_json() =>
        Assert.Same(R4.Find("Patient")!.Find("birthDate"), R4.Find("Patient")!.Find(Encoding.UTF8.GetBytes("birthDate")));

    [Fact]
    public void R4_is_there_whole()
    {
        // https://hl7.org/fhir/R4/resourcelist.html: 148 with the abstract Resource and DomainResource.
        Assert.Equal(146, R4.ResourceTypes.Count);
        Assert.Equal(148, R4.Types.Count(t => t.Kind == TypeKind.Resource));
        Assert.Equal(4, R4.Types.Count(t => t.IsAbstract));
        Assert.Equal(20, R4.Types.Count(t => t.Kind == TypeKind.Primitive));
        Assert.Equal(["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"], R4.Compartments.Keys.Order(StringComparer.Ordinal));
        Assert.NotEmpty(R4.ValueSets);
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
    public void Every_parameter_is_collected_but_those_that_every_resource_has()
    {
        var extractor = new IndexExtractor(R4, TimeZoneInfo.Utc);
        var missing = R4.ResourceTypes
            .SelectMany(t => R4.ParametersFor(t.Name).Where(p => !extractor.ParametersOf(t).Contains(p)).Select(p => (Type: t.Name, p.Code, Kind: p.Type)))
            .Where(p => !Everywhere.Contains(p.Code))
            .Select(p => $"{p.Type}.{p.Code}").Order(StringComparer.Ordinal).ToList();
        Assert.Empty(missing);
    }
}
