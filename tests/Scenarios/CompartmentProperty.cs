using FsCheck;
using FsCheck.Fluent;
using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Random resources of random patients and random searches by citizens, against an oracle in memory.</summary>
public abstract class CompartmentProperty(Dialect dialect) : RecordTest(dialect)
{
    private const int People = 5;
    private const int Resources = 120;
    private static readonly string[] Types = ["Observation", "Condition", "Encounter", "Communication"];
    private static readonly string[] Criteria =
    [
        "status={0}", "_tag={0}", "patient=Patient/p{1}", "patient=p{1}", "subject=Patient/p{1}", "subject=p{1},p{2}", "patient=p{1},p{2}", "_lastUpdated=ge2000", "_id=r{3},r{4},r{5}", "_tag={0},b",
    ];

    private static readonly string[] Orders = ["", "_sort=_id", "_sort=-_id", "_sort=_lastUpdated", "_sort=-_lastUpdated", "_count=3", "_count=2&_sort=-_id", "_sort=sort", "_sort=-sort", "_count=3&_sort=-sort"];

    private readonly Dictionary<string, Dictionary<string, HashSet<int>>> _owners = Types.ToDictionary(t => t, _ => new Dictionary<string, HashSet<int>>());
    private int _narrowed;

    [Fact]
    public async Task No_search_shows_a_citizen_what_is_another_patients()
    {
        await Fill(new Random(4711));
        var searches = (from type in Gen.Elements(Types)
                        from person in Gen.Choose(0, People - 1)
                        from numbers in Gen.Choose(0, 1000).ArrayOf(6)
                        from criteria in Gen.Elements(Criteria).ListOf()
                        from order in Gen.Elements(Orders)
                        select new Search(type, person, Query(type, criteria.Take(3), order, numbers))).ToArbitrary();
        Prop.ForAll(searches, search => Holds(search).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.True(_narrowed > 15, $"Only {_narrowed} searches found something of the citizen's and something of others.");
    }

    // What a citizen finds is what the program finds, less everything that is not the citizen's; pages, totals and includes too.
    private async Task<bool> Holds(Search search)
    {
        var caller = new Caller(CallerKind.Citizen, $"Patient/p{search.Person}", "P", "citizen");
        var mine = await Walk(caller, search);
        var all = await Walk(Caller.Program, search);
        var expected = all.Where(id => _owners[search.Type][id].Contains(search.Person)).ToList();
        _narrowed += expected.Count > 0 && expected.Count < all.Count ? 1 : 0;
        if (!search.Query.Contains("_sort", StringComparison.Ordinal))
        {
            // Without _sort the order is the server's own; a citizen's need not be the program's.
            expected.Sort(StringComparer.Ordinal);
            mine.Sort(StringComparer.Ordinal);
        }

        Assert.True(expected.SequenceEqual(mine), $"p{search.Person} {search.Type}?{search.Query}: [{string.Join(' ', mine)}] where [{string.Join(' ', expected)}] was due");
        var count = (await Store.Search(caller, search.Type, $"{search.Query}&_count=0", Ct)).Value.Total;
        Assert.Equal(expected.Count, count);
        return true;
    }

    private async Task<List<string>> Walk(Caller caller, Search search)
    {
        var ids = new List<string>();
        var include = $"{search.Query}&_include={search.Type}:subject";
        for (string? next = ""; next is not null;)
        {
            var page = (await Store.Search(caller, search.Type, include + next, Ct)).Value;
            ids.AddRange(page.Matches.Select(m => m.Id));
            Assert.True(caller.Kind == CallerKind.System || page.Included.All(i => i.Id == $"p{search.Person}"), $"p{search.Person} {search.Type}?{include} included {string.Join(' ', page.Included.Select(i => i.Id))}");
            next = page.Next is null ? null : $"&_cursor={page.Next}";
        }

        return ids;
    }

    private async Task Fill(Random random)
    {
        for (var p = 0; p < People; p++)
        {
            await Put("Patient", $"p{p}", "\"active\":true");
        }

        for (var i = 0; i < Resources; i++)
        {
            var type = Types[random.Next(Types.Length)];
            await Write(random, type, $"r{i}");
            if (random.Next(4) == 0)
            {
                await Write(random, type, $"r{i}"); // It may move to another patient.
            }
        }
    }

    private async Task Write(Random random, string type, string id)
    {
        var subject = random.Next(People + 1);
        var owners = new HashSet<int>();
        var reference = subject == People ? "Group/p0" : $"Patient/p{subject}";
        if (subject < People)
        {
            owners.Add(subject);
        }

        var second = random.Next(People);
        var more = random.Next(3) == 0 ? Second(type, second) : "";
        if (more.Length > 0)
        {
            owners.Add(second);
        }

        var day = random.Next(1, 28);
        var date = random.Next(4) == 0 ? "" : Date(type, $"2026-02-{day:00}");
        await Put(type, id, $$"""
            "meta":{"tag":[{"code":"{{(char)('a' + random.Next(3))}}"}]},"subject":{"reference":"{{reference}}"},{{Status(type, random)}}{{more}}{{date}}
            """);
        _owners[type][id] = owners;
    }

    private static string Second(string type, int person) => type switch
    {
        "Observation" => $",\"performer\":[{{\"reference\":\"Patient/p{person}\"}}]",
        "Condition" => $",\"asserter\":{{\"reference\":\"Patient/p{person}\"}}",
        "Communication" => $",\"recipient\":[{{\"reference\":\"Patient/p{person}\"}}]",
        _ => "",
    };

    private static string Date(string type, string day) => type switch
    {
        "Observation" => $",\"effectiveDateTime\":\"{day}\"",
        "Condition" => $",\"recordedDate\":\"{day}\"",
        "Communication" => $",\"sent\":\"{day}\"",
        _ => $",\"period\":{{\"start\":\"{day}\"}}",
    };

    private static string Status(string type, Random random) => type switch
    {
        "Observation" => $"\"status\":\"{(random.Next(2) == 0 ? "final" : "amended")}\",\"code\":{{\"text\":\"x\"}}",
        "Condition" => "\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]}",
        "Encounter" => $"\"status\":\"{(random.Next(2) == 0 ? "finished" : "planned")}\",\"class\":{{\"code\":\"x\"}}",
        _ => "\"status\":\"completed\"",
    };

    private static string Query(string type, IEnumerable<string> criteria, string order, int[] numbers)
    {
        var filled = criteria.Select(c => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, c, (char)('a' + (numbers[0] % 3)), numbers[1] % People, numbers[2] % People, numbers[3] % Resources, numbers[4] % Resources, numbers[5] % Resources));
        var sort = type switch { "Condition" => "recorded-date", "Communication" => "sent", _ => "date" };
        var status = type == "Condition" ? "clinical-status" : "status";
        return string.Join('&', filled.Append(order.Replace("=sort", $"={sort}", StringComparison.Ordinal).Replace("=-sort", $"=-{sort}", StringComparison.Ordinal)).Where(p => p.Length > 0))
            .Replace("status=a", $"{status}=final,active", StringComparison.Ordinal).Replace("status=b", $"{status}=finished,active", StringComparison.Ordinal).Replace("status=c", $"{status}=completed,amended", StringComparison.Ordinal);
    }

    private sealed record Search(string Type, int Person, string Query);
}

public sealed class SqliteCompartmentProperty() : CompartmentProperty(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlCompartmentProperty() : CompartmentProperty(Dialect.PostgreSql);
