using System.Text;
using System.Xml.Linq;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Formats at every door, refused and taken: https://hl7.org/fhir/R4/http.html#mime-type, #Status-Codes.</summary>
public abstract class MediaTypeScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";

    [Theory]
    [InlineData("text/turtle")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/pdf")]
    [InlineData("application/fhir+json; charset=iso-8859-1")]
    [InlineData("application/fhir+json; fhirVersion=3.0")]
    public async Task A_body_of_another_type_is_refused_and_the_right_ones_are_named(string type)
    {
        await Give("Patient", Mark, "\"active\":true");
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "Patient"), (HttpMethod.Put, $"Patient/{Mark}"), (HttpMethod.Put, $"Patient?_id={Mark}"), (HttpMethod.Patch, $"Patient/{Mark}"),
            (HttpMethod.Post, ""), (HttpMethod.Post, "Patient/$validate"), (HttpMethod.Post, $"Patient/{Mark}/$meta-add"),
        })
        {
            var refused = (await Send(method, path, $$"""{"resourceType":"Patient","id":"{{Mark}}","active":false}""", type)).Expect(415);
            Assert.Equal("not-supported", refused.Issue["code"]!.GetValue<string>());
            Assert.Contains("application/fhir+json", refused.Diagnostics, StringComparison.Ordinal);
            Assert.Contains("application/fhir+xml", refused.Diagnostics, StringComparison.Ordinal);
        }

        Assert.Equal("W/\"1\"", (await Api.Get($"Patient/{Mark}")).Expect(200).ETag);
    }

    [Fact]
    public async Task A_search_is_posted_as_a_form()
    {
        await Give("Patient", Mark, "\"active\":true");
        foreach (var type in (string[])["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8", "APPLICATION/x-www-form-urlencoded"])
        {
            Assert.Equal([Mark], (await Send(HttpMethod.Post, "Patient/_search", $"_id={Mark}", type)).Expect(200).MatchIds);
            Assert.Equal([Mark], (await Send(HttpMethod.Post, "_search", $"_id={Mark}&_type=Patient", type)).Expect(200).MatchIds);
        }

        foreach (var type in (string[])["application/fhir+json", "application/fhir+xml", "text/plain", "application/x-www-form-urlencoded-not"])
        {
            Assert.Contains("application/x-www-form-urlencoded", (await Send(HttpMethod.Post, "Patient/_search", $"_id={Mark}", type, ("Accept", FhirClient.FhirJson))).Expect(415).Diagnostics, StringComparison.Ordinal);
        }

        (await Send(HttpMethod.Post, "Patient/_search", $"_id={Mark}", "application/x-www-form-urlencoded", ("Accept", "text/turtle"))).Expect(406);
        Assert.StartsWith("application/fhir+xml", (await Send(HttpMethod.Post, "Patient/_search?_format=xml", $"_id={Mark}", "application/x-www-form-urlencoded", ("Accept", FhirClient.FhirJson))).Expect(200).Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_whose_answer_cannot_be_given_writes_nothing()
    {
        var body = $$"""{"resourceType":"Patient","id":"{{Mark}}"}""";
        var transaction = $$"""{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{body}},"request":{"method":"PUT","url":"Patient/{{Mark}}"} }]}""";
        (await Send(HttpMethod.Put, $"Patient/{Mark}", body, FhirClient.FhirJson, ("Accept", "text/turtle"))).Expect(406);
        (await Send(HttpMethod.Put, $"Patient/{Mark}?_format=ttl", body, FhirClient.FhirJson)).Expect(406);
        (await Send(HttpMethod.Post, "", transaction, FhirClient.FhirJson, ("Accept", "image/png"))).Expect(406);
        (await Api.Get($"Patient/{Mark}")).Expect(404);
        var made = (await Send(HttpMethod.Put, $"Patient/{Mark}?_format=xml", body, FhirClient.FhirJson, ("Accept", "image/png"))).Expect(201);
        Assert.StartsWith("application/fhir+xml", made.Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task XML_is_taken_wherever_JSON_is()
    {
        var patient = $"""<Patient xmlns="http://hl7.org/fhir"><identifier><system value="urn:{Mark}"/><value value="1"/></identifier><active value="true"/></Patient>""";
        var created = (await Xml(HttpMethod.Post, "Patient", patient, ("If-None-Exist", $"identifier=urn:{Mark}|1"))).Expect(201);
        var id = Root(created).Element(Fhir + "id")!.Attribute("value")!.Value;
        (await Xml(HttpMethod.Post, "Patient", patient, ("If-None-Exist", $"identifier=urn:{Mark}|1"))).Expect(200);
        var updated = (await Xml(HttpMethod.Put, $"Patient?identifier=urn:{Mark}|1", patient.Replace("true", "false", StringComparison.Ordinal))).Expect(200);
        Assert.Equal("W/\"2\"", updated.ETag);
        (await Xml(HttpMethod.Put, $"Patient?identifier=urn:{Mark}|2", patient.Replace("value=\"1\"", "value=\"2\"", StringComparison.Ordinal))).Expect(201);
        var batch = Root((await Xml(HttpMethod.Post, "", $"""
            <Bundle xmlns="http://hl7.org/fhir"><type value="batch"/>
            <entry><resource><Patient><active value="maybe"/></Patient></resource><request><method value="POST"/><url value="Patient"/></request></entry>
            <entry><request><method value="GET"/><url value="Patient/{id}"/></request></entry></Bundle>
            """)).Expect(200));
        Assert.Equal("batch-response", batch.Element(Fhir + "type")!.Attribute("value")!.Value);
        var statuses = batch.Elements(Fhir + "entry").Select(e => e.Element(Fhir + "response")!.Element(Fhir + "status")!.Attribute("value")!.Value[..3]).ToList();
        Assert.Equal("200", statuses[1]);
        Assert.StartsWith("4", statuses[0], StringComparison.Ordinal);
        foreach (var path in (string[])["Patient/$validate", $"Patient/{id}/$validate"])
        {
            var valid = Root((await Xml(HttpMethod.Post, path, $"""<Patient xmlns="http://hl7.org/fhir"><id value="{id}"/><active value="true"/></Patient>""")).Expect(200));
            Assert.Equal("OperationOutcome", valid.Name.LocalName);
            Assert.DoesNotContain(valid.Descendants(Fhir + "severity"), s => s.Attribute("value")!.Value == "error");
        }

        var inside = Root((await Xml(HttpMethod.Post, "Patient/$validate", """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="resource"/><resource><Patient><gender value="wrong"/></Patient></resource></parameter></Parameters>""")).Expect(200));
        Assert.Contains(inside.Descendants(Fhir + "severity"), s => s.Attribute("value")!.Value == "error");
        (await Xml(HttpMethod.Post, $"Patient/{id}/$meta-add", """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="meta"/><valueMeta><tag><code value="x"/></tag></valueMeta></parameter></Parameters>""")).Expect(200);
        Assert.Equal("x", (await Api.Get($"Patient/{id}")).Json["meta"]!["tag"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task HEAD_is_GET_without_a_body_at_every_address_that_is_read()
    {
        await Give("Patient", Mark, "\"active\":true");
        foreach (var path in (string[])[$"Patient/{Mark}", $"Patient/{Mark}/_history/1", $"Patient/{Mark}/_history", $"Patient?_id={Mark}", "Patient/_history?_count=1", "_history?_count=1", $"?_id={Mark}&_type=Patient", $"Patient/{Mark}/*?_count=1", "metadata"])
        {
            foreach (var format in (string[])["json", "xml"])
            {
                var address = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}_format={format}";
                var whole = (await Api.Get(address)).Expect(200);
                var head = (await Api.Send(HttpMethod.Head, address)).Expect(200);
                Assert.Empty(head.Bytes);
                Assert.Equal($"application/fhir+{format}; charset=utf-8", head.Headers["Content-Type"]);
                Assert.Equal((whole.ETag, whole.Headers.GetValueOrDefault("Last-Modified")), (head.ETag, head.Headers.GetValueOrDefault("Last-Modified")));
            }
        }

        foreach (var (path, status) in new[] { ($"Patient/{Mark}-no", 404), ("Patient?nothing=x", 400), ($"Patient/{Mark}/_history/7", 404), ("metadata?_format=ttl", 406) })
        {
            Assert.Empty((await Api.Send(HttpMethod.Head, path)).Expect(status).Bytes);
        }
    }

    private static XElement Root(Answer answer) => XDocument.Parse(Encoding.UTF8.GetString(answer.Bytes)).Root!;

    private Task<Answer> Xml(HttpMethod method, string path, string body, params (string, string)[] headers) => Send(method, path, body, "application/fhir+xml", headers);

    private Task<Answer> Send(HttpMethod method, string path, string body, string type, params (string, string)[] headers) =>
        Api.Send(method, path, FhirClient.Content(Encoding.UTF8.GetBytes(body), type), headers);
}

public sealed class SqliteMediaType() : MediaTypeScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlMediaType() : MediaTypeScenarios(Dialect.PostgreSql);
