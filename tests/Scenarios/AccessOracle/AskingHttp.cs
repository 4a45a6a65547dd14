using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Requests over HTTP: operations, batches and transactions, histories of everything, and that nothing tells the hidden from the absent.</summary>
internal sealed partial class AskingHttp(Asking ask, World world, Making make, Random random, Func<Caller, FhirClient> clientOf)
{
    // What the answer's headers may tell: no ETag and no time of what is not there.
    private static readonly string[] Telling = ["ETag", "Last-Modified", "Location", "Content-Location", "Content-Type", "X-Access-Rule"];

    private static readonly (string Method, string Path)[] Ways =
        [("GET", ""), ("HEAD", ""), ("GET", "/_history"), ("GET", "/_history/1"), ("GET", "?_elements=id"), ("GET", "/$everything"), ("PUT", ""), ("DELETE", "")];

    private const string MetaToAdd = """{"resourceType":"Parameters","parameter":[{"name":"meta","valueMeta":{"tag":[{"system":"urn:x","code":"x"}]}}]}""";
    private const string TestPatch = """[{"op":"test","path":"/status","value":"final"}]""";

    // Conditions on versions and times, changes that are conditional, operations, and the same inside of bundles. T is the type and # the id.
    private static readonly SideDoor[] SideDoors =
    [
        new("GET", "T/#", "If-None-Match", "W/\"1\""), new("GET", "T/#", "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"), new("GET", "T/#/_history/2"), new("GET", "T/#/_history?_count=0"), new("GET", "T/#?_summary=count"),
        new("PUT", "T/#", "If-Match", "W/\"1\""), new("DELETE", "T/#", "If-Match", "W/\"1\""), new("PATCH", "T/#", "If-Match", "W/\"77\"", TestPatch), new("PATCH", "T/#", Body: TestPatch), new("PATCH", "T?_id=#", Body: TestPatch),
        new("DELETE", "T?_id=#"), new("GET", "T/#/$meta"), new("GET", "T/#/_history/1/$meta"), new("POST", "T/#/$meta-add", Body: MetaToAdd), new("GET", "T/#/$validate"), new("GET", "T/#/Observation"), new("GET", "T/#/*"),
        new("GET", "T?_id=#&_total=accurate&_include=*"), new("GET", "Observation?subject=T/#&_total=accurate"), new("GET", "Observation?_has:Encounter:subject:_id=#&_summary=count"), new("GET", "Observation?_list=#"),
        new("GET", "Observation/$stats?subject=T/#&code=x&system=urn:x&statistic=count"), new("GET", "Observation/$lastn?patient=#&code=x"), new("GET", "Composition/$document?id=#"), new("GET", "T/#/$export"),
        new("GET", "T/#/$everything?_summary=count"), new("GET", "_history?_list=#"), new("GET", "T/#/_history?_list=#"),
        new("POST", "T/_search", Body: "_id=#&_total=accurate"), new("GET", "T?_id=#&_sort=-_lastUpdated&_elements=id"), new("GET", "?_type=T&_id=#"),
        new("POST", "", Body: """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"T/#"}},{"request":{"method":"GET","url":"T/#/_history/1"}},{"request":{"method":"DELETE","url":"T/#","ifMatch":"W/\"1\""}},{"request":{"method":"GET","url":"T/#","ifNoneMatch":"W/\"1\""}},{"request":{"method":"HEAD","url":"T/#"}},{"request":{"method":"GET","url":"T/#/$meta"}}]}"""),
        new("POST", "", Body: """{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"T?_id=#"}},{"request":{"method":"GET","url":"T?_id=#&_total=accurate"}}]}"""),
    ];

    public async Task Next()
    {
        // The token that stands for a caller here has no post in it, and no app.
        var caller = make.Pick(world.Callers.Where(c => c.Scopes is null).ToList()) with { Post = null };
        await (random.Next(7) switch
        {
            0 => Everything(caller),
            1 => LastN(caller),
            2 => Batch(caller),
            3 => Transaction(caller),
            4 => Histories(caller),
            _ => Pair(caller),
        });
    }

