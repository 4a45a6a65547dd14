using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>Everything that /metadata announces is called: every interaction and every operation of every type, at each of its levels.</summary>
public abstract class AnnouncedScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Codes = "http://example.org/announced";
    private const string Lines = """{"resourceType":"Basic","id":"imported","code":{"text":"x"}}""";

    // By the id of the OperationDefinition: what is asked at a level of a type, and the kind of resource that is answered. {0} is the type.
    private static readonly Dictionary<string, (string Kind, string? System, string? Type, string? Instance)> Calls = new()
    {
        ["Resource-validate"] = ("OperationOutcome", null, "POST {0}/$validate {resource}", "POST {0}/x/$validate {resource}"),
        ["Resource-meta"] = ("Parameters", "GET $meta", "GET {0}/$meta", "GET {0}/x/$meta"),
        ["Resource-meta-add"] = ("Parameters", null, null, "POST {0}/x/$meta-add {meta}"),
        ["Resource-meta-delete"] = ("Parameters", null, null, "POST {0}/x/$meta-delete {meta}"),
        ["CodeSystem-validate-code"] = ("Parameters", null, $"GET CodeSystem/$validate-code?url={Codes}&code=a", "GET CodeSystem/codes/$validate-code?code=a"),
        ["CodeSystem-lookup"] = ("Parameters", null, $"GET CodeSystem/$lookup?system={Codes}&code=a", null),
        ["CodeSystem-subsumes"] = ("Parameters", null, $"GET CodeSystem/$subsumes?system={Codes}&codeA=a&codeB=b", "GET CodeSystem/codes/$subsumes?codeA=a&codeB=b"),
        ["ValueSet-expand"] = ("ValueSet", null, $"GET ValueSet/$expand?url={Codes}/all", "GET ValueSet/codes/$expand"),
        ["ValueSet-validate-code"] = ("Parameters", null, $"GET ValueSet/$validate-code?url={Codes}/all&system={Codes}&code=a", $"GET ValueSet/codes/$validate-code?system={Codes}&code=a"),
        ["ConceptMap-translate"] = ("Parameters", null, $"GET ConceptMap/$translate?url={Codes}/map&system={Codes}&code=a", $"GET ConceptMap/map/$translate?system={Codes}&code=a"),
        ["Composition-document"] = ("Bundle", null, "GET Composition/$document?id=x", "GET Composition/x/$document"),
        ["List-find"] = ("List", null, "GET List/$find?patient=x&name=announced", null),
        ["Patient-everything"] = ("Bundle", null, "CITIZEN Patient/$everything", "GET Patient/x/$everything"),
        ["Patient-access-log"] = ("Bundle", null, null, "GET Patient/x/$access-log"),
        ["Practitioner-access-log"] = ("Bundle", null, null, "GET Practitioner/x/$access-log"),
        ["Encounter-everything"] = ("Bundle", null, null, "GET Encounter/x/$everything"),
        ["Observation-lastn"] = ("Bundle", null, "GET Observation/$lastn?patient=x&code=x", null),
        ["Observation-stats"] = ("Parameters", null, "GET Observation/$stats?subject=Patient/x&code=x&system=urn:x&statistic=average", null),
        ["export"] = ("", "GET $export", null, null),
        ["patient-export"] = ("", null, "GET Patient/$export", null),
        ["group-export"] = ("", null, null, "GET Group/x/$export"),
        ["import"] = ("body", "POST $import {lines}", null, null),
        ["backport-subscription-status"] = ("Bundle", null, "GET Subscription/$status", "GET Subscription/x/$status"),
        ["backport-subscription-events"] = ("Bundle", null, null, "GET Subscription/x/$events"),
    };

    [Fact]
    public async Task Every_announced_search_parameter_can_be_read()
    {
        var announced = (await Api.Anonymous.Get("metadata")).Expect(200).Json["rest"]![0]!["resource"]!.AsArray()
            .SelectMany(r => r!["searchParam"]!.AsArray(), (r, p) => (Type: r!["type"]!.GetValue<string>(), Name: p!["name"]!.GetValue<string>(), Url: p["definition"]!.GetValue<string>()))
            .DistinctBy(p => p.Url).ToList();
        Assert.True(announced.Count > 1000, $"{announced.Count} search parameters are announced");
        foreach (var (type, name, url) in announced)
        {
            var definition = (await Api.Get($"SearchParameter/{url.Split('/')[^1]}")).Expect(200).Json;
            Assert.Equal((url, name), (definition["url"]!.GetValue<string>(), definition["code"]!.GetValue<string>()));
            Assert.Contains(definition["base"]!.AsArray().Select(b => b!.GetValue<string>()), b => b == type || b is "Resource" or "DomainResource");
        }
    }

    [Fact]
    public async Task Every_announced_operation_answers_at_every_level_and_its_definition_can_be_read()
    {
        await GiveAll();
        var rest = (await Api.Anonymous.Get("metadata")).Expect(200).Json["rest"]![0]!;
        var failures = new List<string>();
        var calls = 0;
        foreach (var (type, operation) in Announced(rest))
        {
            var canonical = operation["definition"]!.GetValue<string>();
            var id = canonical.Split('/')[^1];
            var definition = await Api.Get($"OperationDefinition/{id}");
            if (definition.Status != 200 || definition.Json["url"]!.GetValue<string>() != canonical || definition.Json["code"]!.GetValue<string>() != operation["name"]!.GetValue<string>() || !Calls.TryGetValue(id, out var call))
            {
                failures.Add($"{type} ${operation["name"]} ({canonical}) has no definition, or no call here: {definition.Status}");
                continue;
            }

            (bool Has, string? Call)[] levels = type is null
                ? [(true, call.System)]
                : [(definition.Json["type"]!.GetValue<bool>(), call.Type), (definition.Json["instance"]!.GetValue<bool>(), call.Instance)];
            foreach (var (has, at) in levels.Where(l => l.Has || l.Call is not null))
            {
                calls++;
                var trouble = has && at is not null ? await Trouble(at, type ?? "", call.Kind) : "is at a level that its definition or this test does not know";
                failures.AddRange(trouble is null ? [] : [$"{at ?? $"{type} ${operation["name"]}"}: {trouble}"]);
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {calls} calls fail:\n{string.Join('\n', failures.Take(20))}");
        Assert.Equal(Calls.Keys.Order(), Announced(rest).Select(o => o.Operation["definition"]!.GetValue<string>().Split('/')[^1]).Distinct().Order());
        Assert.InRange(calls, 146 * 6, 146 * 6 + 40);
    }

    [Fact]
    public async Task Every_announced_interaction_of_every_type_answers()
    {
        var failures = new List<string>();
        var rest = (await Api.Anonymous.Get("metadata")).Expect(200).Json["rest"]![0]!;
        foreach (var resource in rest["resource"]!.AsArray())
        {
            var type = resource!["type"]!.GetValue<string>();
            var body = LeastResource.Of(type, "y").ToJsonString();
            var unnamed = LeastResource.Of(type, "y");
            unnamed.Remove("id");
            foreach (var (interaction, status, call) in (IEnumerable<(string, int, Func<Task<Answer>>)>)
                [
                    ("create", 201, () => Api.Post(type, unnamed.ToJsonString())),
                    ("update", 201, () => Api.Put($"{type}/y", body)),
                    ("read", 200, () => Api.Get($"{type}/y")),
                    ("vread", 200, () => Api.Get($"{type}/y/_history/1")),
                    ("patch", 200, () => Api.Send(HttpMethod.Patch, $"{type}/y", FhirClient.Content("""[{"op":"add","path":"/language","value":"da"}]"""u8.ToArray(), "application/json-patch+json"))),
                    ("search-type", 200, () => Api.Get($"{type}?_id=y")),
                    ("history-instance", 200, () => Api.Get($"{type}/y/_history")),
                    ("history-type", 200, () => Api.Get($"{type}/_history")),
                    ("delete", 204, () => Api.Delete($"{type}/y")),
                ])
            {
                var answer = await call();
                var isAnnounced = resource["interaction"]!.AsArray().Any(i => i!["code"]!.GetValue<string>() == interaction);
                failures.AddRange(answer.Status == status && isAnnounced ? [] : [$"{interaction} of {type}: {answer.Status} {answer.Text}"]);
            }

            Assert.Equal(9, resource["interaction"]!.AsArray().Count);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} interactions fail:\n{string.Join('\n', failures.Take(20))}");
        Assert.Equal(["batch", "history-system", "search-system", "transaction"], rest["interaction"]!.AsArray().Select(i => i!["code"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        (await Api.Get("_history?_count=1")).Expect(200);
        (await Api.Get("?_type=Patient&_count=1")).Expect(200);
        (await Api.Post("", """{"resourceType":"Bundle","type":"batch"}""")).Expect(200);
        (await Api.Post("", """{"resourceType":"Bundle","type":"transaction"}""")).Expect(200);
    }

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);
        services.AddSubscriptions(new SubscriptionOptions("http://127.0.0.1/fhir", false, []));
    }

    private static IEnumerable<(string? Type, JsonNode Operation)> Announced(JsonNode rest) =>
        rest["operation"]!.AsArray().Select(o => ((string?)null, o!)).Concat(rest["resource"]!.AsArray().SelectMany(r => (r!["operation"]?.AsArray() ?? []).Select(o => ((string?)r["type"]!.GetValue<string>(), o!))));

    private async Task GiveAll()
    {
        var failures = new List<string>();
        foreach (var type in (await Api.Anonymous.Get("metadata")).Json["rest"]![0]!["resource"]!.AsArray().Select(r => r!["type"]!.GetValue<string>()))
        {
            var answer = await Api.Put($"{type}/x", LeastResource.Of(type, "x").ToJsonString());
            failures.AddRange(answer.Status == 201 ? [] : [$"{type}: {answer.Status} {answer.Text}"]);
        }

        Assert.True(failures.Count == 0, $"{failures.Count} least resources are refused:\n{string.Join('\n', failures)}");
        await Give("CodeSystem", "codes", $$""" "url":"{{Codes}}","status":"active","content":"complete","valueSet":"{{Codes}}/all","concept":[{"code":"a","display":"A","concept":[{"code":"b"}]}] """);
        await Give("List", "announced", "\"status\":\"current\",\"mode\":\"working\",\"code\":{\"coding\":[{\"code\":\"announced\"}]},\"subject\":{\"reference\":\"Patient/x\"}");
        await Give("ValueSet", "codes", $$""" "url":"{{Codes}}/all","status":"active","compose":{"include":[{"system":"{{Codes}}"}]} """);
        await Give("ConceptMap", "map", $$""" "url":"{{Codes}}/map","status":"active","group":[{"source":"{{Codes}}","target":"urn:other","element":[{"code":"a","target":[{"code":"z","equivalence":"equal"}]}]}] """);
    }

    private async Task<string?> Trouble(string call, string type, string kind)
    {
        var parts = call.Replace("{0}", type, StringComparison.Ordinal).Split(' ', 3);

        // For a citizen, Patient/$everything is the citizen's own record; others must say whose.
        var api = parts[0] == "CITIZEN" ? As(new Caller(CallerKind.Citizen, "Patient/x", "X", "citizen")) : Api;
        var answer = await api.Send(parts[0] == "POST" ? HttpMethod.Post : HttpMethod.Get, parts[1], parts.Length == 3 ? Body(parts[2], type) : null, kind.Length == 0 ? [("Prefer", "respond-async"), ("Accept", FhirClient.FhirJson)] : []);
        if (kind.Length == 0)
        {
            // It runs in the background: where it is told how far it is.
            return answer.Status == 202 && (await Api.Get(answer.Headers["Content-Location"])).Status is 200 or 202 ? null : $"{answer.Status} {answer.Text}";
        }

        return answer.Status == 200 && (kind == "body" || answer.Json["resourceType"]!.GetValue<string>() == kind) ? null : $"{answer.Status} {answer.Text}";
    }

    private static HttpContent Body(string name, string type) => name switch
    {
        "{lines}" => FhirClient.Content(Encoding.UTF8.GetBytes(Lines), "application/fhir+ndjson"),
        "{meta}" => Parameters("""{"name":"meta","valueMeta":{"tag":[{"system":"urn:t","code":"announced"}]}}"""),
        _ => Parameters($$"""{"name":"resource","resource":{{LeastResource.Of(type, "x").ToJsonString()}}}"""),
    };

    private static HttpContent Parameters(string parameter) =>
        FhirClient.Content(Encoding.UTF8.GetBytes($$"""{"resourceType":"Parameters","parameter":[{{parameter}}]}"""), FhirClient.FhirJson);
}

public sealed class SqliteAnnounced() : AnnouncedScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlAnnounced() : AnnouncedScenarios(Dialect.PostgreSql);
