using System.Globalization;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Puts the log of a record into words, by day and person.</summary>
internal sealed class LooksQuery(RecordStore records, LookNames names, Mandates mandates, Questions questions, Reach reach)
{
    // Blocks of the ledger at a time, and how many of others' accesses make a page.
    private const int Blocks = 200;
    private const int Enough = 80;
    private const int MostRounds = 5;
    private const int MostDays = 60;

    public async Task<Outcome<LooksModel>> Run(Caller caller, LookFilter filter, (long, long)? before, Language language, CancellationToken ct)
    {
        var isOwn = caller.Reference == caller.Subject;
        var t = new LooksTexts(language, isOwn);
        var found = new List<LoggedAccess>();
        var grounds = new Dictionary<long, string>();
        var (own, subject) = (new List<OwnLooks>(), new List<OwnLooks>());
        var position = before;
        for (var round = 0; round < MostRounds; round++)
        {
            var page = await records.Accesses(caller, caller.Subject, new AccessPlace(DateTimeOffset.UnixEpoch, position, Blocks) { CountsOwn = true }, ct);
            if (!page.TryGet(out var some, out var problem))
            {
                return problem;
            }

            // What the reader and the person whose record it is did is counted; for another these are two people.
            found.AddRange(some.Found.Where(a => !IsBy(a, caller.Reference) && !IsBy(a, caller.Subject)).Select(a => isOwn ? a : WithoutProxy(a)));
            (isOwn ? own : subject).AddRange(some.Own ?? OwnLooks.Of(some.Found.Where(a => IsBy(a, caller.Subject))));
            own.AddRange(isOwn ? [] : OwnLooks.Of(some.Found.Where(a => IsBy(a, caller.Reference))));
            foreach (var (rid, name) in some.Grounds)
            {
                grounds[rid] = name;
            }

            position = some.Next;
            if (position is null || found.Count(a => LookWords.IsIn(a, filter)) >= Enough)
            {
                break;
            }
        }

        var asked = before is null ? await questions.Asked(caller, ct) : [];
        if (await records.VeilOf(caller, ct) is { } veil)
        {
            asked = [.. asked.Select(q => q with { Person = veil.Shown(q.Person), Answer = q.Answer is { } answer ? answer with { By = veil.Shown(answer.By) } : null, Told = q.Told is { } told ? told with { By = veil.Shown(told.By) } : null })];
        }

        var known = await names.Of(caller, [.. found.SelectMany(a => new[] { a.Entry.Caller.Reference, a.Entry.Caller.Organization }), .. asked.SelectMany(q => new[] { q.Person, q.Unit, q.Answer?.By, q.Told?.By })], ct);
        if (!isOwn)
        {
            known = known.Append(new(LookGroup.AnotherProxy, t.AnotherProxy)).ToDictionary(StringComparer.Ordinal);
        }
        else if (found.Any(a => IsCitizen(a.Entry.Caller)))
        {
            known = known.Concat((await mandates.Names(caller, ct)).Where(n => !known.ContainsKey(n.Key))).ToDictionary(StringComparer.Ordinal);
        }

        var contacts = await names.Contacts(caller, grounds.Values, t, ct);
        var words = new LookWords(t, known, rid => grounds.TryGetValue(rid, out var name) ? contacts.GetValueOrDefault(name) : null, Hash64.Of(caller.Subject));
        var looked = found.Where(a => LookWords.IsIn(a, filter)).ToLookup(a => DateText.LocalDay(a.At));
        var (ownByDay, subjectByDay) = (ByDay(filter.IsAny ? [] : own), ByDay(filter.IsAny ? [] : subject));
        var all = looked.Select(d => d.Key).Union(ownByDay.Keys).Union(subjectByDay.Keys).OrderDescending().ToList();
        var days = all.Take(MostDays).Select(d => new LookDay(d, ownByDay.GetValueOrDefault(d), words.Groups(looked[d])) { Subject = subjectByDay.GetValueOrDefault(d) }).ToList();
        if (all.Count > MostDays)
        {
            position = (DateText.StartOfDay(all[MostDays - 1]).ToUnixTimeMilliseconds(), 0);
        }

        return new LooksModel(
            days,
            filter,
            Choices(found.Select(a => a.Entry.Caller.Reference).Append(filter.Person), known),
            Choices(found.Select(a => a.Entry.Caller.Organization).Append(filter.Unit), known),
            position is { } next ? LooksPages.Address(filter, string.Create(CultureInfo.InvariantCulture, $"{next.Item1}-{next.Item2}")) : null)
        {
            CanBlock = await reach.Decides(caller, ct),
            Questions = [.. asked.Select(q => new QuestionView(q, Name(q.Person), Name(q.Unit), q.Answer is { } answer ? Name(answer.By) : null) { WrittenBy = q.Told is { } told ? Name(told.By) : null })],
        };

        string Name(string reference) => known.GetValueOrDefault(reference, reference);
    }

    /// <summary>What somebody did at a moment; none when there was no such.</summary>
    public async Task<Outcome<IReadOnlyList<LoggedAccess>>> At(Caller caller, string person, DateTimeOffset at, AccessLog log, CancellationToken ct)
    {
        // That the caller may see the log is found out by asking for a page of it.
        var page = await records.Accesses(caller, caller.Subject, new AccessPlace(at, null, 1), ct);
        if (page.Problem is { } problem)
        {
            return problem;
        }

        var veil = await records.VeilOf(caller, ct);
        var found = await log.At(caller.Subject, veil?.Real(person) ?? person, at, ct);
        return veil is null ? Outcome.Ok(found) : found.Select(a => a.Through(veil)).ToList();
    }

    /// <summary>Who really did what is shown of a pseudonym: to ask the right unit, never to show.</summary>
    public async Task<string> Real(Caller caller, string shown, CancellationToken ct) => (await records.VeilOf(caller, ct))?.Real(shown) ?? shown;

    /// <summary>What another citizen did, as one reads it who acts for the same person: that somebody did it, and not who.</summary>
    internal static LoggedAccess WithoutProxy(LoggedAccess access) => !IsCitizen(access.Entry.Caller) ? access
        : access with { Entry = access.Entry with { Caller = access.Entry.Caller with { Reference = LookGroup.AnotherProxy, Display = "" } } };

    /// <summary>Whether a citizen did it, also through a room that writes for them with the rights of a system.</summary>
    internal static bool IsCitizen(Caller caller) => caller.Kind == CallerKind.Citizen || caller.Reference.StartsWith("Patient/", StringComparison.Ordinal);

    private static bool IsBy(LoggedAccess access, string person) => access.Entry.Caller.Reference == person;

    private static Dictionary<DateOnly, int> ByDay(IEnumerable<OwnLooks> looks) => looks.GroupBy(o => DateText.LocalDay(o.Hour)).ToDictionary(d => d.Key, d => d.Sum(o => o.Moments));

    private static IReadOnlyList<Choice> Choices(IEnumerable<string?> references, IReadOnlyDictionary<string, string> known) =>
        [.. references.OfType<string>().Where(r => r.Contains('/', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)
            .Select(r => new Choice(r, known.GetValueOrDefault(r, r.Split('/')[^1]))).OrderBy(c => c.Text, StringComparer.Ordinal)];
}
