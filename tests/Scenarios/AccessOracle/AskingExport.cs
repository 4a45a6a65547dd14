using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Exports: the lines are what the caller sees, and nobody else gets hold of them.</summary>
internal sealed class AskingExport(Asking ask, World world, Making make, Random random, Func<Caller, FhirClient> clientOf)
{
    private static readonly string[] OfPatients =
    [
        "Observation", "Condition", "DiagnosticReport", "MedicationRequest", "Immunization", "Procedure", "AllergyIntolerance", "Communication", "Encounter", "CarePlan", "CareTeam", "EpisodeOfCare",
        "Appointment", "ServiceRequest", "Patient", "Consent", "RelatedPerson", "DocumentReference",
    ];

    private static readonly string[] Others = ["Group", "Task", "Basic", "Organization", "Practitioner"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task Next()
    {
        var caller = make.Chance(15) ? make.Pick(world.Researchers) : make.Pick(world.Callers);
        var level = make.Pick("$export", "$export", "Patient/$export", make.Pick(world.Of("Group")).Reference + "/$export");
        var wish = Wished(caller, level);
        var due = Due(caller, wish);
        var kickOff = await clientOf(caller).Send(HttpMethod.Get, wish.Address, (string?)null, ("Prefer", "respond-async"));
        if (kickOff.Status != 202)
        {
            var first = due.Count > 0 ? due[0] : null;
            ask.Checked(wish.Address, kickOff.Status is 401 or 403 or 404 && due.Count == 0, caller, first, $"{kickOff.Status} {kickOff.Text} where {due.Count} were due");
            return;
        }

        var status = Path(kickOff.Headers["Content-Location"]);
        var manifest = await clientOf(caller).Get(status);
        while (manifest.Status == 202)
        {
            await Task.Delay(10, Ct);
            manifest = await clientOf(caller).Get(status);
        }

        if (manifest.Status == 403 && caller.Subject != caller.Reference)
        {
            // Who may not act for somebody gets no job in their name, not even of the directory.
            ask.Checked(wish.Address, due.All(t => Rule.IsDirectory(t.Type)), caller, null, $"refused, where {due.Count} were due: {manifest.Text}");
            return;
        }

        manifest.Expect(200);
        if (caller.Purpose is null)
        {
            await CheckLines(caller, wish, due, manifest.Json);
        }
        else
        {
            await CheckPseudonyms(caller, wish, due, manifest.Json);
        }

        await CheckToldOf(caller, wish, due, manifest.Json);
        await CheckOthers(caller, status, manifest.Json);
        (await clientOf(caller).Delete(status)).Expect(202);
        ask.Checked($"{wish.Address}, cancelled", (await clientOf(caller).Get(status)).Status == 404, caller, null, "it is still there");
    }

    private Wish Wished(Caller caller, string level)
    {
        var isOfAll = level[0] == '$';
        var types = Enumerable.Range(0, random.Next(1, 7)).Select(_ => make.Pick(isOfAll && make.Chance(25) ? Others : OfPatients)).Distinct().ToList();
        var group = level.StartsWith("Group/", StringComparison.Ordinal) ? world.Find(level[..level.LastIndexOf('/')]) : null;
        var wish = new Wish($"{level}?_type={string.Join(',', types)}", types) { Group = group, IsOfPatients = !isOfAll };
        if (make.Chance(30) && world.Of(types[0]).Count > 0)
        {
            var since = make.Pick(world.Of(types[0])).Last.At;
            wish = wish with { Since = since, Address = $"{wish.Address}&_since={Making.Instant(since)}" };
        }

        for (var filters = random.Next(3); filters > 0 && caller.Purpose is null; filters--)
        {
            var (text, holds) = ask.Condition(caller, types[0]);
            var before = wish.Filter;
            wish = wish with
            {
                Address = $"{wish.Address}&_typeFilter={Uri.EscapeDataString($"{types[0]}?{text}")}",
                Filter = before is null ? holds : t => before(t) || holds(t),
            };
        }

        if (caller.Purpose is not null && make.Chance(50) && types[0] is "Observation" or "Condition" or "Procedure")
        {
            // Both at once: what the first finds is not to come again by the second.
            wish = wish with { Address = $"{wish.Address}&_typeFilter={types[0]}?code=x,y&_typeFilter={types[0]}?code=y", Filter = t => t.Body.Says("code.coding.code").Any(c => c is "x" or "y") };
        }

        return wish;
    }

    private List<Thing> Due(Caller caller, Wish wish)
    {
        // An app that may not look for patients may not ask for theirs.
        if (wish.IsOfPatients && caller.Scopes is { } scopes && !scopes.Contains("/*.", StringComparison.Ordinal) && !scopes.Contains("/Patient.", StringComparison.Ordinal))
        {
            return [];
        }

        if (wish.Group is { } group && (caller.Purpose is not null || group.Body is null || !ask.IsSeen(caller, group)))
        {
            return [];
        }

        return [.. wish.Types.SelectMany(world.Current).Where(t => (caller.Purpose is null ? ask.IsSeen(caller, t) : ask.IsSeenForPurposes(t)) && IsWished(wish, t)
            && (wish.Since is not { } since || t.Last.At > since) && (t.Type != wish.Types[0] || wish.Filter is null || wish.Filter(t)))];
    }

    private static bool IsWished(Wish wish, Thing thing)
    {
        var patients = Rule.PatientsOf(thing.Type, thing.Id, thing.Said).ToList();
        return !wish.IsOfPatients || (patients.Count > 0 && (wish.Group is null || wish.Group.Body.Refers("member.entity").Any(patients.Contains)));
    }

    private async Task CheckLines(Caller caller, Wish wish, List<Thing> due, JsonNode manifest)
    {
        var lines = await Lines(caller, manifest, "output");
        var got = lines.Select(l => $"{l.Say("resourceType")}/{l.Say("id")}/{l.Say("meta.versionId")}").ToList();
        var names = due.ToDictionary(t => $"{t.Reference}/{t.Versions.Count}");
        foreach (var name in got.Concat(names.Keys).Distinct())
        {
            var thing = world.Find(name[..name.LastIndexOf('/')]);
            ask.Checked(wish.Address, names.ContainsKey(name) && got.Count(g => g == name) == 1, caller, thing, $"{name} is {got.Count(g => g == name)} times in it, and was due {(names.ContainsKey(name) ? "once" : "not at all")}");
        }

        if (wish.Since is { } since)
        {
            var deleted = (await Lines(caller, manifest, "deleted")).SelectMany(b => b.Says("entry.request.url")).ToList();
            var gone = wish.Types.SelectMany(world.Of).Where(t => t.Body is null && t.Last.At > since && ask.IsSeen(caller, t) && IsWished(wish, t)).Select(t => t.Reference).ToList();
            foreach (var name in deleted.Except(gone).Concat(gone.Except(deleted)))
            {
                ask.Checked(wish.Address, false, caller, world.Find(name), $"the deletion of {name} was {(gone.Contains(name) ? "due and not told" : "told and not due")}");
            }
        }
    }

    // What is told to be left out was asked for, is not due, and has no file; what comes is told of nowhere.
    private async Task CheckToldOf(Caller caller, Wish wish, List<Thing> due, JsonNode manifest)
    {
        var told = (await Lines(caller, manifest, "error")).Select(l => l.Say("issue.diagnostics")!.Split(' ')[0]).ToList();
        var files = manifest.Says("output.type").ToList();
        foreach (var type in told)
        {
            ask.Checked(wish.Address, wish.Types.Contains(type) && !due.Exists(t => t.Type == type) && !files.Contains(type), caller, null, $"{type} is told to be left out");
        }

        ask.Checked(wish.Address, told.Distinct().Count() == told.Count, caller, null, "a type is told twice to be left out");
    }

    // Ids are pseudonyms, so that versions and times stand for the resources.
    private async Task CheckPseudonyms(Caller caller, Wish wish, List<Thing> due, JsonNode manifest)
    {
        var lines = await Lines(caller, manifest, "output");
        UnderPseudonym.Check(ask, world, caller, wish.Address, [.. lines], due);
        ask.Checked(wish.Address, lines.Select(l => $"{l.Say("resourceType")}/{l.Say("id")}").Distinct().Count() == lines.Count, caller, null, "something stands twice in it");
    }

    private async Task<List<JsonNode>> Lines(Caller caller, JsonNode manifest, string section)
    {
        var lines = new List<JsonNode>();
        foreach (var url in manifest.Says(section + ".url"))
        {
            var file = (await clientOf(caller).Get(Path(url))).Expect(200);
            lines.AddRange(file.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!));
        }

        return lines;
    }

