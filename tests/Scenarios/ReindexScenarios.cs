using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Import;
using Helhed.Records.Verification;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The index is gone over while the store is written to, on several nodes, and put right where it is wrong.</summary>
public abstract class ReindexScenarios(Dialect dialect) : StoreTest(dialect)
{
    private const int Many = 1200;

    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];

    [Fact]
    public async Task A_parameter_is_refused_until_every_resource_is_indexed_and_then_finds_all()
    {
        var store = await Node();
        await Fill(store, Many);
        await Parameter(store, "p", "Basic", "string", "Basic.code.text");
        var early = await store.Search(Caller.Program, "Basic", "p=word07", Ct);
        Assert.Equal(ProblemKind.Conflict, early.Problem!.Kind);
        Assert.Contains("still being indexed", early.Problem.Message, StringComparison.Ordinal);

        var seen = new List<long>();
        await Drive(store, status => seen.Add(status.Done));
        Assert.Equal(Expected(Many, 7), await Found(store, "p=word07"));
        Assert.Empty(await Found(store, "p:missing=true"));
        await Right(store);
    }

    [Fact]
    public async Task A_store_from_before_identifiers_could_be_ordered_gets_their_rows_in_the_background()
    {
        var old = await Node();
        foreach (var value in (string[])["c", "a", "b"])
        {
            Assert.True((await old.Update(Caller.Program, "Patient", value, Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"{{value}}","identifier":[{"value":"v{{value}}"}]}"""), null, Ct)).IsOk);
        }

        await Run("DELETE FROM ix_string");
        await Run("DELETE FROM migration WHERE room = 'records' AND number = 15");
        await Database.Migrate(Rooms, Ct);
        var store = await Node();
        Assert.Equal(3, (await store.Search(Caller.Program, "Patient", "_sort=identifier", Ct)).Value.Matches.Count);
        await Drive(store, _ => { });
        Assert.Equal(["a", "b", "c"], (await store.Search(Caller.Program, "Patient", "_sort=identifier", Ct)).Value.Matches.Select(m => m.Id));
        await Right(store);
    }

    [Fact]
    public async Task A_store_from_before_punctuation_was_left_out_is_put_right_in_the_background()
    {
        var old = await Node();
        foreach (var (id, family) in ((string, string)[])[("a", "O'Brien-Holm"), ("b", "Aa Bb"), ("c", "D'Arc"), ("d", "E'e")])
        {
            await Named(old, id, family);
        }

        await Measured(old, "m", 5, "<");
        await Measured(old, "n", 7, ">");
        await Run("DELETE FROM ix_string WHERE exact = 0");
        await Run("UPDATE ix_string SET edge = edge & 7");
        foreach (var (bare, stood) in ((string, string)[])[("obrienholm", "o'brien-holm"), ("darc", "d'arc"), ("ee", "e'e")])
        {
            await Run("UPDATE ix_string SET value = $1 WHERE value = $2", stood, bare);
        }

        await Run("UPDATE ix_quantity SET low = 5, high = 5 WHERE high < 6");
        await Run("UPDATE ix_quantity SET low = 7, high = 7 WHERE low > 6");
        await Run("DELETE FROM ix_reference WHERE target < 0 AND target > -1024");
        await Run("DELETE FROM migration WHERE room = 'records' AND number = 23");
        await Database.Migrate(Rooms, Ct);

        // What is written and deleted before its turn comes leaves nothing behind either.
        var store = await Node();
        await Named(store, "c", "Fem");
        await store.Delete(Caller.Program, "Patient", "d", null, Ct);
        await Measured(store, "n", 8, null);
        await Drive(store, _ => { });
        await Right(store);
        Assert.Equal(["b", "c", "a"], (await store.Search(Caller.Program, "Patient", "_sort=family", Ct)).Value.Matches.Select(m => m.Id));
        foreach (var (query, id) in ((string, string)[])[("family=obrien", "a"), ("family=holm", "a"), ("family=bb", "b"), ("family=fem", "c")])
        {
            Assert.Equal([id], (await store.Search(Caller.Program, "Patient", query, Ct)).Value.Matches.Select(m => m.Id));
        }

        foreach (var (query, ids) in ((string, string[])[])[("value-quantity=lt2", ["m"]), ("value-quantity=5", []), ("value-quantity=7", []), ("value-quantity=8", ["n"]), ("patient:missing=false", ["m", "n"])])
        {
            Assert.Equal(ids, (await store.Search(Caller.Program, "Observation", query, Ct)).Value.Matches.Select(m => m.Id).Order(StringComparer.Ordinal));
        }

        Assert.True((await LastRepair(store)).Repaired > 5);
    }

    [Fact]
    public async Task While_resources_are_written_on_two_nodes_the_index_stays_what_it_should_be()
    {
        var a = await Node();
        var b = await Node();
        await Fill(a, Many);
        using var stop = new CancellationTokenSource();
        var latest = new Dictionary<string, int>[4];
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(() => Write(w % 2 == 0 ? a : b, w, latest[w] = [], stop.Token))).ToList();
        for (var round = 0; round < 3; round++)
        {
            // Added, indexed, changed and withdrawn while writes go on at both.
            await Parameter(a, "p", "Basic", round % 2 == 0 ? "string" : "token", "Basic.code.text | Basic.extension.value");
            await Parameter(b, $"q{round}", "Basic", "string", "Basic.code.coding.display");
            await Drive(round % 2 == 0 ? b : a, _ => { });
            await Task.Delay(200, Ct);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var words = Enumerable.Range(0, Many).ToDictionary(i => $"b{i}", i => i % 100);
        foreach (var (id, word) in latest.SelectMany(l => l))
        {
            words[id] = word;
        }

        foreach (var store in new[] { a, b })
        {
            await store.MakeReady((_, _) => { }, Ct);
            foreach (var word in (int[])[0, 7, 50, 99])
            {
                var expected = words.Where(w => w.Value == word).Select(w => w.Key).Order(StringComparer.Ordinal);
                Assert.Equal(expected, await Found(store, $"p=word{word:00}"));
            }
        }

        Assert.True(latest.Sum(l => l.Count) > 100, "The writers hardly wrote.");
        await Right(a);
    }

    [Fact]
    public async Task A_node_that_has_not_heard_of_a_parameter_keeps_its_rows_all_the_same()
    {
        var a = await Node();
        var b = await Node();
        await Fill(b, 3);
        await Parameter(a, "p", "Basic", "string", "Basic.code.text");
        await Put(b, "b1", 50);
        await Put(b, "b9", 51);
        Assert.Equal("b1", string.Join(' ', await Found(a, "p=word50")));
        Assert.Equal("b9", string.Join(' ', await Found(a, "p=word51")));
        Assert.Empty(await Found(a, "p=word01"));
        await Right(a);

        // Nor does it leave rows of one that was changed.
        await Parameter(a, "p", "Basic", "token", "Basic.code.text");
        await Put(b, "b1", 52);
        Assert.Empty(await Found(a, "p=word50"));
        Assert.Equal("b1", string.Join(' ', await Found(a, "p=word52")));
        await Right(a);
    }

    [Fact]
    public async Task It_stops_keeps_its_place_and_goes_on_on_another_node()
    {
        var a = await Node();
        await Fill(a, Many);
        await Parameter(a, "p", "Basic", "string", "Basic.code.text");
        var administration = new StoreAdministration(a);
        var stopped = await administration.Drive(Caller.Program, status => Block(status.Done > 0 ? administration.Stop(Caller.Program, Ct) : Task.CompletedTask), Ct);
        if (stopped.Value is not null)
        {
            Assert.True(stopped.Value.IsStopped);
            Assert.Equal(ProblemKind.Conflict, (await a.Search(Caller.Program, "Basic", "p=word07", Ct)).Problem!.Kind);
            Assert.Equal(ProblemKind.Conflict, (await administration.Begin(Caller.Program, IndexingPurpose.Repair, Ct)).Problem!.Kind);
        }

        var b = await Node();
        var other = new StoreAdministration(b);
        await other.Resume(Caller.Program, Ct);
        await Drive(b, _ => { });
        Assert.Equal(Expected(Many, 7), await Found(b, "p=word07"));
        Assert.Equal(ProblemKind.NotFound, (await other.Stop(Caller.Program, Ct)).Problem!.Kind);
        await Right(b);
    }

    [Fact]
    public async Task A_repair_adds_what_is_missing_and_a_full_one_removes_what_is_too_much()
    {
        var store = await Node();
        await Fill(store, 400);
        await Run("DELETE FROM ix_token WHERE rid % 3 = 0");
        await Run("DELETE FROM compartment WHERE rid % 5 = 0");
        await Run("UPDATE ix_string SET edge = 0 WHERE rid % 2 = 0");
        await Run("UPDATE resource SET patient = 77 WHERE rid % 7 = 0");
        var report = await Verify(store);
        Assert.Equal([StoreFault.Key, StoreFault.MissingRow, StoreFault.SuperfluousRow], report.Faults.Keys.Order());
        Assert.Contains(report.Findings, f => f.Place.StartsWith("Basic/b", StringComparison.Ordinal) && f.Message.StartsWith("ix_token: ", StringComparison.Ordinal));

        await new StoreAdministration(store).Begin(Caller.Program, IndexingPurpose.Repair, Ct);
        await Drive(store, _ => { });
        await Right(store);
        Assert.True((await LastRepair(store)).Repaired > 400);

        // Rows of nothing, of resources that say otherwise, and of deleted ones.
        await store.Delete(Caller.Program, "Basic", "b5", null, Ct);
        await Run("INSERT INTO ix_token (param, code, patient, rid, system) SELECT param, code + 1, patient, rid, system FROM ix_token WHERE rid % 4 = 0");
        await Run("INSERT INTO ix_token (param, code, patient, rid, system) VALUES (5, 6, 0, 12345, 0), (5, 7, 0, -99999999999, 0)");
        await Run("INSERT INTO ix_reference (param, target, rid) SELECT 9, 9, rid FROM resource WHERE act = 2");
        Assert.Equal([StoreFault.SuperfluousRow], (await Verify(store)).Faults.Keys);
        await new StoreAdministration(store).Begin(Caller.Program, IndexingPurpose.FullRepair, Ct);
        await Drive(store, _ => { });
        await Right(store);
        Assert.True((await LastRepair(store)).Repaired > 100);

        await new StoreAdministration(store).Begin(Caller.Program, IndexingPurpose.FullRepair, Ct);
        await Drive(store, _ => { });
        Assert.Equal(0, (await LastRepair(store)).Repaired);
    }

    [Fact]
    public async Task Rows_of_a_parameter_that_was_withdrawn_before_it_was_indexed_are_not_missing()
    {
        var store = await Node();
        await Fill(store, 400);
        await Parameter(store, "p", "Basic", "string", "Basic.code.text");
        await Parameter(store, "p", "Basic", "string", "Basic.code.coding.display");
        await new StoreAdministration(store).Begin(Caller.Program, IndexingPurpose.FullRepair, Ct);
        await Drive(store, _ => { });
        Assert.Equal(0, (await LastRepair(store)).Repaired);
        Assert.Equal(["b7"], (await Found(store, "p=display 7")).Where(id => id == "b7"));
        await Right(store);
    }

    [Fact]
    public async Task Verification_finds_every_sort_of_fault_and_lists_references_that_lead_nowhere()
    {
        var store = await Node();
        await Fill(store, 20);
        for (var i = 0; i < 3; i++)
        {
            await Put(store, "b3", 60 + i);
        }

        await store.Update(Caller.Program, "Observation", "o", Json("Observation", "o", "\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/p\"},\"performer\":[{\"reference\":\"Practitioner/nobody\"}]"), null, Ct);
        var right = await Verify(store);
        Assert.True(right.IsRight, Text(right));
        Assert.Equal(3, right.EarlierVersions);
        Assert.Equal(["Observation → Practitioner: 1"], right.Unresolved.Select(u => $"{u.From} → {u.To}: {u.Count}"));
        Assert.Equal(["Observation/o → Practitioner/nobody"], right.FirstUnresolved);

        await Caught(store, StoreFault.Versions, "UPDATE resource_history SET version = 9 WHERE version = 2", "UPDATE resource_history SET version = 2 WHERE version = 9");
        await Caught(store, StoreFault.Versions, "UPDATE resource_history SET rid = rid + 50000 WHERE version = 1", "UPDATE resource_history SET rid = rid - 50000 WHERE version = 1");
        await Caught(store, StoreFault.Key, "UPDATE resource SET self = self + 1 WHERE id = 'b3'", "UPDATE resource SET self = self - 1 WHERE id = 'b3'");
        await Caught(
            store,
            StoreFault.Key,
            "INSERT INTO resource (rid, type, id, self, version, updated, act, author, patient, body) SELECT rid + 90000, type, id, self, version, updated, 2, author, 0, body FROM resource WHERE id = 'b4'",
            "DELETE FROM resource WHERE id = 'b4' AND act = 2");
        await Caught(store, StoreFault.Content, "UPDATE resource SET version = version + 1 WHERE id = 'b4'", "UPDATE resource SET version = version - 1 WHERE id = 'b4'");
        await Caught(store, StoreFault.MissingName, "UPDATE code_name SET kind = kind + 10", "UPDATE code_name SET kind = kind - 10");
        await Caught(store, StoreFault.MissingRow, "DELETE FROM ix_string WHERE rid = (SELECT MAX(rid) FROM ix_string)", null);
        await Run("UPDATE resource SET body = $1 WHERE id = 'b6'", Encoding.UTF8.GetBytes("{\"resourceType\":\"Basic\",\"id\":\"b6\",\"nothing\":"));
        Assert.Contains((await Verify(store)).Findings, f => f.Fault == StoreFault.Content && f.Place == "Basic/b6");
    }

    [Fact]
    public async Task Words_are_verified_and_made_anew()
    {
        var store = await Node();
        await Fill(store, 30);
        await store.Update(Caller.Program, "Basic", "n", Json("Basic", "n", "\"code\":{\"text\":\"Ærø हिन्दी γάλα Straße e\\u0301t\\u0301 naïve\"},\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">Blåbær på Fur</div>\"}"), null, Ct);
        await Right(store);
        await Run(Database.Dialect == Dialect.Sqlite ? "DELETE FROM resource_words WHERE rowid % 2 = 0" : "DELETE FROM resource_words WHERE rid % 2 = 0");
        Assert.Equal([StoreFault.MissingRow], (await Verify(store)).Faults.Keys);
        await new StoreAdministration(store).Begin(Caller.Program, IndexingPurpose.Repair, Ct);
        await Drive(store, _ => { });
        await Right(store);
        Assert.Equal("n", string.Join(' ', await Found(store, "_text=blåbær")));
    }

    [Fact]
    public async Task Those_who_do_not_look_after_the_store_are_refused()
    {
        var store = await Node();
        var administration = new StoreAdministration(store);
        foreach (var caller in new[] { Caller.Anonymous, new Caller(CallerKind.Citizen, "Patient/me", "Me", "citizen"), new Caller(CallerKind.Staff, "Practitioner/x", "X", "doctor") })
        {
            Assert.Equal(ProblemKind.Forbidden, (await administration.Size(caller, Ct)).Problem!.Kind);
            Assert.Equal(ProblemKind.Forbidden, (await administration.Begin(caller, IndexingPurpose.Repair, Ct)).Problem!.Kind);
            Assert.Equal(ProblemKind.Forbidden, (await administration.Verify(caller, _ => { }, Ct)).Problem!.Kind);
        }

        var doctor = new Caller(CallerKind.Staff, "Practitioner/x", "X", "doctor");
        Assert.Equal(ProblemKind.Forbidden, (await store.Update(doctor, "SearchParameter", "x", ParameterJson("x", "Basic", "string", "Basic.code.text"), null, Ct)).Problem!.Kind);
        await Fill(store, 5);
        await store.Delete(Caller.Program, "Basic", "b1", null, Ct);
        var size = (await administration.Size(new Caller(CallerKind.Staff, "Practitioner/x", "X", "security"), Ct)).Value;
        Assert.Equal(4, size.Types.Single(t => t.Type == "Basic").Count);
        Assert.True(size.SizeBytes > 100_000);
    }

    [Fact]
    public async Task A_bad_parameter_among_many_resources_does_not_stop_a_load()
    {
        var store = await Node();
        await Parameter(store, "p", "Basic", "string", "Basic.code.text");
        var taken = Encoding.UTF8.GetString(ParameterJson("p", "Basic", "string", "Basic.code.text")).Replace("\"id\":\"p\"", "\"id\":\"other\"", StringComparison.Ordinal);
        var results = new List<BulkResult>();
        await new BulkLoader(store).Load(
            [new BulkItem(Json("Basic", "b1", "\"code\":{\"text\":\"word01\"}")), new BulkItem(Encoding.UTF8.GetBytes(taken)), new BulkItem(Json("Basic", "b2", "\"code\":{\"text\":\"word01\"}"))],
            results.AddRange, Ct);
        Assert.Equal([RecordAct.Created, null, RecordAct.Created], results.Select(r => r.Act));
        Assert.Contains("SearchParameter/p", results[1].Remarks[0].Message, StringComparison.Ordinal);
        Assert.Equal("b1 b2", string.Join(' ', await Found(store, "p=word01")));
    }

    private static void Block(Task task) => task.Wait(Ct);

    private static byte[] Json(string type, string id, string members) => Encoding.UTF8.GetBytes($$"""{"resourceType":"{{type}}","id":"{{id}}",{{members}}}""");

    private static byte[] Basic(string id, int word) => Json("Basic", id,
        $$"""
        "code":{"coding":[{"system":"urn:c","code":"c{{word}}","display":"Display {{word}}"}],"text":"word{{word.ToString("00", CultureInfo.InvariantCulture)}}"},"subject":{"reference":"Patient/p"},"author":{"reference":"#x"},
        "contained":[{"resourceType":"Patient","id":"x","name":[{"family":"Inner{{word}}"}]}]
        """);

    private static byte[] ParameterJson(string code, string type, string kind, string expression) => Json("SearchParameter", code,
        $$"""
        "url":"http://example.org/{{code}}","name":"x","status":"active","description":"x","code":"{{code}}","base":["{{type}}"],"type":"{{kind}}","expression":"{{expression}}"
        """);

    private static async Task Named(RecordStore store, string id, string family) =>
        Assert.True((await store.Update(Caller.Program, "Patient", id, Json("Patient", id, $$""" "name":[{"family":"{{family}}"}] """), null, Ct)).IsOk);

    private static async Task Measured(RecordStore store, string id, int value, string? comparator)
    {
        var written = await store.Update(Caller.Program, "Observation", id, Json("Observation", id, $$"""
            "contained":[{"resourceType":"Patient","id":"p"}],"status":"final","code":{"text":"x"},"subject":{"reference":"#p"},
            "valueQuantity":{"value":{{value}}{{(comparator is null ? "" : $",\"comparator\":\"{comparator}\"")}},"unit":"g"}
            """), null, Ct);
        Assert.True(written.IsOk, written.Problem?.Message);
    }

    private static string[] Expected(int many, int word) => [.. Enumerable.Range(0, many).Where(i => i % 100 == word).Select(i => $"b{i}").Order(StringComparer.Ordinal)];

    private static async Task Put(RecordStore store, string id, int word) => Assert.True((await store.Update(Caller.Program, "Basic", id, Basic(id, word), null, Ct)).IsOk);

    private static async Task Parameter(RecordStore store, string code, string type, string kind, string expression)
    {
        var written = await store.Update(Caller.Program, "SearchParameter", code, ParameterJson(code, type, kind, expression), null, Ct);
        Assert.True(written.IsOk, written.Problem?.Message);
    }

    private static async Task Fill(RecordStore store, int many)
    {
        var items = Enumerable.Range(0, many).Select(i => new BulkItem(Basic($"b{i}", i % 100))).Prepend(new BulkItem(Json("Patient", "p", "\"active\":true")));
        await new BulkLoader(store).Load(items, _ => { }, Ct);
    }

    private static async Task Write(RecordStore store, int writer, Dictionary<string, int> latest, CancellationToken stop)
    {
        var random = new Random(writer);
        while (!stop.IsCancellationRequested)
        {
            // Each writer has resources of its own, so that it knows what they are in the end; some are new.
            var number = (random.Next(Many / 2) * 4) + writer;
            var id = $"b{number}";
            latest[id] = random.Next(100);
            await Put(store, id, latest[id]);
        }
    }

    private static async Task<string[]> Found(RecordStore store, string query)
    {
        var ids = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await store.Search(Caller.Program, "Basic", $"{query}&_count=500{(cursor is null ? "" : $"&_cursor={Uri.EscapeDataString(cursor)}")}", Ct)).Value;
            ids.AddRange(page.Matches.Select(m => m.Id));
            cursor = page.Next;
            if (cursor is null)
            {
                return [.. ids.Order(StringComparer.Ordinal)];
            }
        }
    }

    private static async Task Drive(RecordStore store, Action<IndexingStatus> progress)
    {
        // What waits to be indexed is begun by the worker: looked at until nothing is left.
        for (var i = 0; i < 100; i++)
        {
            Assert.Null((await new StoreAdministration(store).Drive(Caller.Program, progress, Ct)).Value);
            await store.MakeReady((_, _) => { }, Ct);
            if ((await new StoreAdministration(store).Parameters(Caller.Program, Ct)).Value.All(p => p.IsReady))
            {
                return;
            }
        }

        Assert.Fail("The parameters are not ready.");
    }

    private static async Task<PastRepair> LastRepair(RecordStore store) => (await new StoreAdministration(store).LastRepair(Caller.Program, Ct)).Value!;

    private static async Task<VerifyReport> Verify(RecordStore store) => (await new StoreAdministration(store).Verify(Caller.Program, _ => { }, Ct)).Value;

    private static async Task Right(RecordStore store)
    {
        var report = await Verify(store);
        Assert.True(report.IsRight, Text(report));
        Assert.True(report.IndexRows > 0);
    }

    private static string Text(VerifyReport report) =>
        string.Join('\n', report.Faults.Select(f => $"{f.Key}: {f.Value}").Concat(report.Findings.Take(10).Select(f => $"{f.Place}: {f.Fault}: {f.Message}")));

    private async Task Caught(RecordStore store, StoreFault fault, string harm, string? heal)
    {
        await Run(harm);
        Assert.Contains(fault, (await Verify(store)).Faults.Keys);
        if (heal is not null)
        {
            await Run(heal);
            await Right(store);
        }
    }

    private async Task<RecordStore> Node()
    {
        var database = await OpenNode(o => o with { Clock = TimeProvider.System });
        var store = new RecordStore(database, new IdBlocks(database), await RecordsOptions.Load(database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), TimeProvider.System);
        await store.MakeReady((_, _) => { }, Ct);
        return store;
    }
}

public sealed class SqliteReindex() : ReindexScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlReindex() : ReindexScenarios(Dialect.PostgreSql);