    // Whether it is there is not to be told by status, headers or text: an id that is hidden answers as one that is unused.
    private async Task Pair(Caller caller)
    {
        if (Hidden(caller) is not { } thing)
        {
            return;
        }

        foreach (var (method, path) in Ways)
        {
            var hidden = await Told(caller, method, thing, thing.Id, path);
            var absent = await Told(caller, method, thing, new string('u', thing.Id.Length), path);
            ask.Checked($"{method} {thing.Reference}{path} over HTTP", hidden == absent, caller, thing, $"{hidden}\n  where an unused id is\n  {absent}");
        }

        foreach (var door in SideDoors.Where(_ => make.Chance(40)))
        {
            var hidden = await Told(caller, door, thing, thing.Id);
            var absent = await Told(caller, door, thing, new string('u', thing.Id.Length));
            ask.Checked($"{door.Method} {door.Path} ({door.Header} {door.Body}) of {thing.Reference} over HTTP", hidden == absent, caller, thing, $"{hidden}\n  where an unused id is\n  {absent}");
        }

        var count = await clientOf(caller).Get($"{thing.Type}?_id={thing.Id}&_summary=count");
        var none = await clientOf(caller).Get($"{thing.Type}?_id=unused-id&_summary=count");
        ask.Checked($"count of {thing.Reference}", count.Status == none.Status && (count.Status != 200 || count.Total == 0), caller, thing, $"{count.Status} {count.Text}");
    }

    private async Task<string> Told(Caller caller, string method, Thing thing, string id, string path)
    {
        var body = method == "PUT" ? Encoding.UTF8.GetString(Asking.Bytes(thing.Said, thing.Type, id)) : null;
        var answer = await clientOf(caller).Send(new HttpMethod(method), $"{thing.Type}/{id}{path}", body);
        var headers = Telling.Select(h => $"{h}: {answer.Headers.GetValueOrDefault(h)}");
        return $"{answer.Status} {string.Join("; ", headers)} {answer.Text}".Replace(id, "#", StringComparison.Ordinal);
    }

    private async Task<string> Told(Caller caller, SideDoor door, Thing thing, string id)
    {
        string Filled(string text) => text.Replace("T/#", $"{thing.Type}/{id}", StringComparison.Ordinal).Replace("T?", $"{thing.Type}?", StringComparison.Ordinal).Replace("T/_", $"{thing.Type}/_", StringComparison.Ordinal)
            .Replace("_type=T", $"_type={thing.Type}", StringComparison.Ordinal).Replace("#", id, StringComparison.Ordinal);
        var body = door.Method == "PUT" ? Encoding.UTF8.GetString(Asking.Bytes(thing.Said, thing.Type, id)) : door.Body is null ? null : Filled(door.Body);
        var (path, method) = (Filled(door.Path), new HttpMethod(door.Method));
        (string, string)[] headers = door.Header is null ? [("Prefer", "handling=strict")] : [(door.Header, door.Value!)];
        var answer = door.Method == "PATCH" ? await clientOf(caller).Send(method, path, FhirClient.Content(Encoding.UTF8.GetBytes(body!), "application/json-patch+json"), headers)
            : path.EndsWith("/_search", StringComparison.Ordinal) ? await clientOf(caller).Send(method, path, FhirClient.Content(Encoding.UTF8.GetBytes(body!), "application/x-www-form-urlencoded"), headers)
            : await clientOf(caller).Send(method, path, body, headers);
        var told = $"{answer.Status} {string.Join("; ", Telling.Select(h => $"{h}: {answer.Headers.GetValueOrDefault(h)}"))} {answer.Text}".Replace(id, "#", StringComparison.Ordinal);
        return Passing().Replace(told, "~");
    }

    // What differs between any two answers: their times, their own numbers, and sealed links.
    [System.Text.RegularExpressions.GeneratedRegex("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|_page=[^\"&]+")]
    private static partial System.Text.RegularExpressions.Regex Passing();

    private sealed record SideDoor(string Method, string Path, string? Header = null, string? Value = null, string? Body = null);

    private Thing? Hidden(Caller caller)
    {
        for (var i = 0; i < 20; i++)
        {
            var list = world.Of(make.Pick("Observation", "Condition", "Encounter", "Patient", "Consent", "Procedure", "Task", "Group"));
            var thing = list[random.Next(list.Count)];
            if (!ask.IsSeen(caller, thing))
            {
                return thing;
            }
        }

        return null;
    }

    private async Task Everything(Caller caller)
    {
        var patient = caller.Kind == CallerKind.Citizen && make.Chance(70) ? caller.Subject : make.Patient();
        List<string> got = [];
        var matches = 0;
        for (var next = $"{patient}/$everything?_count={make.Pick(5, 50)}"; next is not null;)
        {
            var page = await clientOf(caller).Get(next);
            if (page.Status != 200)
            {
                ask.Checked($"{patient}/$everything", page.Status is 401 or 403 or 404 && !ask.IsSeen(caller, world.Find(patient)!), caller, world.Find(patient)!, $"{page.Status} {page.Text}");
                return;
            }

            got.AddRange(Names(page.Json));
            matches += page.MatchIds.Count;
            next = page.Next;
        }

        var count = await clientOf(caller).Get($"{patient}/$everything?_summary=count");
        ask.Checked($"{patient}/$everything?_summary=count", count.Status == 200 && count.Total == matches && count.Entries.Count == 0, caller, world.Find(patient)!, $"{count.Text} where {matches} come");
        foreach (var name in got)
        {
            CheckShown(caller, $"{patient}/$everything", name);
        }

        foreach (var thing in world.Types.SelectMany(world.Current).Where(t => t.Type is not ("Task" or "Group" or "Basic")
            && Rule.PatientsOf(t.Type, t.Id, t.Body!).Contains(patient) && ask.IsSeen(caller, t)))
        {
            ask.Checked($"{patient}/$everything", got.Contains(thing.Reference), caller, thing, $"{thing.Reference} was due: {string.Join(' ', got)}");
        }
    }

