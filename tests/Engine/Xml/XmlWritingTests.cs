using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>What is written, character by character, and that it comes back.</summary>
public sealed class XmlWritingTests
{
    private const string Space = "xmlns=\"http://hl7.org/fhir\"";

    [Fact]
    public void Elements_stand_in_the_order_of_the_specification_whatever_the_JSON()
    {
        var document = Parsed.Document("""
            {"name":[{"_given":[null,{"id":"g"},{"id":"h"}],"given":["a",null],"family":"f","id":"n"}],"_birthDate":{"extension":[{"valueCode":"unknown","url":"u"}]},
            "contained":[{"id":"b","code":{"text":"t"},"resourceType":"Basic"}],"active":true,"resourceType":"Patient","id":"p"}
            """);
        Assert.Equal(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Patient {Space}><id value=\"p\"/><contained><Basic><id value=\"b\"/><code><text value=\"t\"/></code></Basic></contained><active value=\"true\"/>"
            + "<name id=\"n\"><family value=\"f\"/><given value=\"a\"/><given id=\"g\"/><given id=\"h\"/></name><birthDate><extension url=\"u\"><valueCode value=\"unknown\"/></extension></birthDate></Patient>",
            Encoding.UTF8.GetString(FhirXml.Write(document)));
    }

    [Fact]
    public void Pretty_is_indented_and_says_the_same()
    {
        var document = Parsed.Document("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">\n<pre> a\n b</pre></div>"},"contained":[{"resourceType":"Basic","code":{"text":"t"}}],"name":[{"given":["a"]}]}""");
        var xml = FhirXml.Write(document, new XmlWriteOptions(HasDeclaration: false, IsPretty: true));
        Assert.Equal(
            $"""
            <Patient {Space}>
              <text>
                <status value="generated"/>
                <div xmlns="http://www.w3.org/1999/xhtml">
            <pre> a
             b</pre></div>
              </text>
              <contained>
                <Basic>
                  <code>
                    <text value="t"/>
                  </code>
                </Basic>
              </contained>
              <name>
                <given value="a"/>
              </name>
            </Patient>

            """,
            Encoding.UTF8.GetString(xml));
        Assert.Null(CanonicalJson.Difference(document.Json, FhirXml.Parse(xml).Document!.Json));
    }

    [Theory]
    [InlineData("a<b>&\\\"'", "a&lt;b&gt;&amp;&quot;'")]
    [InlineData("a\\tb\\r\\nc", "a&#x9;b&#xD;&#xA;c")]
    [InlineData("\\u00e6\\ud83d\\ude00 \\u007f\\u0085\\u2028", "æ😀 \u007f\u0085\u2028")]
    [InlineData("]]> <!-- &lt;", "]]&gt; &lt;!-- &amp;lt;")]
    public void Every_character_is_written_so_that_it_comes_back(string json, string xml)
    {
        var document = Parsed.Document($$"""{"resourceType":"Patient","name":[{"family":"{{json}}"}]}""");
        var written = FhirXml.Write(document, new XmlWriteOptions(HasDeclaration: false));
        Assert.Equal($"<Patient {Space}><name><family value=\"{xml}\"/></name></Patient>", Encoding.UTF8.GetString(written));
        Assert.Null(CanonicalJson.Difference(document.Json, FhirXml.Parse(written).Document!.Json));
    }

    [Fact]
    public void A_character_that_XML_cannot_hold_is_replaced()
    {
        var written = FhirXml.Write(Parsed.Document("""{"resourceType":"Patient","name":[{"family":"a\uffffb\ufffe"}]}"""));
        Assert.Contains("value=\"a\uFFFDb\uFFFD\"", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.NotNull(FhirXml.Parse(written).Document);
    }

    [Theory]
    [InlineData("<div xmlns='http://www.w3.org/1999/xhtml'>a &#160; <!-- c --><a name=\"x\"/></div>", "<div xmlns='http://www.w3.org/1999/xhtml'>a &#160; <!-- c --><a name=\"x\"/></div>")]
    [InlineData("<div>a</div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>")]
    [InlineData("<div xmlns='http://www.w3.org/1999/xhtml'>&nbsp;&aelig; &#38;nbsp; &amp;nbsp;</div>", "<div xmlns='http://www.w3.org/1999/xhtml'>\u00A0æ &#38;nbsp; &amp;nbsp;</div>")]
    [InlineData(" <div class='a' xmlns='http://www.w3.org/1999/xhtml'/>\\n", "<div class='a' xmlns='http://www.w3.org/1999/xhtml'/>")]
    public void A_narrative_goes_over_as_it_is(string narrative, string xml)
    {
        var document = Parsed.Document("""{"resourceType":"Patient","text":{"status":"generated","div":"%"}}""".Replace("%", narrative.Replace("\"", "\\\"")));
        var written = FhirXml.Write(document);
        Assert.Contains("<status value=\"generated\"/>" + xml + "</text>", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal(xml, Narrative(FhirXml.Parse(written).Document!));
    }

    [Theory]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>a</b>\r\n b\r</div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>a</b>\n b\n</div>")]
    [InlineData("<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\" id='x' xml:lang='da'><h:p>a<h:br/></h:p><h:a name='&quot;&#10;'/></h:div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\" id=\"x\" xml:lang=\"da\"><p>a<br/></p><a name=\"&quot;&#xA;\"></a></div>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"><![CDATA[<a> & ]]]]><![CDATA[>]]>&#13;<?php x?></div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\">&lt;a&gt; &amp; ]]&gt;&#xD;</div>")]
    [InlineData("<div xmlns=\"http://www.w3.org/1999/xhtml\"/>", "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>")]
    public void A_narrative_in_XML_becomes_text(string xml, string narrative)
    {
        // Behind text of more bytes than characters, and behind line ends of all kinds.
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes($"<Patient {Space}>\r\n<!-- æ😀 -->\r<language value=\"æ😀\"/>\n<text id=\"å\"><!-- 😀 --><status value=\"generated\"/>{xml}</text></Patient>"));
        Assert.True(result.Document is not null, string.Join('\n', result.Issues));
        Assert.Equal(narrative, Narrative(result.Document));
    }

    private static string? Narrative(FhirDocument document)
    {
        using var json = System.Text.Json.JsonDocument.Parse(document.Json);
        return json.RootElement.GetProperty("text").GetProperty("div").GetString();
    }
}
