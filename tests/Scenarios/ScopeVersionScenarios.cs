using Helhed.Access;
using Helhed.Access.Scopes;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;
using Helhed.Records.Searching;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What an app whose scopes have queries sees of earlier versions: those that a search would have found when they were current.</summary>
public abstract class ScopeVersionScenarios(Dialect dialect) : HostedTest(dialect)
{
    private static readonly string[] Queries =
    [
        "category=lab", "category=urn:c|lab", "category=urn:c|", "category=|plain,urn:c|lab", "status=http://hl7.org/fhir/observation-status|final", "status=final,amended",
        "date=ge2026-02", "date=2026-03", "date=lt2027&status=final", "date=sa2026-01-15", "subject=Patient/a", "subject=a,b", "patient=Patient/a", "value-string=gr%C3%B8n", "combo-code=x", "code=urn:k|x",
        "identifier=urn:i|7", "_lastUpdated=ge2000",
    ];

    private static readonly string[] Versions =
    [
        """ "status":"preliminary","category":[{"coding":[{"system":"urn:c","code":"vital"}]}],"code":{"coding":[{"code":"y"}]},"subject":{"reference":"Patient/b"},"effectiveDateTime":"2026-01-10","valueString":"gul" """,
        """ "status":"final","category":[{"coding":[{"code":"plain"}]}],"code":{"coding":[{"code":"y"}]},"subject":{"reference":"Patient/a"},"effectiveDateTime":"2026-02" """,
        """ "status":"amended","category":[{"coding":[{"code":"lab"}]}],"code":{"coding":[{"system":"urn:k","code":"y"}]},"effectivePeriod":{"start":"2026-01-20"},"component":[{"code":{"coding":[{"code":"x"}]},"valueString":"gr\u00f8n"}] """,
        """ "status":"final","contained":[{"resourceType":"Observation","id":"c","status":"final","category":[{"coding":[{"system":"urn:c","code":"lab"}]}],"code":{"text":"x"}}],"hasMember":[{"reference":"#c"}],"code":{"text":"x"},"subject":{"reference":"Group/a"},"identifier":[{"system":"urn:j","value":"7"}] """,
        """ "status":"final","identifier":[{"system":"urn:i","value":"7"}],"category":[{"coding":[{"system":"urn:c","code":"lab"}]}],"code":{"coding":[{"system":"urn:k","code":"x"}]},"subject":{"reference":"Patient/a"},"effectiveDateTime":"2026-03-02T10:00:00Z","valueString":"Gr\u00f8nlig" """,
    ];

