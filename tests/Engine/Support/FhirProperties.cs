using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Nothing that comes in makes the parser throw, and what it takes it gives back equal.</summary>
public sealed class FhirProperties
{
    private static readonly IndexExtractor Extractor = new(R4Definitions.Default, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"));

    private static readonly string[] Seeds =
    [
        """{"resourceType":"Patient","id":"p","meta":{"tag":[{"code":"t"}]},"extension":[{"url":"u","valueDecimal":1.50}],"identifier":[{"system":"urn:cpr","value":"1"}],"active":true,"_active":{"id":"x"},"name":[{"family":"Å","given":["a",null],"_given":[null,{"id":"g"}]}],"birthDate":"1970-01-01","deceasedDateTime":"2026-11-21T10:00:00Z","contained":[{"resourceType":"Basic","code":{"text":"x"}}],"link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}""",
        """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]},"subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2026-05-01","end":"2026-05-02"},"valueQuantity":{"value":-1.0e2,"unit":"g"},"component":[{"code":{"text":"b"},"valueRange":{"low":{"value":1}}}]}""",
        """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a","resource":{"resourceType":"Substance","code":{"text":"\u00e6\ud83d\ude00"}},"request":{"method":"POST","url":"Substance"}}]}""",
        """{"resourceType":"Condition","subject":{"reference":"Patient/1"},"onsetRange":{"low":{"value":1},"high":{"value":2}},"recordedDate":"2026"}""",
    ];

    // Pieces that a mutation puts in: the tokens of JSON and values that have been trouble elsewhere.
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "1", "-0", "1e400", "\"\"", "{}", "[]", "\"\\ud800\"", "\"\\u0000\"", "\"resourceType\":", "\"resourceType\":\"Patient\",", "\"id\":\"a\",", "\"_id\":{},",
        "\u0000", "é", "\"value\":1e-400", "\"9999-12-31T23:59:60Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-03-29T02:30:00Z\"", "[[", "\n",
    ];

    [Fact]
    public void Random_bytes_never_throw() => Prop.ForAll<byte[]>(bytes => Holds(bytes ?? [])).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Random_text_in_a_resource_never_throws() => Prop.ForAll<string, string>((name, value) =>
        Holds(Encoding.UTF8.GetBytes($"{{\"resourceType\":\"Patient\",\"{name}\":\"{value}\"}}"))
        && Holds(Encoding.UTF8.GetBytes($"{{\"resourceType\":\"Patient\",\"name\":[{{\"family\":{System.Text.Json.JsonSerializer.Serialize(value)}}}]}}"))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Mutated_resources_never_throw_and_what_is_taken_comes_back()
    {
        var taken = 0;
        var mutations = (from seed in Gen.Elements(Seeds)
                         from edits in Gen.Zip(Gen.Choose(0, 1_000_000), Gen.Zip(Gen.Choose(0, 12), Gen.Elements(Pieces))).NonEmptyListOf()
                         select Mutate(seed, edits.Take(3).Select(e => (e.Item1, e.Item2.Item1, e.Item2.Item2)))).ToArbitrary();
        Prop.ForAll(mutations, json => Holds(Encoding.UTF8.GetBytes(json), () => taken++)).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Assert.True(taken > 20, $"Only {taken} mutations were right: they prove little.");
    }

    [Fact]
    public void Values_swapped_between_elements_never_throw()
    {
        // Every element of every seed's first level gets every value of every other.
        var taken = 0;
        foreach (var target in Seeds)
        {
            foreach (var source in Seeds)
            {
                using var from = System.Text.Json.JsonDocument.Parse(source);
                var node = System.Text.Json.Nodes.JsonNode.Parse(target)!.AsObject();
                foreach (var name in node.Select(m => m.Key).ToList())
                {
                    foreach (var value in from.RootElement.EnumerateObject())
                    {
                        var changed = node.DeepClone();
                        changed[name] = System.Text.Json.Nodes.JsonNode.Parse(value.Value.GetRawText());
                        Assert.True(Holds(Encoding.UTF8.GetBytes(changed.ToJsonString()), () => taken++));
                    }
                }
            }
        }

        Assert.True(taken > 20, $"{taken}");
    }

    private static string Mutate(string json, IEnumerable<(int At, int Length, string Piece)> edits)
    {
        foreach (var (at, length, piece) in edits)
        {
            var start = at % json.Length;
            json = json[..start] + (at % 3 == 0 ? "" : piece) + json[Math.Min(json.Length, start + (at % 2 == 0 ? 0 : length))..];
            json = json.Length == 0 ? "{" : json;
        }

        return json;
    }

    // Parsing, indexing and the typed round trip neither throw nor change anything.
    private static bool Holds(byte[] bytes, Action? taken = null)
    {
        var result = FhirDocument.Parse(bytes);
        if (result.Document is not { } document)
        {
            Assert.NotEmpty(result.Issues);
            Assert.All(result.Issues, i => Assert.True(i.Line >= 1 && i.Column >= 1 && i.Message.Length > 0));
            return true;
        }

        taken?.Invoke();
        Extractor.Collect(document, new IndexValues());
        var written = FhirJson.Write(FhirJson.Read(document));
        var difference = CanonicalJson.Difference(bytes, written);
        Assert.True(difference is null, $"{difference}\n{Encoding.UTF8.GetString(bytes)}\n{Encoding.UTF8.GetString(written)}");
        Assert.Equal(written, FhirJson.Write(FhirJson.Read(FhirDocument.Parse(written).Document!)));
        return true;
    }
}
