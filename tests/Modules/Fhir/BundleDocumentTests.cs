using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Modules.Fhir;

/// <summary>Entries of a bundle, and references in them replaced.</summary>
public sealed class BundleDocumentTests
{
    private const string A = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a";
    private static readonly Dictionary<string, string> Renamed = new() { [A] = "Patient/1", ["http://x/Patient/2"] = "Patient/2" };

    [Fact]
    public void Entries_tell_what_they_ask_for()
    {
        var bundle = Bundle("""
            {"fullUrl":"urn:a","resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT","url":"Patient/p","ifMatch":"W/\"3\""}},{"request":{"method":"DELETE","url":"Patient/q"}},{"resource":{"resourceType":"Basic","code":{"text":"x"}},"request":{"method":"POST","url":"Basic","ifNoneExist":"a=b"}},{"fullUrl":"urn:b"}
            """);
        Assert.Equal("transaction", bundle.Type);
        Assert.Equal(
            [(0, "urn:a", "PUT", "Patient/p", "W/\"3\"", false, "Patient", "p"), (1, null, "DELETE", "Patient/q", null, false, null, null), (2, null, "POST", "Basic", null, true, "Basic", null), (3, "urn:b", null, null, null, false, null, null)],
            bundle.Entries.Select(e => (e.Index, e.FullUrl, e.Method, e.Url, e.IfMatch, e.IsConditional, e.ResourceType, e.ResourceId)));
    }

    [Fact]
    public void References_and_addresses_are_replaced_and_nothing_else()
    {
        var resource = $$$"""{"resourceType":"Observation","implicitRules":"{{{A}}}","text":{"status":"generated","div":"<div>{{{A}}}</div>"},"contained":[{"resourceType":"Basic","code":{"text":"{{{A}}}"},"subject":{"reference":"{{{A}}}"}}],"extension":[{"url":"u","valueUri":"{{{A}}}"},{"url":"u","valueString":"{{{A}}}"},{"url":"u","valueUuid":"{{{A}}}"},{"url":"u","valueReference":{"reference":"http://x/Patient/2","display":"{{{A}}}"}}],"status":"final","code":{"coding":[{"system":"urn:s","code":"{{{A}}}"}]},"subject":{"reference":"{{{A}}}","type":"Patient"},"note":[{"text":"{{{A}}}"}]}""";
        var bundle = Bundle($$"""
            {"resource":{{resource}}}
            """);
        var expected = resource
            .Replace($"\"implicitRules\":\"{A}\"", "\"implicitRules\":\"Patient/1\"", StringComparison.Ordinal)
            .Replace($"\"reference\":\"{A}\"", "\"reference\":\"Patient/1\"", StringComparison.Ordinal)
            .Replace($"\"valueUri\":\"{A}\"", "\"valueUri\":\"Patient/1\"", StringComparison.Ordinal)
            .Replace($"\"valueUuid\":\"{A}\"", "\"valueUuid\":\"Patient/1\"", StringComparison.Ordinal)
            .Replace("\"reference\":\"http://x/Patient/2\"", "\"reference\":\"Patient/2\"", StringComparison.Ordinal);
        Assert.Equal(expected, Text(bundle.Resource(bundle.Entries[0], Renamed)));
        Assert.Equal(resource, Text(bundle.Resource(bundle.Entries[0], new Dictionary<string, string>())));
    }

    [Fact]
    public void Escaped_references_are_replaced_too()
    {
        var bundle = Bundle("""
            {"resource":{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"http:\/\/x\/Patient\/2"},"author":{"reference":"Practitioner/9"}}}
            """);
        Assert.Equal("""{"resourceType":"Basic","code":{"text":"x"},"subject":{"reference":"Patient/2"},"author":{"reference":"Practitioner/9"}}""", Text(bundle.Resource(bundle.Entries[0], Renamed)));
    }

    [Fact]
    public void Only_a_bundle_is_a_bundle() =>
        Assert.Throws<ArgumentException>(() => new BundleDocument(Parsed.Document("""{"resourceType":"Patient"}""")));

    private static BundleDocument Bundle(string entries) => new(Parsed.Document($$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entries}}]}"""));

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