    private async Task LastN(Caller caller)
    {
        var patient = caller.Kind == CallerKind.Citizen ? caller.Subject : make.Patient();
        var code = make.Pick("x", "y", "z");
        var answer = await clientOf(caller).Get($"Observation/$lastn?patient={patient}&code={code}&max=50");
        var due = world.Current("Observation").Where(o => o.Body.Refers("subject").Contains(patient) && o.Body.Says("code.coding.code").Contains(code) && ask.IsSeen(caller, o)).ToList();
        var got = answer.Status == 200 ? Names(answer.Json).ToHashSet() : [];
        foreach (var name in got)
        {
            CheckShown(caller, "$lastn", name);
        }

        foreach (var thing in due)
        {
            ask.Checked("$lastn", got.Contains(thing.Reference), caller, thing, $"{thing.Reference} was due: {answer.Status} {string.Join(' ', got)}");
        }
    }

    private async Task Batch(Caller caller)
    {
        var things = Enumerable.Range(0, 6).Select(_ => make.Pick(world.Of(make.Pick("Observation", "Condition", "Encounter", "Patient", "Organization")))).ToList();
        var entries = string.Join(',', things.Select(t => $"{{\"request\":{{\"method\":\"GET\",\"url\":\"{t.Reference}\"}}}}"));
        var answer = await clientOf(caller).Post("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{{entries}}]}""");
        for (var i = 0; i < things.Count && answer.Status == 200; i++)
        {
            var isShown = answer.Entries[i]["resource"]?["id"]?.GetValue<string>() == things[i].Id;
            ask.Checked("batch", isShown == (things[i].Body is not null && ask.IsSeen(caller, things[i])), caller, things[i], answer.Entries[i].ToJsonString());
        }
    }

    // All or nothing: one entry that may not be made undoes the others.
    private async Task Transaction(Caller caller)
    {
        if (Hidden(caller) is not { Type: "Observation" or "Condition" or "Procedure" } thing || caller.Kind is CallerKind.Anonymous)
        {
            return;
        }

        var url = $"{thing.Type}?_id={thing.Id}";
        var entries = $"{{\"request\":{{\"method\":\"DELETE\",\"url\":\"{url}\"}}}},{{\"request\":{{\"method\":\"GET\",\"url\":\"{url}\"}}}}";
        var answer = await clientOf(caller).Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{entries}}]}""");
        var read = answer.Status == 200 ? answer.Entries[1]["resource"]?["total"]?.GetValue<int>() : 0;
        var still = await clientOf(Caller.Program).Get(thing.Reference);
        ask.Checked("transaction", read is 0 or null && still.Status == (thing.Body is null ? 410 : 200), caller, thing, $"{answer.Text}, and now {still.Status}");
    }

    private async Task Histories(Caller caller)
    {
        for (var (next, pages) = ((string?)"_history?_count=40", 0); next is not null && pages < 3; pages++)
        {
            var page = await clientOf(caller).Get(next);
            if (page.Status != 200)
            {
                return;
            }

            foreach (var entry in page.Entries.Where(e => e["resource"] is not null))
            {
                var resource = entry["resource"]!;
                var thing = world.Find($"{resource["resourceType"]}/{resource["id"]}");
                var number = int.Parse(resource["meta"]!["versionId"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
                ask.Checked("_history", thing is not null && number <= thing.Versions.Count && ask.IsSeen(caller, thing, number), caller, thing, $"version {number} was shown");
            }

            next = page.Next;
        }
    }

    private void CheckShown(Caller caller, string request, string name)
    {
        var thing = world.Find(name);
        ask.Checked(request, thing?.Body is not null && ask.IsSeen(caller, thing), caller, thing, $"{name} was shown");
    }

    // Lists of a $lastn are in groups of the same place: the entries are all there is.
    private static IEnumerable<string> Names(JsonNode bundle) => bundle.At("entry.resource").Where(r => r.Say("resourceType") != "OperationOutcome").Select(r => $"{r.Say("resourceType")}/{r.Say("id")}");
}
