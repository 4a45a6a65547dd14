using System.Text.Json;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>What a narrative may hold (txt-1) and that it says something (txt-2): https://hl7.org/fhir/R4/narrative.html, as htmlChecks() sees it.</summary>
public sealed class NarrativeRuleTests
{
    private const string Space = "xmlns=\"http://www.w3.org/1999/xhtml\"";

    [Theory]
    [InlineData("a")]
    [InlineData("<p class='c' id='i' style='color:red' title='t' lang='da' xml:lang='da' dir='ltr'>a</p>")]
    [InlineData("<h1>a</h1><h6>b</h6><address>c</address><bdo dir='rtl'>d</bdo><span>e</span>")]
    [InlineData("<em>a</em><strong>b</strong><dfn>c</dfn><code>d</code><samp>e</samp><kbd>f</kbd><var>g</var><cite>h</cite><abbr>i</abbr><acronym>j</acronym>")]
    [InlineData("<blockquote cite='http://x'>a</blockquote><q>b</q><sub>c</sub><sup>d</sup><pre>e</pre><br/><hr/><tt>f</tt><i>g</i><b>h</b><big>i</big><small>j</small>")]
    [InlineData("<ul><li>a</li></ul><ol start='2'><li value='3'>b</li></ol><dl><dt>c</dt><dd>d</dd></dl>")]
    [InlineData("<table border='1' summary='s'><caption>a</caption><colgroup><col width='1'/></colgroup><thead><tr><th scope='col'>b</th></tr></thead><tfoot><tr><td>c</td></tr></tfoot><tbody><tr valign='top'><td colspan='2' rowspan='1'>d</td></tr></tbody></table>")]
    [InlineData("<a href='http://x'>a</a><a name='n'>b</a><a href='#n'>c</a><a href='mailto:a@b'>d</a><a href='Patient/1'>e</a>")]
    [InlineData("<img src='http://x/a.png' alt='a'/>")]
    [InlineData("<img src='data:image/png;base64,AA=='/>")]
    [InlineData("<img src='#i'/>")]
    [InlineData("&#160;a &lt; &amp;<!-- c -->")]
    public void Allowed(string content) => Assert.True(Checks($"<div {Space}>{content}</div>"), content);

    [Theory]
    [InlineData("<script>a</script>b")]
    [InlineData("<form>a</form>")]
    [InlineData("<input type='text'/>a")]
    [InlineData("<object data='a'>b</object>")]
    [InlineData("<iframe src='http://x'>a</iframe>")]
    [InlineData("<link rel='stylesheet' href='a'/>b")]
    [InlineData("<style>a</style>b")]
    [InlineData("<body>a</body>")]
    [InlineData("<head>a</head>")]
    [InlineData("<ins>a</ins>")]
    [InlineData("<del>a</del>")]
    [InlineData("<font>a</font>")]
    [InlineData("<center>a</center>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>a</svg>")]
    [InlineData("<p xmlns='http://hl7.org/fhir'>a</p>")]
    [InlineData("<P>a</P>")]
    [InlineData("<p onclick='a()'>b</p>")]
    [InlineData("<p ONCLICK='a()'>b</p>")]
    [InlineData("<p href='a'>b</p>")]
    [InlineData("<a onmouseover='a()' href='b'>c</a>")]
    [InlineData("<a href='javascript:a()'>b</a>")]
    [InlineData("<a href=' JAVA&#x9;script&#58;a()'>b</a>")]
    [InlineData("<a href='java\nscript:a()'>b</a>")]
    [InlineData("<a href='vbscript:a'>b</a>")]
    [InlineData("<a href='data:text/html,a'>b</a>")]
    [InlineData("<img src='javascript:a()'/>")]
    [InlineData("<a target='_blank' href='a'>b</a>")]
    [InlineData("a&nbsp;b")]
    [InlineData("<![CDATA[a]]>")]
    [InlineData("a<?php b ?>")]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("&#160;&#xA0; ")]
    [InlineData("<p> </p><br/><!-- a -->")]
    public void Not_allowed(string content) => Assert.False(Checks($"<div {Space}>{content}</div>"), content);

    [Fact]
    public void The_namespace_is_named()
    {
        Assert.False(Checks("<div>a</div>"));
        Assert.True(Checks($" <div class='x' {Space}>a</div>\n"));
    }

    [Fact]
    public void Official_examples_hold_to_it()
    {
        Assert.True(FhirPathExpression.TryCompile("DomainResource.text.`div`.htmlChecks()", out var checks, out _));
        var results = Directory.GetFiles(Suites.Folder("r4-examples"), "*.json").ToDictionary(
            file => Path.GetFileName(file),
            file => checks.Evaluate(FhirDocument.Parse(File.ReadAllBytes(file), new ParseOptions(Missing: Helhed.Fhir.IssueSeverity.Warning)).Document!, new FhirPathContext { ChecksTypes = false }).Values);

        // These four have a narrative without a word.
        Assert.Equal(
            ["ActivityDefinition-blood-tubes-supply.json", "ActivityDefinition-heart-valve-replacement.json", "EventDefinition-example.json", "Questionnaire-zika-virus-exposure-assessment.json"],
            results.Where(r => r.Value.Any(v => v.Text != "true")).Select(r => r.Key).Order(StringComparer.Ordinal));
        Assert.True(results.Count(r => r.Value.Count == 1) > 300);
    }

    private static bool Checks(string narrative)
    {
        var document = Parsed.Document($$$"""{"resourceType":"Patient","text":{"status":"generated","div":{{{JsonSerializer.Serialize(narrative)}}}}}""");
        Assert.True(FhirPathExpression.TryCompile("text.`div`.htmlChecks()", out var expression, out _));
        return expression.Evaluate(document).Values.Single().Text == "true";
    }
}
