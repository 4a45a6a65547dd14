using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Writers of one resource at the same time follow each other; none is lost, none is doubled.</summary>
public abstract class RaceScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const int Writers = 12;

    [Fact]
    public async Task Of_racing_updates_with_the_same_precondition_exactly_one_wins()
    {
        await Give("Patient", Mark, "\"multipleBirthInteger\":0");
        for (var round = 1; round <= 8; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Api.Put($"Patient/{Mark}", Body(Mark, (round * 100) + i), $"W/\"{round}\"")));
            var won = Assert.Single(answers, a => a.Status == 200);
            Assert.All(answers, a => Assert.True(a.Status is 200 or 412, a.Text));
            Assert.Equal(won.Text, (await Api.Get($"Patient/{Mark}")).Expect(200).Text);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"W/\"{round + 1}\""), won.ETag);
        }
    }

    [Fact]
    public async Task Racing_updates_without_a_precondition_all_become_versions()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers * 3).Select(i => Api.Put($"Patient/{Mark}", Body(Mark, i))));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers, a => Assert.True(a.Status is 200 or 201, a.Text));
        Assert.Equal(Enumerable.Range(1, Writers * 3).Select(v => $"W/\"{v}\"").Order(StringComparer.Ordinal), answers.Select(a => a.ETag!).Order(StringComparer.Ordinal));
        var history = (await Api.Get($"Patient/{Mark}/_history?_count=1000")).Expect(200);
        Assert.Equal(Enumerable.Range(0, Writers * 3), history.Entries.Select(e => e["resource"]!["multipleBirthInteger"]!.GetValue<int>()).Order());
        await Finds($"Patient?_id={Mark}", Mark);
    }

    [Fact]
    public async Task Racing_creations_of_many_new_resources_in_different_orders_neither_fail_nor_double()
    {
        var ids = Enumerable.Range(0, 10).Select(i => $"{Mark}-{i}").ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(w =>
        {
            var order = w % 2 == 0 ? ids : Enumerable.Reverse(ids);
            var entries = order.Select(id => $$$"""{"resource":{{{Body(id, w)}}},"request":{"method":"PUT","url":"Patient/{{{id}}}"}}""");
            return Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""");
        }));
        Assert.All(answers, a => a.Expect(200));
        foreach (var id in ids)
        {
            Assert.Equal($"W/\"{Writers}\"", (await Api.Get($"Patient/{id}")).Expect(200).ETag);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await Walk($"Patient?_id={string.Join(',', ids)}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Deleting_and_updating_at_once_leaves_a_history_without_gaps()
    {
        await Give("Patient", Mark, "\"multipleBirthInteger\":0");
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers * 2).Select(i => i % 3 == 0 ? Api.Delete($"Patient/{Mark}") : Api.Put($"Patient/{Mark}", Body(Mark, i))));
        Assert.All(answers, a => Assert.True(a.Status is 200 or 201 or 204, a.Text));
        var versions = (await Api.Get($"Patient/{Mark}/_history?_count=1000")).Expect(200).Entries
            .Select(e => int.Parse(e["response"]!["etag"]!.GetValue<string>()[3..^1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Reverse(), versions);
        var current = await Api.Get($"Patient/{Mark}");
        Assert.Equal(current.Status == 200 ? 1 : 0, (await Walk($"Patient?_id={Mark}")).Count);
    }

    private static string Body(string id, int value) => string.Create(CultureInfo.InvariantCulture, $$"""{"resourceType":"Patient","id":"{{id}}","multipleBirthInteger":{{value}}}""");
}

public sealed class SqliteRace() : RaceScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlRace() : RaceScenarios(Dialect.PostgreSql);
