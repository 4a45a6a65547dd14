using System.Text;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>Canonical JSON: https://hl7.org/fhir/R4/json.html#canonical.</summary>
public class CanonicalWriterTests
{
    private const string Document = """
        {"resourceType":"Bundle","id":"b","meta":{"versionId":"3"},"type":"document","entry":[
          {"resource":{"resourceType":"Composition","id":"c","meta":{"versionId":"1"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"},"status":"final","type":{"text":"t"},"date":"2026","author":[{"display":"d"}],"title":"x","section":[{"title":"s","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>"}}]}}]}
        """;

    [Theory]
    [InlineData("""{ "resourceType" : "Patient", "birthDate":"1970-01-01", "_birthDate" : {"id":"x"} , "active":true}""", """{"_birthDate":{"id":"x"},"active":true,"birthDate":"1970-01-01","resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Patient","name":[{"given":["B",null],"_given":[null,{"id":"g"}],"family":"\u00c5 \"\\\/"}]}""", """{"name":[{"_given":[null,{"id":"g"}],"family":"Å \"\\/","given":["B",null]}],"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Basic","extension":[{"url":"u","valueDecimal":1.50},{"url":"u","valueDecimal":1e2}],"code":{"text":"a  b\n\tc"}}""", """{"code":{"text":"a b c"},"extension":[{"url":"u","valueDecimal":1.50},{"url":"u","valueDecimal":1e2}],"resourceType":"Basic"}""")]
    public void Properties_are_sorted_and_nothing_else_is_left(string json, string expected) =>
        Assert.Equal(expected, Canonical(json));

    [Fact]
    public void Each_form_leaves_out_what_its_address_says()
    {
        const string Json = """{"resourceType":"Patient","id":"p","meta":{"versionId":"1"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"},"contained":[{"resourceType":"Basic","id":"k","meta":{"source":"urn:s"},"code":{"text":"x"}}],"active":true}""";
        const string Contained = """ "contained":[{"code":{"text":"x"},"id":"k","meta":{"source":"urn:s"},"resourceType":"Basic"}] """;
        const string Text = """ "text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>","status":"generated"} """;
        Assert.Equal($$$"""{"active":true,{{{Contained.Trim()}}},"id":"p","meta":{"versionId":"1"},"resourceType":"Patient",{{{Text.Trim()}}}}""", Canonical(Json));
        Assert.Equal($$$"""{"active":true,{{{Contained.Trim()}}},"id":"p","meta":{"versionId":"1"},"resourceType":"Patient"}""", Canonical(Json, CanonicalForm.Data));
        Assert.Equal($$$"""{"active":true,{{{Contained.Trim()}}},"id":"p","resourceType":"Patient"}""", Canonical(Json, CanonicalForm.Static));
        Assert.Equal($$$"""{"contained":[{"id":"k","resourceType":"Basic"}],"id":"p","resourceType":"Patient",{{{Text.Trim()}}}}""", Canonical(Json, CanonicalForm.Narrative));
        Assert.Equal(Canonical(Json), Canonical(Json, CanonicalForm.Document));
    }

    [Fact]
    public void A_document_keeps_all_but_its_own_id_and_meta()
    {
        var canonical = Canonical(Document, CanonicalForm.Document);
        Assert.StartsWith("""{"entry":[{"resource":{"author":[{"display":"d"}],"date":"2026","id":"c","meta":{"versionId":"1"},""", canonical, StringComparison.Ordinal);
        Assert.EndsWith("""}}],"resourceType":"Bundle","type":"document"}""", canonical, StringComparison.Ordinal);
        Assert.Equal(
            """{"entry":[{"resource":{"id":"c","resourceType":"Composition","section":[{"text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">b</div>","status":"generated"}}],"text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>","status":"generated"}}}],"id":"b","resourceType":"Bundle"}""",
            Canonical(Document, CanonicalForm.Narrative));
    }

    [Fact]
    public void Addresses_and_forms_belong_together()
    {
        foreach (var form in Enum.GetValues<CanonicalForm>())
        {
            Assert.True(CanonicalWriter.TryForm(CanonicalWriter.AddressOf(form), out var found));
            Assert.Equal(form, found);
        }

        Assert.Equal("http://hl7.org/fhir/canonicalization/json#static", CanonicalWriter.AddressOf(CanonicalForm.Static));
        Assert.False(CanonicalWriter.TryForm("http://hl7.org/fhir/canonicalization/xml", out _));
    }

    [Fact]
    public void The_canonical_form_of_every_example_is_the_same_resource_and_its_own_canonical_form()
    {
        foreach (var file in Directory.EnumerateFiles(Suites.Folder("r4-examples"), "*.json").Take(400))
        {
            if (FhirDocument.Parse(File.ReadAllBytes(file)).Document is { } document)
            {
                var canonical = CanonicalWriter.Write(document);
                var again = FhirDocument.Parse(canonical);
                Assert.True(again.Document is not null, file);
                Assert.Equal(canonical, CanonicalWriter.Write(again.Document));
            }
        }
    }

    private static string Canonical(string json, CanonicalForm form = CanonicalForm.Everything) => Encoding.UTF8.GetString(CanonicalWriter.Write(Parsed.Document(json), form));
}
