using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Tests.Modules.Support;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>Sends changes, compares the answers with what the oracle plans, and keeps in the oracle what was written.</summary>
internal sealed class OracleWrites(FhirClient api, ManualClock clock, OracleStore store, string place)
{
    public Task Make(IReadOnlyList<OracleChange> changes) => changes is [var one] ? Single(one) : Transaction(changes);

    private async Task Single(OracleChange change)
    {
        var expected = store.Plan(change);
        var path = change.Type + (change.Id is null ? "" : $"/{change.Id}") + (change is { Criteria: not null, Method: not "POST" } ? $"?{change.CriteriaText}" : "");
        List<(string, string)> headers = [];
        if (change.IfMatch is { } version)
        {
            headers.Add(("If-Match", string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"")));
        }

        if (change is { Criteria: not null, Method: "POST" })
        {
            headers.Add(("If-None-Exist", change.CriteriaText));
        }

        using var content = change.Patch is not null ? FhirClient.Content(Encoding.UTF8.GetBytes(JsonPatch(change)), "application/json-patch+json")
            : change.Body is { } body ? FhirClient.Content(Encoding.UTF8.GetBytes(body.ToJsonString()), FhirClient.FhirJson) : null;
        var answer = await api.Send(new HttpMethod(change.Method), path, content, [.. headers]);
        Assert.True(answer.Status == expected.Status, $"{place}: {change}: {answer.Status} where {expected.Status} was due. {answer.Text}");
        if (!expected.Writes)
        {
            return;
        }

