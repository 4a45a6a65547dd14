using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Access.Veils;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>A page of the access log.</summary>
/// <param name="Found">The accesses, newest first.</param>
/// <param name="Grounds">Names ("Encounter/x") of the evidence that accesses were made on the ground of, by its internal id.</param>
/// <param name="Next">Where the next page begins; null when there is none.</param>
public sealed record AccessPage(IReadOnlyList<LoggedAccess> Found, IReadOnlyDictionary<long, string> Grounds, (long AtMs, long Number)? Next)
{
    /// <summary>How often the patient looked meanwhile, where their own accesses are not among <see cref="Found"/>; null where they are.</summary>
    public IReadOnlyList<OwnLooks>? Own { get; init; }
}

/// <summary>Which page of the access log.</summary>
/// <param name="Since">Only accesses at this time and later; citizens see two years in any case.</param>
/// <param name="Before">Where the page before ended; null from the newest on.</param>
/// <param name="Limit">Most blocks that are looked at, up to 500.</param>
public sealed record AccessPlace(DateTimeOffset Since, (long AtMs, long Number)? Before, int Limit)
{
    /// <summary>A patient's own accesses to their own record are only counted, where the store can: see <see cref="AccessPage.Own"/>.</summary>
    public bool CountsOwn { get; init; }
}

/// <summary>The access log, for who may see it; to look is an access as well.</summary>
public sealed partial class RecordStore
{
    private const int MostNames = 500;

    /// <summary>Who has accessed a patient's record, or what somebody has accessed.</summary>
    /// <param name="caller">The patient, who acts for them, or information security.</param>
    /// <param name="name">"Patient/x" or "Practitioner/x".</param>
    /// <param name="place">Which page.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The page. Problems: Forbidden.</returns>
    public async ValueTask<Outcome<AccessPage>> Accesses(Caller caller, string name, AccessPlace place, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(place);
        var rule = await RuleOfLog(caller, name, ct);
        if (rule.Problem is { } refused)
        {
            return refused;
        }

        var isPatient = name.StartsWith("Patient/", StringComparison.Ordinal);
        var earliest = caller.Kind == CallerKind.Citizen ? _clock.GetUtcNow() - AccessQuestion.CitizensSee : DateTimeOffset.UnixEpoch;
        var question = (isPatient ? AccessQuestion.To(name) : AccessQuestion.By(name)) with
        {
            Since = place.Since < earliest ? earliest : place.Since,
            Before = place.Before,
            Limit = place.Limit,
        };
        var apart = place.CountsOwn && isPatient ? await Log.FindOthers(name, question, ct) : null;
        var (read, next) = apart is { } others ? (others.Found, others.Next) : await Log.Find(question, ct);
        var veil = await VeilOf(caller, ct);
        var isProxy = caller.Kind == CallerKind.Citizen && caller.Subject != caller.Reference;
        var known = isProxy ? [.. read.Select(a => WithoutProxy(a, caller))] : read;
        var found = veil is null ? known : [.. known.Select(a => a.Through(veil))];
        var grounds = await NamesOf([.. found.Select(a => a.Entry.Ground).OfType<long>().Where(g => g > 0).Distinct()], ct);
        var trail = caller.Trail ?? new AccessTrail();
        trail.Add(new AccessEntry("log", caller, rule.Value, [new AccessedPatient(isPatient ? Keys.Text(name) : 0, [])]));
        if (caller.Trail is null)
        {
            await Log.Flush(trail, ct);
        }

        return new AccessPage(found, grounds, next) { Own = apart?.Own };
    }

    // Who acts for a patient reads that somebody else does, and not who: that is the patient's to tell.
    private static LoggedAccess WithoutProxy(LoggedAccess access, Caller reader) =>
        access.Entry.Caller is var by && by.Reference.StartsWith("Patient/", StringComparison.Ordinal) && by.Reference != reader.Reference && by.Reference != reader.Subject
            ? access with { Entry = access.Entry with { Caller = by with { Kind = CallerKind.Citizen, Reference = "", Display = "" } } }
            : access;

    /// <summary>What is hidden from a caller inside of what they see.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The veil; null when nothing is.</returns>
    public ValueTask<Veil?> VeilOf(Caller caller, CancellationToken ct) => _database.ReadLatest(session => _reader.VeilOf(session, caller), ct);

    /// <summary>What resources are called, by their internal ids. It tells nothing of what is in them.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>"Type/id" of those there are.</returns>
    public async ValueTask<IReadOnlyDictionary<long, string>> NamesOf(IReadOnlyList<long> ids, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var names = new Dictionary<long, string>();
        foreach (var some in ids.Chunk(MostNames))
        {
            var found = await _database.ReadLatest(
                session =>
                {
                    var sql = new SqlText(session.Dialect).Add("SELECT rid, type, id FROM resource WHERE rid").Among(some);
                    return session.Query(sql.ToString(), r => (r.Long(0), $"{R4Definitions.Default.Types[r.Int(1)].Name}/{r.Text(2)}"), sql.Values);
                },
                ct);
            found.ForEach(f => names[f.Item1] = f.Item2);
        }

        return names;
    }

    // One's own log, that of somebody whose record one sees on their behalf, or, for information security, anybody's.
    private async ValueTask<Outcome<string>> RuleOfLog(Caller caller, string name, CancellationToken ct)
    {
        var decision = AccessRule.Decide(caller, Act.Search, "AuditEvent");
        if (decision.Allowed)
        {
            return decision.Rule;
        }

        var isOwn = caller.Kind == CallerKind.Citizen && caller.Subject == name && AccessRule.IsInScope(caller, "AuditEvent", name)
            && await SeesPatients(caller, R4Definitions.Default.FindResource("Patient")!, [Keys.Text(name)], ct);
        caller.Trail?.Note(isOwn ? "citizen-own-log" : decision.Rule);
        return isOwn ? "citizen-own-log" : Problems.Denied(decision.Rule);
    }
}
