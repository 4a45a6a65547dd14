using Helhed.Access;

namespace Helhed.Records.Subscriptions;

/// <summary>Subscriptions of one caller in the same resources: they are judged together.</summary>
internal sealed class Group
{
    public Group(Caller caller, Interest interest, TimeZoneInfo local)
    {
        Caller = caller;
        Interest = interest;
        Memory = new MemoryMatch(interest.Type, interest.Query, local);
    }

    public Caller Caller { get; }

    public Interest Interest { get; }

    public MemoryMatch Memory { get; }

    /// <summary>The subscriptions, with the number of the feed above which entries count.</summary>
    public Dictionary<long, long> Since { get; } = [];

    /// <summary>The lowest of these numbers.</summary>
    public long First { get; private set; } = long.MaxValue;

    public void Add(long subscription, long since)
    {
        Since[subscription] = since;
        First = Math.Min(First, since);
    }
}

/// <summary>
/// The subscriptions that count, by resource type. It follows from the change feed alone: entry by entry, on the node that follows the
/// feed, and so an entry meets exactly the subscriptions that were active when it was written.
/// </summary>
internal sealed class Registry(TimeZoneInfo local)
{
    private readonly Dictionary<int, Dictionary<(Caller Caller, Interest Interest), Group>> _types = [];
    private readonly Dictionary<long, (Caller Caller, Interest Interest)> _places = [];

    public bool IsEmpty => _places.Count == 0;

    public void Clear()
    {
        _types.Clear();
        _places.Clear();
    }

    /// <summary>The groups interested in a type of resource; empty for none.</summary>
    public IReadOnlyCollection<Group> Of(int type) => _types.TryGetValue(type, out var groups) ? groups.Values : [];

    public bool Has(int type) => _types.ContainsKey(type);

    /// <summary>Takes a subscription as it now is; one that does not count, or has no settings, goes.</summary>
    public void Put(SubscriptionRow row, SubscriptionSettings? settings)
    {
        Remove(row.Rid);
        if (row.Since == 0 || settings is null)
        {
            return;
        }

        var key = (row.Caller, settings.Interest);
        if (!_types.TryGetValue(settings.Interest.Type.Index, out var groups))
        {
            _types.Add(settings.Interest.Type.Index, groups = []);
        }

        if (!groups.TryGetValue(key, out var group))
        {
            groups.Add(key, group = new Group(row.Caller, settings.Interest, local));
        }

        group.Add(row.Rid, row.Since);
        _places[row.Rid] = key;
    }

    public void Remove(long rid)
    {
        if (!_places.Remove(rid, out var key) || !_types.TryGetValue(key.Interest.Type.Index, out var groups))
        {
            return;
        }

        var group = groups[key];
        group.Since.Remove(rid);
        if (group.Since.Count == 0 && groups.Remove(key) && groups.Count == 0)
        {
            _types.Remove(key.Interest.Type.Index);
        }
    }
}