    [Fact]
    public async Task Earlier_versions_are_seen_by_what_they_held()
    {
        await Give("Patient", "a", "\"active\":true");
        await Give("Patient", "b", "\"active\":true");
        var found = new Dictionary<string, List<bool>>();
        foreach (var version in Versions)
        {
            await Give("Observation", "o", version);
            foreach (var query in Queries)
            {
                (found.TryGetValue(query, out var list) ? list : found[query] = []).Add((await App(query).Get("Observation?_id=o")).Expect(200).MatchIds.Count == 1);
            }
        }

        foreach (var (query, expected) in found)
        {
            Assert.True(expected[^1], $"{query} is to let the last version through, or there is no history to see");
            for (var v = 1; v <= Versions.Length; v++)
            {
                var status = (await App(query).Get($"Observation/o/_history/{v}")).Status;
                Assert.True(status == (expected[v - 1] ? 200 : 404), $"{query}: version {v} was {(expected[v - 1] ? "" : "not ")}found, and is answered with {status}");
            }

            var shown = (await App(query).Get("Observation/o/_history")).Expect(200).Entries.Select(e => int.Parse(e["resource"]!["meta"]!["versionId"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(Enumerable.Range(1, Versions.Length).Reverse().Where(v => expected[v - 1]), shown);
        }

        Assert.Contains(found.Values, f => f[0]);
        Assert.Contains(found.Values, f => f[1] && !f[0]);
    }

    [Fact]
    public async Task What_is_no_plain_query_lets_nothing_through()
    {
        await Give("Observation", "o", Versions[1]);
        foreach (var query in (string[])["category:not=lab", "code:in=urn:x", "category=%7C"])
        {
            Assert.NotEqual(200, (await App(query).Get("Observation/o/_history/1")).Status);
        }
    }

    // 403 and 404 are told apart by what the app may do, never by whether something hidden is there.
    [Fact]
    public async Task What_an_app_may_not_write_answers_alike_whether_it_is_hidden_or_not_there()
    {
        await Give("Observation", "hidden", Versions[0]);
        var nurse = new Caller(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", "Organization/ward");
        var system = new Caller(CallerKind.System, "Device/app", "App", "system");
        foreach (var (caller, scopes, put) in new (Caller, string, int)[]
        {
            (nurse, "user/Observation.u", 404), (nurse, "user/Observation.c", 403), (nurse, "user/Observation.cu", 404), (nurse, "user/Observation.rs", 403), (nurse, "user/Observation.rd", 403),
            (system, "system/Observation.u?category=lab", 404), (system, "system/Observation.rs?category=lab", 403),
        })
        {
            var client = As(caller with { Client = "app", Scopes = scopes });
            foreach (var method in (string[])["PUT", "PATCH", "DELETE"])
            {
                var (hidden, absent) = (await Told(client, method, "hidden"), await Told(client, method, "absent"));
                Assert.True(hidden == absent, $"{scopes}: {method} answers {hidden} of what is hidden, and {absent} of what is not there");
                Assert.True(method != "PUT" || hidden.StartsWith(put.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), $"{scopes}: {hidden}");
            }
        }

        // What it may do it does: an id that is free is a system's to take.
        (await As(system with { Scopes = "system/Observation.c" }).Put("Observation/absent", $$"""{"resourceType":"Observation","id":"absent",{{Versions[0]}}}""")).Expect(201);

        async Task<string> Told(FhirClient client, string method, string id)
        {
            var body = method == "PUT" ? $$"""{"resourceType":"Observation","id":"{{id}}",{{Versions[0]}}}""" : """[{"op":"test","path":"/status","value":"final"}]""";
            var answer = method == "DELETE" ? await client.Delete($"Observation/{id}")
                : await client.Send(new HttpMethod(method), $"Observation/{id}", FhirClient.Content(System.Text.Encoding.UTF8.GetBytes(body), method == "PUT" ? FhirClient.FhirJson : "application/json-patch+json"));
            return $"{answer.Status} {answer.Headers.GetValueOrDefault("X-Access-Rule")} {answer.Text}".Replace(id, "#", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_can_be_asked_for_is_what_the_store_can_hold_a_resource_against()
    {
        foreach (var type in R4Definitions.Default.ResourceTypes)
        {
            foreach (var code in R4Definitions.Default.ParametersFor(type.Name).Select(p => p.Code).Append("nonsense"))
            {
                foreach (var (modifier, value) in new[] { ("", "x"), ("", "2026-01-01"), (":not", "x"), (":missing", "true"), (":text", "x"), (":exact", "x"), (".name", "x") })
                {
                    var query = $"{code}{modifier}={value}";
                    var isAsked = ScopeSet.Parse($"system/{type.Name}.rs?{query}").IsOk;
                    var isDate = R4Definitions.Default.ParametersFor(type.Name).Any(p => p.Code == code && p.Type == SearchParameterType.Date);
                    var isHeld = ScopeConditions.Of(type, query) is not null && !(isDate && value == "x");
                    Assert.True(isAsked == (isHeld && modifier.Length == 0 && (code[0] != '_' || code is "_id" or "_lastUpdated" or "_security" or "_tag")), $"{type.Name}?{query}: asked for {isAsked}, held {isHeld}");
                }
            }
        }
    }

    private FhirClient App(string query) => As(new Caller(CallerKind.System, "Device/app", "App", "system") { Scopes = $"system/Observation.rs?{query}" });
}

public sealed class SqliteScopeVersion() : ScopeVersionScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlScopeVersion() : ScopeVersionScenarios(Dialect.PostgreSql);
