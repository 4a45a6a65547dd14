using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Records;

/// <summary>What once lost data, or stopped an import, and must not again.</summary>
public sealed class ImportDamageTests() : ImportTest(Dialect.Sqlite)
{
    [Fact]
    public void Many_warnings_hide_no_error()
    {
        var entries = string.Join(',', Enumerable.Repeat("""{"resource":{"resourceType":"Observation","status":"final"}}""", 150));
        var result = FhirDocument.Parse(Encoding.UTF8.GetBytes($$$"""{"resourceType":"Bundle","type":"collection","entry":[{{{entries}}},{"resource":{"resourceType":"Patient","active":"yes"}}]}"""), new ParseOptions(Missing: IssueSeverity.Warning));
        Assert.Null(result.Document);
    }

    [Fact]
    public async Task Many_warnings_lose_no_resource()
    {
        var entries = string.Join(',', Enumerable.Range(0, 150).Select(i => $$$"""{"resource":{"resourceType":"Observation","id":"o{{{i}}}","status":"final"}}"""));
        await Imports([Put("a.json", $$"""{"resourceType":"Bundle","type":"collection","entry":[{{entries}}]}""")], loaded: 150);
    }

    [Fact]
    public void The_day_before_the_last_day_is_a_day()
    {
        SearchDates.TryRange("9999-12-30", TimeZoneInfo.Utc, out _, out var high);
        SearchDates.TryRange("9999-12-31", TimeZoneInfo.Utc, out var low, out _);
        Assert.Equal(low - 1, high);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData(" 1")]
    [InlineData("Infinity")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("01")]
    public void What_is_no_json_number_is_no_decimal(string text) => Assert.Throws<FormatException>(() => FhirDecimal.Parse(text));

    [Fact]
    public void A_replaced_reference_is_escaped()
    {
        var bundle = new BundleDocument(FhirDocument.Parse("""{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","managingOrganization":{"reference":"urn:x"}}}]}"""u8.ToArray()).Document!);
        var json = bundle.Resource(bundle.Entries[0], new Dictionary<string, string> { ["urn:x"] = "Organization/a\"b" });
        Assert.NotNull(FhirDocument.Parse(json).Document);
    }

    [Fact]
    public async Task A_gzip_file_that_ends_too_early_is_refused_from_there_on()
    {
        var whole = Gzip(string.Concat(Enumerable.Range(0, 20_000).Select(i => Patient(i) + "\n")));
        var path = Put("a.ndjson.gz", whole[..(whole.Length / 2)]);
        var figures = (await Try([path])).Value;
        Assert.InRange(figures.Loaded, 1, 19_999);
        Assert.True(Refused.Count > 0);
        Assert.Contains("damaged", Refused[^1].Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gzip_document_that_ends_too_early_is_refused_as_damaged()
    {
        var whole = Gzip(string.Concat(Enumerable.Range(0, 20_000).Select(i => Patient(i) + "\n")));
        await Imports([Put("a.json.gz", whole[..^10])], loaded: 0, refused: 1);
        Assert.Contains("damaged", Refused[^1].Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_values_in_json_over_several_lines_are_two()
    {
        await Imports([Put("a.json", "{\n\"resourceType\":\"Patient\",\"id\":\"a\"}\n{\n\"resourceType\":\"Patient\",\"id\":\"b\"}\n")], loaded: 2);
    }

    [Fact]
    public async Task A_type_of_half_a_surrogate_pair_stops_no_import() =>
        await Imports([Put("a.ndjson", Patient(1) + "\n{\"resourceType\":\"\\udfff\",\"id\":\"odd\"}\n" + Patient(2))], loaded: 2, refused: 1);
}