    // To others it is as a job that never was.
    private async Task CheckOthers(Caller owner, string status, JsonNode manifest)
    {
        var files = manifest.Says("output.url").Select(Path).ToList();
        var unknown = new string('0', status.Length - status.LastIndexOf('/') - 1);
        foreach (var other in new[] { make.Pick(world.Callers), make.Pick(world.Callers), owner with { Scopes = "user/Group.r system/Group.r patient/Group.r" }, owner with { Organization = "Organization/none" }, owner with { OnBehalfOf = "Patient/none" } })
        {
            if (CallerText.Of(other) == CallerText.Of(owner))
            {
                continue;
            }

            foreach (var path in files.Take(1).Append(status))
            {
                var parts = path.Split('/');
                var none = string.Join('/', parts.Select((p, i) => i == 1 ? unknown : p));
                foreach (var method in new[] { HttpMethod.Get, HttpMethod.Delete })
                {
                    var theirs = await clientOf(other).Send(method, path);
                    var nobodys = await clientOf(other).Send(method, none);
                    ask.Checked($"{method} {path} of {owner.Reference}", theirs.Status == nobodys.Status && theirs.Text.Replace(parts[1], unknown, StringComparison.Ordinal) == nobodys.Text, other, null, $"{theirs.Status} {theirs.Text} where a job that never was is {nobodys.Status} {nobodys.Text}");
                }
            }
        }
    }

