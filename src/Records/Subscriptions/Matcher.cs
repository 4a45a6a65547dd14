using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Records.Reading;

namespace Helhed.Records.Subscriptions;

/// <summary>An entry of the feed that a subscription is to be told of.</summary>
internal readonly record struct Match(long Subscription, SubscriptionEvent Event);

/// <summary>
/// Holds entries of the change feed against the subscriptions that count. The search that decides is the store's own, on behalf of the
/// subscription's author and narrowed to the changed resources; memory only spares it where it could not find anything.
/// </summary>
internal sealed class Matcher(Database database, RecordStore store, Registry registry, TimeZoneInfo local)
{
    private const int PerSearch = 100;

    private readonly IndexExtractor _extractor = new(R4Definitions.Default, local);

    private static ParseOptions Stored { get; } = new(Missing: IssueSeverity.Warning);

    /// <summary>The subscriptions whose search failed in the last <see cref="Find"/> that bore with failures.</summary>
    public List<(long Subscription, Exception Error)> Broken { get; } = [];

    /// <summary>What the entries give, subscription by subscription in the order of the feed.</summary>
    /// <param name="rows">The entries.</param>
    /// <param name="bearsFailures">True to go on without subscriptions whose search fails, so that one does not hold up all.</param>
    /// <param name="ct">Cancels it.</param>
    public async ValueTask<List<Match>> Find(IReadOnlyList<FeedRow> rows, bool bearsFailures, CancellationToken ct)
    {
        Broken.Clear();
        var matches = new List<Match>();
        var open = new Dictionary<Group, List<Change>>();
        foreach (var row in rows)
        {
            var groups = registry.Of(row.Entry.Topic);
            if (groups.Count > 0 && await Load(row, ct) is { } change)
            {
                foreach (var group in groups)
                {
                    await Judge(group, change, (matches, open), ct);
                }
            }
        }

        foreach (var (group, changes) in open)
        {
            foreach (var chunk in changes.Chunk(PerSearch))
            {
                try
                {
                    await Search(group, chunk, matches, ct);
                }
                catch (Exception error) when (bearsFailures && error is not OperationCanceledException)
                {
                    Broken.AddRange(group.Since.Keys.Select(s => (s, error)));
                }
            }
        }

        matches.Sort((a, b) => a.Subscription != b.Subscription ? a.Subscription.CompareTo(b.Subscription) : a.Event.Number.CompareTo(b.Event.Number));
        return matches;
    }

    private async ValueTask<Change?> Load(FeedRow row, CancellationToken ct)
    {
        var entry = row.Entry;
        return await database.Read(session => ByRid.Read(session, entry.Subject, entry.Version), ct) is { } version
            ? new Change(row, version) { Current = Parse(version.Resource) }
            : null;
    }

    private async ValueTask Judge(Group group, Change change, (List<Match> Matches, Dictionary<Group, List<Change>> Open) found, CancellationToken ct)
    {
        if (group.First >= change.Row.Number || !await IsOfInterest(group, change, ct))
        {
            return;
        }

        // A deletion is judged by what was deleted.
        var verdict = Test(group, change);
        if (verdict is { Matches: false, IsSure: true })
        {
            return;
        }

        if (change.Current is null)
        {
            // No search finds what has been deleted: it is judged by what it said last.
            if (change.Before is { } before && (await Veiled(group, before, verdict, ct)).Matches != false && await store.SeesContent(group.Caller, before, isGone: true, ct))
            {
                Add(group, change, found.Matches);
            }

            return;
        }

        change.Verdicts[group] = verdict;
        if (!found.Open.TryGetValue(group, out var changes))
        {
            found.Open.Add(group, changes = []);
        }

        changes.Add(change);
    }

    private async ValueTask<bool> IsOfInterest(Group group, Change change, CancellationToken ct)
    {
        if (group.Interest.Topic is not { } topic)
        {
            // By R4 there is no notification of a deletion, or of an update after which the criteria are not met any more.
            return change.Current is not null;
        }

        if (topic.Condition is null && change.Current is not null && topic.Acts.HasFlag(TopicActs.Create | TopicActs.Update))
        {
            return true;
        }

        if (!change.HasPrevious && change.Row.Entry.Version > 1)
        {
            change.Before = await database.Read(session => ByRid.Read(session, change.Row.Entry.Subject, change.Row.Entry.Version - 1), ct);
            change.Previous = change.Before is { } previous ? Parse(previous.Resource) : null;
        }

        change.HasPrevious = true;
        if ((change.Current ?? change.Previous) is null)
        {
            return false;
        }

        // A version that was hidden from the author is as if it had not been: whether it makes a difference must not be told.
        var holds = TopicCondition.Holds(topic, change.Previous, change.Current);
        return change is not { Current: not null, Previous: not null } || holds == TopicCondition.Holds(topic, null, change.Current)
            ? holds
            : holds == await store.SeesContent(group.Caller, change.Before!, isGone: false, ct);
    }

