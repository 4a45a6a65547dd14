using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Platform.Data;
using Helhed.Records.Writing;
using Helhed.Tests.Scenarios.AccessOracle;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>The facts of access made anew from the records: they are what they were, those that no record tells as well.</summary>
public abstract class FactRebuildScenarios(Dialect dialect) : HostedTest(dialect)
{
    // access_tree counts changes, access_claim and what is of apps and log-ins are no facts of records.
    private static readonly string[] Facts =
    [
        "access_identity", "access_person", "access_post", "access_unit", "access_unit_above", "access_custody", "access_relation", "access_shared", "access_work", "access_context", "access_consent", "access_staff_name", "access_staff_post",
    ];

    private static readonly Caller Writer = new(CallerKind.Staff, "Practitioner/writer", "W", "nurse", "Organization/ward") { Post = "PractitionerRole/writer-post" };
    private static readonly Caller Colleague = new(CallerKind.Staff, "Practitioner/colleague", "C", "nurse", "Organization/ward");
    private static readonly Caller Stranger = new(CallerKind.Staff, "Practitioner/stranger", "S", "nurse", "Organization/other");

    private string _ours = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var unit in (string[])["ward", "other"])
        {
            await Give("Organization", unit, $"\"name\":\"Afsnit {unit}\"");
        }

        await Give("Practitioner", "writer", "\"name\":[{\"family\":\"Skriver\",\"given\":[\"Ida\"]}],\"identifier\":[{\"system\":\"https://example.org/a\",\"value\":\"1\"}]");
        await Post("writer-post", "ward", "\"period\":{\"start\":\"2020-01-01\"}");

        // Nobody's, and it names nobody: only who wrote it, and where, makes it somebody's work.
        _ours = "Task/" + (await As(Writer).Post("Task", """{"resourceType":"Task","status":"requested","intent":"order","description":"Fyld depotet"}""")).Expect(201).Id;
        (await As(Colleague).Get(_ours)).Expect(200);
        (await As(Stranger).Get(_ours)).Expect(404);
    }

    [Fact]
    public async Task Facts_of_a_populated_store_are_the_same_when_they_are_made_anew()
    {
        var world = new World();
        var make = new Making(new Random(5), world, Clock);
        foreach (var some in make.Region().Concat(Enumerable.Range(0, 500).Select(_ => make.Any())).GroupBy(t => (t.Type, t.Id)).Select(g => g.Last()).Chunk(50))
        {
            var writes = some.Select(t => Store.Prepare(WriteKind.Put, Asking.Bytes(t.Body, t.Type, t.Id), t.Type, t.Id)).ToList();
            Assert.True((await Store.Write(Caller.Program, [.. writes.Select(w => w.Value)], Ct)).IsOk);
        }

        await Give("Binary", "scan", "\"contentType\":\"text/plain\",\"data\":\"YWJj\",\"securityContext\":{\"reference\":\"Patient/p1\"}");
        var before = await Dump();
        await Rebuild();
        var after = await Dump();
        foreach (var table in Facts)
        {
            Assert.True(before[table].Count > 0 || table is "access_staff_post" or "access_custody", $"{table} is empty, so that nothing is compared.");
            Assert.Equal((table, "", ""), (table, string.Join('\n', before[table].Except(after[table]).Take(3)), string.Join('\n', after[table].Except(before[table]).Take(3))));
        }

        (await As(Colleague).Get(_ours)).Expect(200);
        (await As(Stranger).Get(_ours)).Expect(404);
    }

    [Fact]
    public async Task What_a_binary_belongs_to_is_found_out_in_a_store_that_is_older_than_that()
    {
        await Give("Patient", "p", "\"active\":true");
        await Give("Binary", "scan", "\"contentType\":\"text/plain\",\"data\":\"YWJj\",\"securityContext\":{\"reference\":\"Patient/p\"}");
        var work = await Count("access_work");
        await Database.Write(
            async tx =>
            {
                // As it stood there: nobody's, and its writer's work.
                await tx.Execute("DELETE FROM access_fact_state WHERE one = 2");
                return await tx.Execute("INSERT INTO access_work (source, party, writer) SELECT source, 7, 1 FROM access_context") + await tx.Execute("DELETE FROM access_context");
            },
            Ct);
        await Store.MakeReady((_, _) => { }, Ct);
        Assert.Equal((1, work), (await Count("access_context"), await Count("access_work")));
        Assert.True(await Database.ReadLatest(FactWriter.KnowsContexts, Ct));

        Task<long> Count(string table) => Database.ReadLatest(s => s.First($"SELECT count(*) FROM {table}", r => r.Long(0)), Ct).AsTask();
    }

    [Fact]
    public async Task Where_somebody_worked_who_wrote_before_it_was_kept_is_told_by_their_only_post_then()
    {
        await Database.Write(tx => tx.Execute("DELETE FROM access_work"), Ct);
        await Rebuild();
        (await As(Colleague).Get(_ours)).Expect(200);
        (await As(Stranger).Get(_ours)).Expect(404);

        // Of two posts it may have been either: it is then nobody's but the writer's.
        await Post("second-post", "other", "\"period\":{\"start\":\"2020-01-01\"}");
        await Database.Write(tx => tx.Execute("DELETE FROM access_work"), Ct);
        await Rebuild();
        (await As(Writer).Get(_ours)).Expect(200);
        (await As(Colleague).Get(_ours)).Expect(404);
        (await As(Stranger).Get(_ours)).Expect(404);
    }

    private Task<Answer> Post(string id, string unit, string more) => Give("PractitionerRole", id, $$"""
        "practitioner":{"reference":"Practitioner/writer"},"organization":{"reference":"Organization/{{unit}}"},{{more}},"code":[{"coding":[{"system":"https://helhed.example/fhir/CodeSystem/role","code":"nurse"}]}]
        """);

    private async Task Rebuild()
    {
        await Database.Write(tx => tx.Execute("DELETE FROM access_fact_state"), Ct);
        await Store.MakeReady((_, _) => { }, Ct);
        Assert.True(await Database.ReadLatest(FactWriter.IsComplete, Ct));
    }

    private async Task<Dictionary<string, List<string>>> Dump()
    {
        var all = new Dictionary<string, List<string>>();
        foreach (var table in Facts)
        {
            var columns = await Database.ReadLatest(
                s => s.Query(s.Dialect == Dialect.Sqlite ? $"SELECT name FROM pragma_table_info('{table}') ORDER BY cid" : $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position", r => r.Text(0)), Ct);
            Assert.NotEmpty(columns);
            var whole = string.Join(" || '|' || ", columns.Distinct().Select(c => $"coalesce(CAST({c} AS TEXT), '-')"));
            all.Add(table, await Database.ReadLatest(s => s.Query($"SELECT {whole} FROM {table} ORDER BY 1", r => r.Text(0)), Ct));
        }

        return all;
    }
}

public sealed class SqliteFactRebuild() : FactRebuildScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlFactRebuild() : FactRebuildScenarios(Dialect.PostgreSql);
