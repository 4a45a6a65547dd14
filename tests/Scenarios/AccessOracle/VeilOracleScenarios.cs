using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Veils;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Records.Subscriptions;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// Random decisions on who of the staff is hidden from whom, people with protected addresses, and random requests of citizens by every way:
/// what is hidden stands in no answer and is found by no search, and what is not hidden is there.
/// <c>HELHED_ACCESS_SEED</c> and <c>HELHED_ACCESS_CASES</c> as for the other oracle.
/// </summary>
public abstract partial class VeilOracleScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const int Cases = 300;

    private static readonly Caller Security = new(CallerKind.Staff, "Practitioner/security", "Security", "security");

    private readonly Dictionary<Caller, FhirClient> _clients = [];
    private Random _random = new(0);
    private VeilWorld _world = new(new Random(0));
    private string _seed = "";
    private int _cases;
    private int _hidden;
    private int _ranks;

    private Pseudonyms Decisions => new(Database, new IdBlocks(Database), new AccessLog(Database, new LedgerBook(Database, new IdBlocks(Database)), Clock), Clock);

    [Fact]
    public async Task What_is_hidden_stands_in_no_answer_and_is_found_by_no_search()
    {
        var seed = Number("HELHED_ACCESS_SEED") ?? 7;
        var most = Math.Max(Database.Dialect == Dialect.Sqlite ? Cases : Cases / 2, (Number("HELHED_ACCESS_CASES") ?? 0) / 40);
        for (var round = 0; _cases < most; round++)
        {
            _seed = $"seed {seed}";
            if (round == 0)
            {
                _world = new VeilWorld(_random = new Random(seed));
                foreach (var (type, id, members) in _world.All(Clock.GetUtcNow()))
                {
                    await Give(type, id, members);
                }
            }

            await Decide();
            for (var i = 0; i < 12; i++)
            {
                await Ask(Somebody());
            }

            Clock.Move(TimeSpan.FromHours(_random.Next(1, 40)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{_seed}: {_cases} cases, {_hidden} about somebody hidden");
        Assert.True(_hidden > most / 5, $"{_hidden} of {_cases} were about something hidden");
    }

    [Fact]
    public async Task Whether_it_was_somebody_hidden_is_not_told_by_an_event()
    {
        _world = new VeilWorld(new Random(7));
        foreach (var (type, id, members) in _world.All(Clock.GetUtcNow()))
        {
            await Give(type, id, members);
        }

        for (var i = 0; i < 2; i++)
        {
            await Give("Observation", $"by{i}", $"\"status\":\"final\",\"code\":{{\"text\":\"x\"}},\"subject\":{Making.Ref("Patient/p0")},\"performer\":[{Making.Ref($"Practitioner/s{i}")}]");
        }

        var decision = new Pseudonym(0, "Practitioner/s0", "Organization/clinic", "", "Medarbejder", Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(1), "Threats against the staff");
        Assert.True((await Decisions.Set(Security, decision, Ct)).IsOk);
        var token = $"Bearer {As(new Caller(CallerKind.Citizen, "Patient/p0", "P", "citizen")).Token}";
        string Url(int staff) => $"{Address}/events?topic=https://helhed.example/fhir/SubscriptionTopic/observation-changed&filter=performer%3DPractitioner/s{staff}";
        await using var ofHidden = await SubscriptionStream.Open(Url(0), token);
        await using var ofOther = await SubscriptionStream.Open(Url(1), token);
        foreach (var id in (string[])["by0", "by1"])
        {
            (await Api.Delete($"Observation/{id}")).Expect(204);
        }

        // Of the other it is told, and by then of the hidden it would have been.
        await ofOther.Until(e => e.Count >= 2);
        await using var again = await SubscriptionStream.Open(Url(0), token);
        Assert.Equal(0, (await again.Until(e => e.Count >= 1))[0].Notification.Count);
        Assert.Single(ofHidden.All);
    }

    private protected override void AddRooms(IServiceCollection services)
    {
        base.AddRooms(services);
        services.AddSubscriptions(new SubscriptionOptions("https://helhed.example/fhir", AllowsLoopback: true, []));
    }

    private static int? Number(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    // Decisions come, and end before their time.
    private async Task Decide()
    {
        var now = Clock.GetUtcNow();
        var begins = now.AddHours(_random.Next(-2, 20));
        var decision = new Pseudonym(
            0, _world.Chance(60) ? _world.Pick(_world.Staff).Reference : "", _world.Pick("Organization/ward-a", "Organization/ward-b", "Organization/clinic", "Organization/hospital"),
            _world.Chance(50) ? $"Patient/p{_random.Next(VeilWorld.Patients)}" : "", "Medarbejder", begins, begins.AddHours(_random.Next(3, 90)), "Threats against the staff");
        var set = await Decisions.Set(Security, decision, Ct);
        Assert.True(set.IsOk, set.Problem?.Message);
        _world.Decisions.Add(set.Value);
        if (_world.Chance(25) && _world.Decisions.FindIndex(d => d.Begins <= now && d.Ends > now) is >= 0 and var ended)
        {
            Assert.Null(await Decisions.End(Security, _world.Decisions[ended].Number, Ct));
            _world.Decisions[ended] = _world.Decisions[ended] with { Ends = now };
        }
    }

    // A citizen, for themselves or by the mandate of the one before.
    private Caller Somebody()
    {
        var i = _random.Next(VeilWorld.Patients);
        return new Caller(CallerKind.Citizen, $"Patient/p{i}", "P", "citizen") { OnBehalfOf = _world.Chance(50) ? $"Patient/p{(i + VeilWorld.Patients - 1) % VeilWorld.Patients}" : null };
    }

    private Task Ask(Caller caller) => _random.Next(10) switch
    {
        < 4 => Look(caller),
        4 => Contact(caller),
        5 or 6 => GuessStaff(caller),
        7 => GuessAddress(caller),
        8 => Order(Such(c => _world.Doings.Any(d => d is { Type: "DocumentReference" } && d.Patient == Subject(c) && d.By.Any(b => Hidden(c).Contains(b.Who) && b.Reference.StartsWith("PractitionerRole", StringComparison.Ordinal))))),
        _ => GuessByWriting(Such(c => c.OnBehalfOf is null && Hidden(c).Contains(_world.Practice[Subject(c)]))),
    };

    // Somebody for whom the question is a hard one, where there is one.
    private Caller Such(Predicate<Caller> holds)
    {
        var caller = Somebody();
        for (var i = 0; i < 20 && !holds(caller); i++)
        {
            caller = Somebody();
        }

        return caller;
    }

    private static int Subject(Caller caller) => caller.Subject[^1] - '0';

    private List<Worker> Hidden(Caller caller) => _world.Hidden(caller.Subject, Clock.GetUtcNow());

    private bool HidesAddress(Caller caller) => caller.Subject != caller.Reference && _world.Protected.Contains(Subject(caller));

    private FhirClient Client(Caller caller) => _clients.TryGetValue(caller, out var client) ? client : _clients[caller] = As(caller);

    // Whatever is shown: nothing of what is hidden is in it.
    private async Task Look(Caller caller)
    {
        var patient = Subject(caller);
        var doing = _world.Pick(_world.Doings.Where(d => d.Patient == patient).ToList());
        var path = _world.Pick(
            $"{doing.Type}/{doing.Id}", $"{doing.Type}/{doing.Id}/_history", $"{doing.Type}/{doing.Id}/_history/1", $"{doing.Type}/{doing.Id}?_format=xml", $"{doing.Type}?_elements=participant,performer,author", "_history", "Encounter/_history",
            "Encounter?_include=Encounter:participant", "Encounter?_include=*&_include:iterate=*", "Observation?_include=Observation:performer&_revinclude:iterate=PractitionerRole:practitioner", $"{caller.Subject}/$everything?_count=100", caller.Subject, $"{caller.Subject}/_history",
            $"Patient?_revinclude=RelatedPerson:patient&_include=Patient:general-practitioner", "RelatedPerson", $"RelatedPerson/k{patient}", $"RelatedPerson/k{patient}/_history/1", "Practitioner?_count=100", "PractitionerRole?_include=PractitionerRole:practitioner", "Practitioner/_history",
            "Observation?_contained=true", "Practitioner?_contained=both", $"{caller.Subject}/$access-log", $"{caller.Subject}/Encounter", "Patient?_summary=text", "DocumentReference", "?_type=Encounter,Patient,Practitioner");
        CheckText(caller, await Client(caller).Get(path));
        if (_world.Chance(15))
        {
            CheckText(caller, await Client(caller).Post("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"{{doing.Type}}/{{doing.Id}}"} },{"request":{"method":"GET","url":"{{caller.Subject}}"} }]}"""));
        }

        if (_world.Chance(8))
        {
            await Export(caller);
        }
    }

    private async Task Export(Caller caller)
    {
        Clock.Move(TimeSpan.FromSeconds(1));
        var started = (await Client(caller).Send(HttpMethod.Get, "$export?_type=Encounter,Observation,Patient,RelatedPerson,Practitioner,PractitionerRole,DocumentReference", (string?)null, ("Prefer", "respond-async"))).Expect(202);
        var status = started.Headers["Content-Location"];
        var done = await Client(caller).Get(status);
        while (done.Status == 202)
        {
            await Task.Delay(10, Ct);
            done = await Client(caller).Get(status);
        }

        foreach (var file in done.Expect(200).Json.Says("output.url"))
        {
            CheckText(caller, await Client(caller).Get(file));
        }

        (await Client(caller).Delete(status)).Expect(202);
    }

    private void CheckText(Caller caller, Answer answer)
    {
        var text = Decoded(answer.Text);
        foreach (var one in Hidden(caller))
        {
            _hidden++;
            string[] names = [one.Family, one.Authorisation, one.Given.Split(' ')[^1] + " " + one.Family, .. one.Posts.Select(p => p.Id)];
            var said = names.FirstOrDefault(n => text.Contains(n, StringComparison.OrdinalIgnoreCase)) ?? (Regex.IsMatch(text, $@"\b{one.Id}\b") ? one.Id : null);
            Check(said is null, caller, answer.Request, $"'{said}' of {one.Reference} stands in it: {Around(text, said ?? "")}");
        }

        if (HidesAddress(caller))
        {
            var i = Subject(caller);
            foreach (var secret in (string[])[VeilWorld.Street(i), VeilWorld.City(i), VeilWorld.Phone(i)])
            {
                _hidden++;
                Check(!text.Contains(secret, StringComparison.Ordinal), caller, answer.Request, $"'{secret}' stands in it: {Around(text, secret)}");
            }
        }
    }

    // Who is hidden is shown by a pseudonym, and who is not is shown.
    private async Task Contact(Caller caller)
    {
        var doing = _world.Pick(_world.Doings.Where(d => d.Patient == Subject(caller) && d.Type == "Encounter").ToList());
        var answer = (await Client(caller).Get($"Encounter/{doing.Id}")).Expect(200);
        var hidden = Hidden(caller);
        for (var i = 0; i < doing.By.Count; i++)
        {
            var (who, reference) = doing.By[i];
            var shown = answer.Json["participant"]![i]!["individual"]!;
            var (named, display) = (shown.Say("reference")!, shown.Say("display")!);
            Check(
                hidden.Contains(who) ? named.StartsWith("Practitioner/skjult-", StringComparison.Ordinal) && display.StartsWith("Medarbejder", StringComparison.Ordinal) : named == reference && display == who.Name,
                caller, answer.Request, $"{who.Reference} is shown as {named}, '{display}'");
        }

        var person = (await Client(caller).Get(caller.Subject)).Expect(200);
        Check(HidesAddress(caller) != person.Text.Contains(VeilWorld.Street(Subject(caller)), StringComparison.Ordinal), caller, person.Request, person.Text);
    }

    private async Task GuessStaff(Caller caller)
    {
        var one = _world.Chance(60) && Hidden(caller) is { Count: > 0 } some ? _world.Pick(some) : _world.Pick(_world.Staff);
        var isHidden = Hidden(caller).Contains(one);
        var post = _world.Pick(one.Posts).Id;
        var mine = _world.Doings.Where(d => d.Patient == Subject(caller)).ToList();
        int By(string type, string reference) => mine.Count(d => d.Type == type && d.By.Any(b => b.Reference == reference));
        var part = one.Family[1..5];
        (string Query, int? Else) guess = _world.Pick<(string, int?)>(
            ($"Encounter?participant={one.Reference}", By("Encounter", one.Reference)), ($"Encounter?participant=PractitionerRole/{post}", By("Encounter", $"PractitionerRole/{post}")), ($"Encounter?participant={one.Id}", By("Encounter", one.Reference)),
            ($"Encounter?participant:Practitioner={one.Id}", By("Encounter", one.Reference)), ($"Encounter?participant:Practitioner.family={one.Family}", By("Encounter", one.Reference)), ($"Encounter?participant:Practitioner.name:contains={part}", null),
            ($"Encounter?participant:identifier={VeilWorld.System}|{one.Authorisation}", null), ($"Encounter?participant:Practitioner.identifier={one.Authorisation}", By("Encounter", one.Reference)), ($"Encounter?_filter=participant eq {one.Reference}", null), ($"Encounter?_text={one.Family}", null), ($"Encounter?_content={one.Family}", null),
            ($"Encounter?_content={one.Given.Split(' ')[0]}", null), ($"Observation?performer={one.Reference}", By("Observation", one.Reference)), ($"Observation?_content={one.Family}", null), ($"Observation?performer:PractitionerRole.practitioner={one.Reference}", null),
            ($"DocumentReference?author=PractitionerRole/{post}", By("DocumentReference", $"PractitionerRole/{post}")), ($"Practitioner?family={one.Family}", 1), ($"Practitioner?name:contains={part}", 1), ($"Practitioner?phonetic={one.Family}", null), ($"Practitioner?_id={one.Id}", 1),
            ($"Practitioner?identifier={one.Authorisation}", 1), ($"Practitioner?_filter=family co {part}", null), ($"PractitionerRole?practitioner={one.Reference}", one.Posts.Count), ($"PractitionerRole?_id={post}", 1), ($"PractitionerRole?practitioner:Practitioner.family={one.Family}", one.Posts.Count),
            ($"PractitionerRole?email={one.Family}@example.org", null), ($"Practitioner?_has:PractitionerRole:practitioner:_id={post}", 1), ($"Patient?general-practitioner={one.Reference}", _world.Practice[Subject(caller)] == one ? 1 : 0), ($"Patient?general-practitioner:Practitioner.family={one.Family}", null),
            ($"Patient?_content={one.Family}", null), ($"Practitioner/{one.Id}/Encounter", null), ($"Patient?_has:Encounter:patient:participant={one.Reference}", null), ($"Organization?_has:PractitionerRole:organization:practitioner={one.Reference}", null));
        var answer = await Client(caller).Get($"{guess.Query}{(guess.Query.Contains('?', StringComparison.Ordinal) ? "&" : "?")}_total=accurate");
        _hidden += isHidden ? 1 : 0;
        if (answer.Status == 400)
        {
            return; // no such parameter
        }

        answer.Expect(200);
        Check(isHidden ? answer.Total == 0 && answer.Entries.Count == 0 : guess.Else is not { } due || answer.Total == due, caller, answer.Request, $"{answer.Total} were found where {(isHidden ? 0 : guess.Else)} were due");
        foreach (var path in isHidden ? (string[])[$"Practitioner/{one.Id}", $"PractitionerRole/{post}", $"Practitioner/{one.Id}/_history", $"PractitionerRole/{post}/_history/1"] : [])
        {
            var (there, none) = (await Client(caller).Get(path), await Client(caller).Get(path.Replace(one.Id, "none", StringComparison.Ordinal).Replace(post, "none", StringComparison.Ordinal)));
            Check(there.Status == none.Status && there.Text == none.Text.Replace("none", path.StartsWith("PractitionerRole", StringComparison.Ordinal) ? post : one.Id, StringComparison.Ordinal), caller, path, $"{there.Status} {there.Text} where {none.Status} {none.Text}");
        }
    }

    private async Task GuessAddress(Caller caller)
    {
        var i = Subject(caller);
        var (street, city, phone) = (VeilWorld.Street(i), VeilWorld.City(i), VeilWorld.Phone(i));
        (string Query, int Else) = _world.Pick(
            ($"Patient?address={street}", 1), ($"Patient?address:contains={street[2..]}", 1), ($"Patient?address-city={city}", 1), ($"Patient?phone={phone}", 1), ($"Patient?telecom={phone}", 1), ($"Patient?_content={street}", 1), ($"Patient?_text={street}", 1), ($"Patient?_content={phone}", -1),
            ($"Patient?_filter=address co {street}", -1), ($"Patient?address:missing=false", 1), ($"Patient?phone:missing=false", 1), ($"RelatedPerson?address={street}", 1), ($"RelatedPerson?address-city={city}", 1), ($"RelatedPerson?phone={phone}", 1), ($"RelatedPerson?_content={street}", 1),
            ($"Encounter?subject:Patient.address={street}", 2), ($"Encounter?patient.phone={phone}", 2), ($"Encounter?patient:Patient._content={street}", -1), ($"RelatedPerson?patient.address-city={city}", 2), ($"Patient?_has:RelatedPerson:patient:address={street}", 1), ($"Patient?_filter=address-city eq {city}", -1));
        var answer = await Client(caller).Get($"{Query}&_total=accurate");
        _hidden += HidesAddress(caller) ? 1 : 0;
        if (answer.Status == 400)
        {
            return;
        }

        answer.Expect(200);
        Check(HidesAddress(caller) ? answer.Total == 0 : Else < 0 || answer.Total == Else, caller, answer.Request, $"{answer.Total} were found where {(HidesAddress(caller) ? 0 : Else)} were due");
    }

    // Up and down are the same where the key is hidden; and nothing is brought along by way of somebody hidden.
    private async Task Order(Caller caller)
    {
        var (type, key) = _world.Pick(("RelatedPerson", "address-city"), ("RelatedPerson", "address"), ("Encounter", "participant"));
        if (type == "Encounter" ? Hidden(caller).Count > 0 : HidesAddress(caller))
        {
            _hidden++;
            var (up, down) = ((await Client(caller).Get($"{type}?_sort={key}")).Expect(200), (await Client(caller).Get($"{type}?_sort=-{key}")).Expect(200));
            Check(up.MatchIds.SequenceEqual(down.MatchIds), caller, up.Request, $"{string.Join(' ', up.MatchIds)} and {string.Join(' ', down.MatchIds)}");
        }

        var hidden = Hidden(caller);
        var answer = (await Client(caller).Get("DocumentReference?_include=DocumentReference:author&_include:iterate=PractitionerRole:organization&_include:iterate=PractitionerRole:practitioner")).Expect(200);
        var posts = _world.Doings.Where(d => d.Patient == Subject(caller) && d.Type == "DocumentReference").SelectMany(d => d.By).Where(b => !hidden.Contains(b.Who) && b.Reference.StartsWith("PractitionerRole", StringComparison.Ordinal))
            .Select(b => b.Who.Posts.First(p => b.Reference == $"PractitionerRole/{p.Id}").Unit);
        var units = answer.Json.At("entry.resource").Where(r => r.Say("resourceType") == "Organization").Select(r => $"Organization/{r.Say("id")}").ToList();
        Check(units.Order(StringComparer.Ordinal).SequenceEqual(posts.Distinct().Order(StringComparer.Ordinal)), caller, answer.Request, $"{string.Join(' ', units)} where {string.Join(' ', posts)} were due");
    }

    // A patch that tests a value tells by failing; what is hidden fails as any other value.
    private async Task GuessByWriting(Caller caller)
    {
        if (caller.Subject != caller.Reference)
        {
            return;
        }

        var doctor = _world.Practice[Subject(caller)];
        var isHidden = Hidden(caller).Contains(doctor);
        _hidden += isHidden ? 1 : 0;
        var answer = await Patch(caller, doctor.Reference);
        var other = await Patch(caller, "Practitioner/none");
        Check(!isHidden || answer.Status == other.Status, caller, answer.Request, $"{answer.Status} {answer.Text} where a value that is not there is {other.Status} {other.Text}");
        Check(isHidden || answer.Status == 200, caller, answer.Request, $"{answer.Status} {answer.Text}");

        // What is sent back as it was shown keeps the truth, whether it is patched or put.
        var patched = await Patch(caller, null);
        var shown = (await Client(caller).Get(caller.Subject)).Expect(200).Json;
        shown["telecom"]![0]!["rank"] = ++_ranks;
        var put = await Client(caller).Send(HttpMethod.Put, caller.Subject, shown.ToJsonString(), ("Prefer", "return=representation"));
        foreach (var written in new[] { patched, put })
        {
            Check(written.Status == 200, caller, written.Request, $"{written.Status} {written.Text}");
            CheckText(caller, written);
        }

        var kept = (await Api.Get(caller.Subject)).Expect(200).Json;
        Check(kept.Say("generalPractitioner.reference") == doctor.Reference && kept.Say("generalPractitioner.display") == doctor.Name, caller, put.Request, $"the practice is {kept["generalPractitioner"]!.ToJsonString()} and was {doctor.Reference}");
    }

    private Task<Answer> Patch(Caller caller, string? test) => Client(caller).Send(
        HttpMethod.Patch, caller.Subject,
        FhirClient.Content(
            Encoding.UTF8.GetBytes("[" + (test is null ? "" : $$"""{"op":"test","path":"/generalPractitioner/0/reference","value":"{{test}}"},""") + $$"""{"op":"add","path":"/telecom/0/rank","value":{{++_ranks}}}]"""),
            "application/json-patch+json"),
        ("Prefer", "return=representation"));

    private void Check(bool holds, Caller caller, string request, string what)
    {
        _cases++;
        Assert.True(holds, $"{_seed}, case {_cases}: {request}\n  {what}\n  by {caller.Reference} for {caller.OnBehalfOf ?? "themselves"} at {Clock.GetUtcNow():O}; hidden: {string.Join(' ', Hidden(caller).Select(h => h.Reference))}; "
            + string.Join("; ", _world.Decisions.Select(d => $"{d.Staff}|{d.Unit} to {d.Patient} {d.Begins:O} {d.Ends:O}")));
    }

    private static string Around(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 60)] : "";

    // Packed text too, and escapes.
    private static string Decoded(string text) => Unescaped().Replace(text, m => ((char)int.Parse(m.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
        + string.Join('\n', Packed().Matches(text).Select(m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value))));

    [GeneratedRegex("(?:\"data\":|<data value=)\"([^\"]+)\"")]
    private static partial Regex Packed();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Unescaped();
}

/// <summary>On SQLite.</summary>
public sealed class SqliteVeilOracle() : VeilOracleScenarios(Dialect.Sqlite);

/// <summary>On PostgreSQL.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlVeilOracle() : VeilOracleScenarios(Dialect.PostgreSql);
