using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>Time from an instant to another, which is not a part of it.</summary>
internal readonly partial record struct Span(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    public static Span Always { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    public bool Holds(DateTimeOffset now) => From <= now && now < To;

    public bool Meets(Span other) => From < other.To && other.From < To;

    public Span Wider(int before, int after) => new(
        From == DateTimeOffset.MinValue ? From : From.AddDays(-before),
        To == DateTimeOffset.MaxValue ? To : To.AddDays(after));

    /// <summary>A year, month, day (of Denmark) or instant.</summary>
    public static Span Of(string text)
    {
        var parts = text.Split('-').Select(p => int.TryParse(p, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        switch (text.Length)
        {
            case 4:
                return new(Midnight(parts[0], 1, 1), Midnight(parts[0] + 1, 1, 1));
            case 7:
                var month = new DateTime(parts[0], parts[1], 1).AddMonths(1);
                return new(Midnight(parts[0], parts[1], 1), Midnight(month.Year, month.Month, 1));
            case 10:
                var day = new DateTime(parts[0], parts[1], parts[2]).AddDays(1);
                return new(Midnight(parts[0], parts[1], parts[2]), Midnight(day.Year, day.Month, day.Day));
            default:
                var at = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
                return new(at, text.Contains('.', StringComparison.Ordinal) ? at.AddMilliseconds(1) : at.AddSeconds(1));
        }
    }

    /// <summary>A Period; none is always.</summary>
    public static Span Of(JsonNode? period) => new(
        period.Say("start") is { } start ? Of(start).From : DateTimeOffset.MinValue, period.Say("end") is { } end ? Of(end).To : DateTimeOffset.MaxValue);

    /// <summary>When a resource is of: the dates by which it can be searched.</summary>
    public static IEnumerable<Span> AllIn(string type, JsonNode body)
    {
        string[] paths = type switch
        {
            "Appointment" => ["start"],
            "Consent" => ["provision.period", "dateTime"],
            "Patient" or "RelatedPerson" => [],
            "Task" => ["authoredOn", "lastModified", "executionPeriod"],
            "Group" or "Basic" => ["created"],
            _ => [],
        };
        return paths.Length > 0 ? paths.SelectMany(p => body.At(p)).SelectMany(AllIn) : type is "Patient" or "RelatedPerson" ? [] : AllIn(body);
    }

    /// <summary>Every date and period in a resource, what the server says of it aside.</summary>
    public static IEnumerable<Span> AllIn(JsonNode? node) => node switch
    {
        JsonObject o when (o.ContainsKey("start") || o.ContainsKey("end")) && !o.ContainsKey("resourceType") => [Of(o)],
        JsonObject o => o.Where(p => p.Key is not ("meta" or "birthDate")).SelectMany(p => AllIn(p.Value)),
        JsonArray a => a.SelectMany(AllIn),
        JsonValue v when ADate().IsMatch(v.ToString()) => [Of(v.ToString())],
        _ => [],
    };

    public static DateOnly Today(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime);

    private static DateTimeOffset Midnight(int year, int month, int day)
    {
        var local = new DateTime(year, month, day);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(T.*)?$")]
    private static partial Regex ADate();
}
