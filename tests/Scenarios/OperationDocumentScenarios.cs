using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Composition/$document: https://hl7.org/fhir/R4/composition-operation-document.html.</summary>
public abstract class OperationDocumentScenarios(Dialect dialect) : HostedTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Organization", "org", "\"name\":\"Org\"");
        await Give("Practitioner", "gp", "\"active\":true");
        await Give("PractitionerRole", "role", "\"practitioner\":{\"reference\":\"Practitioner/gp\"},\"organization\":{\"reference\":\"Organization/org\"}");
        await Give("Patient", "me", "\"active\":true");
        await Give("Patient", "you", "\"active\":true");
        await Give("Observation", "o", "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/me\"},\"performer\":[{\"reference\":\"PractitionerRole/role\"}],\"focus\":[{\"reference\":\"Patient/you\"}]");
        await Give("Composition", "c", """
            "status":"final","type":{"text":"x"},"subject":{"reference":"Patient/me"},"date":"2026-01-01","author":[{"reference":"PractitionerRole/role"}],"title":"T",
            "section":[{"title":"S","entry":[{"reference":"Observation/o"},{"reference":"Observation/gone"}]}]
            """);
    }

    [Fact]
    public async Task A_document_begins_with_the_composition_and_holds_what_it_leads_to_once()
    {
        foreach (var path in (string[])["Composition/c/$document", "Composition/$document?id=c", $"Composition/$document?id={Address}/fhir/Composition/c"])
        {
            var document = (await Api.Get(path)).Expect(200);
            Assert.Equal("document", document.Json["type"]!.GetValue<string>());
            Assert.NotNull(document.Json["identifier"]!["value"]);
            Assert.NotNull(document.Json["timestamp"]);
            Assert.Equal(["Composition/c", "Patient/me", "PractitionerRole/role", "Observation/o", "Practitioner/gp", "Organization/org", "Patient/you"], Names(document));
            Assert.All(document.Entries, e => Assert.EndsWith($"/fhir/{e["resource"]!["resourceType"]}/{e["resource"]!["id"]}", e["fullUrl"]!.GetValue<string>(), StringComparison.Ordinal));
        }

        Assert.Empty((await Api.Get("Bundle")).Expect(200).Entries);
    }

    [Fact]
    public async Task A_document_is_kept_when_that_is_asked_for()
    {
        foreach (var path in (string[])["Composition/c/$document?persist=true", "Composition/$document?id=c&persist=true"])
        {
            Assert.Contains("POST", (await Api.Get(path)).Expect(400).Diagnostics, StringComparison.Ordinal);
        }

        Assert.Empty((await Api.Get("Bundle")).Expect(200).Entries);
        var kept = (await Api.Send(HttpMethod.Post, "Composition/c/$document?persist=true")).Expect(200);
        Assert.EndsWith($"/fhir/Bundle/{kept.Id}/_history/1", kept.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal(kept.Text, (await Api.Get(kept.Headers["Location"])).Expect(200).Text);
        var read = (await Api.Get($"Bundle/{kept.Id}")).Expect(200);
        Assert.Equal(kept.Text, read.Text);
        Assert.Equal(7, read.Entries.Count);
    }

    [Fact]
    public async Task What_the_caller_may_not_see_is_not_in_it()
    {
        Assert.DoesNotContain("Patient/you", Names((await As(Me).Get("Composition/c/$document")).Expect(200)));
        (await As(Me).Send(HttpMethod.Post, "Composition/c/$document?persist=true")).Expect(403);
        await Give("Composition", "yours", "\"status\":\"final\",\"type\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/you\"},\"date\":\"2026-01-01\",\"author\":[{\"reference\":\"Practitioner/gp\"}],\"title\":\"T\"");
        (await As(Me).Get("Composition/yours/$document")).Expect(404);
    }

    [Theory]
    [InlineData("Composition/none/$document", 404)]
    [InlineData("Composition/$document", 400)]
    [InlineData("Composition/$document?id=http://elsewhere/Composition/c", 400)]
    [InlineData("Composition/c/$document?id=c", 400)]
    [InlineData("Composition/c/$document?persist=maybe", 400)]
    [InlineData("Composition/c/$document?graph=http://x", 501)]
    public async Task What_cannot_be_done_is_said(string path, int status) => (await Api.Get(path)).Expect(status);

    private static List<string> Names(Answer answer) => [.. answer.Entries.Select(e => $"{e["resource"]!["resourceType"]}/{e["resource"]!["id"]}")];
}

public sealed class SqliteOperationDocument() : OperationDocumentScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlOperationDocument() : OperationDocumentScenarios(Dialect.PostgreSql);
