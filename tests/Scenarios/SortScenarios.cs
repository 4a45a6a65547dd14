using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>_sort and paging: https://hl7.org/fhir/R4/search.html#sort, #Paging.</summary>
public abstract class SortScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const int People = 23;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var entries = Enumerable.Range(0, People).Select(Person);
        (await Api.Post("", $$"""{"resourceType":"Bundle","type":"batch","entry":[{{string.Join(',', entries)}}]}""")).Expect(200);
    }

    [Theory]
    [InlineData("birthdate")]
    [InlineData("-birthdate")]
    [InlineData("family")]
    [InlineData("-family")]
    public async Task Values_come_in_order_and_those_without_come_last_once_each(string sort)
    {
        var ids = await Walk($"Patient?{Mine}&_sort={sort}&_count=4");
        Assert.Equal(People, ids.Distinct().Count());
        Assert.Equal(People, ids.Count);
        var numbers = ids.ConvertAll(Number);
        var without = numbers.Where(n => n % 5 == 0).ToList();
        Assert.Equal(without, numbers.TakeLast(without.Count));
        var sorted = numbers.SkipLast(without.Count).Select(n => Rank(n)).ToList();
        Assert.Equal(sort[0] == '-' ? sorted.OrderDescending() : sorted.Order(), sorted);
    }

    [Theory]
    [InlineData("_id")]
    [InlineData("_lastUpdated")]
    public async Task Ids_and_times_order_both_ways(string sort)
    {
        var up = await Walk($"Patient?{Mine}&_sort={sort}&_count=3");
        var down = await Walk($"Patient?{Mine}&_sort=-{sort}&_count=4");
        Assert.Equal(People, up.Count);
        Assert.Equal(up, Enumerable.Reverse(down));
        if (sort == "_id")
        {
            Assert.Equal(up.Order(StringComparer.Ordinal), up);
        }
    }

    [Fact]
    public async Task A_resource_with_several_values_stands_where_its_nearest_value_is()
    {
        await Give("Patient", $"{Mark}-many", $$"""
            {{Tag}},"name":[{"family":"aaaa"},{"family":"zzzz"}]
            """);
        Assert.Equal($"{Mark}-many", (await Walk($"Patient?{Mine}&_sort=family"))[0]);
        var down = await Walk($"Patient?{Mine}&_sort=-family");
        Assert.Equal($"{Mark}-many", down[0]);
        Assert.Equal(People + 1, down.Distinct().Count());
    }

    [Fact]
    public async Task Numbers_quantities_and_patients_sort_too()
    {
        foreach (var (id, value) in new[] { ("a", "10"), ("b", "9.5"), ("c", "-3"), ("d", "1e2") })
        {
            await Give("Observation", $"{Mark}-{id}", $$$"""
                {{{Tag}}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{Mark}}}-0"},"effectiveDateTime":"2026-01-0{{{id[0] - 'a' + 1}}}","valueQuantity":{"value":{{{value}}}}
                """);
            await Give("RiskAssessment", $"{Mark}-{id}", $$$"""
                {{{Tag}}},"status":"final","subject":{"reference":"Patient/p"},"prediction":[{"probabilityDecimal":{{{value}}}}]
                """);
        }

        await Give("Observation", $"{Mark}-e", $$$"""
            {{{Tag}}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{{Mark}}}-0"}
            """);
        Assert.Equal(["c", "b", "a", "d", "e"], await Short($"Observation?{Mine}&_sort=value-quantity&_count=2"));
        Assert.Equal(["d", "a", "b", "c", "e"], await Short($"Observation?{Mine}&_sort=-value-quantity&_count=2"));
        Assert.Equal(["d", "c", "b", "a", "e"], await Short($"Observation?patient={Mark}-0&_sort=-date&_count=2"));
        Assert.Equal(["a", "b", "c", "d", "e"], await Short($"Observation?patient=Patient/{Mark}-0&status=final&_sort=date&_count=2"));
        Assert.Equal(["c", "b", "a", "d"], await Short($"RiskAssessment?{Mine}&_sort=probability&_count=3"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&_sort=birthdate")]
    [InlineData("&_sort=-family")]
    [InlineData("&_sort=-_id")]
    [InlineData("&_sort=_lastUpdated")]
    public async Task Paging_shows_each_match_once_while_others_arrive_and_leave(string sort)
    {
        var seen = new List<string>();
        var arrived = 0;
        for (string? next = $"Patient?{Mine}{sort}&_count=3"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            seen.AddRange(page.MatchIds);
            next = page.Next;
            await Give("Patient", $"{Mark}-{100 + arrived}", Members(100 + arrived));
            await Give("Patient", $"{Mark}-{(char)('A' + (arrived % 20))}", $$"""
                {{Tag}},"name":[{"family":"ny{{arrived}}"}],"birthDate":"19{{70 + (arrived % 30)}}-06-01"
                """);
            arrived++;
            Assert.True(arrived < 60, "Paging has no end.");
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(Enumerable.Range(0, People).Select(n => $"{Mark}-{n}").ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task Links_of_a_page_lead_to_itself_and_on()
    {
        var page = (await Api.Get($"Patient?{Mine}&_count=5&_sort=family")).Expect(200);
        var self = page.Json["link"]!.AsArray().First(l => l!["relation"]!.GetValue<string>() == "self")!["url"]!.GetValue<string>();
        Assert.Equal(page.MatchIds, (await Api.Get(self)).Expect(200).MatchIds);
        Assert.Equal("searchset", page.Json["type"]!.GetValue<string>());
        Assert.Equal(5, page.MatchIds.Count);
        Assert.EndsWith($"/fhir/Patient/{page.MatchIds[0]}", page.Entries[0]["fullUrl"]!.GetValue<string>(), StringComparison.Ordinal);
        var second = (await Api.Get(page.Next!)).Expect(200);
        Assert.Empty(second.MatchIds.Intersect(page.MatchIds));
        Assert.Equal(second.MatchIds, (await Api.Get(page.Next!)).Expect(200).MatchIds);
    }

    [Fact]
    public async Task A_cursor_is_good_only_for_the_search_it_was_given_for()
    {
        var next = (await Api.Get($"Patient?{Mine}&_count=5&_sort=family")).Expect(200).Next!;
        var cursor = next[(next.IndexOf("_cursor=", StringComparison.Ordinal) + 8)..];
        foreach (var other in (string[])[$"Patient?{Mine}&_count=5&_sort=-family", $"Patient?{Mine}&_count=6&_sort=family", "Patient?_count=5&_sort=family", $"Practitioner?{Mine}&_count=5&_sort=family", $"Patient?{Mine}&_count=5&_sort=family&active=true"])
        {
            (await Api.Get($"{other}&_cursor={cursor}")).Expect(400);
        }

        for (var i = 0; i < cursor.Length; i += 7)
        {
            var forged = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            var answer = await Api.Get($"Patient?{Mine}&_count=5&_sort=family&_cursor={forged}");
            Assert.True(answer.Status == 400, $"{forged} for {cursor}: {answer.Status}");
        }

        foreach (var forged in (string[])["A", cursor[..^1], cursor + "A", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", new('A', 5000), "%20", "!"])
        {
            (await Api.Get($"Patient?{Mine}&_count=5&_sort=family&_cursor={forged}")).Expect(400);
        }
    }

    [Fact]
    public async Task Counts_and_totals()
    {
        var none = (await Api.Get($"Patient?{Mine}&_count=0")).Expect(200);
        Assert.Equal((People, 0), (none.Total, none.Entries.Count));
        Assert.Null(none.Next);
        Assert.Equal(People, (await Api.Get($"Patient?{Mine}&_summary=count")).Expect(200).Total);
        Assert.Equal(People, (await Api.Get($"Patient?{Mine}&_count=2&_total=accurate")).Expect(200).Total);
        Assert.Null((await Api.Get($"Patient?{Mine}&_count=2")).Expect(200).Total);
        Assert.Equal(People, (await Api.Get($"Patient?{Mine}&_count=1000")).Expect(200).Total);
        Assert.Equal(0, (await Api.Get($"Patient?{Mine}x")).Expect(200).Total);
        Assert.Equal(People, (await Api.Get($"Patient?{Mine}&_sort=family&_count=0")).Expect(200).Total);
        (await Api.Get($"Patient?{Mine}&_count=-1")).Expect(400);
        (await Api.Get($"Patient?{Mine}&_count=x")).Expect(400);
        (await Api.Get($"Patient?{Mine}&_total=maybe")).Expect(400);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("family,nothing")]
    [InlineData("-")]
    public async Task What_cannot_be_sorted_by_is_refused(string sort) => (await Api.Get($"Patient?{Mine}&_sort={sort}")).Expect(400);

    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    private string Person(int number) => $$$"""
        {"resource":{"resourceType":"Patient","id":"{{{Mark}}}-{{{number}}}",{{{Members(number)}}}},"request":{"method":"PUT","url":"Patient/{{{Mark}}}-{{{number}}}"}}
        """;

    // Every fifth has neither a family name nor a date of birth; ranks repeat.
    private string Members(int number) => number % 5 == 0 ? Tag : string.Create(CultureInfo.InvariantCulture, $$"""
        {{Tag}},"name":[{"family":"n{{Rank(number)}}"}],"birthDate":"19{{Rank(number)}}-06-01"
        """);

    private static int Rank(int number) => 70 + (number * 7 % 11);

    private static int Number(string id) => int.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    private async Task<IEnumerable<string>> Short(string search) => (await Walk(search)).Select(id => id[(Mark.Length + 1)..]);
}

public sealed class SqliteSort() : SortScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSort() : SortScenarios(Dialect.PostgreSql);