    // What memory says of what the author sees: hidden staff match as if they were not there.
    private async ValueTask<Verdict> Veiled(Group group, RidVersion version, Verdict verdict, CancellationToken ct)
    {
        if (group.Caller.Kind != CallerKind.Citizen || await store.VeilOf(group.Caller, ct) is not { } veil || version.Resource.Json.IsEmpty)
        {
            return verdict;
        }

        var values = new IndexValues();
        _extractor.Collect(FhirDocument.Parse(veil.Over(version.Resource.Json), Stored).Document!, values);
        return group.Memory.Test(version.Resource.Id, values);
    }

    private Verdict Test(Group group, Change change)
    {
        var decision = AccessRule.Decide(group.Caller, Act.Search, group.Interest.Type.Name);
        if (!decision.Allowed)
        {
            return new Verdict(false, true);
        }

        // Taken out once, however many are interested.
        if (change.Values is not { } values)
        {
            change.Values = values = new IndexValues();
            _extractor.Collect((change.Current ?? change.Previous)!, values);
        }

        return decision.OnlyPatient is { } only && !IsOf(values, only) ? new Verdict(false, true) : group.Memory.Test(change.Version.Resource.Id, values);
    }

    private static bool IsOf(IndexValues values, string patient)
    {
        foreach (var id in values.Compartments)
        {
            if (string.Equals($"Patient/{Encoding.UTF8.GetString(id.Span)}", patient, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask Search(Group group, Change[] changes, List<Match> matches, CancellationToken ct)
    {
        var type = group.Interest.Type.Name;
        var ids = string.Join(',', changes.Select(c => c.Version.Resource.Id).Distinct());
        var query = string.Create(CultureInfo.InvariantCulture, $"{group.Interest.Query}{(group.Interest.Query.Length > 0 ? "&" : "")}_id={ids}&_count={PerSearch}");
        var outcome = await store.Search(group.Caller with { Trail = AccessTrail.Unlogged }, type, query, ct);
        if (!outcome.TryGet(out var page, out _))
        {
            // The author has lost access to the type, or a criterion cannot be searched any more: nothing may be shown.
            return;
        }

        var found = page.Matches.ToDictionary(m => m.Id, m => m.Version, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var isFound = found.TryGetValue(change.Version.Resource.Id, out var version);
            if ((isFound && version == change.Version.Resource.Version) || (await IsReplaced(change, ct) && await WasMatch(group, change, isFound, ct)))
            {
                Add(group, change, matches);
            }
        }
    }

    // The same look as when it is sent: what would be dropped then is not counted either.
    private async ValueTask<bool> WasMatch(Group group, Change change, bool isFound, CancellationToken ct) =>
        ((await Veiled(group, change.Version, change.Verdicts[group], ct)).Matches ?? isFound)
        && (await store.ReadVersion(group.Caller with { Trail = AccessTrail.Unlogged }, change.Version.Type.Name, change.Version.Resource.Id, change.Version.Resource.Version, ct)).IsOk;

    // Looked up after the search: a version that is still the current one now was it when the search ran.
    private async ValueTask<bool> IsReplaced(Change change, CancellationToken ct) =>
        await database.ReadLatest(session => ByRid.ReadCurrent(session, change.Row.Entry.Subject), ct) is { } current
        && current.Resource.Version != change.Version.Resource.Version;

    private static void Add(Group group, Change change, List<Match> matches)
    {
        var resource = change.Version.Resource;
        foreach (var (subscription, since) in group.Since)
        {
            if (since < change.Row.Number)
            {
                matches.Add(new Match(subscription, new SubscriptionEvent(
                    change.Row.Number, change.Row.At.ToUnixTimeMilliseconds(), (short)change.Version.Type.Index, resource.Id, resource.Version, (short)resource.Act)));
            }
        }
    }

    private static FhirDocument? Parse(StoredResource resource) => resource.Json.IsEmpty ? null : FhirDocument.Parse(resource.Json, Stored).Document;

    /// <summary>An entry with what it speaks of.</summary>
    private sealed class Change(FeedRow row, RidVersion version)
    {
        public FeedRow Row { get; } = row;

        public RidVersion Version { get; } = version;

        /// <summary>Null for a deletion.</summary>
        public FhirDocument? Current { get; init; }

        public FhirDocument? Previous { get; set; }

        /// <summary>The version before, where it was asked for.</summary>
        public RidVersion? Before { get; set; }

        public bool HasPrevious { get; set; }

        /// <summary>What it is found by: of the version before, for a deletion.</summary>
        public IndexValues? Values { get; set; }

        public Dictionary<Group, Verdict> Verdicts { get; } = [];
    }
}