    private static string Path(string url) => new Uri(url).PathAndQuery["/fhir/".Length..];

    private sealed record Wish(string Address, IReadOnlyList<string> Types)
    {
        public Thing? Group { get; init; }

        public bool IsOfPatients { get; init; }

        public DateTimeOffset? Since { get; init; }

        /// <summary>What the filters of the first type find.</summary>
        public Func<Thing, bool>? Filter { get; init; }
    }
}

/// <summary>What may stand in data under pseudonyms.</summary>
internal static partial class UnderPseudonym
{
    private static readonly string[] Never = ["identifier", "name", "telecom", "address", "text", "title", "note", "display", "contained", "extension"];

    /// <summary>Checks that resources are those that are due, and tell nobody's name, number, day of birth or id.</summary>
    public static void Check(Asking ask, World world, Caller caller, string request, IReadOnlyList<JsonNode> got, IReadOnlyList<Thing> due)
    {
        static string Mark(string type, int version, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{type} {version} {at.ToUnixTimeMilliseconds()}");

        var all = got.Select(g => Mark(g.Say("resourceType")!, int.Parse(g.Say("meta.versionId")!, CultureInfo.InvariantCulture), DateTimeOffset.Parse(g.Say("meta.lastUpdated")!, CultureInfo.InvariantCulture))).Order(StringComparer.Ordinal).ToList();
        var wanted = due.Select(t => Mark(t.Type, t.Versions.Count, t.Last.At)).Order(StringComparer.Ordinal).ToList();
        var extra = all.Except(wanted).Concat(wanted.Except(all)).FirstOrDefault();
        var thing = extra is null ? null : world.Types.SelectMany(world.Of).FirstOrDefault(t => Mark(t.Type, t.Versions.Count, t.Last.At) == extra);
        ask.Checked(request, all.SequenceEqual(wanted), caller, thing, $"{all.Count} came where {wanted.Count} were due; {extra}");

        // Who belongs together is to be seen, and not who it is.
        ask.Checked(request, Sizes(got.Select(g => g.Say("subject.reference"))).SequenceEqual(Sizes(due.Select(t => t.Body.Say("subject.reference")))), caller, null, "patients are not told apart as they should be");
        foreach (var resource in got)
        {
            var isBare = Id().IsMatch(resource.Say("id")!) && Peek.AllReferences(resource).All(r => Id().IsMatch(r[(r.IndexOf('/', StringComparison.Ordinal) + 1)..]))
                && (resource.Say("birthDate") ?? "1980").Length == 4 && !Members(resource).Any(m => Array.IndexOf(Never, m) >= 0) && !resource.At("meta.tag").Any();
            ask.Checked(request, isBare, caller, null, resource.ToJsonString());
        }
    }

    private static IEnumerable<int> Sizes(IEnumerable<string?> subjects) => subjects.OfType<string>().GroupBy(s => s).Select(g => g.Count()).Order();

    private static IEnumerable<string> Members(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Members(p.Value).Prepend(p.Key)),
        JsonArray a => a.SelectMany(Members),
        _ => [],
    };

    [System.Text.RegularExpressions.GeneratedRegex("^[0-9a-f]{24}$")]
    private static partial System.Text.RegularExpressions.Regex Id();
}
