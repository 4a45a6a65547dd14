using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Tests.Scenarios;

/// <summary>What people do about accesses: ask why, act for others, review, and find the unusual. Each by who may.</summary>
public abstract class LookScenarios(Dialect dialect) : HostedTest(dialect)
{
    private const string Cpr = "urn:oid:1.2.208.176.1.2";
    private const string Why = "Hvorfor så du min journal?";

    private static readonly Caller Nurse = new(CallerKind.Staff, "Practitioner/nurse", "Nurse", "nurse", "Organization/ward");
    private static readonly Caller Boss = new(CallerKind.Staff, "Practitioner/boss", "Boss", "director", "Organization/hospital");
    private static readonly Caller Stranger = new(CallerKind.Staff, "Practitioner/stranger", "Stranger", "nurse", "Organization/other");
    private static readonly Caller Porter = new(CallerKind.Staff, "Practitioner/porter", "Porter", "porter", "Organization/ward");
    private static readonly Caller Security = new(CallerKind.Staff, "Practitioner/security", "Security", "security", "Organization/ward");
    private static readonly Caller You = new(CallerKind.Citizen, "Patient/you", "You", "citizen");

    private Acting Acting => new(Database, Clock);

    private AccessLog Log => Services.GetRequiredService<AccessLog>();

    private Questions Questions => new(Database, new IdBlocks(Database), Log, Clock, Acting);

