using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Bytes, limits, and how well a mistake is located.</summary>
public sealed class ParserLimitTests
{
    [Theory]
    [InlineData("{\"resourceType\":\"Patient\"", 1, 25)]
    [InlineData("{\"resourceType\":\"Patient\"}}", 1, 26)]
    [InlineData("{\"resourceType\":\"Patient\"} {}", 1, 27)]
    [InlineData("{\"resourceType\":\"Patient\",}", 1, 26)]
    [InlineData("{\"resourceType\":\"Patient\",\n \"active\": tru}", 2, 14)]
    [InlineData("{'resourceType':'Patient'}", 1, 2)]
    [InlineData("{\"resourceType\":\"Patient\",\"active\":01}", 1, 37)]
    [InlineData("{\"resourceType\":\"Patient\" /* a */}", 1, 27)]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"a\nb\"}", 1, 34)]
    public void Broken_JSON_is_refused_where_it_breaks(string json, int line, int column)
    {
        var issue = Parsed.Refusal(json);
        Assert.Equal("structure", issue.Code);
        Assert.Contains("JSON", issue.Message, StringComparison.Ordinal);
        Assert.Equal(line, issue.Line);
        Assert.InRange(issue.Column, column - 1, column + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("{\"")]
    [InlineData("{\"resourceType\":")]
    public void Nothing_or_a_beginning_is_refused(string json) => Assert.NotEmpty(Parsed.Of(json).Issues);

    [Fact]
    public void White_space_around_a_resource_is_allowed() => Parsed.Document(" \r\n\t{ \"resourceType\" : \"Patient\" } \r\n");

    [Fact]
    public void A_byte_order_mark_is_named()
    {
        var result = FhirDocument.Parse(new byte[] { 0xEF, 0xBB, 0xBF }.Concat("{\"resourceType\":\"Patient\"}"u8.ToArray()).ToArray());
        Assert.Contains("byte order mark", Assert.Single(result.Issues).Message, StringComparison.Ordinal);
        Assert.Null(result.Document);
    }

    [Theory]
    [InlineData(new byte[] { 0xF8 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    public void Bytes_that_are_no_UTF8_are_refused(byte[] bytes)
    {
        byte[] json = [.. "{\"resourceType\":\"Patient\",\"id\":\""u8, .. bytes, .. "\"}"u8];
        var result = FhirDocument.Parse(json);
        Assert.Contains("UTF-8", Assert.Single(result.Issues).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Patient\",\"gender\":\"\\ud800\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"gender\":\"\\udc00\\ud800\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\\ud83d\"]}]}")]
    [InlineData("{\"resourceType\":\"\\ud800\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"\\ud800\":1}")]
    [InlineData("{\"resourceType\":\"Patient\",\"_\\udfff\":{}}")]
    [InlineData("{\"\\ud800\":1,\"resourceType\":\"Patient\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"\\ud800\"}]}")]
    public void Half_a_surrogate_pair_is_refused_anywhere(string json) => Assert.Null(Parsed.Of(json).Document);

    [Fact]
    public void A_whole_surrogate_pair_is_a_character() =>
        Assert.Equal("😀", FhirJson.Read<Helhed.Fhir.R4.Patient>(Encoding.UTF8.GetBytes("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"\\ud83d\\ude00\"}]}")).Name[0].Family);

    [Fact]
    public void Nesting_ends_at_the_limit()
    {
        Assert.NotNull(Parsed.Of(Nested(60)).Document);
        Assert.Null(Parsed.Of(Nested(64)).Document);
        Assert.Null(Parsed.Of(Nested(20_000)).Document);
        Assert.Null(Parsed.Of(Nested(10), new ParseOptions(MaxDepth: 12)).Document);
        Assert.Null(Parsed.Of("{\"resourceType\":\"Patient\",\"x\":" + new string('[', 100_000)).Document);

        static string Nested(int items) =>
            "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\",\"item\":[" + string.Concat(Enumerable.Repeat("{\"linkId\":\"a\",\"item\":[", items)) + "{\"linkId\":\"z\"}" + string.Concat(Enumerable.Repeat("]}", items)) + "]}";
    }

    [Fact]
    public void A_text_ends_at_the_limit_and_base64_does_not()
    {
        var limit = new ParseOptions(MaxStringBytes: 10);
        Assert.NotNull(Parsed.Of("""{"resourceType":"Patient","name":[{"family":"0123456789"}]}""", limit).Document);
        Assert.Contains("limit is 10", Assert.Single(Parsed.Of("""{"resourceType":"Patient","name":[{"family":"0123456789a"}]}""", limit).Issues).Message, StringComparison.Ordinal);
        Assert.Null(Parsed.Of("""{"resourceType":"Patient","name":[{"family":"æøåæøå"}]}""", limit).Document);
        Assert.NotNull(Parsed.Of("""{"resourceType":"Patient","name":[{"family":"\u0061\u0061\u0061"}]}""", limit).Document);
        Assert.NotNull(Parsed.Of("""{"resourceType":"Binary","contentType":"a/b","data":"YWJjYWJjYWJjYWJj"}""", limit).Document);
        Assert.Null(Parsed.Of($$"""{"resourceType":"Patient","name":[{"family":"{{new string('a', (1024 * 1024) + 1)}}"}]}""").Document);
        Assert.NotNull(Parsed.Of($$"""{"resourceType":"Patient","name":[{"family":"{{new string('a', 1024 * 1024)}}"}]}""").Document);
    }

    [Fact]
    public void All_mistakes_are_told_with_line_column_and_path()
    {
        var issues = Parsed.Of("""
            {
              "resourceType": "Patient",
              "active": "yes",
              "name": [
                { "family": "Å", "colour": 1 },
                { "given": ["a", 5] }
              ],
              "birthDate": "1970-13"
            }
            """).Issues;
        Assert.Equal(
            [("Patient.active", 3, 13), ("Patient.name[0].colour", 5, 23), ("Patient.name[1].given[1]", 6, 22), ("Patient.birthDate", 8, 16)],
            issues.Select(i => (i.Expression!, i.Line, i.Column)));
    }

    [Fact]
    public void The_column_counts_bytes()
    {
        var issue = Parsed.Refusal("""{"resourceType":"Patient","name":[{"family":"ÅÅ","x":1}]}""");
        Assert.Equal(Encoding.UTF8.GetByteCount("""{"resourceType":"Patient","name":[{"family":"ÅÅ",""") + 1, issue.Column);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" broken")]
    public void At_most_a_hundred_mistakes_are_told(string tail)
    {
        var many = string.Join(',', Enumerable.Range(0, 250).Select(i => $"\"unknown{i}\":1"));
        var issues = Parsed.Of($"{{\"resourceType\":\"Patient\",{many}}}{tail}").Issues;
        Assert.Equal(100, issues.Count);
        Assert.Equal("Patient.unknown98", issues[98].Expression);
        Assert.Equal(7, Parsed.Of($"{{\"resourceType\":\"Patient\",{many}}}", new ParseOptions(MaxIssues: 7)).Issues.Count);
        var names = string.Join(',', Enumerable.Repeat("""{"a":1,"given":["",{}],"b":[[{}]]}""", 100));
        Assert.Equal(100, Parsed.Of($$"""{"resourceType":"Patient","name":[{{names}}],"active":1}""").Issues.Count);
    }
}
