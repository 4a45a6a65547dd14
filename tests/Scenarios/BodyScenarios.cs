using System.Text;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What a request may hold, what it is told when it holds something else, and what headers ask for.</summary>
public abstract class BodyScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task Without_a_token_there_is_only_the_capability_statement()
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, "Patient"), (HttpMethod.Get, "Patient/1"), (HttpMethod.Delete, "Patient/1"), (HttpMethod.Get, "Patient/_history"), (HttpMethod.Get, "Nothing"), (HttpMethod.Head, "Patient/1") })
        {
            var refused = (await Api.Anonymous.Send(method, path)).Expect(401);
            Assert.StartsWith("Bearer", refused.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            Assert.True(method == HttpMethod.Head || refused.Issue["code"]!.GetValue<string>() == "login");
        }

        (await Api.Anonymous.Post("Patient", """{"resourceType":"Patient"}""")).Expect(401);
        (await Api.Anonymous.Post("", """{"resourceType":"Bundle","type":"batch"}""")).Expect(401);
        (await Api.Anonymous.Send(HttpMethod.Get, "Patient", (string?)null, ("Authorization", "Bearer no-such-token"))).Expect(401);
        (await Api.Anonymous.Send(HttpMethod.Get, "Patient", (string?)null, ("Authorization", "Basic ZGVtbzpkZW1v"))).Expect(401);
        (await Api.Anonymous.Get("metadata")).Expect(200);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/fhir+json; fhirVersion=3.0")]
    [InlineData("application/fhir+json; charset=iso-8859-1")]
    [InlineData("text/turtle")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonx")]
    public async Task Another_content_type_is_refused(string type)
    {
        var body = """{"resourceType":"Patient"}"""u8.ToArray();
        Assert.Equal("OperationOutcome", (await Api.Send(HttpMethod.Post, "Patient", FhirClient.Content(body, type))).Expect(415).Json["resourceType"]!.GetValue<string>());
        (await Api.Send(HttpMethod.Put, $"Patient/{Mark}", FhirClient.Content(body, type))).Expect(415);
        (await Api.Send(HttpMethod.Post, "", FhirClient.Content(body, type))).Expect(415);
    }

    [Theory]
    [InlineData("application/fhir+json")]
    [InlineData("application/fhir+json; charset=utf-8")]
    [InlineData("application/fhir+json; fhirVersion=4.0")]
    [InlineData("application/json")]
    [InlineData("Application/FHIR+JSON")]
    public async Task JSON_by_any_of_its_names_is_taken(string type) =>
        (await Api.Send(HttpMethod.Post, "Patient", FhirClient.Content("""{"resourceType":"Patient"}"""u8.ToArray(), type))).Expect(201);

    [Fact]
    public async Task An_empty_body_is_named()
    {
        Assert.Contains("no body", (await Api.Post("Patient", "")).Expect(400).Diagnostics, StringComparison.Ordinal);
        (await Api.Put($"Patient/{Mark}", "")).Expect(400);
        (await Api.Post("", "")).Expect(400);
    }

    [Fact]
    public async Task Broken_JSON_is_answered_with_its_line_and_column()
    {
        var refused = (await Api.Post("Patient", "{\n  \"resourceType\": \"Patient\",\n  \"active\": tru\n}")).Expect(400);
        Assert.Contains("line 3, column", refused.Diagnostics, StringComparison.Ordinal);
        foreach (var broken in (string[])["{", "[]", "null", "1", "\"Patient\"", "{}", "{\"resourceType\":\"Patient\"} x", "{\"resourceType\":\"Patient\"", "\u0000"])
        {
            Assert.Equal("error", (await Api.Post("Patient", broken)).Expect(400).Issue["severity"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Every_mistake_of_a_resource_is_told_with_its_place()
    {
        var refused = (await Api.Post("Patient", """
            {
              "resourceType": "Patient",
              "birthDate": "1970-02-30",
              "colour": "blue",
              "name": [{ "family": 5 }],
              "gender": ""
            }
            """)).Expect(400);
        var issues = refused.Json["issue"]!.AsArray();
        Assert.Equal(["Patient.birthDate", "Patient.colour", "Patient.name[0].family", "Patient.gender"], issues.Select(i => i!["expression"]![0]!.GetValue<string>()));
        Assert.Equal(["(line 3, ", "(line 4, ", "(line 5, ", "(line 6, "], issues.Select(i => i!["diagnostics"]!.GetValue<string>()).Select(d => d[d.LastIndexOf('(')..(d.LastIndexOf('(') + 9)]));
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Patient\",\"\\ud800\":1}")]
    [InlineData("{\"resourceType\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":\"Patient\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"_\\ud800\":{}}")]
    [InlineData("{\"resourceType\":\"Patient\",\"gender\":\"\\ud800\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"id\":\"\\ud800\"}")]
    [InlineData("{\"resourceType\":\"Patient\",\"resourceType\":{\"a\":[1]}}")]
    [InlineData("{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"\\udc00\"}]}")]
    [InlineData("{\"resourceType\":\"Patient\",\"deceasedDateTime\":\"9999-12-31T23:59:60Z\",\"active\":1}")]
    public async Task Odd_JSON_is_refused_and_does_not_make_the_server_fail(string json) => (await Api.Post("Patient", json)).Expect(400);

    [Fact]
    public async Task The_last_second_of_time_can_be_stored()
    {
        await Give("Patient", Mark, "\"deceasedDateTime\":\"9999-12-31T23:59:60Z\"");
        await Give("Patient", Mark, "\"deceasedDateTime\":\"9999-12-31T23:59:59-14:00\"");
        await Give("Patient", Mark, "\"deceasedDateTime\":\"0001-01-01T00:00:00+14:00\"");
        await Give("Patient", Mark, "\"birthDate\":\"0001\"");
        await Give("Patient", Mark, "\"birthDate\":\"9999-12-31\"");
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] latin1 = [.. "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"S"u8, 0xF8, .. "rensen\"}]}"u8];
        (await Api.Send(HttpMethod.Post, "Patient", FhirClient.Content(latin1, "application/fhir+json"))).Expect(400);
        byte[] utf16 = Encoding.Unicode.GetBytes("{\"resourceType\":\"Patient\"}");
        (await Api.Send(HttpMethod.Post, "Patient", FhirClient.Content(utf16, "application/fhir+json"))).Expect(400);
        byte[] marked = [0xEF, 0xBB, 0xBF, .. "{\"resourceType\":\"Patient\"}"u8];
        Assert.Contains("byte order mark", (await Api.Send(HttpMethod.Post, "Patient", FhirClient.Content(marked, "application/fhir+json"))).Expect(400).Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task A_body_over_the_limit_is_refused_announced_or_not()
    {
        var tooMuch = new byte[(50 * 1024 * 1024) + 1];
        tooMuch.AsSpan().Fill((byte)' ');
        foreach (var chunked in (bool[])[false, true])
        {
            using var content = FhirClient.Content(tooMuch, "application/fhir+json");
            int? status;
            try
            {
                status = (await Api.Send(HttpMethod.Post, "Patient", content, chunked ? [("Transfer-Encoding", "chunked")] : [])).Status;
            }
            catch (HttpRequestException)
            {
                status = null; // The server hung up while the rest was being sent.
            }

            Assert.True(status is 413 or null, $"{status}");
        }

        (await Api.Get("Patient?_count=1")).Expect(200);
    }

    [Fact]
    public async Task Prefer_minimal_spares_the_body()
    {
        var created = (await Api.Send(HttpMethod.Post, "Patient", """{"resourceType":"Patient"}""", ("Prefer", "return=minimal"))).Expect(201);
        Assert.Empty(created.Bytes);
        Assert.Equal("W/\"1\"", created.ETag);
        Assert.Contains("/fhir/Patient/", created.Headers["Location"], StringComparison.Ordinal);
        var updated = (await Api.Send(HttpMethod.Put, $"Patient/{Mark}", $$"""{"resourceType":"Patient","id":"{{Mark}}"}""", ("Prefer", "respond-async; return=minimal"))).Expect(201);
        Assert.Empty(updated.Bytes);
        Assert.NotEmpty((await Api.Send(HttpMethod.Post, "Patient", """{"resourceType":"Patient"}""", ("Prefer", "return=representation"))).Expect(201).Bytes);
    }

    [Fact]
    public async Task HEAD_answers_as_GET_without_the_body()
    {
        await Give("Patient", Mark, "\"active\":true");
        var whole = (await Api.Get($"Patient/{Mark}")).Expect(200);
        var head = (await Api.Send(HttpMethod.Head, $"Patient/{Mark}")).Expect(200);
        Assert.Empty(head.Bytes);
        foreach (var name in (string[])["ETag", "Last-Modified", "Content-Type", "Content-Length"])
        {
            Assert.Equal(whole.Headers[name], head.Headers[name]);
        }

        (await Api.Send(HttpMethod.Head, $"Patient/{Mark}/_history/1")).Expect(200);
        (await Api.Send(HttpMethod.Head, $"Patient/{Mark}-absent")).Expect(404);
    }

    [Fact]
    public async Task What_is_no_interaction_is_told_so()
    {
        foreach (var path in (string[])["Patient/1/foo/bar", "Patient/1/_history/1/x", "Patient/1/_history/1/x?_format=json"])
        {
            Assert.Equal("not-found", (await Api.Get(path)).Expect(404).Issue["code"]!.GetValue<string>());
        }

        var refused = (await Api.Post("Patient/1", "{}")).Expect(405);
        Assert.Equal("not-supported", refused.Issue["code"]!.GetValue<string>());
        Assert.Equal("DELETE, GET, HEAD, OPTIONS, PATCH, PUT", string.Join(", ", refused.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)));
        var options = (await Api.Send(HttpMethod.Options, "Patient/1")).Expect(204);
        Assert.Contains("PATCH", options.Headers["Allow"], StringComparison.Ordinal);
    }
}

public sealed class SqliteBody() : BodyScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBody() : BodyScenarios(Dialect.PostgreSql);
