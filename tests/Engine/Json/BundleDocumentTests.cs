using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

public class BundleDocumentTests
{
    private const string Uuid = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520";

    private static readonly Dictionary<string, string> Renamed = new() { [Uuid] = "Patient/new", ["Patient/old"] = "Patient/new" };

    [Fact]
    public void Entries_are_seen_without_being_read()
    {
        var bundle = Parse($$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"fullUrl":"{{{Uuid}}}","resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT","url":"Patient/p","ifMatch":"W/\"3\""}},
             {"request":{"method":"DELETE","url":"Patient/q"}},
             {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=1"}}]}
            """);
        Assert.Equal("transaction", bundle.Type);
        Assert.Equal(new BundleEntryView(0, Uuid, "PUT", "Patient/p", "W/\"3\"", false, "Patient", "p").ToString(), bundle.Entries[0].ToString());
        Assert.Equal((1, null, "DELETE", "Patient/q", null), (bundle.Entries[1].Index, bundle.Entries[1].FullUrl, bundle.Entries[1].Method, bundle.Entries[1].Url, bundle.Entries[1].ResourceType));
        Assert.Equal((true, "Patient", null), (bundle.Entries[2].IsConditional, bundle.Entries[2].ResourceType, bundle.Entries[2].ResourceId));
    }

    [Fact]
    public void References_to_renamed_entries_are_replaced_wherever_they_may_stand()
    {
        var json = Replaced($$$"""{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"{{{Uuid}}}"},"performer":[{"reference":"Practitioner/x"},{"reference":"Patient/old"}],"extension":[{"url":"urn:a","valueUri":"{{{Uuid}}}"},{"url":"urn:b","valueReference":{"reference":"{{{Uuid}}}"}}],"contained":[{"resourceType":"Patient","link":[{"type":"seealso","other":{"reference":"\u0050atient/old"}}]}]}""");
        Assert.Equal(
            """{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/new"},"performer":[{"reference":"Practitioner/x"},{"reference":"Patient/new"}],"extension":[{"url":"urn:a","valueUri":"Patient/new"},{"url":"urn:b","valueReference":{"reference":"Patient/new"}}],"contained":[{"resourceType":"Patient","link":[{"type":"seealso","other":{"reference":"Patient/new"}}]}]}""",
            json);
    }

    [Fact]
    public void Texts_that_only_look_like_a_reference_stay()
    {
        var resource = $$$"""{"resourceType":"Observation","status":"final","code":{"text":"Patient/old"},"subject":{"display":"Patient/old","reference":"Patient/old2"},"valueString":"{{{Uuid}}}","note":[{"text":"{{{Uuid}}}"}]}""";
        Assert.Equal(resource, Replaced(resource));
    }

    [Fact]
    public void Only_the_entrys_own_bytes_come_out()
    {
        var bundle = Parse($$$$"""{"resourceType":"Bundle","type":"batch","entry":[{"fullUrl":"{{{{Uuid}}}}", "resource" : { "resourceType":"Patient", "id":"a" } },{"resource":{"resourceType":"Patient","managingOrganization":{"reference":"{{{{Uuid}}}}"}}}]}""");
        Assert.Equal("""{ "resourceType":"Patient", "id":"a" }""", Text(bundle.Resource(bundle.Entries[0], Renamed)));
        Assert.Equal("""{"resourceType":"Patient","managingOrganization":{"reference":"Patient/new"}}""", Text(bundle.Resource(bundle.Entries[1], Renamed)));
        Assert.Contains(Uuid, Text(bundle.Resource(bundle.Entries[1], new Dictionary<string, string>())));
    }

    [Fact]
    public void Another_resource_is_no_bundle() =>
        Assert.Throws<ArgumentException>(() => new BundleDocument(FhirDocument.Parse("""{"resourceType":"Patient"}"""u8.ToArray()).Document!));

    private static string Replaced(string resource)
    {
        var bundle = Parse($$$"""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{{resource}}}}]}""");
        return Text(bundle.Resource(bundle.Entries[0], Renamed));
    }

    private static BundleDocument Parse(string json) => new(FhirDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
