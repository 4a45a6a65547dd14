using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Veils;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What is hidden inside of what a citizen sees: the names of staff, and where people with a protected address live.</summary>
public abstract class VeilScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Authorisation = "https://example.org/authorisation";

    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/hidden", "Hidden", "nurse", "Organization/ward");
    private static readonly Caller Security = new(CallerKind.Staff, "Practitioner/security", "Security", "security");
    private static readonly Caller Father = new(CallerKind.Citizen, "Patient/father", "Father", "citizen") { OnBehalfOf = "Patient/child" };

    private Pseudonyms Pseudonyms => new(Database, new IdBlocks(Database), new AccessLog(Database, new LedgerBook(Database, new IdBlocks(Database)), Clock), Clock);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Organization", "ward", "\"name\":\"Psykiatrisk afsnit\"");
        await Give("Organization", "other", "\"name\":\"Lungeklinikken\"");
        await Give("Practitioner", "hidden", $$"""
            "identifier":[{"system":"{{Authorisation}}","value":"0H123"}],"name":[{"family":"Sørensen","given":["Ida","Marie"]}]
            """);
        await Give("Practitioner", "open", "\"name\":[{\"family\":\"Berg\",\"given\":[\"Ole\"]}]");
        await Post("hidden-role", "hidden", "ward");
        await Post("open-role", "open", "other");
        foreach (var id in (string[])["me", "you"])
        {
            await Give("Patient", id, "\"birthDate\":\"1980-01-01\"");
            await Give("Encounter", $"{id}-stay", $$$"""
                "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Samtale med Ida Marie S\u00f8rensen og Ole Berg</div>"},
                "status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/{{{id}}}"},"serviceProvider":{"reference":"Organization/ward"},
                "participant":[{"individual":{"reference":"Practitioner/hidden","display":"Ida Marie Sørensen","identifier":{"system":"{{{Authorisation}}}","value":"0H123"} }},{"individual":{"reference":"Practitioner/open","display":"Ole Berg"}}]
                """);
        }

        await Give("DocumentReference", "me-note", $$$"""
            "status":"current","subject":{"reference":"Patient/me"},"author":[{"reference":"PractitionerRole/hidden-role"}],
            "content":[{"attachment":{"contentType":"text/plain; charset=utf-8","size":49,"data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes("Skrevet af I. Sørensen, sygeplejerske Sørensen."))}}}"}}]
            """);
    }

    [Fact]
    public async Task Staff_of_a_unit_are_shown_to_citizens_by_a_pseudonym_wherever_they_are_named()
    {
        var before = (await As(Me).Get("Encounter/me-stay")).Expect(200).Text;
        Assert.Contains("Practitioner/hidden", before, StringComparison.Ordinal);
        await Hide(staff: "", patient: "");

        foreach (var path in (string[])
            ["Encounter/me-stay", "Encounter/me-stay/_history/1", "Encounter/me-stay/_history", "Encounter?_include=Encounter:participant", "Patient/me/$everything", "DocumentReference/me-note", "DocumentReference", "Encounter/_history", "Encounter/me-stay?_format=xml"])
        {
            var text = (await As(Me).Get(path)).Expect(200).Text;
            Assert.DoesNotContain("Sørensen", Decoded(text), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Practitioner/hidden", text, StringComparison.Ordinal);
            Assert.DoesNotContain("0H123", text, StringComparison.Ordinal);
        }

        var stay = (await As(Me).Get("Encounter/me-stay")).Expect(200).Json!;
        Assert.StartsWith("Medarbejder i psykiatrien ", stay["participant"]![0]!["individual"]!["display"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("Practitioner/skjult-", stay["participant"]![0]!["individual"]!["reference"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Ole Berg", stay["participant"]![1]!["individual"]!["display"]!.GetValue<string>());

        // To staff and programs nothing is hidden.
        Assert.Contains("Practitioner/hidden", (await As(Nurse).Get("Encounter/me-stay")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("Practitioner/hidden", (await Api.Get("Encounter/me-stay")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hidden_name_cannot_be_guessed()
    {
        string[] guesses =
        [
            "Encounter?participant=Practitioner/hidden", "Encounter?participant=hidden", $"Encounter?participant:identifier={Authorisation}|0H123", "Encounter?participant:Practitioner.family=Sørensen",
            "Encounter?_text=Sørensen", "Encounter?_content=Marie", "DocumentReference?author=PractitionerRole/hidden-role", "Practitioner?family=Sørensen", $"Practitioner?identifier={Authorisation}|0H123",
            "Practitioner?_id=hidden", "PractitionerRole?practitioner=Practitioner/hidden", "Practitioner?_has:Encounter:participant:status=in-progress&family=S", "Encounter?_filter=participant eq Practitioner/hidden",
            "Questionnaire?_has:QuestionnaireResponse:questionnaire:author=Practitioner/hidden",
        ];
        await Give("Questionnaire", "asked", "\"status\":\"active\",\"url\":\"http://example.org/asked\"");
        await Give("QuestionnaireResponse", "answered", "\"status\":\"completed\",\"questionnaire\":\"http://example.org/asked\",\"subject\":{\"reference\":\"Patient/me\"},\"author\":{\"reference\":\"Practitioner/hidden\"}");
        foreach (var guess in guesses)
        {
            Assert.NotEqual(0, Total((await As(Me).Get($"{guess}&_total=accurate")).Expect(200)));
        }

        await Hide(staff: "Practitioner/hidden", patient: "");
        foreach (var guess in guesses)
        {
            Assert.Equal((guess, 0), (guess, Total((await As(Me).Get($"{guess}&_total=accurate")).Expect(200))));
        }

        foreach (var path in (string[])["Practitioner/hidden", "Practitioner/hidden/_history", "Practitioner/hidden/_history/1", "PractitionerRole/hidden-role"])
        {
            (await As(Me).Get(path)).Expect(404);
        }

        // A history goes on behind what is hidden, and tells of no deletion of it.
        (await Api.Delete("Practitioner/hidden")).Expect(204);
        var shown = new List<string>();
        for (string? next = "Practitioner/_history?_count=1"; next is not null;)
        {
            var page = (await As(Me).Get(next)).Expect(200);
            shown.Add(page.Text);
            next = page.Next;
        }

        Assert.Contains("Berg", string.Concat(shown), StringComparison.Ordinal);
        Assert.DoesNotContain("Practitioner/hidden", string.Concat(shown), StringComparison.Ordinal);
        Assert.Equal(1, Total((await As(Me).Get("Encounter?participant=Practitioner/open&_total=accurate")).Expect(200)));
        Assert.Equal(1, Total((await As(Me).Get("Practitioner?family=Berg&_total=accurate")).Expect(200)));
    }

    [Fact]
    public async Task A_hidden_name_cannot_be_guessed_where_punctuation_joins_it_to_another_word()
    {
        await Give("Practitioner", "hidden", """ "name":[{"family":"O'Dam","given":["Ida-Marie"]}] """);
        foreach (var (id, text) in ((string, string)[])[("joined", "dr.O'Dam/Ida-Marie-vagt"), ("drug", "drikke 3.5 dl"), ("plain", "drop")])
        {
            await Give("Observation", id, $$"""
                "status":"final","code":{"text":"x"},"subject":{"reference":"Patient/me"},"valueString":"{{text}}"
                """);
        }

        string[] guesses = ["dro'", "drod", "dro'd", "drodam", "drodamida", "drodam ida", "drodam ida-m", ":contains=odam", ":contains=idama", ":contains=rodami", ":contains=damida", ":contains=marievagt", ":contains=ievag", ":contains=da-mar"];
        foreach (var guess in guesses)
        {
            Assert.Contains("joined", (await As(Me).Get(Query(guess))).Expect(200).MatchIds);
        }

        await Hide(staff: "Practitioner/hidden", patient: "");
        foreach (var guess in guesses)
        {
            Assert.DoesNotContain("joined", (await As(Me).Get(Query(guess))).Expect(200).MatchIds);
        }

        Assert.Equal(["drug"], (await As(Me).Get(Query("drikke 35"))).Expect(200).MatchIds);
        Assert.Equal(["plain"], (await As(Me).Get(Query("drop"))).Expect(200).MatchIds);
        Assert.Equal(["drug", "joined", "plain"], (await As(Me).Get("Observation?_filter=value-string ne \"drodam\"")).Expect(200).MatchIds.Order(StringComparer.Ordinal));

        static string Query(string guess) => guess[0] == ':' ? $"Observation?value-string{guess}" : $"Observation?value-string={guess}";
    }

    [Fact]
    public async Task A_pseudonym_can_be_for_one_citizen_and_for_a_time_and_ends()
    {
        var now = Clock.GetUtcNow();
        var set = await Hide("Practitioner/hidden", "Patient/me", now.AddHours(1), now.AddHours(3));
        await Sees(Me, "Ida Marie Sørensen");
        Clock.Move(TimeSpan.FromHours(1));
        await Sees(Me, "Medarbejder i psykiatrien");
        await Sees(new Caller(CallerKind.Citizen, "Patient/you", "You", "citizen"), "Ida Marie Sørensen", "you");
        Assert.Null(await Pseudonyms.End(Security, set.Number, Ct));
        await Sees(Me, "Ida Marie Sørensen");
        Assert.Equal(ProblemKind.NotFound, (await Pseudonyms.End(Security, set.Number, Ct))!.Kind);
        await Hide("Practitioner/hidden", "Patient/me", Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(3));
        await Sees(Me, "Medarbejder i psykiatrien");
        Clock.Move(TimeSpan.FromHours(3));
        await Sees(Me, "Ida Marie Sørensen");
    }

    [Fact]
    public async Task Who_joins_the_unit_is_hidden_from_then_on()
    {
        await Hide(staff: "", patient: "");
        Assert.Contains("Ole Berg", (await As(Me).Get("Encounter/me-stay")).Text, StringComparison.Ordinal);
        await Post("open-too", "open", "ward");
        Assert.DoesNotContain("Ole Berg", (await As(Me).Get("Encounter/me-stay")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_hidden_can_be_blocked_and_stays_hidden_in_the_block()
    {
        await Hide(staff: "Practitioner/hidden", patient: "");
        (await As(Nurse).Get("Encounter/me-stay")).Expect(200);
        var shown = (await As(Me).Get("Encounter/me-stay")).Json!["participant"]![0]!["individual"]!["reference"]!.GetValue<string>();
        var written = (await As(Me).Post("Consent", $$$"""
            {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
             "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],"patient":{"reference":"Patient/me"},"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]},
             "provision":{"type":"deny","actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":{"reference":"{{{shown}}}"}}]}}
            """)).Expect(201);
        Assert.Contains(shown, written.Text, StringComparison.Ordinal);
        (await As(Nurse).Get("Encounter/me-stay")).Expect(404);
        var id = written.Json!["id"]!.GetValue<string>();
        Assert.Contains("Practitioner/hidden", (await Api.Get($"Consent/{id}")).Text, StringComparison.Ordinal);

        // What is read and written back as it was shown holds on.
        var read = (await As(Me).Get($"Consent/{id}")).Expect(200).Text;
        Assert.DoesNotContain("Practitioner/hidden", read, StringComparison.Ordinal);
        (await As(Me).Put($"Consent/{id}", read)).Expect(200);
        (await As(Nurse).Get("Encounter/me-stay")).Expect(404);
    }

    [Fact]
    public async Task The_log_shows_the_pseudonym_and_only_security_sees_through_it()
    {
        await Hide(staff: "Practitioner/hidden", patient: "");
        (await As(Nurse).Get("Encounter/me-stay")).Expect(200);
        var log = (await As(Me).Get("Patient/me/$access-log")).Expect(200).Text;
        Assert.DoesNotContain("Practitioner/hidden", log, StringComparison.Ordinal);
        var shown = (await As(Me).Get("Encounter/me-stay")).Json!["participant"]![0]!["individual"]!["reference"]!.GetValue<string>();
        Assert.Contains(shown, log, StringComparison.Ordinal);
        Assert.Contains("Practitioner/hidden", (await As(Security).Get("Patient/me/$access-log")).Expect(200).Text, StringComparison.Ordinal);

        Assert.Equal(ProblemKind.Forbidden, (await Pseudonyms.Reveal(Nurse, shown, "Wants to know who it was", Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await Pseudonyms.Reveal(Security, shown, "why", Ct)).Problem!.Kind);
        Assert.Equal(["Practitioner/hidden"], (await Pseudonyms.Reveal(Security, shown, "A complaint to the board", Ct)).Value);
        Assert.Contains("A complaint to the board", (await As(Security).Get("Practitioner/security/$access-log")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(ProblemKind.Forbidden, (await Pseudonyms.All(Me, Ct)).Problem!.Kind);
    }

    [Fact]
    public async Task Where_somebody_protected_lives_is_hidden_from_those_who_act_for_them()
    {
        const string Cpr = "\"identifier\":[{\"system\":\"urn:oid:1.2.208.176.1.2\",\"value\":\"0101801231\"}]";
        await Give("Patient", "father", $"{Cpr},\"birthDate\":\"1980-01-01\"");
        await Give("Patient", "child", """
            "meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]},"birthDate":"2020-01-01",
            "address":[{"line":["Skovvej 1"],"city":"Holte"}],"telecom":[{"system":"phone","value":"12345678"}],"contact":[{"name":{"text":"Mor"},"telecom":[{"system":"phone","value":"12345678"}]}]
            """);
        await Give("RelatedPerson", "father-of", $$"""
            {{Cpr}},"patient":{"reference":"Patient/child"},"relationship":[{"coding":[{"code":"PARAUTH"}]}]
            """);
        await Give("RelatedPerson", "mother-of", "\"patient\":{\"reference\":\"Patient/child\"},\"name\":[{\"text\":\"Mor\"}],\"address\":[{\"line\":[\"Skovvej 1\"]}]");
        foreach (var path in (string[])["Patient/child", "RelatedPerson/mother-of", "RelatedPerson", "Patient?_revinclude=RelatedPerson:patient", "Patient/child/_history"])
        {
            var text = (await As(Father).Get(path)).Expect(200).Text;
            Assert.DoesNotContain("Skovvej", text, StringComparison.Ordinal);
            Assert.DoesNotContain("12345678", text, StringComparison.Ordinal);
            Assert.Contains("masked", text, StringComparison.Ordinal);
        }

        foreach (var guess in (string[])["Patient?address=Skovvej", "Patient?address-city=Holte", "Patient?phone=12345678", "RelatedPerson?address=Skovvej"])
        {
            Assert.Equal(0, Total((await As(Father).Get($"{guess}&_total=accurate")).Expect(200)));
        }

        Assert.Contains("Skovvej", (await As(new Caller(CallerKind.Citizen, "Patient/child", "C", "citizen") { OnBehalfOf = null }).Get("Organization/ward")).Text + (await Api.Get("Patient/child")).Text, StringComparison.Ordinal);
        await Give("Patient", "child", "\"birthDate\":\"2020-01-01\",\"address\":[{\"line\":[\"Skovvej 1\"]}]");
        Assert.Contains("Skovvej", (await As(Father).Get("Patient/child")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_from_a_citizen_counts_from_the_next_search_on()
    {
        const string Own = "Encounter?patient=Patient/me&_sort=-date";
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("Ida Marie", (await As(Me).Get(Own)).Expect(200).Text, StringComparison.Ordinal); // from the second on it is taken to be so
        }

        var decision = await Hide(staff: "", patient: "");
        Assert.DoesNotContain("Ida Marie", (await As(Me).Get(Own)).Expect(200).Text, StringComparison.Ordinal);
        Assert.Null(await Pseudonyms.End(Security, decision.Number, Ct));
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("Ida Marie", (await As(Me).Get(Own)).Expect(200).Text, StringComparison.Ordinal);
        }

        await Wait("active");
        Assert.Empty(Entries(await As(Me).Get(Own)));
        Assert.Empty(Entries(await As(Me).Get("Encounter?patient=Patient/me&class=IMP")));
        await Wait("inactive");
        Assert.Single(Entries(await As(Me).Get(Own)));
        await Wait("active");
        Assert.Empty(Entries(await As(Me).Get(Own)));

        Task<Answer> Wait(string status) => Give("Consent", "wait", $$$"""
            "status":"{{{status}}}","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentcategorycodes","code":"npp"}]}],"policyRule":{"text":"-"},"patient":{"reference":"Patient/me"},
            "provision":{"type":"deny","actor":[{"role":{"text":"patient"},"reference":{"reference":"Patient/me"}}]}
            """);
    }

    [Fact]
    public async Task A_regions_own_parameters_find_no_hidden_staff_and_do_not_order_by_them()
    {
        await Parameter("who-text", "Encounter", "string", "Encounter.participant.individual.display");
        await Parameter("who-number", "Encounter", "token", "Encounter.participant.individual.identifier");
        await Parameter("who-digits", "Encounter", "string", "Encounter.participant.individual.identifier.value");
        await Parameter("who-name", "Encounter", "string", "Encounter.participant.individual.reference");
        await Parameter("who", "Encounter", "reference", "Encounter.participant.individual", ",\"target\":[\"Practitioner\"]");
        await Parameter("family-name", "Practitioner", "string", "Practitioner.name.family");
        string[] guesses =
        [
            "Encounter?who-text=Ida", "Encounter?who-text:contains=ørens", "Encounter?who-text:exact=Ida Marie Sørensen", $"Encounter?who-number={Authorisation}|0H123", "Encounter?who-number=0H123", "Encounter?who-digits=0H",
            "Encounter?who-digits:contains=123", "Encounter?who-name=Practitioner/hid", "Encounter?who=Practitioner/hidden", "Encounter?who=hidden", "Encounter?who.family-name=Sør", "Encounter?who:Practitioner.family=Sør",
            "Practitioner?family-name=Sør", "Practitioner?_has:Encounter:who:status=in-progress&family-name=Sør", "Encounter?who-digits:missing=false",
        ];
        await Finds(Me, 1, guesses);
        await Hide(staff: "Practitioner/hidden", patient: "");
        await Finds(Me, 0, guesses);
        await Finds(Me, 1, "Encounter?who=Practitioner/open", "Encounter?who-text=Ole", "Practitioner?family-name=Berg", "Encounter?status=in-progress");

        // Three visits whose order by what is hidden would not be their own.
        foreach (var (id, name) in new[] { ("v1", "Ida Marie Sørensen"), ("v2", "Aa Aa"), ("v3", "Øe Øe") })
        {
            await Give("Encounter", id, $"\"status\":\"finished\",\"class\":{{\"code\":\"AMB\"}},\"subject\":{{\"reference\":\"Patient/me\"}},\"participant\":[{{\"individual\":{{\"reference\":\"Practitioner/{(id == "v1" ? "hidden" : "open")}\",\"display\":\"{name}\"}}}}]");
        }

        foreach (var order in (string[])["who-text", "who-name", "who-digits", "who"])
        {
            Assert.Equal((await As(Me).Get("Encounter?status=finished")).Expect(200).MatchIds, (await As(Me).Get($"Encounter?status=finished&_sort={order}")).Expect(200).MatchIds);
            Assert.Equal((await As(Me).Get("Encounter?status=finished")).Expect(200).MatchIds, (await As(Me).Get($"Encounter?status=finished&_sort=-{order}")).Expect(200).MatchIds);
        }
    }

    [Fact]
    public async Task A_regions_own_parameters_find_no_hidden_address()
    {
        const string Cpr = "\"identifier\":[{\"system\":\"urn:oid:1.2.208.176.1.2\",\"value\":\"0101801231\"}]";
        const string Where = "\"address\":[{\"line\":[\"Skovvej 1\"],\"city\":\"Holte\"}],\"telecom\":[{\"system\":\"phone\",\"value\":\"12345678\"}]";
        await Parameter("town", "Patient", "string", "Patient.address.city");
        await Parameter("reach", "Patient", "token", "Patient.telecom");
        await Parameter("kin-phone", "Patient", "string", "Patient.contact.telecom.value");
        await Parameter("street", "RelatedPerson", "string", "RelatedPerson.address.line");
        await Give("Patient", "father", $"{Cpr},\"birthDate\":\"1980-01-01\"");
        await Give("RelatedPerson", "father-of", $"{Cpr},\"patient\":{{\"reference\":\"Patient/child\"}},\"relationship\":[{{\"coding\":[{{\"code\":\"PARAUTH\"}}]}}]");
        await Give("RelatedPerson", "mother-of", $"\"patient\":{{\"reference\":\"Patient/child\"}},{Where}");
        const string Open = $"\"birthDate\":\"2020-01-01\",{Where},\"contact\":[{{\"telecom\":[{{\"system\":\"phone\",\"value\":\"87654321\"}}]}}]";
        string[] guesses =
        [
            "Patient?town=Holte", "Patient?town:contains=olt", "Patient?reach=12345678", "Patient?kin-phone=8765", "RelatedPerson?street=Skov", "RelatedPerson?patient.town=Holte&street:missing=false",
            "Patient?town:missing=false", "Patient?_has:RelatedPerson:patient:street=Skovvej",
        ];
        await Give("Patient", "child", Open);
        await Finds(Father, 1, guesses);
        await Give("Patient", "child", $"\"meta\":{{\"security\":[{{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}}]}},{Open}");
        await Finds(Father, 0, guesses);
        await Finds(Father, 1, "Patient?birthdate=2020-01-01");
    }

    [Fact]
    public async Task What_cannot_be_set_is_refused_with_the_field()
    {
        foreach (var (wrong, field) in new (Pseudonym, string)[]
        {
            (Decision("", "") with { Name = "a" }, "name"), (Decision("", "") with { Reason = "no" }, "reason"), (Decision("", "") with { Unit = "Organization/none" }, "unit"),
            (Decision("Practitioner/none", ""), "staff"), (Decision("", "Patient/none"), "patient"), (Decision("", "me"), "patient"), (Decision("", "") with { Ends = DateTimeOffset.UnixEpoch }, "ends"),
        })
        {
            var problem = (await Pseudonyms.Set(Security, wrong, Ct)).Problem!;
            Assert.Equal((ProblemKind.Invalid, field), (problem.Kind, problem.Expression));
        }

        Assert.Equal(ProblemKind.Forbidden, (await Pseudonyms.Set(Nurse, Decision("", ""), Ct)).Problem!.Kind);
        Assert.Empty((await Pseudonyms.All(Security, Ct)).Value);
    }

    private static string Decoded(string text)
    {
        // Packed text too.
        var packed = System.Text.RegularExpressions.Regex.Match(text, "\"data\":\"([^\"]+)\"");
        return System.Text.RegularExpressions.Regex.Unescape(text.Replace("\\\"", "\"", StringComparison.Ordinal)) + (packed.Success ? Encoding.UTF8.GetString(Convert.FromBase64String(packed.Groups[1].Value)) : "");
    }

    private static JsonArray Entries(Answer answer) => answer.Expect(200).Json!["entry"] as JsonArray ?? [];

    private Task<Answer> Parameter(string code, string type, string kind, string expression, string more = "") => Give("SearchParameter", code, $$"""
        "url":"https://example.org/{{code}}","name":"Own","status":"active","description":"test","code":"{{code}}","base":["{{type}}"],"type":"{{kind}}","expression":"{{expression}}"{{more}}
        """);

    private async Task Finds(Caller caller, int count, params string[] searches)
    {
        foreach (var search in searches)
        {
            Assert.Equal((search, count), (search, Total((await As(caller).Get($"{search}&_total=accurate")).Expect(200))));
        }
    }

    private static int Total(Answer answer) => answer.Json!["total"]!.GetValue<int>();

    private async Task Sees(Caller citizen, string name, string whose = "me") =>
        Assert.Contains(name, (await As(citizen).Get($"Encounter/{whose}-stay")).Expect(200).Json!["participant"]![0]!["individual"]!["display"]!.GetValue<string>(), StringComparison.Ordinal);

    private Pseudonym Decision(string staff, string patient) => new(0, staff, "Organization/ward", patient, "Medarbejder i psykiatrien", Clock.GetUtcNow(), Clock.GetUtcNow().AddYears(1), "Threats against the staff");

    private async Task<Pseudonym> Hide(string staff, string patient, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var decision = Decision(staff, patient);
        var set = await Pseudonyms.Set(Security, decision with { Begins = from ?? decision.Begins, Ends = to ?? decision.Ends }, Ct);
        Assert.True(set.IsOk, set.Problem?.Message);
        return set.Value;
    }

    private Task<Answer> Post(string id, string person, string unit) => Give("PractitionerRole", id, $$"""
        "practitioner":{"reference":"Practitioner/{{person}}"},"organization":{"reference":"Organization/{{unit}}"},"code":[{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/role","code":"nurse"}]}]
        """);
}

/// <summary>On SQLite.</summary>
public sealed class SqliteVeil() : VeilScenarios(Dialect.Sqlite);

/// <summary>On PostgreSQL.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlVeil() : VeilScenarios(Dialect.PostgreSql);
