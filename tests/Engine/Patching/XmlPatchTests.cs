using System.Text;
using System.Xml.Linq;
using Helhed.Fhir.Patching;
using Helhed.Fhir.Xml;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>XML Patch: https://www.rfc-editor.org/rfc/rfc5261.</summary>
public class XmlPatchTests
{
    private const string Patient = """<Patient xmlns="http://hl7.org/fhir"><!-- c --><active value="true"/><name id="n"><use value="usual"/><given value="A"/></name><name><use value="official"/><given value="B"/></name></Patient>""";

    [Fact]
    public void All_cases_of_the_suite_pass()
    {
        var cases = XDocument.Load(Path.Combine(Suites.Folder("patch"), "xml-patch-tests.xml"), LoadOptions.PreserveWhitespace).Root!.Elements("case").ToList();
        var failed = cases.Select(c => (Name: c.Attribute("name")!.Value, Failure: Failure(c))).Where(c => c.Failure is not null).ToList();
        Suites.Tell("patch (xml)", cases.Count - failed.Count, cases.Count, string.Join(", ", failed.Select(f => $"{f.Name} ({f.Failure})")));
        Assert.Empty(failed);
    }

    [Theory]
    [InlineData("""<replace sel="f:Patient/f:active/@value">false</replace>""", """<active value="true"/>""", """<active value="false"/>""")]
    [InlineData("""<replace sel="/Patient/name[use/@value='official']/given/@value">C</replace>""", """<given value="B"/>""", """<given value="C"/>""")]
    [InlineData("""<remove sel="//name[@id='n']/given"/>""", """<given value="A"/>""", "")]
    [InlineData("""<remove sel="*/f:name[last()]"/>""", """<name><use value="official"/><given value="B"/></name>""", "")]
    [InlineData("""<add sel="Patient/name[1]" pos="before"><name><text value="x"/></name></add>""", """<name id="n">""", """<name><text value="x"/></name><name id="n">""")]
    [InlineData("""<add sel="Patient/name[2]" pos="after"><gender value="male"/></add>""", "</Patient>", """<gender value="male"/></Patient>""")]
    [InlineData("""<add sel="Patient/name[@id='n']" pos="prepend"><extension url="u"><valueString value="&lt;"/></extension></add>""", """<name id="n">""", """<name id="n"><extension url="u"><valueString value="&lt;"/></extension>""")]
    [InlineData("""<remove sel="Patient/comment()"/>""", "<!-- c -->", "")]
    [InlineData("""<remove sel="Patient/name[1]/given/../use"/>""", """<use value="usual"/>""", "")]
    [InlineData("""<add sel="Patient/active" type="@id">a1</add>""", """<active value="true"/>""", """<active value="true" id="a1"/>""")]
    [InlineData("""<replace sel="Patient/active"><active value="false"/></replace>""", """<active value="true"/>""", """<active value="false"/>""")]
    public void A_patch_is_applied(string operation, string before, string after)
    {
        var result = Apply(Patient, operation);
        Assert.Null(result.Error);
        var xml = Encoding.UTF8.GetString(result.Xml!);
        Assert.Equal(Patient.Replace(before, after, StringComparison.Ordinal), xml.Replace(" />", "/>", StringComparison.Ordinal));
        Assert.NotNull(FhirXml.Parse(result.Xml!).Document);
    }

