using System.Text;
using System.Xml.Linq;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/http.html#mime-type: JSON and XML, in and out, by header and by parameter.</summary>
public abstract class NegotiationScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static readonly XNamespace Fhir = "http://hl7.org/fhir";

    [Theory]
    [InlineData(null, "", "application/fhir+json")]
    [InlineData("*/*", "", "application/fhir+json")]
    [InlineData("application/*", "", "application/fhir+json")]
    [InlineData("application/fhir+json", "", "application/fhir+json")]
    [InlineData("application/json", "", "application/json")]
    [InlineData("text/json", "", "text/json")]
    [InlineData("application/json+fhir", "", "application/json+fhir")]
    [InlineData("application/fhir+xml", "", "application/fhir+xml")]
    [InlineData("application/xml", "", "application/xml")]
    [InlineData("text/xml", "", "text/xml")]
    [InlineData("APPLICATION/FHIR+XML", "", "application/fhir+xml")]
    [InlineData("application/fhir+xml;q=0.5, application/fhir+json;q=0.9", "", "application/fhir+json")]
    [InlineData("application/fhir+xml;q=0.9,application/fhir+json;q=0.5", "", "application/fhir+xml")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "application/xml")]
    [InlineData("text/turtle, application/fhir+xml;q=0.1", "", "application/fhir+xml")]
    [InlineData("application/fhir+xml, */*", "", "application/fhir+xml")]
    [InlineData("application/fhir+json; fhirVersion=4.0", "", "application/fhir+json")]
    [InlineData("application/fhir+xml; fhirVersion=3.0, application/fhir+json; fhirVersion=4.0; q=0.2", "", "application/fhir+json")]
    [InlineData("application/fhir+json", "?_format=xml", "application/fhir+xml")]
    [InlineData("text/turtle", "?_format=json", "application/fhir+json")]
    [InlineData(null, "?_format=text/xml", "text/xml")]
    [InlineData(null, "?_format=application/fhir%2Bxml", "application/fhir+xml")]
    [InlineData(null, "?_format=application/fhir+xml", "application/fhir+xml")]
    [InlineData(null, "?_format=application/fhir%2Bxml;fhirVersion=4.0", "application/fhir+xml")]
    public async Task The_answer_has_the_format_that_was_asked_for(string? accept, string query, string expected)
    {
        await Give("Patient", Mark, "\"active\":true");
        foreach (var path in (string[])[$"Patient/{Mark}", $"Patient/{Mark}/_history/1", $"Patient/{Mark}/_history", "Patient/none-such", "metadata", "Patient?_id=" + Mark])
        {
            var joined = path.Contains('?') ? path + query.Replace('?', '&') : path + query;
            var answer = await Get(joined, accept);
            Assert.True(answer.Status is 200 or 404, answer.Text);
            Assert.Equal($"{expected}; charset=utf-8", answer.Headers["Content-Type"]);
            if (expected.Contains("xml", StringComparison.Ordinal))
            {
                Assert.Equal(Fhir, Xml(answer).Name.Namespace);
            }
            else
            {
                Assert.NotNull(answer.Json["resourceType"]);
            }
        }
    }

    [Theory]
    [InlineData("text/turtle", "")]
    [InlineData("text/html", "")]
    [InlineData("application/fhir+json;q=0", "")]
    [InlineData("application/fhir+json; fhirVersion=3.0", "")]
    [InlineData("application/fhir+json; fhirVersion=5.0, application/fhir+xml; fhirVersion=1.0", "")]
    [InlineData("application/fhir+json", "?_format=ttl")]
    [InlineData("application/fhir+json", "?_format=html")]
    [InlineData(null, "?_format=application/fhir%2Bjson;fhirVersion=5.0")]
    public async Task What_cannot_be_given_is_refused(string? accept, string query)
    {
        var refused = (await Get($"Patient/{Mark}{query}", accept)).Expect(406);
        Assert.Equal("not-supported", refused.Issue["code"]!.GetValue<string>());
        (await Get($"Patient{query}", accept)).Expect(406);
    }

    [Theory]
    [InlineData("application/fhir+xml")]
    [InlineData("application/xml; charset=utf-8")]
    [InlineData("text/xml;charset=\"UTF-8\"")]
    [InlineData("application/fhir+xml; fhirVersion=4.0")]
    public async Task A_resource_is_taken_as_XML(string type)
    {
        const string Body = """<?xml version="1.0" encoding="UTF-8"?><Patient xmlns="http://hl7.org/fhir"><active value="true"/><name><family value="Sørensen &amp; søn"/></name></Patient>""";
        var created = (await Send(HttpMethod.Post, "Patient", Body, type)).Expect(201);
        Assert.StartsWith("application/fhir+xml", created.Headers["Content-Type"], StringComparison.Ordinal);
        var id = Xml(created).Element(Fhir + "id")!.Attribute("value")!.Value;
        var read = (await Api.Get($"Patient/{id}")).Expect(200);
        Assert.Equal("Sørensen & søn", read.Json["name"]![0]!["family"]!.GetValue<string>());
        var update = Body.Replace("<active", $"<id value=\"{id}\"/><active", StringComparison.Ordinal);
        (await Send(HttpMethod.Put, $"Patient/{id}", update, type, ("Accept", FhirClient.FhirJson))).Expect(200);
        Assert.Equal([id], await Walk($"Patient?_id={id}&family=sorensen"));
    }

    [Fact]
    public async Task Broken_XML_is_told_with_its_place()
    {
        var refused = (await Send(HttpMethod.Post, "Patient", "<Patient xmlns=\"http://hl7.org/fhir\">\n<active value=\"maybe\"/>\n</Patient>", "application/fhir+xml", ("Accept", FhirClient.FhirJson))).Expect(400);
        Assert.Contains("line 2", refused.Diagnostics, StringComparison.Ordinal);
        Assert.Equal("Patient.active", refused.Issue["expression"]![0]!.GetValue<string>());
        (await Send(HttpMethod.Post, "Patient", "<Patient", "application/fhir+xml")).Expect(400);
        (await Send(HttpMethod.Post, "Patient", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&e;\"/></Patient>", "application/fhir+xml")).Expect(400);
        (await Send(HttpMethod.Post, "Patient", "{\"resourceType\":\"Patient\"}", "application/fhir+xml")).Expect(400);
        (await Send(HttpMethod.Post, "Patient", "<Patient xmlns=\"http://hl7.org/fhir\"/>", "application/fhir+json")).Expect(400);
    }

    [Fact]
    public async Task Transactions_and_searches_speak_XML_too()
    {
        var bundle = $"""
            <Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/>
            <entry><fullUrl value="urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"/><resource><Patient><id value="{Mark}"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Æ &amp; ø</div></text></Patient></resource><request><method value="PUT"/><url value="Patient/{Mark}"/></request></entry>
            <entry><resource><Observation><status value="final"/><code><text value="x"/></code><subject><reference value="urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"/></subject></Observation></resource><request><method value="POST"/><url value="Observation"/></request></entry>
            <entry><request><method value="GET"/><url value="Patient?_id={Mark}"/></request></entry></Bundle>
            """;
        var answer = Xml((await Send(HttpMethod.Post, "", bundle, "application/fhir+xml")).Expect(200));
        Assert.Equal("transaction-response", answer.Element(Fhir + "type")!.Attribute("value")!.Value);
        Assert.Equal(["201 Created", "201 Created", "200 OK"], answer.Elements(Fhir + "entry").Select(e => e.Element(Fhir + "response")!.Element(Fhir + "status")!.Attribute("value")!.Value));
        var found = Xml((await Get($"Observation?subject=Patient/{Mark}&_include=Observation:subject", "application/fhir+xml")).Expect(200));
        Assert.Equal(["match", "include"], found.Elements(Fhir + "entry").Select(e => e.Element(Fhir + "search")!.Element(Fhir + "mode")!.Attribute("value")!.Value));
        Assert.Contains("Æ &amp; ø", found.ToString(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("_id", Mark), new("_format", "xml")]);
        Assert.Equal("Bundle", Xml((await Api.Send(HttpMethod.Post, "Patient/_search", form)).Expect(200)).Name.LocalName);
    }

    [Fact]
    public async Task Pretty_is_for_people()
    {
        await Give("Patient", Mark, "\"active\":true,\"multipleBirthInteger\":1");
        Assert.DoesNotContain('\n', (await Api.Get($"Patient/{Mark}")).Text);
        Assert.DoesNotContain('\n', (await Api.Get($"Patient/{Mark}?_pretty=false")).Text);
        var json = (await Api.Get($"Patient/{Mark}?_pretty=true")).Expect(200);
        Assert.Contains("\n  \"active\": true", json.Text, StringComparison.Ordinal);
        Assert.Contains("\n  <active value=\"true\"/>", (await Api.Get($"Patient/{Mark}?_pretty=true&_format=xml")).Text, StringComparison.Ordinal);
        Assert.Contains("\n  \"type\": \"searchset\"", (await Api.Get($"Patient?_id={Mark}&_pretty=true")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("\n", (await Api.Get($"Patient/{Mark}-none?_pretty=true")).Expect(404).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("return=minimal", 0)]
    [InlineData("return=representation", 1)]
    [InlineData("return=OperationOutcome", 2)]
    [InlineData("handling=strict, return=\"minimal\"", 0)]
    [InlineData("respond-async; return=minimal; foo=bar", 0)]
    [InlineData("RETURN=minimal", 0)]
    [InlineData("handling=lenient", 1)]
    public async Task A_write_returns_what_is_preferred(string prefer, int body)
    {
        foreach (var (method, path, json, type) in new[]
        {
            (HttpMethod.Put, $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", FhirClient.FhirJson),
            (HttpMethod.Post, "Patient", """{"resourceType":"Patient"}""", FhirClient.FhirJson),
            (HttpMethod.Patch, $"Patient/{Mark}", """[{"op":"add","path":"/active","value":true}]""", "application/json-patch+json"),
        })
        {
            var answer = await Send(method, path, json, type, ("Prefer", prefer));
            Assert.True(answer.Status is 200 or 201, answer.Text);
            Assert.Equal(body, answer.Bytes.Length == 0 ? 0 : answer.Json["resourceType"]!.GetValue<string>() == "Patient" ? 1 : 2);
            Assert.Equal(prefer.Contains("return", StringComparison.OrdinalIgnoreCase), answer.Headers.ContainsKey("Preference-Applied"));
            Assert.NotNull(answer.ETag);
            Assert.Contains("/_history/", answer.Headers["Location"], StringComparison.Ordinal);
        }

        var deleted = await Send(HttpMethod.Delete, $"Patient/{Mark}", null, null, ("Prefer", prefer));
        Assert.Equal(body == 2 ? 200 : 204, deleted.Status);
    }

    private static XElement Xml(Answer answer) => XDocument.Parse(Encoding.UTF8.GetString(answer.Bytes)).Root!;

    private Task<Answer> Get(string path, string? accept) => Send(HttpMethod.Get, path, null, null, accept is null ? [] : [("Accept", accept)]);

    private Task<Answer> Send(HttpMethod method, string path, string? body, string? type, params (string, string)[] headers) =>
        Api.Send(method, path, body is null ? null : FhirClient.Content(Encoding.UTF8.GetBytes(body), type), headers);
}

public sealed class SqliteNegotiation() : NegotiationScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlNegotiation() : NegotiationScenarios(Dialect.PostgreSql);
