using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Organization = Helhed.Fhir.R4.Organization;
using Practitioner = Helhed.Fhir.R4.Practitioner;

namespace Helhed.Admin;

/// <summary>What information security looks at.</summary>
internal sealed class LookQuery(RecordStore records, Findings findings, Claims claims, TimeProvider clock)
{
    private const int MostNames = 200;
    private const int MostRounds = 10;
    private const int Enough = 50;

    public DateOnly Today => DateText.LocalDay(clock.GetUtcNow());

    public ValueTask<List<Claim>> Cases(int most, CancellationToken ct) => claims.ForReview(most, ct);

    /// <summary>Whom a CPR number or a reference names; null when nobody.</summary>
    public async Task<string?> Find(Caller caller, string typed, CancellationToken ct) =>
        Cpr.Digits(typed) is { } cpr ? await findings.WithCpr(caller, cpr, ct)
            : typed.Split('/') is ["Patient" or "Practitioner", { Length: > 0 and <= 64 } id] && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? typed
            : null;

    public ValueTask<Outcome<FindingReport>> Findings(Caller caller, DateOnly from, DateOnly to, CancellationToken ct) =>
        findings.Between(caller, Start(from), Start(to.AddDays(1)), records.NamesOf, ct);

    /// <summary>A page of the log, looked for until there is enough to show.</summary>
    public async Task<Outcome<AccessPage>> Log(Caller caller, string whose, LogFilter filter, ((long, long)? Before, int Blocks) place, CancellationToken ct)
    {
        var found = new List<Access.Log.LoggedAccess>();
        var grounds = new Dictionary<long, string>();
        var before = place.Before ?? (filter.To is { } to ? (Start(to.AddDays(1)).AddMinutes(10).ToUnixTimeMilliseconds(), long.MaxValue) : null);
        if (filter.To >= Today)
        {
            before = place.Before;
        }

        for (var round = 0; round < MostRounds; round++)
        {
            var page = await records.Accesses(caller, whose, new AccessPlace(filter.From is { } from ? Start(from) : DateTimeOffset.UnixEpoch, before, place.Blocks), ct);
            if (!page.TryGet(out var some, out var problem))
            {
                return problem;
            }

            found.AddRange(some.Found.Where(a => IsIn(a, filter)));
            foreach (var (id, name) in some.Grounds)
            {
                grounds[id] = name;
            }

            before = some.Next;
            if (before is null || found.Count >= Enough)
            {
                break;
            }
        }

        return new AccessPage(found, grounds, before);
    }

    /// <summary>Names of people at work and of units.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesOf(Caller caller, IEnumerable<string> references, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in references.Distinct(StringComparer.Ordinal).Select(p => p.Split('/')).Where(p => p is ["Practitioner" or "Organization", _]).GroupBy(p => p[0], p => p[1]))
        {
            foreach (var some in type.Chunk(MostNames))
            {
                var found = await records.Search(caller, type.Key, $"_id={string.Join(',', some)}&_count={MostNames}", ct);
                foreach (var match in found.IsOk ? found.Value.Matches : [])
                {
                    if ((type.Key == "Practitioner" ? NameOf(match.As<Practitioner>()) : match.As<Organization>().Name) is { } name)
                    {
                        names[$"{type.Key}/{match.Id}"] = name;
                    }
                }
            }
        }

        return names;
    }

    private static string? NameOf(Practitioner person) =>
        person.Name is [var name, ..] ? name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]) : null;

    private static bool IsIn(Access.Log.LoggedAccess access, LogFilter filter)
    {
        var day = DateText.LocalDay(access.At);
        return !(day < filter.From) && !(day > filter.To) && (filter.Kind is null || access.Entry.What == filter.Kind) && (filter.Rule is null || access.Entry.Rule == filter.Rule);
    }

    // The day's beginning in Denmark.
    public static DateTimeOffset Start(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return midnight - DateText.Local(midnight).Offset;
    }
}
