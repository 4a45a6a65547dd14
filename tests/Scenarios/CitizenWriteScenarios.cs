using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What a citizen may write besides consents: a report of an error, how they are reached, what they need; and nothing more.</summary>
public abstract class CitizenWriteScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const string Need = "https://helhed.example/fhir/CodeSystem/citizen-need";
    private static readonly Caller Parent = Me with { OnBehalfOf = "Patient/child" };
    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", "Organization/ward");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Organization", "ward", "\"name\":\"W\"");
        await Give("Patient", "me", $$"""
            "identifier":[{"system":"{{Cpr}}","value":"0101800001"}],"birthDate":"1980-01-01","name":[{"family":"Me"}],"telecom":[{"system":"phone","value":"12345678"}]
            """);
        await Give("Patient", "child", $$"""
            "identifier":[{"system":"{{Cpr}}","value":"0101180002"}],"birthDate":"2018-01-01"
            """);
        await Give("Patient", "stranger", "\"birthDate\":\"1980-01-01\"");
        await Give("RelatedPerson", "tie", $$"""
            "patient":{"reference":"Patient/child"},"identifier":[{"system":"{{Cpr}}","value":"0101800001"}],"relationship":[{"coding":[{"code":"PARAUTH"}]}]
            """);
        await Give("Condition", "line", "\"subject\":{\"reference\":\"Patient/me\"},\"code\":{\"text\":\"x\"}");
    }

    [Fact]
    public async Task A_report_reaches_the_unit_which_sees_the_record_while_it_is_open()
    {
        (await As(Nurse).Get("Condition/line")).Expect(404);
        var made = await Store.Create(Me, "Task", Report("me", "me"), Ct);
        Assert.True(made.IsOk, made.Problem?.Message);
        (await As(Nurse).Get("Condition/line")).Expect(200);
        Assert.True((await Store.Read(Me, "Task", made.Value.Id, Ct)).IsOk);

        // The unit answers; the citizen reads it and changes nothing.
        var task = JsonNode.Parse(made.Value.Json.Span)!.AsObject();
        task["status"] = "completed";
        var answered = await Store.Update(Nurse, "Task", made.Value.Id, Bytes(task), 1, Ct);
        Assert.True(answered.IsOk, answered.Problem?.Message);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Update(Me, "Task", made.Value.Id, Report("me", "me"), null, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Delete(Me, "Task", made.Value.Id, null, Ct)).Problem!.Kind);
    }

    [Fact]
    public async Task A_report_is_for_whom_one_sees_and_of_its_own_form()
    {
        Assert.True((await Store.Create(Parent, "Task", Report("child", "me"), Ct)).IsOk);
        await Refused(Me, "Task", Report("child", "me"));
        await Refused(Me, "Task", Report("stranger", "me"));
        await Refused(Me with { OnBehalfOf = "Patient/stranger" }, "Task", Report("stranger", "me"));
        await Refused(Me, "Task", Report("me", "stranger"));
        foreach (var (name, value) in new (string, JsonNode)[] { ("status", "completed"), ("intent", "order"), ("owner", Ref("Practitioner/nurse")), ("note", new JsonArray(new JsonObject { ["text"] = "x" })) })
        {
            var task = JsonNode.Parse(Report("me", "me").Span)!.AsObject();
            task[name] = value;
            await Refused(Me, "Task", Bytes(task));
        }

        var without = JsonNode.Parse(Report("me", "me").Span)!.AsObject();
        without.Remove("focus");
        await Refused(Me, "Task", Bytes(without));
    }

    [Fact]
    public async Task Who_may_see_visits_alone_asks_about_one_that_they_see_and_writes_nothing_else()
    {
        var helper = new Caller(CallerKind.Citizen, "Patient/stranger", "Helper", "citizen") { OnBehalfOf = "Patient/me" };
        foreach (var (id, patient) in new[] { ("mine", "me"), ("childs", "child") })
        {
            await Give("Appointment", id, $$"""
                "status":"booked","start":"2026-12-01T09:00:00Z","end":"2026-12-01T09:15:00Z","participant":[{"actor":{"reference":"Patient/{{patient}}"},"status":"accepted"}]
                """);
        }

        await Refused(helper, "Task", Question("Appointment/mine"));
        const string Mandate = """
            "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/me"},
            "provision":{"type":"permit","class":[{"system":"http://hl7.org/fhir/resource-types","code":"Appointment"}],"actor":[{"role":{"text":"x"},"reference":{"reference":"Patient/stranger"}}]}
            """;
        await Give("Consent", "mandate", $"\"status\":\"active\",{Mandate}");
        var asked = await Store.Create(helper, "Task", Question("Appointment/mine"), Ct);
        Assert.True(asked.IsOk, asked.Problem?.Message);
        Assert.Equal(ProblemKind.NotFound, (await Store.Read(helper, "Task", asked.Value.Id, Ct)).Problem?.Kind);
        Assert.True((await Store.Read(Me, "Task", asked.Value.Id, Ct)).IsOk);
        await Refused(helper, "Task", Question("Appointment/childs"));
        await Refused(helper, "Task", Question("Appointment/none"));
        await Refused(helper, "Task", Question("Condition/line"));
        await Refused(helper, "Task", Report("me", "stranger"));
        await Refused(helper with { Client = "app", Scopes = "user/*.cruds" }, "Task", Question("Appointment/mine"));

        // With the mandate it ends.
        (await Api.Put("Consent/mandate", $$"""{"resourceType":"Consent","id":"mandate","status":"inactive",{{Mandate}} }""")).Expect(200);
        await Refused(helper, "Task", Question("Appointment/mine"));
    }

    [Fact]
    public async Task One_changes_how_oneself_is_reached_and_nothing_else_of_the_Patient()
    {
        Assert.True((await Change(Me, "me", p => p["telecom"] = new JsonArray(new JsonObject { ["system"] = "email", ["value"] = "a@b.dk" }))).IsOk);
        Assert.True((await Change(Me, "me", p => p["contact"] = new JsonArray(new JsonObject { ["name"] = new JsonObject { ["text"] = "Nabo" } }))).IsOk);
        foreach (var change in new Action<JsonObject>[]
        {
            p => p["birthDate"] = "1990-01-01",
            p => p.Remove("identifier"),
            p => p["generalPractitioner"] = new JsonArray(Ref("Organization/ward")),
            p => p["address"] = new JsonArray(new JsonObject { ["city"] = "Køge" }),
            p => p["meta"] = new JsonObject { ["security"] = new JsonArray(new JsonObject { ["code"] = "R" }) },
            p => { p["telecom"] = new JsonArray(); p["active"] = false; p.Remove("telecom"); },
            _ => { },
        })
        {
            Assert.Equal(ProblemKind.Forbidden, (await Change(Me, "me", change)).Problem?.Kind);
        }

        var mine = JsonNode.Parse((await Store.Read(Me, "Patient", "me", Ct)).Value.Json.Span)!.AsObject();
        mine["id"] = "child";
        Assert.Equal(ProblemKind.Forbidden, (await Store.Update(Parent, "Patient", "child", Bytes(mine), null, Ct)).Problem!.Kind);
        mine["id"] = "stranger";
        var hidden = await Store.Update(Me, "Patient", "stranger", Bytes(mine), null, Ct);
        mine["id"] = "free";
        var free = await Store.Update(Me, "Patient", "free", Bytes(mine), null, Ct);
        Assert.Equal((ProblemKind.NotFound, ProblemKind.NotFound), (hidden.Problem!.Kind, free.Problem!.Kind));
        mine.Remove("id");
        await Refused(Me, "Patient", Bytes(mine));
    }

    [Fact]
    public async Task One_says_what_one_needs_and_takes_no_warning_of_others_away()
    {
        var made = await Store.Create(Me, "Flag", Flag("me", Need), Ct);
        Assert.True(made.IsOk, made.Problem?.Message);
        var flag = JsonNode.Parse(made.Value.Json.Span)!.AsObject();
        flag["status"] = "inactive";
        Assert.True((await Store.Update(Me, "Flag", made.Value.Id, Bytes(flag), 1, Ct)).IsOk);
        await Refused(Me, "Flag", Flag("me", "http://other"));
        await Refused(Me, "Flag", Flag("stranger", Need));
        await Give("Flag", "warning", "\"status\":\"active\",\"code\":{\"text\":\"Allergi\"},\"subject\":{\"reference\":\"Patient/me\"}");
        var turned = JsonNode.Parse(Flag("me", Need).Span)!.AsObject();
        turned["id"] = "warning";
        Assert.Equal(ProblemKind.Forbidden, (await Store.Update(Me, "Flag", "warning", Bytes(turned), null, Ct)).Problem!.Kind);
    }

    private async Task Refused(Caller caller, string type, ReadOnlyMemory<byte> json) =>
        Assert.Equal(ProblemKind.Forbidden, (await Store.Create(caller, type, json, Ct)).Problem?.Kind);

    private async Task<Outcome<Helhed.Records.StoredResource>> Change(Caller caller, string id, Action<JsonObject> change)
    {
        var patient = JsonNode.Parse((await Store.Read(Caller.Program, "Patient", id, Ct)).Value.Json.Span)!.AsObject();
        change(patient);
        return await Store.Update(caller, "Patient", id, Bytes(patient), null, Ct);
    }

    private new async Task Give(string type, string id, string members) =>
        (await Api.Put($"{type}/{id}", $$"""{"resourceType":"{{type}}","id":"{{id}}",{{members}}}""")).Expect(201);

    private static ReadOnlyMemory<byte> Report(string patient, string requester) => Encoding.UTF8.GetBytes($$"""
        {"resourceType":"Task","status":"requested","intent":"proposal","code":{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/case","code":"record-error"}]},
        "focus":{"reference":"Condition/line"},"for":{"reference":"Patient/{{patient}}"},"authoredOn":"2026-01-01T00:00:00Z","requester":{"reference":"Patient/{{requester}}"},"owner":{"reference":"Organization/ward"} }
        """);

    private static ReadOnlyMemory<byte> Question(string about) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Report("me", "stranger").Span)
        .Replace("record-error", "visit-question", StringComparison.Ordinal).Replace("Condition/line", about, StringComparison.Ordinal));

    private static ReadOnlyMemory<byte> Flag(string patient, string system) => Encoding.UTF8.GetBytes($$"""
        {"resourceType":"Flag","status":"active","category":[{"coding":[{"system":"{{system}}","code":"hearing"}]}],"code":{"text":"Hører dårligt"},
        "subject":{"reference":"Patient/{{patient}}"},"author":{"reference":"Patient/{{patient}}"} }
        """);

    private static JsonObject Ref(string reference) => new() { ["reference"] = reference };

    private static ReadOnlyMemory<byte> Bytes(JsonObject resource) => Encoding.UTF8.GetBytes(resource.ToJsonString());
}

public sealed class SqliteCitizenWrites() : CitizenWriteScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCitizenWrites() : CitizenWriteScenarios(Dialect.PostgreSql);
