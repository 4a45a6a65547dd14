using System.Diagnostics;
using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>Large and hostile XML costs no more than its length: each of these took minutes if any step looked back over what it has read.</summary>
public sealed class XmlLimitTests
{
    private const int Many = 50_000;
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10); // Under a second on a quiet machine.

    [Theory]
    [InlineData("elements without order", "<name><family value='a'/></name><photo><title value='b'/></photo>", false)]
    [InlineData("unknown elements", "<foo><bar/></foo>", false)]
    [InlineData("text between elements", "<active value='true'/>x", false)]
    [InlineData("empty elements", "<name/>", false)]
    [InlineData("right elements", "<name><given/><given id='a'/></name>", false)]
    [InlineData("contained resources", "<contained><Basic><text><status value='empty'/><div xmlns='http://www.w3.org/1999/xhtml'>æ</div></text><code><text value='😀'/></code></Basic></contained>", true)]
    [InlineData("narratives that are written anew", "<contained><Basic><text><status value='empty'/><h:div xmlns:h='http://www.w3.org/1999/xhtml'>æ<h:br/></h:div></text><code><text value='😀'/></code></Basic></contained>", true)]
    public void Much_of_one_thing(string what, string piece, bool right)
    {
        var result = Timed(what, $"<Patient xmlns=\"http://hl7.org/fhir\">{Repeat(piece, Many)}</Patient>");
        Assert.Equal(right, result.Document is not null);
        Assert.InRange(result.Issues.Count, right ? 0 : 1, 100);
    }

    [Fact]
    public void Many_attributes()
    {
        var result = Timed("attributes", $"<Patient xmlns=\"http://hl7.org/fhir\">{Repeat("<name><text value='a'/></name>", Many)}<name {string.Concat(Enumerable.Range(0, Many).Select(i => $"a{i}='b' "))}/></Patient>");
        Assert.Equal(100, result.Issues.Count);
    }

    [Theory]
    [InlineData("<extension url='u'>", "</extension>")]
    [InlineData("<foo>", "</foo>")]
    [InlineData("<text><status value='empty'/><div xmlns='http://www.w3.org/1999/xhtml'>", "</div></text>")]
    [InlineData("<contained><Patient>", "</Patient></contained>")]
    public void Deep_nesting(string open, string close)
    {
        var result = Timed("depth", $"<Patient xmlns=\"http://hl7.org/fhir\">{Repeat(open, Many)}{Repeat(close, Many)}</Patient>");
        Assert.Null(result.Document);
    }

    [Fact]
    public void A_narrative_of_many_elements_and_deep_ones()
    {
        Assert.NotNull(Timed("wide", $"<Patient xmlns=\"http://hl7.org/fhir\"><text><status value='empty'/><div xmlns='http://www.w3.org/1999/xhtml'>{Repeat("<b>&lt;</b>", Many)}</div></text></Patient>").Document);
        Assert.Null(Timed("deep", $"<Patient xmlns=\"http://hl7.org/fhir\"><text><status value='empty'/><div xmlns='http://www.w3.org/1999/xhtml'>{Repeat("<b>", Many)}{Repeat("</b>", Many)}</div></text></Patient>").Document);
    }

    [Fact]
    public void A_text_over_the_limit_is_refused_at_its_place()
    {
        var issue = Assert.Single(FhirXml.Parse(Encoding.UTF8.GetBytes($"<Patient xmlns=\"http://hl7.org/fhir\">\n<name><text value=\"{Repeat("æ", 600_000)}\"/></name></Patient>")).Issues);
        Assert.Equal(("Patient.name[0].text", 2, 13), (issue.Expression, issue.Line, issue.Column));
    }

    [Fact]
    public void Much_is_written_as_fast()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","name":[{"family":"a"}{{Repeat(",{\"family\":\"a\",\"given\":[\"b\"]}", Many)}}]}""");
        var document = FhirDocument.Parse(json).Document!;
        var start = Stopwatch.GetTimestamp();
        var xml = FhirXml.Write(document);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Most);
        Assert.True(Timed("back", Encoding.UTF8.GetString(xml)).Document!.Json.Span.SequenceEqual(json));
    }

    private static ParseResult Timed(string what, string xml)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        var start = Stopwatch.GetTimestamp();
        var result = FhirXml.Parse(bytes);
        var time = Stopwatch.GetElapsedTime(start);
        Assert.True(time < Most, $"{what}: {time}");
        return result;
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
}
