using System.Text;
using System.Text.Json;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>The parser takes a narrative that is one well-formed div: https://hl7.org/fhir/R4/narrative.html.</summary>
public sealed class NarrativeFormTests
{
    [Theory]
    [InlineData("<div>a</div>")]
    [InlineData(" \n<div xmlns='http://www.w3.org/1999/xhtml'>a</div>\n ")]
    [InlineData("<div/>")]
    [InlineData("<div ></div >")]
    [InlineData("<div><p class = \"a>b\" title='\"'>&lt;&#228;&#xE4;&nbsp;&apos;]] ></p><!-- - - <b> & --><br/></div>")]
    [InlineData("<div><![CDATA[<b> & ]]></div>")]
    [InlineData("<div><?pi <b>?><svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x='y' xml:space='preserve'/></div>")]
    [InlineData("<div>\U0001F600\u0085\u2028</div>")]
    public void Well_formed(string narrative) => Assert.Null(Problem(narrative));

    [Theory]
    [InlineData("a", "A narrative is XHTML that begins with <div.")]
    [InlineData("<p>a</p>", "A narrative is XHTML that begins with <div.")]
    [InlineData("<divx>a</divx>", "A narrative is XHTML that begins with <div.")]
    [InlineData("<DIV>a</DIV>", "A narrative is XHTML that begins with <div.")]
    [InlineData("<div>a</div><div>b</div>", "something stands behind its end")]
    [InlineData("<div>a</div>b", "something stands behind its end")]
    [InlineData("<div/>b", "something stands behind its end")]
    [InlineData("<div xmlns=\"http://hl7.org/fhir\">a</div>", "The namespace of a narrative is http://www.w3.org/1999/xhtml.")]
    [InlineData("<div>a", "character 7: An element has no end tag.")]
    [InlineData("<div", "A start tag has no end.")]
    [InlineData("<div><b>a</div>", "<b> has another end tag.")]
    [InlineData("<div><b>a</B></div>", "<b> has another end tag.")]
    [InlineData("<div><br>a</div>", "<br> has another end tag.")]
    [InlineData("<div>æ & b</div>", "character 6: A '&' begins an entity that is not known")]
    [InlineData("<div>&nosuch;</div>", "begins an entity that is not known")]
    [InlineData("<div>&#0;</div>", "begins an entity that is not known")]
    [InlineData("<div>&#xD800;&#1114112;</div>", "begins an entity that is not known")]
    [InlineData("<div>&#99999999999;</div>", "begins an entity that is not known")]
    [InlineData("<div>a < b</div>", "A '<' begins neither an element nor a comment")]
    [InlineData("<div>]]></div>", "write ]]&gt;")]
    [InlineData("<div><!-- a -- b --></div>", "A comment ends with -->")]
    [InlineData("<div><!-- a</div>", "A comment ends with -->")]
    [InlineData("<div><![CDATA[a</div>", "A CDATA section has no end.")]
    [InlineData("<div><!DOCTYPE a></div>", "begins neither an element nor a comment")]
    [InlineData("<div class=a>b</div>", "An attribute's value stands in quotes.")]
    [InlineData("<div class>b</div>", "An attribute is written name=\"value\".")]
    [InlineData("<div class=\"a\"id=\"b\">b</div>", "Attributes stand apart from each other.")]
    [InlineData("<div class=\"a\" class=\"b\">b</div>", "An element has the same attribute twice.")]
    [InlineData("<div class=\"<b>\">b</div>", "may hold neither '<' nor a control character")]
    [InlineData("<div class=\"a>b</div>", "may hold neither '<' nor a control character")]
    [InlineData("<div class=\"&a\">b</div>", "begins an entity that is not known")]
    [InlineData("<div><o:p>b</o:p></div>", "begins neither an element nor a comment")]
    [InlineData("<div xlink:href=\"a\">b</div>", "An attribute is written name=\"value\".")]
    [InlineData("<div xml:space=\"x\">b</div>", "not one of XML's own")]
    [InlineData("<div>a\u0001</div>", "control character")]
    [InlineData("<div>a\uFFFF</div>", "control character")]
    public void Ill_formed(string narrative, string problem) => Assert.Contains(problem, Problem(narrative), StringComparison.Ordinal);

    [Fact]
    public void Depth_and_attributes_are_limited()
    {
        Assert.Null(Problem("<div>" + Repeat("<b>", 127) + Repeat("</b>", 127) + "</div>"));
        Assert.Contains("deeper than 128", Problem("<div>" + Repeat("<b>", 128) + Repeat("</b>", 128) + "</div>"), StringComparison.Ordinal);
        Assert.Null(Problem("<div " + string.Concat(Enumerable.Range(0, 64).Select(i => $"a{i}='b' ")) + "/>"));
        Assert.Contains("more than 64 attributes", Problem("<div " + string.Concat(Enumerable.Range(0, 65).Select(i => $"a{i}='b' ")) + "/>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"text\":{\"status\":\"generated\",\"div\":\"<div>a</div>\",\"_div\":{\"id\":\"x\"}}", "'_div' is not an element of Narrative.")]
    [InlineData("\"name\":[{\"_id\":{\"id\":\"x\"},\"family\":\"a\"}]", "'_id' is not an element of HumanName.")]
    [InlineData("\"extension\":[{\"url\":\"u\",\"_url\":{\"id\":\"x\"},\"valueBoolean\":true}]", "'_url' is not an element of Extension.")]
    public void What_is_an_attribute_or_a_narrative_has_no_extensions(string members, string problem) =>
        Assert.StartsWith(problem, Parsed.Complaint("Patient", members), StringComparison.Ordinal);

    [Fact]
    public void The_id_of_a_resource_can_have_extensions() => Assert.Null(Parsed.Complaint("Patient", "\"id\":\"a\",\"_id\":{\"extension\":[{\"url\":\"u\",\"valueBoolean\":true}]}"));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string? Problem(string narrative)
    {
        var json = $$$"""{"resourceType":"Patient","text":{"status":"generated","div":{{{JsonSerializer.Serialize(narrative)}}}}}""";
        var result = FhirDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Equal(result.Document is null, result.Issues.Count == 1);
        return result.Issues.Count == 0 ? null : result.Issues[0].Message;
    }
}
