using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>https://hl7.org/fhir/R4/http.html#history, of an instance and of a type.</summary>
public abstract class HistoryScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task An_instance_tells_its_versions_newest_first()
    {
        await Give("Patient", Mark, "\"active\":true");
        await Give("Patient", Mark, "\"active\":false");
        (await Api.Delete($"Patient/{Mark}")).Expect(204);
        await Give("Patient", Mark, "\"gender\":\"other\"");
        var history = (await Api.Get($"Patient/{Mark}/_history")).Expect(200);
        Assert.Equal("history", history.Json["type"]!.GetValue<string>());
        Assert.Equal(["W/\"4\"", "W/\"3\"", "W/\"2\"", "W/\"1\""], history.Entries.Select(e => e["response"]!["etag"]!.GetValue<string>()));
        Assert.Equal(["PUT", "DELETE", "PUT", "PUT"], history.Entries.Select(e => Method(e["request"]!["method"]!.GetValue<string>())));
        Assert.Null(history.Entries[1]["resource"]);
        Assert.Equal("4", history.Entries[0]["resource"]!["meta"]!["versionId"]!.GetValue<string>());
        Assert.True(history.Entries[3]["resource"]!["active"]!.GetValue<bool>());
        Assert.All(history.Entries, e => Assert.EndsWith($"/fhir/Patient/{Mark}", e["fullUrl"]!.GetValue<string>(), StringComparison.Ordinal));
        (await Api.Get($"Patient/{Mark}-absent/_history")).Expect(404);

        // A client's first PUT is shown as what it was or as the creation it came to: both are allowed.
        static string Method(string method) => method == "POST" ? "PUT" : method;
    }

    [Fact]
    public async Task A_long_history_is_paged_without_gaps()
    {
        for (var i = 0; i < 12; i++)
        {
            await Give("Patient", Mark, $"\"multipleBirthInteger\":{i}");
        }

        var versions = new List<int>();
        for (string? next = $"Patient/{Mark}/_history?_count=5"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            Assert.InRange(page.Entries.Count, 1, 5);
            versions.AddRange(page.Entries.Select(e => e["resource"]!["multipleBirthInteger"]!.GetValue<int>()));
            next = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, 12).Reverse(), versions);
    }

    [Fact]
    public async Task Since_leaves_out_what_is_older()
    {
        await Give("Flag", Mark, Flag("active"));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var second = await Give("Flag", Mark, Flag("inactive"));
        await Give("Flag", $"{Mark}-b", Flag("active"));
        var at = Uri.EscapeDataString(second.Json["meta"]!["lastUpdated"]!.GetValue<string>());
        Assert.Equal(["W/\"2\""], (await Api.Get($"Flag/{Mark}/_history?_since={at}")).Expect(200).Entries.Select(e => e["response"]!["etag"]!.GetValue<string>()));
        var type = (await Api.Get($"Flag/_history?_since={at}&_count=1000")).Expect(200);
        Assert.Equal([$"{Mark}-b@1", $"{Mark}@2"], Names(type).Where(n => n.StartsWith(Mark, StringComparison.Ordinal)));
        Assert.Empty((await Api.Get("Flag/_history?_since=2999-01-01")).Expect(200).Entries);
        (await Api.Get("Flag/_history?_since=yesterday")).Expect(400);
        (await Api.Get("Flag/_history?_count=-1")).Expect(400);
        (await Api.Get("Flag/_history?_foo=1")).Expect(400);
    }

    [Fact]
    public async Task A_type_tells_every_version_of_every_resource_once()
    {
        // A type of its own, so that the whole history is this test's.
        var expected = new List<string>();
        for (var round = 1; round <= 3; round++)
        {
            var entries = Enumerable.Range(0, 7).Select(i => $$$"""
                {"resource":{"resourceType":"VerificationResult","id":"{{{Mark}}}-{{{i}}}","status":"{{{(round % 2 == 0 ? "validated" : "attested")}}}"},"request":{"method":"PUT","url":"VerificationResult/{{{Mark}}}-{{{i}}}"}}
                """);
            (await Api.Post("", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""")).Expect(200);
            expected.AddRange(Enumerable.Range(0, 7).Select(i => $"{Mark}-{i}@{round}"));
        }

        // In a millisecond of its own: within one, a history may tell in any order.
        await Task.Delay(5, TestContext.Current.CancellationToken);
        (await Api.Delete($"VerificationResult/{Mark}-3")).Expect(204);
        expected.Add($"{Mark}-3@4");
        var seen = new List<string>();
        var times = new List<DateTimeOffset>();
        for (string? next = "VerificationResult/_history?_count=4"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            seen.AddRange(Names(page));
            times.AddRange(page.Entries.Select(e => e["response"]!["lastModified"]!.GetValue<DateTimeOffset>()));
            next = page.Next;
            Assert.True(seen.Count < 100, "The history has no end.");
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal($"{Mark}-3@4", seen[0]);
    }

    [Fact]
    public async Task The_whole_store_tells_what_was_written_to_any_type()
    {
        var first = await Give("Flag", Mark, Flag("active"));
        await Give("Patient", Mark, "\"active\":true");
        await Give("Basic", Mark, "\"code\":{\"text\":\"x\"}");
        await Give("Patient", Mark, "\"active\":false");
        (await Api.Delete($"Basic/{Mark}")).Expect(204);
        var seen = new List<string>();
        var times = new List<DateTimeOffset>();
        for (string? next = $"_history?_count=3&_since={Uri.EscapeDataString(first.Json["meta"]!["lastUpdated"]!.GetValue<string>())}"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            Assert.InRange(page.Entries.Count, 1, 3);
            seen.AddRange(page.Entries.Select(e => $"{string.Join('/', e["fullUrl"]!.GetValue<string>().Split('/')[^2..])}@{e["response"]!["etag"]!.GetValue<string>()[3..^1]}"));
            times.AddRange(page.Entries.Select(e => e["response"]!["lastModified"]!.GetValue<DateTimeOffset>()));
            next = page.Next;
            Assert.True(seen.Count < 20_000, "The history has no end.");
        }

        Assert.Equal([$"Basic/{Mark}@1", $"Basic/{Mark}@2", $"Flag/{Mark}@1", $"Patient/{Mark}@1", $"Patient/{Mark}@2"], seen.Where(s => s.Contains($"/{Mark}@", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(times.OrderDescending(), times);
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task At_tells_what_was_current_then()
    {
        var instants = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            await Give("Flag", Mark, Flag("active"));
            await Task.Delay(30, TestContext.Current.CancellationToken);
            instants.Add(Uri.EscapeDataString(DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)));
            await Task.Delay(30, TestContext.Current.CancellationToken);
        }

        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal([$"{Mark}@{i}"], Names((await Api.Get($"Flag/{Mark}/_history?_at={instants[i - 1]}")).Expect(200)));
            Assert.Equal([$"{Mark}@{i}"], Names((await Api.Get($"Flag/_history?_count=1000&_at={instants[i - 1]}")).Expect(200)).Where(n => n.StartsWith($"{Mark}@", StringComparison.Ordinal)));
        }

        Assert.Equal([$"{Mark}@3", $"{Mark}@2", $"{Mark}@1"], Names((await Api.Get($"Flag/{Mark}/_history?_at={DateTime.UtcNow.Year}")).Expect(200)));
        Assert.Empty((await Api.Get($"Flag/{Mark}/_history?_at=2001-01-01")).Expect(200).Entries);
        (await Api.Get($"Flag/{Mark}/_history?_at=then")).Expect(400);
    }

    [Fact]
    public async Task A_paging_link_is_good_for_its_own_history_alone()
    {
        foreach (var id in (string[])["a", "b"])
        {
            await Give("Flag", $"{Mark}-{id}", Flag("active"));
            await Give("Flag", $"{Mark}-{id}", Flag("inactive"));
        }

        var next = (await Api.Get($"Flag/{Mark}-a/_history?_count=1")).Expect(200).Next!;
        Assert.Equal([$"{Mark}-a@1"], Names((await Api.Get(next)).Expect(200)));
        (await Api.Get(next.Replace($"{Mark}-a", $"{Mark}-b", StringComparison.Ordinal))).Expect(400);
        (await Api.Get(next.Replace("_count=1", "_count=2", StringComparison.Ordinal))).Expect(400);
        (await Api.Get(next[..^1])).Expect(400);
        (await Api.Get($"Flag/{Mark}-a/_history?_cursor=AAAA")).Expect(400);
    }

    [Fact]
    public async Task A_List_says_whose_history_is_told()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            await Give("Flag", $"{Mark}-{id}", Flag("active"));
            await Give("Flag", $"{Mark}-{id}", Flag("inactive"));
        }

        await Give("Patient", Mark, "\"active\":true");
        (await Api.Delete($"Flag/{Mark}-b")).Expect(204);
        string Item(string reference, string more = "") => $"{{\"item\":{{\"reference\":\"{reference}\"}}{more}}}";
        await Give("List", Mark, $"\"status\":\"current\",\"mode\":\"changes\",\"entry\":[{Item($"Flag/{Mark}-a/_history/1")},{Item($"Flag/{Mark}-b")},{Item($"Flag/{Mark}-c", ",\"deleted\":true")},{Item($"Patient/{Mark}")},{Item("urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0b")}]");
        async Task<string> Told(string path) => string.Join(' ', Names((await Api.Get(path)).Expect(200)).Order(StringComparer.Ordinal));
        Assert.Equal($"{Mark}-a@1 {Mark}-a@2 {Mark}-b@1 {Mark}-b@2 {Mark}-b@3 {Mark}@1", await Told($"_history?_list={Mark}"));
        Assert.Equal($"{Mark}-a@1 {Mark}-a@2 {Mark}-b@1 {Mark}-b@2 {Mark}-b@3", await Told($"Flag/_history?_list=List/{Mark}"));
        Assert.Equal($"{Mark}-b@1 {Mark}-b@2 {Mark}-b@3", await Told($"Flag/{Mark}-b/_history?_list={Mark}"));
        Assert.Equal("", await Told($"Flag/{Mark}-c/_history?_list={Mark}"));
        Assert.Equal("", await Told($"Basic/_history?_list={Mark}"));
        Assert.Equal("", await Told($"Flag/_history?_list={Mark}-none"));
        var paged = new List<string>();
        for (string? next = $"_history?_list={Mark}&_count=2"; next is not null;)
        {
            var page = (await Api.Get(next)).Expect(200);
            paged.AddRange(Names(page));
            next = page.Next;
            Assert.True(paged.Count < 10, "The history has no end.");
        }

        Assert.Equal(6, paged.Distinct().Count());
        Assert.Equal(6, paged.Count);
        foreach (var wrong in (string[])["_list=$current-problems", "_list=a,b", "_list=", $"_list={Mark}&_list={Mark}"])
        {
            (await Api.Get($"Flag/_history?{wrong}")).Expect(400);
        }
    }

    private static string Flag(string status) => $"\"status\":\"{status}\",\"code\":{{\"text\":\"x\"}},\"subject\":{{\"reference\":\"Patient/p\"}}";

    private static IEnumerable<string> Names(Answer history) => history.Entries.Select(e =>
        $"{e["fullUrl"]!.GetValue<string>().Split('/')[^1]}@{e["response"]!["etag"]!.GetValue<string>()[3..^1]}");
}

public sealed class SqliteHistory() : HistoryScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlHistory() : HistoryScenarios(Dialect.PostgreSql);
