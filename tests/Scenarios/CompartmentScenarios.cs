using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>What a citizen and a member of staff may see and change: the rest is as if it were not there, or is refused.</summary>
public abstract class CompartmentScenarios(Dialect dialect) : RecordTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Put("Patient", "me", "\"generalPractitioner\":[{\"reference\":\"Practitioner/gp\"}]");
        await Put("Patient", "you", "\"active\":true");
        await Put("Practitioner", "gp", "\"active\":true");
        await Put("Observation", "mine", Observation("Patient/me", "\"performer\":[{\"reference\":\"Practitioner/gp\"}]"));
        await Put("Observation", "yours", Observation("Patient/you", "\"performer\":[{\"reference\":\"Practitioner/gp\"}]"));
        await Put("Observation", "group", Observation("Group/g", "\"performer\":[{\"reference\":\"Practitioner/gp\"}]"));
        await Put("Appointment", "ours", """
            "status":"booked","start":"2026-01-01T10:00:00Z","end":"2026-01-01T10:30:00Z","participant":[{"actor":{"reference":"Patient/me"},"status":"accepted"},{"actor":{"reference":"Patient/you"},"status":"accepted"}]
            """);
        await Put("AuditEvent", "log", """
            "type":{"code":"x"},"recorded":"2026-01-01T00:00:00Z","agent":[{"requestor":true}],"source":{"observer":{"reference":"Device/d"}},"entity":[{"what":{"reference":"Patient/me"}}]
            """);
    }

    [Theory]
    [InlineData("Observation", "mine", true)]
    [InlineData("Observation", "yours", false)]
    [InlineData("Observation", "group", false)]
    [InlineData("Patient", "me", true)]
    [InlineData("Patient", "you", false)]
    [InlineData("Appointment", "ours", true)]
    [InlineData("Practitioner", "gp", true)]
    public async Task A_citizen_reads_the_own_record_and_the_directory(string type, string id, bool sees)
    {
        Assert.Equal(sees ? null : ProblemKind.NotFound, (await Store.Read(Me, type, id, Ct)).Problem?.Kind);
        Assert.Equal(sees ? null : ProblemKind.NotFound, (await Store.ReadVersion(Me, type, id, 1, Ct)).Problem?.Kind);
        Assert.Equal(sees ? null : ProblemKind.NotFound, (await Store.History(Me, type, id, int.MaxValue, 10, Ct)).Problem?.Kind);
        Assert.Equal(sees, (await Store.Search(Me, type, $"_id={id}", Ct)).Value.Matches.Count == 1);
    }

    [Fact]
    public async Task What_is_to_be_new_is_made_once()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(
            async () => await Store.WriteTogether(
                Caller.Program,
                [new RecordWrite("Basic", "once", Json("Basic", "once", $"\"code\":{{\"text\":\"{n}\"}}")) { IsNew = true }],
                (_, _) => default,
                Ct),
            Ct)));
        Assert.Single(made, m => m.IsOk);
        Assert.All(made.Where(m => !m.IsOk), m => Assert.Equal(ProblemKind.PreconditionFailed, m.Problem!.Kind));
        Assert.Single((await Store.Search(Caller.Program, "Basic", "_id=once", Ct)).Value.Matches);
        Assert.Single((await Store.History(Caller.Program, "Basic", "once", int.MaxValue, 10, Ct)).Value);
    }

    [Fact]
    public async Task What_is_hidden_looks_as_what_never_was()
    {
        var hidden = (await Store.Read(Me, "Observation", "yours", Ct)).Problem!;
        var absent = (await Store.Read(Me, "Observation", "absent", Ct)).Problem!;
        Assert.Equal(absent with { Message = absent.Message.Replace("absent", "yours", StringComparison.Ordinal) }, hidden);
    }

    [Theory]
    [InlineData("")]
    [InlineData("patient=Patient/you")]
    [InlineData("patient=you&code=x")]
    [InlineData("subject=Patient/you")]
    [InlineData("performer=Practitioner/gp")]
    [InlineData("_id=yours,mine,group")]
    [InlineData("code=x&_sort=-date")]
    [InlineData("_sort=date")]
    [InlineData("_sort=_lastUpdated")]
    [InlineData("status=final&_sort=-_id")]
    [InlineData("patient=you&_sort=date")]
    [InlineData("patient=you&status=final&_sort=date")]
    [InlineData("patient=me,you")]
    [InlineData("_lastUpdated=ge2000&_count=1")]
    public async Task A_search_by_a_citizen_stays_in_the_own_record(string query)
    {
        var found = (await Store.Search(Me, "Observation", query, Ct)).Value.Matches.Select(m => m.Id).ToList();
        Assert.Equal(query.Contains("you", StringComparison.Ordinal) && !query.Contains("me,you", StringComparison.Ordinal) && !query.Contains("yours", StringComparison.Ordinal) ? [] : ["mine"], found);
        var total = (await Store.Search(Me, "Observation", $"{query}&_count=0", Ct)).Value.Total;
        Assert.Equal(found.Count, total);
    }

    [Fact]
    public async Task An_include_brings_only_what_the_citizen_may_read()
    {
        var page = (await Store.Search(Me, "Appointment", "_include=Appointment:patient&_include=Appointment:actor", Ct)).Value;
        Assert.Equal(["me"], page.Included.Select(i => i.Id));
        var observations = (await Store.Search(Me, "Observation", "_include=Observation:performer&_include=Observation:subject", Ct)).Value;
        Assert.Equal(["gp", "me"], observations.Included.Select(i => i.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_earlier_version_that_was_about_another_person_stays_hidden()
    {
        await Put("Observation", "moved", Observation("Patient/you"));
        await Put("Observation", "moved", Observation("Patient/me"));
        await Put("Observation", "moved", Observation("Patient/you"));
        await Put("Observation", "moved", Observation("Patient/me"));
        Assert.Equal([4, 2], (await Store.History(Me, "Observation", "moved", int.MaxValue, 10, Ct)).Value.Select(v => v.Version));
        Assert.Equal(ProblemKind.NotFound, (await Store.ReadVersion(Me, "Observation", "moved", 3, Ct)).Problem?.Kind);
        Assert.True((await Store.ReadVersion(Me, "Observation", "moved", 2, Ct)).IsOk);
        await Put("Observation", "moved", Observation("Patient/you"));
        Assert.Equal(ProblemKind.NotFound, (await Store.Read(Me, "Observation", "moved", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Store.History(Me, "Observation", "moved", int.MaxValue, 10, Ct)).Problem?.Kind);
        Assert.Equal(["mine"], (await Store.Search(Me, "Observation", "", Ct)).Value.Matches.Select(m => m.Id));
    }

    [Fact]
    public async Task A_page_of_a_history_holds_as_many_visible_versions_as_it_was_asked_for()
    {
        await Put("Observation", "moved", Observation("Patient/me"));
        await Put("Observation", "moved", Observation("Patient/you"));
        await Put("Observation", "moved", Observation("Patient/you"));
        await Put("Observation", "moved", Observation("Patient/me"));
        Assert.Equal([4, 1], (await Store.History(Me, "Observation", "moved", int.MaxValue, 2, Ct)).Value.Select(v => v.Version));
    }

    [Fact]
    public async Task A_cursor_of_another_caller_is_refused()
    {
        await Put("Observation", "second", Observation("Patient/me"));
        var mine = (await Store.Search(Me, "Observation", "_count=1", Ct)).Value.Next!;
        Assert.True((await Store.Search(Me, "Observation", $"_count=1&_cursor={mine}", Ct)).IsOk);
        Assert.Equal(ProblemKind.Invalid, (await Store.Search(You, "Observation", $"_count=1&_cursor={mine}", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Invalid, (await Store.Search(Doctor, "Observation", $"_count=1&_cursor={mine}", Ct)).Problem?.Kind);
    }

    [Fact]
    public async Task A_citizen_writes_nothing()
    {
        var json = Json("Observation", "mine", Observation("Patient/me"));
        Assert.Equal(ProblemKind.Forbidden, (await Store.Create(Me, "Observation", json, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Update(Me, "Observation", "mine", json, null, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Delete(Me, "Observation", "mine", null, Ct)).Problem?.Kind);
        Assert.Equal(1, (await Store.Read(Me, "Observation", "mine", Ct)).Value.Version);
    }

    [Fact]
    public async Task Each_role_keeps_to_its_own()
    {
        Assert.Equal(ProblemKind.Forbidden, (await Store.Read(Me, "AuditEvent", "log", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Search(Me, "AuditEvent", "", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Read(Caller.Anonymous, "Patient", "me", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Search(Caller.Anonymous, "Practitioner", "", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Read(Staff("porter"), "Patient", "me", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Search(Staff("director"), "Observation", "", Ct)).Problem?.Kind);
        Assert.True((await Store.Read(Staff("porter"), "Practitioner", "gp", Ct)).IsOk);
        Assert.Equal(ProblemKind.NotFound, (await Store.Read(Doctor, "Patient", "me", Ct)).Problem?.Kind);
        await Treats(Doctor, "me");
        Assert.True((await Store.Read(Doctor, "Patient", "me", Ct)).IsOk);
        Assert.Equal(ProblemKind.NotFound, (await Store.Read(Doctor, "Patient", "you", Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Read(Doctor, "AuditEvent", "log", Ct)).Problem?.Kind);
        Assert.True((await Store.Read(Staff("security"), "AuditEvent", "log", Ct)).IsOk);
        Assert.Equal(ProblemKind.Forbidden, (await Store.Update(Doctor, "Practitioner", "gp", Json("Practitioner", "gp", "\"active\":false"), null, Ct)).Problem?.Kind);
        Assert.True((await Store.Update(Doctor, "Observation", "mine", Json("Observation", "mine", Observation("Patient/me")), null, Ct)).IsOk);
    }

    private static string Observation(string subject, string more = "\"issued\":\"2026-01-01T00:00:00Z\"") => $$"""
        "status":"final","code":{"coding":[{"code":"x"}]},"effectiveDateTime":"2026-01-01","subject":{"reference":"{{subject}}"},{{more}}
        """;
}

public sealed class SqliteCompartment() : CompartmentScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCompartment() : CompartmentScenarios(Dialect.PostgreSql);
