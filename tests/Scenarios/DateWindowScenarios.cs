using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Searches by dates over all patients, beside what the prefixes mean (https://hl7.org/fhir/R4/search.html#prefix) asked of every resource in
/// memory: short spans and long, open ones, and several of one resource, each condition met by another of them.
/// </summary>
public abstract class DateWindowScenarios(Dialect dialect) : ApiTest(dialect)
{
    private const int Resources = 160;
    private const int Searches = 40;

    private static readonly DateTimeOffset First = new(2131, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Prefixes = ["", "eq", "ge", "gt", "le", "lt", "sa", "eb"];

    [Fact]
    public async Task What_is_found_and_its_order_are_those_of_the_dates()
    {
        var random = new Random(7);
        var all = new Dictionary<string, List<(DateTimeOffset Low, DateTimeOffset High)>>(StringComparer.Ordinal);
        for (var i = 0; i < Resources; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{Mark}-{i}");
            all[id] = await Plan(id, random);
        }

        for (var search = 0; search < Searches; search++)
        {
            var conditions = Enumerable.Range(0, random.Next(1, 3)).Select(_ => (Prefix: Prefixes[random.Next(Prefixes.Length)], At: At(random))).ToList();
            var query = "CarePlan?" + string.Join('&', conditions.Select(c => $"activity-date={c.Prefix}{Text(c.At)}"));
            var due = all.Where(r => conditions.TrueForAll(c => r.Value.Exists(s => Fits(c.Prefix, c.At, s)))).Select(r => r.Key).Order(StringComparer.Ordinal).ToList();
            await Gives(query, due, all, key: null);
            await Gives(query + "&_sort=activity-date", due, all, spans => spans.Min(s => s.Low));
            await Gives(query + "&_sort=-activity-date", due, all, spans => spans.Max(s => s.Low), descending: true);
        }
    }

    private async Task Gives(
        string query, List<string> due, Dictionary<string, List<(DateTimeOffset Low, DateTimeOffset High)>> all, Func<List<(DateTimeOffset Low, DateTimeOffset High)>, DateTimeOffset>? key, bool descending = false)
    {
        var found = (await Walk(query + "&_count=7")).Where(all.ContainsKey).ToList();
        Assert.True(found.Order(StringComparer.Ordinal).SequenceEqual(due), $"{query} found [{string.Join(' ', found.Except(due))}] too much and not [{string.Join(' ', due.Except(found))}]; {found.Count} of {due.Count}");
        if (key is not null)
        {
            var keys = found.ConvertAll(id => key(all[id]));
            Assert.True(keys.SequenceEqual(descending ? keys.OrderDescending() : keys.Order()), $"{query} is not in order.");
        }
    }

    private async Task<List<(DateTimeOffset Low, DateTimeOffset High)>> Plan(string id, Random random)
    {
        var spans = new List<(DateTimeOffset Low, DateTimeOffset High)>();
        var activities = new List<string>();
        for (var n = random.Next(4) == 0 ? random.Next(2, 4) : 1; n > 0; n--)
        {
            // At times the same beginning twice, with two ends.
            var begins = spans.Count > 0 && spans[0].Low >= First && random.Next(3) == 0 ? spans[0].Low : At(random);
            DateTimeOffset? ends = random.Next(8) == 0 ? null : begins.AddHours(new[] { 0, 1, 12, 23, 24, 25, 72, 1500 }[random.Next(8)]);
            var isOpen = ends is not null && random.Next(8) == 0;
            spans.Add((isOpen ? DateTimeOffset.MinValue : begins, ends?.AddMilliseconds(999) ?? DateTimeOffset.MaxValue));
            var period = string.Join(',', new[] { isOpen ? null : $"\"start\":\"{Text(begins)}\"", ends is { } until ? $"\"end\":\"{Text(until)}\"" : null }.OfType<string>());
            activities.Add($"{{\"detail\":{{\"status\":\"scheduled\",\"scheduledPeriod\":{{{period}}}}}}}");
        }

        await Give("CarePlan", id, $$"""
            "status":"active","intent":"plan","subject":{"reference":"Patient/{{Mark}}-{{random.Next(3)}}"},"activity":[{{string.Join(',', activities)}}]
            """);
        return spans;
    }

    private static bool Fits(string prefix, DateTimeOffset at, (DateTimeOffset Low, DateTimeOffset High) span)
    {
        var end = at.AddMilliseconds(999);
        return prefix switch
        {
            "ge" => span.High >= at,
            "gt" => span.High > end,
            "le" => span.Low <= end,
            "lt" => span.Low < at,
            "sa" => span.Low > end,
            "eb" => span.High < at,
            _ => span.Low >= at && span.High <= end,
        };
    }

    private static DateTimeOffset At(Random random) => First.AddHours(random.Next(24 * 120));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <inheritdoc/>
public sealed class SqliteDateWindow() : DateWindowScenarios(Dialect.Sqlite);

/// <inheritdoc/>
public sealed class PostgreSqlDateWindow() : DateWindowScenarios(Dialect.PostgreSql);
