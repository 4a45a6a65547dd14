using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/binary.html#rest: who asks for FHIR gets the resource, others the content as it is.</summary>
public abstract class BinaryScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Theory]
    [InlineData(null, "text/plain", "abc")]
    [InlineData("*/*", "text/plain", "abc")]
    [InlineData("text/plain", "text/plain", "abc")]
    [InlineData("application/fhir+json", "application/fhir+json", null)]
    [InlineData("application/fhir+xml", "application/fhir+xml", null)]
    public async Task A_binary_is_read_as_the_resource_or_as_it_is(string? accept, string type, string? content)
    {
        await Give("Binary", Mark, "\"contentType\":\"text/plain\",\"data\":\"YWJj\"");
        foreach (var path in (string[])[$"Binary/{Mark}", $"Binary/{Mark}/_history/1"])
        {
            var read = (await Api.Send(HttpMethod.Get, path, (string?)null, accept is null ? [] : [("Accept", accept)])).Expect(200);
            Assert.StartsWith(type, read.Headers["Content-Type"], StringComparison.Ordinal);
            Assert.Equal("W/\"1\"", read.ETag);
            Assert.True(content is null ? read.Text.Contains("YWJj", StringComparison.Ordinal) : read.Text == content, read.Text);
        }
    }

    [Fact]
    public async Task Content_that_is_sent_as_it_is_comes_back_as_it_was()
    {
        byte[] bytes = [0, 1, 2, 250, 251, 255];
        var created = (await Api.Send(HttpMethod.Post, "Binary", FhirClient.Content(bytes, "application/octet-stream"))).Expect(201);
        var read = (await Api.Send(HttpMethod.Get, $"Binary/{created.Id}", (string?)null, ("Accept", "application/octet-stream"))).Expect(200);
        Assert.Equal(bytes, read.Bytes);
        Assert.Equal("application/octet-stream", read.Headers["Content-Type"]);
    }

    [Fact]
    public async Task What_a_write_is_made_on_condition_of_holds_for_content_as_it_is_too()
    {
        HttpContent Text(string text) => FhirClient.Content(System.Text.Encoding.UTF8.GetBytes(text), "text/plain");
        (await Api.Send(HttpMethod.Put, $"Binary/{Mark}", Text("first"), ("If-None-Match", "*"))).Expect(201);
        (await Api.Send(HttpMethod.Put, $"Binary/{Mark}", Text("second"), ("If-None-Match", "*"))).Expect(412);
        (await Api.Send(HttpMethod.Put, $"Binary/{Mark}", Text("second"), ("If-Match", "W/\"7\""))).Expect(412);
        Assert.Equal(Mark, (await Api.Send(HttpMethod.Post, "Binary", Text("third"), ("If-None-Exist", $"_id={Mark}"))).Expect(200).Id);
        (await Api.Send(HttpMethod.Post, "Binary", Text("third"), ("If-None-Exist", "_count=1"))).Expect(400);

        var read = await Api.Send(HttpMethod.Get, $"Binary/{Mark}", (string?)null, ("Accept", "text/plain"));
        Assert.Equal(("first", "W/\"1\""), (read.Text, read.ETag));
    }

    [Fact]
    public async Task What_is_no_id_below_a_type_with_routes_of_its_own_is_what_it_is_elsewhere()
    {
        foreach (var type in (string[])["Binary", "OperationDefinition"])
        {
            Assert.Equal("history", (await Api.Get($"{type}/_history")).Expect(200).Json["type"]!.GetValue<string>());
            Assert.Equal("Parameters", (await Api.Get($"{type}/$meta")).Expect(200).Json["resourceType"]!.GetValue<string>());
        }
    }
}

public sealed class SqliteBinary() : BinaryScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBinary() : BinaryScenarios(Dialect.PostgreSql);
