using System.Globalization;
using System.Text.Json;
using Helhed.Fhir.Index;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Operations;

/// <summary>What is to be calculated over whose observations.</summary>
/// <param name="Subject">Reference such as <c>Patient/123</c>.</param>
/// <param name="Codes">Codes as searched: <c>system|code</c>, or <c>code</c> of any system.</param>
/// <param name="Period">First and last Unix millisecond; null for all times.</param>
/// <param name="Effective">The same as it goes into the answer.</param>
/// <param name="Statistics">Codes of <see cref="Operations.Statistics.Kinds"/>, or <c>regression</c>.</param>
/// <param name="Sources">Most source observations to return; 0 for none.</param>
internal sealed record StatsRequest(
    string Subject, IReadOnlyList<string> Codes, (long Low, long High)? Period, Period? Effective, IReadOnlyList<string> Statistics, int Sources)
{
    private const int MaxCodes = 100;
    private const int DefaultSources = 1000;

    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal) { ["max"] = "maximum", ["min"] = "minimum" };

    public static Outcome<StatsRequest> Read(OperationArguments arguments, RecordsOptions options, DateTimeOffset now)
    {
        if (arguments.Unknown("subject", "code", "system", "coding", "duration", "period", "statistic", "include", "limit") is { } unknown)
        {
            return unknown;
        }

        if (arguments.Text("subject") is not { Length: > 0 } subject)
        {
            return new Problem(ProblemKind.Invalid, "$stats needs a subject, such as Patient/123.", "subject");
        }

        if (!CodesOf(arguments).TryGet(out var codes, out var problem) || !StatisticsOf(arguments).TryGet(out var statistics, out problem)
            || !PeriodOf(arguments, options.LocalZone, now).TryGet(out var period, out problem)
            || !arguments.Flag("include").TryGet(out var include, out problem) || !arguments.Positive("limit").TryGet(out var limit, out problem))
        {
            return problem;
        }

        return new StatsRequest(subject, codes, period.Range, period.Effective, statistics, include ? Math.Min(limit ?? DefaultSources, DefaultSources) : 0);
    }

    private static Outcome<IReadOnlyList<string>> CodesOf(OperationArguments arguments)
    {
        var system = arguments.Text("system");
        var codes = arguments.List("code").Select(c => system is null || c.Contains('|', StringComparison.Ordinal) ? c : $"{system}|{c}")
            .Concat(arguments.Texts("coding")).Distinct(StringComparer.Ordinal).ToList();
        return codes.Count switch
        {
            0 => new Problem(ProblemKind.Invalid, "$stats needs a code with a system, or a coding.", "code"),
            > MaxCodes => new Problem(ProblemKind.TooLarge, $"$stats takes at most {MaxCodes} codes.", "code"),
            _ => codes,
        };
    }

    private static Outcome<IReadOnlyList<string>> StatisticsOf(OperationArguments arguments)
    {
        var asked = arguments.List("statistic").Select(s => Short.GetValueOrDefault(s, s)).Distinct(StringComparer.Ordinal).ToList();
        if (asked.Count == 0)
        {
            return new Problem(ProblemKind.Invalid, "$stats needs a statistic, such as average.", "statistic");
        }

        return asked.Find(s => s != "regression" && !Operations.Statistics.Kinds.ContainsKey(s)) is { } unknown
            ? new Problem(ProblemKind.Invalid, $"'{unknown}' is not a statistic; {string.Join(", ", Operations.Statistics.Kinds.Keys)} and regression are.", "statistic")
            : asked;
    }

    private static Outcome<((long, long)? Range, Period? Effective)> PeriodOf(OperationArguments arguments, TimeZoneInfo local, DateTimeOffset now)
    {
        if (arguments.Text("duration") is { } duration)
        {
            if (!decimal.TryParse(duration, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) || hours <= 0 || hours > 10_000_000)
            {
                return new Problem(ProblemKind.Invalid, $"'duration' is a number of hours over 0; '{duration}' is not.", "duration");
            }

            var from = now.AddHours(-(double)hours);
            return (((long, long)?)(from.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()), (Period?)new Period { Start = Instant(from), End = Instant(now) });
        }

        var period = arguments.Values("period").FirstOrDefault();
        if (period.ValueKind != JsonValueKind.Object)
        {
            return ((ValueTuple<long, long>?)null, (Period?)null);
        }

        var start = Member(period, "start");
        var end = Member(period, "end");
        var low = long.MinValue;
        var high = long.MaxValue;
        return (start is null || SearchDates.TryRange(start, local, out low, out _)) && (end is null || SearchDates.TryRange(end, local, out _, out high))
            ? (((long, long)?)(start is null ? long.MinValue : low, end is null ? long.MaxValue : high), (Period?)new Period { Start = start, End = end })
            : new Problem(ProblemKind.Invalid, "'period' is a Period whose start and end are dates or times.", "period");
    }

    private static string? Member(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
