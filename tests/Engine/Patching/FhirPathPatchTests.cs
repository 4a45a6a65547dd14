using System.Text;
using System.Xml.Linq;
using Helhed.Fhir;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Json;
using Helhed.Fhir.Patching;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>FHIRPath Patch: https://hl7.org/fhir/R4/fhirpatch.html.</summary>
public class FhirPathPatchTests
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    // Each case forwards: input and patch give the output. Those marked 'both' also from input and output to a patch that does it.
    [Fact]
    public void All_cases_of_the_suite_pass()
    {
        var cases = XDocument.Load(Path.Combine(Suites.Folder("patch"), "fhir-patch-tests.xml"), LoadOptions.PreserveWhitespace).Root!.Elements("case").ToList();
        var failed = cases.Select(c => (Name: c.Attribute("name")!.Value, Failure: Failure(c))).Where(c => c.Failure is not null).ToList();
        Suites.Tell("patch (fhirpath)", cases.Count - failed.Count, cases.Count, string.Join(", ", failed.Select(f => $"{f.Name} ({f.Failure})")));
        Assert.Empty(failed);
    }

    [Theory]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueString":"a"}""", "replace", "Observation.value", """ {"name":"value","valueQuantity":{"value":1.50}} """, """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.50}}""")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"}}""", "add", "Observation", """ {"name":"name","valueString":"value"},{"name":"value","valueQuantity":{"value":1}} """, """{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1}}""")]
    [InlineData("""{"resourceType":"Observation","status":"final","code":{"text":"x"}}""", "add", "Observation", """ {"name":"name","valueString":"component"},{"name":"value","part":[{"name":"code","part":[{"name":"coding","valueCoding":{"code":"c"}},{"name":"coding","valueCoding":{"code":"d"}}]},{"name":"value","valueInteger":3}]} """, """{"resourceType":"Observation","status":"final","code":{"text":"x"},"component":[{"code":{"coding":[{"code":"c"},{"code":"d"}]},"valueInteger":3}]}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970"}""", "add", "Patient.birthDate", """ {"name":"name","valueString":"extension"},{"name":"value","valueString":"x"} """, null)]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970"}""", "add", "Patient.birthDate", """ {"name":"name","valueString":"extension"},{"name":"value","part":[{"name":"url","valueUri":"urn:u"},{"name":"value","valueBoolean":true}]} """, """{"resourceType":"Patient","birthDate":"1970","_birthDate":{"extension":[{"url":"urn:u","valueBoolean":true}]}}""")]
    [InlineData("""{"resourceType":"Patient","birthDate":"1970"}""", "replace", "Patient.birthDate", """ {"name":"value","_valueDate":{"extension":[{"url":"u","valueCode":"unknown"}]}} """, """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]}}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]},"active":true}""", "delete", "Patient.birthDate.extension[0]", "", """{"resourceType":"Patient","active":true}""")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueCode":"unknown"}]}}""", "replace", "Patient.birthDate.extension[0].value", """ {"name":"value","valueString":"s"} """, """{"resourceType":"Patient","_birthDate":{"extension":[{"url":"u","valueString":"s"}]}}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a","b"],"_given":[{"id":"1"},null]}]}""", "delete", "Patient.name[0].given[0]", "", """{"resourceType":"Patient","name":[{"given":["b"]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a","b"],"_given":[{"id":"1"},null]}]}""", "insert", "Patient.name[0].given", """ {"name":"index","valueInteger":0},{"name":"value","valueString":"x"} """, """{"resourceType":"Patient","name":[{"given":["x","a","b"],"_given":[null,{"id":"1"},null]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a",null],"_given":[null,{"id":"1"}]}]}""", "move", "Patient.name[0].given", """ {"name":"source","valueInteger":1},{"name":"destination","valueInteger":0} """, """{"resourceType":"Patient","name":[{"given":[null,"a"],"_given":[{"id":"1"},null]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"family":"x"}]}""", "insert", "Patient.name[0].given", """ {"name":"index","valueInteger":0},{"name":"value","valueString":"x"} """, """{"resourceType":"Patient","name":[{"family":"x","given":["x"]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["a"],"period":{"start":"2020"}}]}""", "delete", "Patient.name.period.start", "", """{"resourceType":"Patient","name":[{"given":["a"]}]}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"use":"usual","family":"a"},{"use":"official","family":"b"}]}""", "replace", "Patient.name.where(use='official').family", """ {"name":"value","valueString":"c"} """, """{"resourceType":"Patient","name":[{"use":"usual","family":"a"},{"use":"official","family":"c"}]}""")]
    [InlineData("""{"resourceType":"Patient","active":true}""", "delete", "Patient.gender", "", """{"resourceType":"Patient","active":true}""")]
    [InlineData("""{"resourceType":"Patient","deceasedDateTime":"2020","_deceasedDateTime":{"id":"x"}}""", "replace", "Patient.deceased", """ {"name":"value","valueBoolean":true} """, """{"resourceType":"Patient","deceasedBoolean":true}""")]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic","code":{"text":"a"}}}]}""", "replace", "Bundle.entry[0].resource.code.text", """ {"name":"value","valueString":"b"} """, """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic","code":{"text":"b"}}}]}""")]
    [InlineData("""{"resourceType":"Patient"}""", "add", "Patient", """ {"name":"name","valueString":"contained"},{"name":"value","resource":{"resourceType":"Basic","id":"b","code":{"text":"a"}}} """, """{"resourceType":"Patient","contained":[{"resourceType":"Basic","id":"b","code":{"text":"a"}}]}""")]
    [InlineData("""{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"}}""", "replace", "Patient.where(text.div != '.div').text.div", """ {"name":"value","valueString":"<div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>"} """, """{"resourceType":"Patient","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>"}}""")]
    public void An_operation_is_applied(string resource, string type, string path, string parts, string? expected)
    {
        var result = FhirPathPatch.Apply(Parsed.Document(resource), Patch(Operation(type, path, parts)));
        if (expected is null)
        {
            Assert.NotNull(result.Error);
            return;
        }

        Assert.Null(result.Error);
        Assert.Null(CanonicalJson.Difference(Encoding.UTF8.GetBytes(expected), result.Document!.Json));
    }

    [Theory]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"gender"},{"name":"value","valueCode":"male"} """, PatchErrorKind.Target, "already has gender")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"deceased"},{"name":"value","valueDateTime":"2020"} """, PatchErrorKind.Target, "already has deceasedBoolean")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"sex"},{"name":"value","valueCode":"male"} """, PatchErrorKind.Target, "Patient has no element 'sex'")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"birthDate"},{"name":"value","valueAddress":{"city":"x"}} """, PatchErrorKind.Target, "Patient.birthDate is a date, and the value is a Address")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"birthDate"},{"name":"value","valueString":"yesterday"} """, PatchErrorKind.Result, "wrong at Patient.birthDate")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"multipleBirth"},{"name":"value","valueString":"x"} """, PatchErrorKind.Target, "it is one of boolean, integer")]
    [InlineData("add", "Patient", """ {"name":"name","valueString":"contact"},{"name":"value","valueHumanName":{"family":"x"}} """, PatchErrorKind.Target, "is given in parts")]
    [InlineData("add", "Patient.name[0].period", """ {"name":"name","valueString":"end"},{"name":"value","valueDate":"2021"} """, PatchErrorKind.Target, "Nothing is found at")]
    [InlineData("add", "Patient.name", """ {"name":"name","valueString":"text"},{"name":"value","valueString":"x"} """, PatchErrorKind.Target, "2 elements are found at")]
    [InlineData("replace", "Patient.birthDate", """ {"name":"value","valueDate":"2020"} """, PatchErrorKind.Target, "Nothing is found at")]
    [InlineData("replace", "Patient", """ {"name":"value","valueDate":"2020"} """, PatchErrorKind.Target, "not on the resource itself")]
    [InlineData("delete", "Patient.name", "", PatchErrorKind.Target, "name it by its index")]
    [InlineData("delete", "Patient.nmae", "", PatchErrorKind.Invalid, "nmae")]
    [InlineData("delete", "Patient.name[", "", PatchErrorKind.Invalid, "cannot be evaluated")]
    [InlineData("delete", "Patient.name.first().family + 'x'", "", PatchErrorKind.Target, "leads to a value")]
    [InlineData("delete", "Patient.name.first().given.first() + 'x'", "", null, "")]
    [InlineData("insert", "Patient.name", """ {"name":"index","valueInteger":3},{"name":"value","valueHumanName":{"family":"x"}} """, PatchErrorKind.Target, "behind the end")]
    [InlineData("insert", "Patient.gender", """ {"name":"index","valueInteger":0},{"name":"value","valueCode":"male"} """, PatchErrorKind.Target, "not one whole list")]
    [InlineData("insert", "Patient.name[0]", """ {"name":"index","valueInteger":0},{"name":"value","valueHumanName":{"family":"x"}} """, PatchErrorKind.Target, "not one whole list")]
    [InlineData("insert", "Patient.birthDate", """ {"name":"index","valueInteger":0},{"name":"value","valueDate":"2020"} """, PatchErrorKind.Target, "No list is found")]
    [InlineData("move", "Patient.name", """ {"name":"source","valueInteger":0},{"name":"destination","valueInteger":2} """, PatchErrorKind.Target, "behind the last item")]
    [InlineData("move", "Patient.name", """ {"name":"source","valueInteger":-1},{"name":"destination","valueInteger":0} """, PatchErrorKind.Invalid, "whole number from 0")]
    [InlineData("move", "Patient.name", """ {"name":"source","valueInteger":0} """, PatchErrorKind.Invalid, "needs the part 'destination'")]
    [InlineData("swap", "Patient.name", "", PatchErrorKind.Invalid, "'swap' is not an operation")]
    [InlineData("delete", "Patient.active", """ {"name":"value","valueCode":"x"} """, PatchErrorKind.Invalid, "has no part 'value'")]
    [InlineData("replace", "Patient.active", """ {"name":"value"} """, PatchErrorKind.Invalid, "has no value")]
    [InlineData("replace", "Patient.active", """ {"name":"value","valueBoolean":true},{"name":"value","valueBoolean":true} """, PatchErrorKind.Invalid, "'value' twice")]
    public void A_wrong_operation_is_refused_with_its_place(string type, string path, string parts, PatchErrorKind? kind, string message)
    {
        var patient = Parsed.Document("""{"resourceType":"Patient","name":[{"family":"a"},{"family":"b"}],"gender":"female","active":true,"deceasedBoolean":false}""");
        var result = FhirPathPatch.Apply(patient, Patch(Operation("delete", "Patient.active", ""), Operation(type, path, parts)));
        if (kind is null)
        {
            Assert.NotNull(result.Document);
            return;
        }

        Assert.Null(result.Document);
        Assert.Equal((kind, 1), (result.Error!.Kind, result.Error.Operation));
        Assert.Equal(path, result.Error.Path);
        Assert.Contains(message, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_in_between_may_come_later_but_not_after_the_last()
    {
        var observation = Parsed.Document("""{"resourceType":"Observation","status":"final","code":{"text":"x"}}""");
        var delete = Operation("delete", "Observation.status", "");
        var add = Operation("add", "Observation", """ {"name":"name","valueString":"status"},{"name":"value","valueCode":"amended"} """);
        Assert.Null(FhirPathPatch.Apply(observation, Patch(delete, add)).Error);
        var result = FhirPathPatch.Apply(observation, Patch(delete));
        Assert.Equal(PatchErrorKind.Result, result.Error!.Kind);
        Assert.Contains(result.Issues, i => i.Expression == "Observation");
    }

    [Fact]
    public void A_patch_is_a_bounded_parameters_resource()
    {
        var patient = Parsed.Document("""{"resourceType":"Patient","active":true}""");
        Assert.Equal(PatchErrorKind.Invalid, FhirPathPatch.Apply(patient, patient).Error!.Kind);
        Assert.Equal(PatchErrorKind.Invalid, FhirPathPatch.Apply(patient, Parsed.Document("""{"resourceType":"Parameters","parameter":[{"name":"op"}]}""")).Error!.Kind);
        var many = Patch([.. Enumerable.Repeat(Operation("delete", "Patient.gender", ""), 11)]);
        Assert.Null(FhirPathPatch.Apply(patient, many).Error);
        Assert.Equal(PatchErrorKind.Limit, FhirPathPatch.Apply(patient, many, new FhirPathPatchOptions { Limits = new PatchLimits(MaxOperations: 10) }).Error!.Kind);
    }

    [Fact]
    public void Resources_of_two_types_or_with_too_many_differences_have_no_patch_between_them()
    {
        FhirDocument List(IEnumerable<int> items) => Parsed.Document($$"""{"resourceType":"Basic","code":{"text":"x"},"identifier":[{{string.Join(',', items.Select(i => $$"""{"system":"s","value":"{{i}}"}"""))}}]}""");
        var list = List(Enumerable.Range(0, 3000));
        Assert.False(FhirPathPatch.TryBetween(Parsed.Document("""{"resourceType":"Patient"}"""), list, out _));
        Assert.False(FhirPathPatch.TryBetween(list, List(Enumerable.Range(0, 3000).Reverse()), out _));
        Assert.True(FhirPathPatch.TryBetween(list, List(Enumerable.Range(1, 2999)), out var patch));
        Assert.Null(FhirPathPatch.Apply(list, patch).Error);
    }

    [Fact]
    public void Paths_that_take_long_are_given_up()
    {
        var patient = Parsed.Document($$"""{"resourceType":"Patient","name":[{{string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""{"family":"f{{i}}"}"""))}}]}""");
        var slow = Operation("delete", "Patient.name.where(family in %resource.name.family.select($this + 'x')).given.first()", "");
        var result = FhirPathPatch.Apply(patient, Patch([.. Enumerable.Repeat(slow, 500)]));
        Assert.True(result.Error!.Kind is PatchErrorKind.Limit or PatchErrorKind.Target, result.Error.Message);
    }

    private static string Operation(string type, string path, string parts) =>
        $$"""{"name":"operation","part":[{"name":"type","valueCode":"{{type}}"},{"name":"path","valueString":"{{path}}"}{{(parts.Length > 0 ? "," : "")}}{{parts}}]}""";

    private static FhirDocument Patch(params string[] operations) =>
        Parsed.Document($$"""{"resourceType":"Parameters","parameter":[{{string.Join(',', operations)}}]}""");

    private static string? Failure(XElement @case)
    {
        var input = Read(@case.Element("input")!);
        var result = FhirPathPatch.Apply(input, Read(@case.Element("diff")!), new FhirPathPatchOptions { Parsing = Lenient });
        if (@case.Element("error") is not null)
        {
            return result.Error is { Kind: PatchErrorKind.Target } ? null : "no error";
        }

        var output = Read(@case.Element("output")!);
        if (result.Document is not { } document)
        {
            return result.Error!.Message;
        }

        if (Difference(output, document) is { } difference)
        {
            return difference;
        }

        if (@case.Attribute("mode")!.Value != "both")
        {
            return null;
        }

        Assert.True(FhirPathPatch.TryBetween(input, output, out var patch));
        var back = FhirPathPatch.Apply(input, patch, new FhirPathPatchOptions { Parsing = Lenient });
        return back.Document is { } again ? Difference(output, again) : back.Error!.Message;
    }

    private static string? Difference(FhirDocument expected, FhirDocument actual) =>
        CanonicalWriter.Write(expected).AsSpan().SequenceEqual(CanonicalWriter.Write(actual)) ? null : Encoding.UTF8.GetString(CanonicalWriter.Write(actual));

    private static FhirDocument Read(XElement around)
    {
        var result = FhirXml.Parse(Encoding.UTF8.GetBytes(around.Elements().Single().ToString(SaveOptions.DisableFormatting)), Lenient);
        Assert.True(result.Document is not null, string.Join('\n', result.Issues));
        return result.Document;
    }
}