        var id = expected.Id ?? answer.Id;
        store.Apply(Made(expected), change.Type, id, expected.Body, Now);
        if (expected.Body is not null)
        {
            Assert.Equal($"W/\"{store.Current(change.Type, id)!.Version.ToString(CultureInfo.InvariantCulture)}\"", answer.ETag);
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task Transaction(IReadOnlyList<OracleChange> changes)
    {
        var expected = Planned(changes);
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. changes.Select(Entry)]) };
        var answer = await api.Post("", bundle.ToJsonString());
        var said = string.Join("\n  ", changes.Zip(expected, (c, e) => $"{e.Status} {c}"));
        var failing = expected.Where(e => e.Status >= 400).Select(e => e.Status).ToHashSet();
        if (Doubled(changes, expected) || FindAnother(changes, expected))
        {
            failing.Add(400);
        }

        Assert.True(failing.Count == 0 ? answer.Status == 200 : failing.Contains(answer.Status), $"{place}: a transaction: {answer.Status} where {string.Join(" or ", failing.DefaultIfEmpty(200))} was due.\n  {said}\n{answer.Text}");
        if (failing.Count > 0)
        {
            return;
        }

        var entries = answer.Entries;
        Assert.Equal(changes.Count, entries.Count);
        var names = new Dictionary<string, string>();
        var ids = new string?[changes.Count];
        for (var i = 0; i < changes.Count; i++)
        {
            var response = entries[i]["response"]!;
            Assert.True(response["status"]!.GetValue<string>().StartsWith(expected[i].Status.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), $"{place}: entry {i} answered {response.ToJsonString()}\n  {said}");
            ids[i] = expected[i].Id ?? (expected[i].Status == 204 ? null : response["location"]!.GetValue<string>().Split('/')[^3]);
            if (changes[i].FullUrl is { } url)
            {
                names[url] = $"{changes[i].Type}/{ids[i]}";
            }
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (expected[i].Writes)
            {
                store.Apply(Made(expected[i]), changes[i].Type, ids[i]!, Named(expected[i].Body, names), Now);
            }
        }
    }

    // Deletions come first, so that the criteria of the others do not find what goes: https://hl7.org/fhir/R4/http.html#trules
    private List<Expected> Planned(IReadOnlyList<OracleChange> changes)
    {
        var behind = store.Copy();
        foreach (var change in changes.Where(c => c.Method == "DELETE"))
        {
            if (store.Plan(change) is { Writes: true, Id: { } id })
            {
                behind.Apply("DELETE", change.Type, id, null, Now);
            }
        }

        return [.. changes.Select(c => c is { Criteria: not null, Method: not "DELETE" } ? behind.Plan(c) : store.Plan(c))];
    }

    // What got an id of the server's was created, whatever the method: https://hl7.org/fhir/R4/http.html#cond-update
    private static string Made(Expected expected) => expected.Id is null ? "POST" : "PUT";

    // Each resource, and each criterion that makes one, may stand once.
    private static bool Doubled(IReadOnlyList<OracleChange> changes, IReadOnlyList<Expected> expected)
    {
        var known = changes.Zip(expected, (c, e) => (c.Type, Id: c.Id ?? e.Id)).Where(k => k.Id is not null).ToList();
        var makers = changes.Zip(expected, (Change, Expected) => (Change, Expected))
            .Where(p => p.Change is { Criteria: not null, Method: "POST" or "PUT" } && p.Expected.Writes).Select(p => (p.Change.Type, p.Change.CriteriaText)).ToList();
        return known.Distinct().Count() < known.Count || makers.Distinct().Count() < makers.Count;
    }

    // Nothing depends on the order of the entries: criteria of a creation find none of the other creations, those of an update or a patch none of the
    // other writes, asked of the store as it would be.
    private bool FindAnother(IReadOnlyList<OracleChange> changes, List<Expected> expected)
    {
        string Id(int i) => expected[i].Id ?? changes[i].Id ?? string.Create(CultureInfo.InvariantCulture, $"new-{i}");
        var after = store.Copy();
        var written = Enumerable.Range(0, changes.Count).Where(i => expected[i].Writes).ToList();
        var names = Enumerable.Range(0, changes.Count).Where(i => changes[i].FullUrl is not null).ToDictionary(i => changes[i].FullUrl!, i => $"{changes[i].Type}/{Id(i)}");
        written.ForEach(i => after.Apply(Made(expected[i]), changes[i].Type, Id(i), Named(expected[i].Body, names), Now));
        return Enumerable.Range(0, changes.Count).Where(i => changes[i] is { Criteria: not null, Method: not "DELETE" }).Any(i =>
            new OracleSearch(after).Find(changes[i].Type, [changes[i].Criteria!.Value]).Any(found => found.Id != Id(i)
                && written.Exists(j => changes[j].Type == found.Type && Id(j) == found.Id && (changes[i].Method != "POST" || changes[j].Method == "POST"))));
    }

    private static JsonObject? Named(JsonObject? body, Dictionary<string, string> names) => body is null ? null
        : JsonNode.Parse(names.Aggregate(body.ToJsonString(), (text, name) => text.Replace($"\"{name.Key}\"", $"\"{name.Value}\"", StringComparison.Ordinal)))!.AsObject();

    private static string JsonPatch(OracleChange change)
    {
        var operations = new JsonArray();
        var (test, set) = change.Patch!.Value;
        if (test is not null)
        {
            operations.Add(new JsonObject { ["op"] = "test", ["path"] = "/language", ["value"] = test });
        }

        operations.Add(set is null ? new JsonObject { ["op"] = "remove", ["path"] = "/language" } : new JsonObject { ["op"] = "add", ["path"] = "/language", ["value"] = set });
        return operations.ToJsonString();
    }

    private static JsonObject Entry(OracleChange change)
    {
        var url = change.Type + (change.Id is null ? "" : $"/{change.Id}") + (change is { Criteria: not null, Method: not "POST" } ? $"?{change.CriteriaText}" : "");
        var request = new JsonObject { ["method"] = change.Method, ["url"] = url };
        if (change is { Criteria: not null, Method: "POST" })
        {
            request["ifNoneExist"] = change.CriteriaText;
        }

        if (change.IfMatch is { } version)
        {
            request["ifMatch"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");
        }

        var entry = new JsonObject { ["request"] = request };
        if (change.FullUrl is { } fullUrl)
        {
            entry["fullUrl"] = fullUrl;
        }

        if (change.Patch is not null)
        {
            entry["resource"] = new JsonObject { ["resourceType"] = "Binary", ["contentType"] = "application/json-patch+json", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonPatch(change))) };
        }
        else if (change.Body is { } body)
        {
            entry["resource"] = body.DeepClone();
        }

        return entry;
    }
}
