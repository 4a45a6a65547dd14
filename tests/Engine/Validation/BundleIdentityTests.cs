using Helhed.Fhir;
using static Helhed.Tests.Engine.BundleFindings;

namespace Helhed.Tests.Engine;

/// <summary>The fullUrl of entries, and the links of bundles.</summary>
public sealed class BundleIdentityTests
{
    [Theory]
    [InlineData("https://a.dk/fhir/Patient/1", "\"id\":\"1\"")]
    [InlineData("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11", "\"id\":\"other\"")]
    [InlineData("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11", "\"active\":true")]
    [InlineData("urn:oid:1.2.208.176.1", "\"active\":true")]
    [InlineData("https://a.dk/people/kirsten", "\"id\":\"1\"")]
    [InlineData("https://a.dk/Patient/1/photo", "\"id\":\"7\"")]
    public void An_address_that_agrees_is_taken(string fullUrl, string members) => Accepts(Bundle("collection", Entry(fullUrl, "Patient", members)), "fullUrl", "UUID");

    [Theory]
    [InlineData("Patient/1", "\"id\":\"1\"", "not absolute")]
    [InlineData("1", "\"id\":\"1\"", "not absolute")]
    [InlineData("https://a.dk/fhir/Patient/2", "\"id\":\"1\"", "the id is '2', but the resource's id is '1'")]
    [InlineData("https://a.dk/fhir/Patient/2", "\"active\":true", "the resource has no id")]
    [InlineData("https://a.dk/fhir/Practitioner/1", "\"id\":\"1\"", "names the type Practitioner, but the resource has the type Patient")]
    [InlineData("urn:uuid:1", "\"id\":\"1\"", "must be a UUID")]
    [InlineData("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a1g", "\"id\":\"1\"", "must be a UUID")]
    [InlineData("urn:oid:4.2", "\"id\":\"1\"", "must be an OID")]
    public void An_address_that_does_not_agree_is_refused(string fullUrl, string members, string words) =>
        Tells(Bundle("collection", Entry(fullUrl, "Patient", members)), IssueSeverity.Error, "Bundle.entry[0].fullUrl", words);

    [Fact]
    public void A_UUID_in_capitals_is_remarked_upon() =>
        Tells(Bundle("collection", Entry("urn:uuid:0D2D7C9E-5c8f-4f5e-9f0b-6f3e2f6f0a11", "Patient", "\"active\":true")), IssueSeverity.Warning, "Bundle.entry[0].fullUrl", "lower case: urn:uuid:0d2d7c9e");

    [Fact]
    public void A_relative_address_in_a_message_is_a_warning() =>
        Tells(Bundle("message", Entry("MessageHeader/1", "MessageHeader", Header)), IssueSeverity.Warning, "Bundle.entry[0].fullUrl", "not absolute");

    [Fact]
    public void A_resource_that_is_to_be_created_needs_no_id() =>
        Accepts(Bundle("transaction", Entry("https://a.dk/fhir/Patient/2", "Patient", "\"active\":true") + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}"), "fullUrl");

    [Theory]
    [InlineData("collection", "\"id\":\"1\"", IssueSeverity.Error, "Bundle.entry[0].fullUrl")]
    [InlineData("searchset", "\"id\":\"1\"", IssueSeverity.Error, "Bundle.entry[0].fullUrl")]
    [InlineData("collection", "\"active\":true", IssueSeverity.Warning, "Bundle.entry[0]")]
    public void An_entry_without_an_address_is_told(string type, string members, IssueSeverity severity, string expression) =>
        Tells(Bundle(type, Entry(null, "Patient", members)), severity, expression, "has no fullUrl");

    [Theory]
    [InlineData("transaction", "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}")]
    [InlineData("batch", "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}")]
    [InlineData("batch-response", "\"response\":{\"status\":\"200\"}")]
    public void Requests_and_responses_need_no_address(string type, string rest) =>
        Assert.DoesNotContain(Of(Bundle(type, Entry(null, "Patient", "\"id\":\"1\"") + "," + rest)), i => i.Message.Contains("has no fullUrl", StringComparison.Ordinal));

    [Fact]
    public void An_outcome_in_a_search_result_needs_no_address() => Assert.DoesNotContain(
        Of(Bundle("searchset", Entry(null, "OperationOutcome", "\"issue\":[{\"severity\":\"warning\",\"code\":\"processing\"}]") + ",\"search\":{\"mode\":\"outcome\"}")),
        i => i.Message.Contains("has no fullUrl", StringComparison.Ordinal));

    [Fact]
    public void Two_entries_with_one_type_and_id_are_told()
    {
        var first = Entry("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11", "Patient", "\"id\":\"1\"");
        Tells(Bundle("collection", first, Entry("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a12", "Patient", "\"id\":\"1\"")), IssueSeverity.Warning, "Bundle.entry[1].resource", "Another entry is Patient/1 too");
        Accepts(Bundle("collection", first, Entry("urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a12", "Patient", "\"id\":\"2\"")), "Another entry");
        Accepts(Bundle("collection", Entry("https://a.dk/Patient/1", "Patient", "\"id\":\"1\""), Entry("https://b.dk/Patient/1", "Patient", "\"id\":\"1\"")), "Another entry");
    }

    [Fact]
    public void A_bundle_inside_a_bundle_is_checked_by_its_own_rules()
    {
        var inner = Bundle("collection", Entry("Patient/1", "Patient", "\"id\":\"1\""));
        Tells(
            Bundle("collection", $"\"fullUrl\":\"urn:uuid:0d2d7c9e-5c8f-4f5e-9f0b-6f3e2f6f0a11\",\"resource\":{inner}"), IssueSeverity.Error,
            "Bundle.entry[0].resource.entry[0].fullUrl", "not absolute");
    }

    [Theory]
    [InlineData("self")]
    [InlineData("next")]
    public void A_page_has_one_link_of_each_kind(string relation)
    {
        var link = $$"""{"relation":"{{relation}}","url":"https://a.dk/fhir/Patient"}""";
        Tells($$"""{"resourceType":"Bundle","type":"searchset","link":[{{link}},{{link}}]}""", IssueSeverity.Error, "Bundle.link[1]", $"more than one link '{relation}'");
        Accepts($$"""{"resourceType":"Bundle","type":"searchset","link":[{{link}}]}""", "more than one");
    }

    [Fact]
    public void Several_style_sheets_are_no_matter() =>
        Accepts("""{"resourceType":"Bundle","type":"collection","link":[{"relation":"stylesheet","url":"https://a.dk/a.css"},{"relation":"stylesheet","url":"https://a.dk/b.css"}]}""", "more than one");

    private const string Header = """ "id":"1","eventUri":"urn:e","source":{"endpoint":"https://a.dk"}""";
}
