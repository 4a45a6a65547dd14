using System.Text;
using System.Xml.Linq;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>What is damaged: texts written here, and the official examples where they are at hand.</summary>
internal static class FuzzSeeds
{
    // Small ones: an edit then hits something that matters, and the mutants of a second are many.
    private const int MaxBytes = 3000;

    private static readonly string[] Own =
    [
        """{"resourceType":"Patient","id":"p","meta":{"tag":[{"code":"t"}]},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Æ &lt; <b class='x'>b</b><br/><!-- c -->&nbsp;</div>"},"extension":[{"url":"u","valueDecimal":1.50}],"identifier":[{"system":"urn:cpr","value":"1"}],"active":true,"_active":{"id":"x"},"name":[{"family":"Å","given":["a",null],"_given":[null,{"id":"g"}]}],"birthDate":"1970-01-01","deceasedDateTime":"2026-11-21T10:00:00Z","contained":[{"resourceType":"Basic","code":{"text":"x"}}],"link":[{"other":{"reference":"Patient/2"},"type":"seealso"}]}""",
        """{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"c"}]},"subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2026-05-01","end":"2026-05-02"},"valueQuantity":{"value":-1.0e2,"unit":"g"},"component":[{"code":{"text":"b"},"valueRange":{"low":{"value":1}}},{"code":{"text":"x"},"valueSampledData":{"origin":{"value":0},"period":10,"dimensions":1,"data":"1 2 E"}}]}""",
        """{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a","resource":{"resourceType":"Substance","code":{"text":"\u00e6\ud83d\ude00"}},"request":{"method":"POST","url":"Substance"}}]}""",
        """{"resourceType":"Parameters","parameter":[{"name":"a","valueBase64Binary":"YWJj"},{"name":"b","part":[{"name":"c","valueTime":"10:00:00"},{"name":"d","resource":{"resourceType":"Binary","contentType":"text/plain","data":"YQ=="}}]}]}""",
        """{"resourceType":"Questionnaire","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","text":"t","type":"choice","answerOption":[{"valueCoding":{"code":"a"}}],"enableWhen":[{"question":"1.2","operator":"=","answerInteger":3}]}]}]}""",
        """{"resourceType":"Timing2"}""",
    ];

    private static readonly string[] OwnXml =
    [
        """<?xml version="1.0" encoding="UTF-8"?><!-- c --><Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"><id value="p"/><text><status value="generated"/><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>a<![CDATA[<]]>&#xe6;</h:p></h:div></text><name><family value="&quot;&#x10000;&amp;"/></name></Patient>""",
    ];

    private static readonly string[] OwnExpressions =
    [
        "Patient.name.where(use = 'official').given.first() & ' ' & (1 + 2.50 * 3 div 2 mod 4).toString()",
        "Observation.component.all(value is Quantity implies (value as Quantity).value > 1 'g') or @2026-05-01T10:00:00.000+02:00 >= now() - 3 days",
        "(1 | 2 | 3).aggregate($this + $total, 0) = 6 and 'abc'.replaceMatches('[a-c]+', 'x').matches('^x$') xor %resource.id.exists()",
        "iif(name.count() > 1, name.skip(1).select(given.join(', ')), {}) | descendants().ofType(code).distinct().repeat($this)",
        "'2 mg'.toQuantity() ~ 0.002 'g' and @T10:00 < timeOfDay() and 1.58.lowBoundary(3) != 5.round(2) and extension('u').value.trace('t').empty().not()",
        "defineVariable('a', 3).select(%a + `id`.length()) contains 4",
    ];

    private static readonly string[] OwnUnits =
        ["mg/dL", "10*3/uL", "mm[Hg]", "kg.m2/s2", "{score}", "m[H2O]{35 C}", "Cel", "[degF]", "B[SPL]", "/(min.m2)", "1", "10^-3.mol", "a_j", "%[slope]", "U/(2.h)", "nmol/mol{creat}", "dB[W]", "[pH]", "[iU]/L", "Y[lb_av]"];

    public static IReadOnlyList<byte[]> Json { get; } = [.. Own.Select(Encoding.UTF8.GetBytes), .. Examples()];

    public static IReadOnlyList<byte[]> Xml { get; } =
    [
        .. OwnXml.Select(Encoding.UTF8.GetBytes),
        .. Json.Select(json => FhirDocument.Parse(json, new ParseOptions(Missing: IssueSeverity.Warning)).Document).OfType<FhirDocument>().Select((d, i) => FhirXml.Write(d, new XmlWriteOptions(i % 2 == 0, i % 3 == 0))),
    ];

    public static IReadOnlyList<byte[]> Expressions { get; } = [.. OwnExpressions.Concat(OfSuite("fhirpath-r4", "tests-fhir-r4.xml", "expression", e => e.Value)).Select(Encoding.UTF8.GetBytes)];

    public static IReadOnlyList<byte[]> Units { get; } = [.. OwnUnits.Concat(OfSuite("ucum", "ucum-tests.xml", "case", e => (string?)e.Attribute("unit") ?? (string?)e.Attribute("srcUnit"))).Select(Encoding.UTF8.GetBytes)];

    private static IEnumerable<byte[]> Examples() =>
        Files("r4-examples", "*.json").Where(f => new FileInfo(f).Length <= MaxBytes).Where((_, i) => i % 3 == 0).Select(File.ReadAllBytes);

    private static IEnumerable<string> OfSuite(string suite, string file, string element, Func<XElement, string?> text) =>
        Files(suite, file).SelectMany(f => XDocument.Load(f).Descendants().Where(e => e.Name.LocalName == element).Select(text).OfType<string>()).Where(t => t.Length is > 0 and < 300);

    private static IEnumerable<string> Files(string suite, string pattern) =>
        Suites.Find(suite) is { } folder ? Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
}
