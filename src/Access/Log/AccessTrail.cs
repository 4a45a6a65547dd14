namespace Helhed.Access.Log;

/// <summary>
/// What has been accessed on the way to one answer. The store writes down here what it shows; before the answer leaves, all of it is made
/// durable at once.
/// </summary>
public sealed class AccessTrail
{
    private readonly Lock _gate = new();
    private List<AccessEntry>? _entries;

    /// <summary>A trail that forgets: for the store's own judgement, such as whether a subscription is to be told, that shows nothing to anybody.</summary>
    public static AccessTrail Unlogged { get; } = new() { IsUnlogged = true };

    /// <summary>What all that is written down here was done for, such as "export"; null where each entry says it itself.</summary>
    public string? What { get; init; }

    /// <summary>Name of the rule that decided last; null before any.</summary>
    public string? Rule { get; private set; }

    /// <summary>How many tries that were refused stand in it, or stood.</summary>
    public int Refusals { get; private set; }

    /// <summary>True once the answer has begun to leave: what is accessed from then on needs a trail of its own.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True for <see cref="Unlogged"/>.</summary>
    public bool IsUnlogged { get; private init; }

    /// <summary>Writes down an access.</summary>
    /// <param name="entry">The access.</param>
    public void Add(AccessEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (IsUnlogged)
        {
            return;
        }

        lock (_gate)
        {
            if (IsClosed)
            {
                throw new InvalidOperationException("The answer has left already; this access would not be in the log.");
            }

            Rule = entry.Rule;
            Refusals += entry.What == "denied" ? 1 : 0;
            (_entries ??= []).Add(What is { } what ? entry with { What = what, Query = null } : entry);
        }
    }

    /// <summary>Notes the rule of what needs no entry, such as a look into the directory.</summary>
    /// <param name="rule">Its name.</param>
    public void Note(string rule)
    {
        if (!IsUnlogged)
        {
            Rule = rule;
        }
    }

    internal IReadOnlyList<AccessEntry> Take()
    {
        lock (_gate)
        {
            var taken = _entries;
            _entries = null;
            return taken ?? (IReadOnlyList<AccessEntry>)[];
        }
    }

    internal void Close()
    {
        lock (_gate)
        {
            IsClosed = true;
        }
    }
}