    private Claims Claims => new(Database, new IdBlocks(Database), Log, Clock);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Give("Organization", "region", "\"name\":\"R\"");
        await Give("Organization", "hospital", "\"name\":\"H\",\"partOf\":{\"reference\":\"Organization/region\"}");
        await Give("Organization", "ward", "\"name\":\"W\",\"partOf\":{\"reference\":\"Organization/hospital\"}");
        await Give("Organization", "other", "\"name\":\"O\",\"partOf\":{\"reference\":\"Organization/region\"}");
        await Person("Patient", "me", "0101800001", "\"birthDate\":\"1980-01-01\"");
        await Person("Patient", "you", "0101800002", "\"birthDate\":\"1980-01-01\"");
        await Give("Encounter", "stay", """
            "status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/me"},"serviceProvider":{"reference":"Organization/ward"}
            """);
    }

    [Fact]
    public async Task A_question_reaches_the_unit_and_its_leaders_and_nobody_else()
    {
        var at = await Looked();
        Assert.True((await Questions.Ask(Me, "Mig", ("Practitioner/nurse", at), Why, Ct)).IsOk);
        foreach (var (caller, count) in new[] { (Nurse, 1), (Boss, 1), (Stranger, 0), (Porter, 0), (Security, 0), (Me, 0) })
        {
            Assert.Equal(count, (await Questions.ToAnswer(caller, Ct)).Count);
        }

        var question = Assert.Single(await Questions.ToAnswer(Nurse, Ct));
        Assert.Equal(("Mig", "Organization/ward", "Practitioner/nurse", at, Why), (question.Name, question.Unit, question.Person, question.Looked, question.Words));
        Assert.Equal(ProblemKind.NotFound, (await Questions.Reply(Stranger, question.Number, "Det ved jeg ikke noget om", Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Questions.Reply(Porter, question.Number, "Det ved jeg ikke noget om", Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await Questions.Reply(Nurse, question.Number, "kort", Ct)).Problem!.Kind);
        Assert.True((await Questions.Reply(Nurse, question.Number, "Du var indlagt hos os", Ct)).IsOk);
        Assert.Empty(await Questions.ToAnswer(Nurse, Ct));
        Assert.Equal(ProblemKind.NotFound, (await Questions.Reply(Nurse, question.Number, "Du var indlagt hos os", Ct)).Problem!.Kind);
        Assert.Equal("Du var indlagt hos os", Assert.Single(await Questions.Asked(Me, Ct)).Answer!.Words);
        Assert.Empty(await Questions.Asked(You, Ct));
        Assert.Empty(await Questions.Asked(You with { OnBehalfOf = "Patient/me" }, Ct));
        Assert.Contains(await Of(Me), a => a.Entry is { What: "answer", Rule: "unit-answers-why" });
    }

    [Fact]
    public async Task One_asks_once_about_ones_own_log_and_asking_opens_nothing()
    {
        var at = await Looked();
        Assert.Equal(ProblemKind.NotFound, (await Questions.Ask(You, "Dig", ("Practitioner/nurse", at), Why, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Questions.Ask(You with { OnBehalfOf = "Patient/me" }, "Dig", ("Practitioner/nurse", at), Why, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Questions.Ask(Nurse, "N", ("Practitioner/nurse", at), Why, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Questions.Ask(Me, "Mig", ("Practitioner/nurse", at.AddMilliseconds(1)), Why, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await Questions.Ask(Me, "Mig", ("Practitioner/nurse", at), "kort", Ct)).Problem!.Kind);
        Assert.True((await Questions.Ask(Me, "Mig", ("Practitioner/nurse", at), Why, Ct)).IsOk);
        Assert.Equal(ProblemKind.Conflict, (await Questions.Ask(Me, "Mig", ("Practitioner/nurse", at), Why, Ct)).Problem!.Kind);

        // A denied try by a unit without any relation: being asked gives it none.
        (await As(Stranger).Get("Patient/me")).Expect(404);
        var tried = (await Of(Me)).First(a => a.Entry.What == "denied").At;
        Assert.True((await Questions.Ask(Me, "Mig", ("Practitioner/stranger", tried), Why, Ct)).IsOk);
        Assert.Single(await Questions.ToAnswer(Stranger, Ct));
        (await As(Stranger).Get("Patient/me")).Expect(404);
    }

    [Fact]
    public async Task What_a_patient_asks_by_telephone_is_asked_once_and_staff_learn_nothing_of_the_log()
    {
        var at = await Looked();
        var from = at.AddHours(-1);
        var other = Nurse with { Reference = "Practitioner/colleague" };
        ToldQuestion About(string whom) => new("Patient/me", "Mig", whom, from, from.AddHours(2), Why);
        var day = DateOnly.FromDateTime(at.UtcDateTime);

        // Who may not write in the record may not ask for the patient; nor may the patient by this door.
        foreach (var caller in new[] { Stranger, Porter, Security, Boss, Me })
        {
            Assert.Equal(ProblemKind.Forbidden, (await Questions.AskFor(caller, About("Organization/ward"), ("phone", day), "told-" + caller.Reference, Ct))!.Kind);
        }

        // The hospital's part is the ward; sent twice, it is asked once.
        Assert.Null(await Questions.AskFor(other, About("Organization/hospital"), ("phone", day), "told-1", Ct));
        Assert.Null(await Questions.AskFor(other, About("Organization/hospital"), ("phone", day), "told-1", Ct));
        var question = Assert.Single(await Questions.ToAnswer(Nurse, Ct));
        Assert.Equal(("Organization/ward", "Practitioner/nurse", at), (question.Unit, question.Person, question.Looked));
        Assert.Equal(new QuestionTold("phone", day, "Practitioner/colleague"), Assert.Single(await Questions.Asked(Me, Ct)).Told);

        // Where nobody has looked the answer to staff is the same: the patient reads it, and no unit is asked.
        Assert.Null(await Questions.AskFor(other, About("Organization/other"), ("paper", day), "told-2", Ct));
        Assert.Null(await Questions.AskFor(other, About("Practitioner/stranger"), ("paper", day), "told-3", Ct));
        Assert.Null(await Questions.AskFor(other, About("Practitioner/stranger"), ("paper", day), "told-3b", Ct));
        Assert.Empty(await Questions.ToAnswer(Stranger, Ct));
        Assert.Equal([false, false, false, true], (await Questions.Asked(Me, Ct)).Select(q => q.WasFound));
        Assert.All((await Questions.Asked(Me, Ct)).Where(q => !q.WasFound), q => Assert.Null(q.Answer));
        Assert.Contains(await Of(Me), a => a.Entry is { What: "question", Rule: "staff-asks-for-citizen", Caller.Reference: "Practitioner/colleague" });

        // Whom the patient has blocked from such writing is refused.
        await Consent("block", "me", "deny", "Practitioner/colleague");
        Assert.Equal(ProblemKind.Forbidden, (await Questions.AskFor(other, About("Organization/ward"), ("phone", day), "told-4", Ct))!.Kind);
    }

    [Fact]
    public async Task Where_the_paper_of_a_question_is_is_told_to_whom_the_patient_is_related_alone()
    {
        var at = await Looked();
        (await As(Stranger).Get("Patient/me")).Expect(404);
        var told = new QuestionTold("paper", DateOnly.FromDateTime(at.UtcDateTime), "") { Paper = "DocumentReference/scan" };
        foreach (var whom in (string[])["Organization/ward", "Organization/other"])
        {
            var asking = await Questions.AskingFor(Nurse, new ToldQuestion("Patient/me", "Mig", whom, at.AddHours(-1), at.AddHours(2), Why), told, "told-" + whom, Ct);
            Assert.Null(await Database.Write(asking.Value, Ct));
        }

        Assert.Equal(told with { By = Nurse.Reference }, Assert.Single(await Questions.ToAnswer(Nurse, Ct)).Told);
        Assert.Equal(told with { By = Nurse.Reference, Paper = null }, Assert.Single(await Questions.ToAnswer(Stranger, Ct)).Told);
        Assert.All(await Questions.Asked(Me, Ct), q => Assert.Equal("DocumentReference/scan", q.Told!.Paper));
    }

    [Fact]
    public async Task An_access_is_found_after_it_has_got_its_place_in_the_tree()
    {
        var at = await Looked();
        Assert.NotEmpty(await Log.At("Patient/me", "Practitioner/nurse", at, Ct));
        var ledger = new LedgerBook(Database, new IdBlocks(Database), AccessLog.Bind);
        using var signer = LedgerSigner.ForTheMoment();
        Assert.True(await ledger.Grow(1000, Ct) > 0);
        await ledger.Sign(signer, Clock.GetUtcNow(), Ct);
        foreach (var later in new[] { TimeSpan.Zero, TimeSpan.FromDays(100) })
        {
            Clock.Move(later);
            var found = (await Log.At("Patient/me", "Practitioner/nurse", at, Ct))[0];
            var proof = (await ledger.Prove(found.Number, Ct))!.Value;
            Assert.True(MerkleTree.IsIncluded(proof.Record.LeafHash(), proof.Proof.Leaf, proof.Proof.Head.Size, proof.Proof.Path, proof.Proof.Head.Root));
        }
    }

    [Fact]
    public async Task A_patients_own_accesses_are_counted_and_those_of_others_told()
    {
        await Looked();
        for (var i = 0; i < 3; i++)
        {
            Clock.Move(TimeSpan.FromHours(1));
            (await As(Me).Get("Patient/me")).Expect(200);
        }

        // While they wait, and as leaves; also as leaves that a node of an earlier version has made, which tells nothing apart.
        var expected = await Apart(null);
        Assert.Contains(expected.Found, a => a.Entry.Caller.Reference == "Practitioner/nurse");
        Assert.Equal(4, expected.Own!.Count); // three looks, and the one at the log before them
        var ids = new IdBlocks(Database);
        Assert.True(await new LedgerBook(Database, ids, Early).Grow(1000, Ct) > 0);
        Assert.Null((await Apart(null)).Own);
        Clock.Move(TimeSpan.FromHours(1));
        await Looked();
        Assert.True(await new LedgerBook(Database, ids, AccessLog.Bind).Grow(1000, Ct) > 0);
        var told = await Apart(null);
        Assert.Equal(expected.Own!.OrderBy(o => o.Hour), told.Own!.OrderBy(o => o.Hour).Take(4));
        Assert.All(told.Found, a => Assert.NotEqual("Patient/me", a.Entry.Caller.Reference));
        Assert.Equal(expected.Found.Select(a => (a.At, a.Entry.Caller.Reference)), told.Found.TakeLast(expected.Found.Count).Select(a => (a.At, a.Entry.Caller.Reference)));

        // Page by page nothing is told or counted twice.
        var (seen, own, place) = (0, 0, ((long, long)?)null);
        do
        {
            var page = await Apart(place, 1);
            (seen, own, place) = (seen + page.Found.Count, own + page.Own!.Sum(o => o.Moments), page.Next);
        }
        while (place is not null);
        Assert.Equal((told.Found.Count, told.Own!.Sum(o => o.Moments)), (seen, own));

        async Task<AccessPage> Apart((long, long)? before, int limit = 100) =>
            (await Store.Accesses(Me with { Trail = AccessTrail.Unlogged }, "Patient/me", new AccessPlace(DateTimeOffset.UnixEpoch, before, limit) { CountsOwn = true }, Ct)).Value;

        // What a node did before: blocks with their keys alone.
        async ValueTask<IReadOnlyList<LedgerRecord>> Early(WriteTransaction tx, IReadOnlyList<LedgerRecord> waiting)
        {
            var keys = new[] { Hash64.Of("Patient/me") };
            await tx.BulkInsert("access_log_key", ["key", "number", "at"], [.. waiting.SelectMany(w => keys.Select(k => new SqlValue[] { k, w.Number, w.Entry.At.ToUnixTimeMilliseconds() }))]);
            return waiting;
        }
    }

    [Fact]
    public async Task Who_acts_for_another_finds_every_look_among_those_told_and_those_counted()
    {
        await Looked();
        await Consent("mandate", "me", "permit", "Patient/you");
        var holder = You with { OnBehalfOf = "Patient/me" };
        for (var i = 0; i < 3; i++)
        {
            Clock.Move(TimeSpan.FromHours(1));
            (await As(Me).Get("Patient/me")).Expect(200);
            (await As(holder).Get("Patient/me")).Expect(200);
        }

        foreach (var asLeaves in new[] { false, true })
        {
            if (asLeaves)
            {
                Assert.True(await new LedgerBook(Database, new IdBlocks(Database), AccessLog.Bind).Grow(1000, Ct) > 0);
            }

            var all = await Page(false);
            var apart = await Page(true);
            Assert.Null(all.Own);
            Assert.Equal(3, apart.Found.Count(a => a.Entry.Caller.Reference == "Patient/you"));
            Assert.Equal(all.Found.Where(a => a.Entry.Caller.Reference != "Patient/me").Select(a => (a.At, a.Entry.Caller.Reference)), apart.Found.Select(a => (a.At, a.Entry.Caller.Reference)));
            Assert.Equal(all.Found.Where(a => a.Entry.Caller.Reference == "Patient/me").Select(a => a.At).Distinct().Count(), apart.Own!.Sum(o => o.Moments));
            Assert.True(apart.Own!.Sum(o => o.Moments) >= 3);
        }

        async Task<AccessPage> Page(bool countsOwn) =>
            (await Store.Accesses(holder with { Trail = AccessTrail.Unlogged }, "Patient/me", new AccessPlace(DateTimeOffset.UnixEpoch, null, 500) { CountsOwn = countsOwn }, Ct)).Value;
    }

    [Fact]
    public async Task Who_acts_for_another_reads_that_somebody_else_does_and_not_who()
    {
        await Person("Patient", "third", "0101850003", "\"gender\":\"female\"");
        await Consent("mandate", "me", "permit", "Patient/you");
        await Consent("mandate-2", "me", "permit", "Patient/third");
        var third = new Caller(CallerKind.Citizen, "Patient/third", "Test Tredje", "citizen") { OnBehalfOf = "Patient/me" };
        (await As(third).Get("Patient/me")).Expect(200);
        (await As(You with { OnBehalfOf = "Patient/me" }).Get("Patient/me")).Expect(200);
        (await As(Nurse).Get("Patient/me")).Expect(200);

        // Their own name, that of the patient and of those at work stand there.
        var asked = await As(You with { OnBehalfOf = "Patient/me" }).Get("Patient/me/$access-log");
        var told = asked.Expect(200).Text;
        Assert.DoesNotContain("third", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Tredje", told, StringComparison.Ordinal);
        Assert.Contains("Another who acts for the patient", told, StringComparison.Ordinal);
        Assert.Contains("Patient/you", told, StringComparison.Ordinal);
        Assert.Contains("Practitioner/nurse", told, StringComparison.Ordinal);

        var own = (await As(Me).Get("Patient/me/$access-log")).Expect(200).Text;
        Assert.Contains("Patient/third", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_acts_for_children_and_for_those_who_gave_a_mandate_by_the_rule_itself()
    {
        Assert.Empty(await Acting.For(Me, Ct));
        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        foreach (var (id, cpr, age) in new[] { ("child", "0101150001", 9), ("young", "0101080001", 16), ("grown", "0101000001", 19) })
        {
            await Person("Patient", id, cpr, $"\"birthDate\":\"{today.AddYears(-age):yyyy-MM-dd}\"");
            await Give("RelatedPerson", "parent-" + id, $$"""
                "patient":{"reference":"Patient/{{id}}"},"relationship":[{"coding":[{"code":"PARAUTH"}]}],"identifier":[{"system":"{{Cpr}}","value":"0101800001"}]
                """);
        }

        Assert.Equal(["Patient/child", "Patient/young"], await Acting.For(Me, Ct));
        Assert.Empty(await Acting.For(You, Ct));
        await Consent("mandate", "you", "permit", "Patient/me");
        Assert.Equal(["Patient/child", "Patient/you", "Patient/young"], await Acting.For(Me, Ct));
        Assert.Empty(await Acting.For(Nurse, Ct));

        // What can be chosen is what can be read.
        foreach (var id in new[] { "child", "young", "grown", "you" })
        {
            var mine = Me with { OnBehalfOf = $"Patient/{id}" };
            var read = await As(mine).Get($"Patient/{id}");
            Assert.Equal(read.Status == 200, await Acting.Sees(mine, Ct));
        }

        await Give("Observation", "yours", """
            "status":"final","code":{"text":"x"},"subject":{"reference":"Patient/you"}
            """);
        (await As(Me with { OnBehalfOf = "Patient/you" }).Get("Observation/yours")).Expect(200);

        Assert.False(await Acting.Sees(You with { OnBehalfOf = "Patient/child" }, Ct));
        Clock.Move(TimeSpan.FromDays((365 * 2) + 2));
        Assert.Equal(["Patient/child", "Patient/you"], await Acting.For(Me, Ct));
    }

    [Fact]
    public async Task Only_information_security_reviews_and_once_and_the_citizen_sees_it()
    {
        var claim = (await Claims.Make(Stranger, ClaimKind.Override, "Patient/me", ("patient-cannot-be-reached", "Bevidstløs ved ankomst"), Ct)).Value;
        Assert.Equal(claim.Number, Assert.Single(await Claims.Open(Stranger, Ct)).Number);
        Assert.Empty(await Claims.Open(Nurse, Ct));
        Assert.False(Claims.MayMake(Porter) || Claims.MayMake(Me) || Claims.MayMake(Security));
        foreach (var other in new[] { Nurse, Boss, Me, Porter })
        {
            Assert.Equal(ProblemKind.Forbidden, (await Claims.Review(other, claim.Number, true, "Det ser fint ud for mig", Ct)).Problem!.Kind);
        }

        Assert.Equal(ProblemKind.Invalid, (await Claims.Review(Security, claim.Number, true, "ok", Ct)).Problem!.Kind);
        Assert.Equal("alarm", (await Claims.Review(Security, claim.Number, false, "Patienten var ved bevidsthed", Ct)).Value.State);
        Assert.Empty(await Claims.ForReview(10, Ct));
        Assert.Equal(ProblemKind.NotFound, (await Claims.Review(Security, claim.Number, true, "Det ser fint ud for mig", Ct)).Problem!.Kind);
        Assert.Contains(await Of(Me), a => a.Entry is { What: "review-not-in-order", Words: "Patienten var ved bevidsthed" });
    }

    [Fact]
    public async Task What_is_unusual_is_found_with_its_reason()
    {
        await Person("Practitioner", "nurse", "0101800009", "");
        await Person("Patient", "nurse-herself", "0101800009", "\"birthDate\":\"1980-01-01\"");
        await Person("Patient", "kid", "0101150009", "\"birthDate\":\"2019-01-01\"");
        await Give("RelatedPerson", "custody", $$"""
            "patient":{"reference":"Patient/kid"},"relationship":[{"coding":[{"code":"PARAUTH"}]}],"identifier":[{"system":"{{Cpr}}","value":"0101800009"}]
            """);
        await Give("Patient", "hidden", "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]}");
        foreach (var id in (string[])["nurse-herself", "kid", "hidden"])
        {
            await Give("Encounter", "of-" + id, $$"""
                "status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"Patient/{{id}}"},"serviceProvider":{"reference":"Organization/ward"}
                """);
            (await As(Nurse).Get($"Patient/{id}")).Expect(200);
        }

        (await As(Boss with { Reference = "Practitioner/doctor2", Role = "doctor", Organization = "Organization/ward" }).Get("Patient/nurse-herself")).Expect(200);
        (await As(Stranger).Get("Patient/me")).Expect(404);
        (await As(Stranger).Post("Encounter", """{"resourceType":"Encounter","status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"Patient/you"},"serviceProvider":{"reference":"Organization/other"}}""")).Expect(201);
        (await As(Stranger).Get("Patient/you")).Expect(200);

        var found = await Unusual();
        (FindingKind, string, string?)[] expected =
        [
            (FindingKind.Own, "Practitioner/nurse", "Patient/nurse-herself"),
            (FindingKind.Family, "Practitioner/nurse", "Patient/kid"),
            (FindingKind.Colleague, "Practitioner/doctor2", "Patient/nurse-herself"),
            (FindingKind.Protected, "Practitioner/nurse", null),
            (FindingKind.NoRelation, "Practitioner/stranger", "Patient/me"),
            (FindingKind.SelfMade, "Practitioner/stranger", "Patient/you"),
        ];
        Assert.Equal(expected, found.Found.Select(f => (f.Kind, f.Person, f.Patient)));
        Assert.True(found.IsWhole);
    }

    [Fact]
    public async Task Many_patients_in_a_day_are_found_against_the_median_of_the_role()
    {
        for (var i = 0; i < 24; i++)
        {
            await Give("Patient", $"p{i}", "");
            await Give("Encounter", $"e{i}", $$"""
                "status":"in-progress","class":{"code":"AMB"},"subject":{"reference":"Patient/p{{i}}"},"serviceProvider":{"reference":"Organization/ward"}
                """);
            (await As(Nurse).Get($"Patient/p{i}")).Expect(200);
        }

        foreach (var quiet in (string[])["a", "b"])
        {
            (await As(Nurse with { Reference = $"Practitioner/{quiet}" }).Get("Patient/p1")).Expect(200);
        }

        var busy = Assert.Single((await Unusual()).Found, f => f.Kind == FindingKind.Volume);
        Assert.Equal(("Practitioner/nurse", "nurse", 24, 1.0), (busy.Person, busy.Role, busy.Times, busy.Median));
    }

    [Fact]
    public async Task Only_information_security_looks_for_the_unusual()
    {
        var findings = new Findings(Database, Log);
        var now = Clock.GetUtcNow();
        foreach (var other in new[] { Nurse, Boss, Me, Porter })
        {
            Assert.Equal(ProblemKind.Forbidden, (await findings.Between(other, now.AddDays(-1), now, Store.NamesOf, Ct)).Problem!.Kind);
            Assert.Null(await findings.WithCpr(other, "0101800001", Ct));
            Assert.Equal(other != Me, (await Store.Accesses(other, "Patient/me", new AccessPlace(DateTimeOffset.UnixEpoch, null, 10), Ct)).Problem is not null);
        }

        Assert.Equal("Patient/me", await findings.WithCpr(Security, "0101800001", Ct));
        Assert.Equal(ProblemKind.Invalid, (await findings.Between(Security, now.AddDays(-40), now, Store.NamesOf, Ct)).Problem!.Kind);
        Assert.Equal(ProblemKind.Invalid, (await findings.Between(Security, now, now, Store.NamesOf, Ct)).Problem!.Kind);
    }

    [Theory]
    [InlineData("Practitioner/nurse", 404, 200)]
    [InlineData("Organization/hospital", 404, 404)]
    [InlineData("Organization/other", 200, 200)]
    public async Task A_block_written_by_the_citizen_counts_from_the_next_look(string whom, int nurse, int colleague)
    {
        await Give("Observation", "o", """
            "status":"final","code":{"text":"x"},"subject":{"reference":"Patient/me"}
            """);
        var written = (await As(Me).Post("Consent", Deny("me", whom))).Expect(201);
        var id = written.Json!["id"]!.GetValue<string>();
        Assert.Equal(nurse, (await As(Nurse).Get("Observation/o")).Status);
        Assert.Equal(colleague, (await As(Nurse with { Reference = "Practitioner/colleague" }).Get("Observation/o")).Status);
        (await As(Me).Put($"Consent/{id}", Deny("me", whom, "inactive", id))).Expect(200);
        (await As(Nurse).Get("Observation/o")).Expect(200);
        (await As(Me).Post("Consent", Deny("you", whom))).Expect(403);
    }

    [Theory]
    [InlineData("Organization/ward", true)]
    [InlineData("Organization/hospital", true)]
    [InlineData("Organization/region", true)]
    [InlineData("Organization/other", false)]
    [InlineData("Practitioner/nurse", false)]
    public async Task Whether_a_unit_is_kept_from_what_is_sent_to_it_is_told_to_who_may_see_the_blocks(string whom, bool isKept)
    {
        Assert.False(await Acting.IsKeptFrom(Me, "Organization/ward", "Task", Ct));
        await Consent("block", "me", "deny", whom);
        await Give("Task", "case", """
            "status":"requested","intent":"proposal","for":{"reference":"Patient/me"},"owner":{"reference":"Organization/ward"}
            """);
        Assert.Equal(isKept, await Acting.IsKeptFrom(Me, "Organization/ward", "Task", Ct));
        Assert.Equal(isKept ? 404 : 200, (await As(Nurse with { Reference = "Practitioner/colleague" }).Get("Task/case")).Status);

        // A stranger learns nothing of anybody's blocks, nor staff by this way.
        Assert.False(await Acting.IsKeptFrom(You with { OnBehalfOf = "Patient/me" }, "Organization/ward", "Task", Ct));
        Assert.False(await Acting.IsKeptFrom(Nurse with { OnBehalfOf = "Patient/me" }, "Organization/ward", "Task", Ct));
    }

    private async Task<FindingReport> Unusual()
    {
        await new LedgerBook(Database, new IdBlocks(Database), AccessLog.Bind).Grow(10_000, Ct);
        var now = Clock.GetUtcNow();
        return (await new Findings(Database, Log).Between(Security, now.AddDays(-7), now.AddMinutes(1), Store.NamesOf, Ct)).Value;
    }

    private async Task<DateTimeOffset> Looked()
    {
        (await As(Nurse).Get("Patient/me")).Expect(200);
        return (await Of(Me)).First(a => a.Entry.Caller.Reference == "Practitioner/nurse").At;
    }

    private async Task<IReadOnlyList<LoggedAccess>> Of(Caller citizen) =>
        (await Store.Accesses(citizen, citizen.Reference, new AccessPlace(DateTimeOffset.UnixEpoch, null, 100), Ct)).Value.Found;

    private Task<Support.Answer> Person(string type, string id, string cpr, string members) =>
        Give(type, id, $"\"identifier\":[{{\"system\":\"{Cpr}\",\"value\":\"{cpr}\"}}]{(members.Length > 0 ? "," + members : "")}");

    private Task<Support.Answer> Consent(string id, string patient, string type, string actor) => Give("Consent", id, $$"""
        "status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},"patient":{"reference":"Patient/{{patient}}"},
        "provision":{"type":"{{type}}","actor":[{"role":{"text":"x"},"reference":{"reference":"{{actor}}"} }]}
        """);

    private static string Deny(string patient, string whom, string status = "active", string? id = null) => $$"""
        {"resourceType":"Consent"{{(id is null ? "" : $",\"id\":\"{id}\"")}},"status":"{{status}}","scope":{"coding":[{"code":"patient-privacy"}]},"category":[{"text":"x"}],"policyRule":{"text":"x"},
        "patient":{"reference":"Patient/{{patient}}"},"provision":{"type":"deny","actor":[{"role":{"text":"x"},"reference":{"reference":"{{whom}}"} }]} }
        """;
}

public sealed class SqliteLooks() : LookScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlLooks() : LookScenarios(Dialect.PostgreSql);
