using Helhed.Access;
using Helhed.Access.Log;

namespace Helhed.Citizen;

/// <summary>Accesses in plain words.</summary>
internal sealed class LookWords(LooksTexts t, IReadOnlyDictionary<string, string> names, Func<long, LookContact?> contactOf, long patient)
{
    /// <summary>Whether a filter lets an access through.</summary>
    public static bool IsIn(LoggedAccess access, LookFilter filter)
    {
        var caller = access.Entry.Caller;
        return (filter.Person is null || caller.Reference == filter.Person)
            && (filter.Unit is null || caller.Organization == filter.Unit)
            && (filter.Kind is null || filter.Kind == NameOf(KindOf(access.Entry)));
    }

    /// <summary>One day's accesses by person, unit and app, the newest first.</summary>
    public IReadOnlyList<LookGroup> Groups(IEnumerable<LoggedAccess> accesses) =>
        [.. accesses.GroupBy(a => (a.Entry.Caller.Reference, a.Entry.Caller.Role, a.Entry.Caller.Organization, a.Entry.Caller.Client))
            .OrderByDescending(g => g.Max(a => a.At))
            .Select(g => new LookGroup(
                g.Key.Reference,
                names.GetValueOrDefault(g.Key.Reference) ?? t.Nameless(g.Key.Reference),
                t.Role(g.Key.Role),
                g.Key.Organization,
                g.Key.Organization is { } unit ? names.GetValueOrDefault(unit, unit) : null,
                g.Key.Client,
                Lines(g)))];

    private IReadOnlyList<LookLine> Lines(IEnumerable<LoggedAccess> accesses) =>
        [.. accesses.GroupBy(a => (Kind: KindOf(a.Entry), Why: WhyOf(a.Entry), Contact: ContactOf(a.Entry), a.Entry.Words))
            .OrderByDescending(g => g.Max(a => a.At))
            .Select(g => new LookLine(g.Key.Kind, g.Min(a => a.At), g.Max(a => a.At), Moments(g), t.Things(g.SelectMany(TypesOf)), g.Key.Why)
            {
                Words = g.Key.Words,
                Contact = g.Key.Contact,
            })];

    /// <summary>How often somebody came: a page shows many things at one moment.</summary>
    private static int Moments(IEnumerable<LoggedAccess> accesses) => accesses.Select(a => a.At).Distinct().Count();

    private static LookKind KindOf(AccessEntry entry) => entry.What switch
    {
        "denied" => LookKind.Refused,
        "override" => LookKind.Overrode,
        "relation" => LookKind.Claimed,
        "export" => LookKind.Copied,
        "log" => LookKind.SawLog,
        "question" when entry.Caller.Kind == CallerKind.Staff => LookKind.AskedFor,
        "question" or "answer" => LookKind.Asked,
        "create" or "update" or "delete" or "patch" => LookKind.Wrote,
        "search" when entry.About.All(a => a.Resources.Count == 0) => LookKind.Searched,
        _ => entry.What.StartsWith("review", StringComparison.Ordinal) ? LookKind.Reviewed : LookKind.Saw,
    };

    private static string NameOf(LookKind kind) => kind switch
    {
        LookKind.Wrote => "skriv",
        LookKind.Refused => "afvist",
        LookKind.Overrode => "spaerring",
        _ => "se",
    };

    // For the citizen's own record: what the same search showed of others is not told.
    private IEnumerable<string> TypesOf(LoggedAccess access) => access.Entry.About.Where(a => a.Patient == patient).SelectMany(a => a.Resources).Select(r => r.Split('/')[0]);

    private string WhyOf(AccessEntry entry) => t.Why(entry.Caller, entry.Rule, entry.What);

    private LookContact? ContactOf(AccessEntry entry) => entry.Ground is > 0 and var rid ? contactOf(rid) : null;
}