    [Theory]
    [InlineData("", PatchErrorKind.Invalid, -1, "no operation")]
    [InlineData("""<add><a/></add>""", PatchErrorKind.Invalid, 0, "'sel'")]
    [InlineData("""<put sel="Patient"/>""", PatchErrorKind.Invalid, 0, "'put' is not an operation")]
    [InlineData("""<remove sel="Patient/name"/>""", PatchErrorKind.Target, 0, "2 nodes are found")]
    [InlineData("""<remove sel="Patient/active"/><remove sel="Patient/active"/>""", PatchErrorKind.Target, 1, "Nothing is found")]
    [InlineData("""<remove sel="Patient"/>""", PatchErrorKind.Target, 0, "delete the resource")]
    [InlineData("""<remove sel="x:Patient"/>""", PatchErrorKind.Invalid, 0, "prefix 'x'")]
    [InlineData("""<remove sel="Patient/name[count(given)=1]"/>""", PatchErrorKind.Invalid, 0, "cannot be read at character")]
    [InlineData("""<remove sel="Patient/"/>""", PatchErrorKind.Invalid, 0, "cannot be read")]
    [InlineData("""<remove sel=""/>""", PatchErrorKind.Invalid, 0, "cannot be read")]
    [InlineData("""<remove sel="Patient/name[1]" ws="both"/>""", PatchErrorKind.Target, 0, "no white space")]
    [InlineData("""<remove sel="Patient/name[1]" ws="none"/>""", PatchErrorKind.Invalid, 0, "no 'ws'")]
    [InlineData("""<add sel="Patient" pos="before"><a/></add>""", PatchErrorKind.Target, 0, "one root")]
    [InlineData("""<add sel="Patient" pos="beside"><a/></add>""", PatchErrorKind.Invalid, 0, "no 'pos'")]
    [InlineData("""<add sel="Patient/active" type="@value">x</add>""", PatchErrorKind.Target, 0, "already has")]
    [InlineData("""<add sel="Patient/active" type="@a b">x</add>""", PatchErrorKind.Invalid, 0, "is no name")]
    [InlineData("""<add sel="Patient/active" type="value">x</add>""", PatchErrorKind.Invalid, 0, "no 'type'")]
    [InlineData("""<add sel="Patient/active/@value"><a/></add>""", PatchErrorKind.Target, 0, "cannot be done on")]
    [InlineData("""<replace sel="Patient/active"/>""", PatchErrorKind.Invalid, 0, "by one element")]
    [InlineData("<remove", PatchErrorKind.Invalid, -1, "is not XML")]
    public void A_wrong_patch_is_refused_with_its_place(string operations, PatchErrorKind kind, int operation, string message)
    {
        var error = Apply(Patient, operations).Error;
        Assert.Equal((kind, operation), (error!.Kind, error.Operation));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declarations_depth_and_work_are_bounded()
    {
        Assert.Equal(PatchErrorKind.Invalid, Apply("""<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>""", """<remove sel="a/b"/>""").Error!.Kind);
        Assert.Equal(PatchErrorKind.Limit, Apply(string.Concat(Enumerable.Repeat("<a>", 200)) + string.Concat(Enumerable.Repeat("</a>", 200)), """<remove sel="a/b"/>""").Error!.Kind);
        string Nested(string id) => string.Concat(Enumerable.Repeat("<a>", 80)) + $"<a id='{id}'/>" + string.Concat(Enumerable.Repeat("</a>", 80));
        Assert.Null(Apply(Patient, $"<add sel='Patient'>{Nested("i")}</add>").Error);
        Assert.Equal(PatchErrorKind.Limit, Apply(Patient, $"<add sel='Patient'>{Nested("i")}</add><add sel=\"//a[@id='i']\">{Nested("j")}</add>").Error!.Kind);
        var wide = $"<a xmlns=\"http://hl7.org/fhir\">{string.Concat(Enumerable.Repeat("<a/>", 20_000))}</a>";
        Assert.Equal(PatchErrorKind.Limit, Apply(wide, string.Concat(Enumerable.Repeat("""<add sel="/a" type="@x">y</add>""", 1001))).Error!.Kind);
        Assert.Equal(PatchErrorKind.Limit, Apply(wide, string.Concat(Enumerable.Range(0, 1000).Select(i => $"""<add sel="/a/a[20000]" type="@x{i}">y</add>"""))).Error!.Kind);
    }

    [Fact]
    public void No_damage_throws()
    {
        var random = new SeededRandom(6);
        var document = Encoding.UTF8.GetBytes(Patient);
        var patch = """<diff xmlns="http://hl7.org/fhir"><replace sel="Patient/name[use/@value='official']/given/@value">C</replace><add sel="f:Patient/f:name[1]" pos="before"><gender value="male"/></add><remove sel="//comment()[1]"/></diff>"""u8.ToArray();
        Assert.NotNull(XmlPatch.Apply(document, patch).Xml);
        var applied = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var (d, p) = (document.ToArray(), patch.ToArray());
            d[random.Int(0, d.Length)] ^= (byte)(1 << random.Int(0, 8));
            var at = random.Int(0, p.Length);
            p[at] = random.Chance(0.5) ? p[random.Int(0, p.Length)] : (byte)random.Int(0, 256);
            var result = XmlPatch.Apply(random.Chance(0.3) ? d : document, random.Chance(0.9) ? p : patch);
            Assert.True(result.Xml is null ^ result.Error is null);
            applied += result.Xml is null ? 0 : 1;
        }

        Assert.InRange(applied, 500, 19_000);
    }

    private static XmlPatchResult Apply(string document, string operations) => XmlPatch.Apply(
        Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes($"""<diff xmlns="http://hl7.org/fhir">{operations}</diff>"""));

    private static string? Failure(XElement @case)
    {
        var target = @case.Element("target")!.Elements().SingleOrDefault()?.ToString(SaveOptions.DisableFormatting) ?? "";
        var patch = @case.Elements().Single(e => e.Name.LocalName == "patch");
        var result = XmlPatch.Apply(Encoding.UTF8.GetBytes(target), Encoding.UTF8.GetBytes(patch.ToString(SaveOptions.DisableFormatting)));
        if (@case.Element("patched") is not { } patched)
        {
            return result.Error is null ? "no error" : null;
        }

        return result.Error?.Message ?? (Plain(XElement.Parse(Encoding.UTF8.GetString(result.Xml!))) == Plain(patched.Elements().Single()) ? null : Encoding.UTF8.GetString(result.Xml!));
    }

    // Without the white space between elements and with attributes in order.
    private static string Plain(XElement element) =>
        $"<{element.Name} {string.Join(' ', element.Attributes().OrderBy(a => a.Name.ToString(), StringComparer.Ordinal))}>{string.Concat(element.Nodes().Select(n => n is XElement e ? Plain(e) : n is XText t ? t.Value.Trim() : n.ToString()))}</>";
}
