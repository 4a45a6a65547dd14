using System.Text;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;
using Helhed.Records.Searching;

namespace Helhed.Records.Operations;

/// <summary>What of a compartment is wanted.</summary>
/// <param name="Owner">Patient or Encounter.</param>
/// <param name="Id">Its id.</param>
/// <param name="Care">First and last Unix millisecond of care; what has a time outside is left out, what has none is not.</param>
/// <param name="SinceMs">Only what was written after this Unix millisecond.</param>
/// <param name="Types">Only these types; null for all.</param>
/// <param name="Count">Most resources on a page.</param>
/// <param name="Server">The server's own address.</param>
internal sealed record EverythingRequest(
    string Owner, string Id, (long Low, long High) Care, long? SinceMs, IReadOnlySet<string>? Types, int Count, string Server)
{
    /// <summary>Bytes of resources after which a page ends.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;
}

/// <summary>Where a page begins: in the compartment, or behind a resource that the compartment refers to.</summary>
/// <param name="Skip">Resources of the search's page that were told already; -1 before the owner itself.</param>
/// <param name="Cursor">The search's page; null for its first.</param>
/// <param name="Reference">The last name that was told; null in the compartment.</param>
internal readonly record struct EverythingPosition(int Skip, string? Cursor, string? Reference)
{
    public static EverythingPosition Start { get; } = new(-1, null, null);

    public bool IsStart => this == Start;
}

/// <summary>A page: what is in the compartment, and what that refers to.</summary>
internal sealed record EverythingPage(List<StoredResource> Matches, List<StoredResource> Supporting, EverythingPosition? Next);

/// <summary>
/// Makes one page of everything, in memory bounded by the page: a first walk over the compartment, and then the resources that it refers to, by name; each once. The position says all there is to know, so the server keeps nothing between pages.
/// </summary>
internal sealed class EverythingWalk(RecordStore store, Caller caller, EverythingRequest request)
{
    private const string PerSearch = "500";
    private const long BytesPerSearch = 16 * 1024 * 1024;
    private const int PerLoad = 100;

    private readonly Compartment _compartment = Compartment.Of(request.Owner);
    private readonly StoredValues _values = new(store.Options);
    private readonly bool _isTimed = request.Care != (long.MinValue, long.MaxValue);
    private readonly byte[] _server = Encoding.UTF8.GetBytes(request.Server);
    private readonly EverythingPage _page = new([], [], null);
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private readonly AnswerBudget _budget = new(request.MaxBytes);

    private bool IsFull => _page.Matches.Count + _page.Supporting.Count >= request.Count || _budget.IsSpent;

    /// <summary>One page. Problems: NotFound, Gone, Forbidden.</summary>
    public ValueTask<Outcome<EverythingPage>> Page(EverythingPosition from, CancellationToken ct) =>
        store.Database.Read(session => Page(session, from), ct);

    /// <summary>How many there are in the compartment, the owner too. Problems: NotFound, Gone, Forbidden.</summary>
    public ValueTask<Outcome<long>> Count(CancellationToken ct) => store.Database.Read(session => Count(session), ct);

    private async ValueTask<Outcome<long>> Count(SqlSession session)
    {
        var owner = await store.Reader.Read(session, caller, R4Definitions.Default.FindResource(request.Owner)!, request.Id);
        if (!owner.TryGet(out var resource, out var problem))
        {
            return problem;
        }

        // The others are counted and not shown, so the log does not tell of them.
        var counting = caller with { Trail = null };
        long count = Wants(resource) ? 1 : 0;
        string? cursor = null;
        do
        {
            var found = await Search(session, counting, cursor);
            count += found.Matches.Count(m => Fits(m) && Wants(m));
            cursor = found.Next;
        }
        while (cursor is not null);
        return count;
    }

    private async ValueTask<Outcome<EverythingPage>> Page(SqlSession session, EverythingPosition from)
    {
        var owner = await store.Reader.Read(session, caller, R4Definitions.Default.FindResource(request.Owner)!, request.Id);
        if (!owner.TryGet(out var resource, out var problem))
        {
            return problem;
        }

        if (from.IsStart && Wants(resource))
        {
            _page.Matches.Add(resource);
            _budget.Take(resource.Json.Length);
        }

        if (from.Reference is null && await Members(session, from) is { } full)
        {
            return _page with { Next = full };
        }

        return _page with { Next = await References(session, from, resource) };
    }

    /// <summary>Fills the page from the compartment; the position behind it when it is full before that ends.</summary>
    private async ValueTask<EverythingPosition?> Members(SqlSession session, EverythingPosition from)
    {
        var skip = Math.Max(0, from.Skip);
        var cursor = from.Cursor;
        do
        {
            var found = await Search(session, caller, cursor);
            for (var i = skip; i < found.Matches.Count; i++)
            {
                if (!Fits(found.Matches[i]))
                {
                    continue;
                }

                if (IsFull)
                {
                    return new EverythingPosition(i, cursor, null);
                }

                Take(found.Matches[i]);
            }

            // The link may come from a server whose searches had longer pages.
            skip = Math.Max(0, skip - found.Matches.Count);
            cursor = found.Next;
        }
        while (cursor is not null);
        return null;
    }

    private void Take(StoredResource resource)
    {
        GatherReferences(resource, after: "");
        if (Wants(resource))
        {
            _page.Matches.Add(resource);
            _told.Add($"{resource.Type}/{resource.Id}");
            _budget.Take(resource.Json.Length);
        }
    }

    /// <summary>Fills the page with what the compartment refers to; the position behind it when there is more.</summary>
    private async ValueTask<EverythingPosition?> References(SqlSession session, EverythingPosition from, StoredResource owner)
    {
        // A page that began at the start has seen the whole compartment, and with it every reference.
        var last = from.Reference ?? "";
        if (from.IsStart)
        {
            GatherReferences(owner, last);
        }
        else
        {
            await GatherAll(session, owner, last);
        }

        while (_references.Count > 0)
        {
            var names = _references.Take(request.Count).ToList();
            var hasMore = _references.Count > names.Count;
            foreach (var chunk in names.Chunk(PerLoad))
            {
                foreach (var resource in await Load(session, chunk))
                {
                    if (IsFull)
                    {
                        return new EverythingPosition(0, null, last);
                    }

                    _page.Supporting.Add(resource);
                    _budget.Take(resource.Json.Length);
                    last = $"{resource.Type}/{resource.Id}";
                }
            }

            if (!hasMore)
            {
                return null;
            }

            last = names[^1];
            await GatherAll(session, owner, last);
        }

        return null;
    }

    private async ValueTask GatherAll(SqlSession session, StoredResource owner, string after)
    {
        _references.Clear();
        GatherReferences(owner, after);
        string? cursor = null;
        do
        {
            var found = await Search(session, caller, cursor);
            foreach (var resource in found.Matches.Where(Fits))
            {
                GatherReferences(resource, after);
            }

            cursor = found.Next;
        }
        while (cursor is not null);
    }

    /// <summary>Keeps the first names behind a name; one more than a page takes, to know whether there are more.</summary>
    private void GatherReferences(StoredResource resource, string after) => ReferenceScan.Find(resource.Json.Span, _server, (type, id) =>
    {
        var name = $"{type}/{id}";
        if (request.Types?.Contains(type) != false && string.CompareOrdinal(name, after) > 0 && !_told.Contains(name))
        {
            _references.Add(name);
            if (_references.Count > request.Count + 1)
            {
                _references.Remove(_references.Max!);
            }
        }
    });

    private async ValueTask<List<StoredResource>> Load(SqlSession session, IReadOnlyList<string> names)
    {
        var loaded = new List<StoredResource>();
        foreach (var group in names.GroupBy(n => n[..n.IndexOf('/', StringComparison.Ordinal)]))
        {
            var ids = group.Select(n => n[(group.Key.Length + 1)..]).Where(id => group.Key != request.Owner || id != request.Id);
            loaded.AddRange((await SessionSearch.Named(store, session, caller, group.Key, ids)).Where(IsSupporting));
        }

        return loaded;
    }

    private bool IsSupporting(StoredResource resource) =>
        Wants(resource) && !(_compartment.HasType(resource.Type) && _compartment.Contains(resource.Type, _values.Of(resource), request.Id));

    private async ValueTask<SearchPage> Search(SqlSession session, Caller asks, string? cursor)
    {
        var target = new SearchTarget(null, new CompartmentCondition(request.Owner, request.Id)) { MaxBytes = BytesPerSearch };
        var page = await SessionSearch.Page(store, session, asks, target, [new("_count", PerSearch)], cursor);
        return page.Value; // No type is asked for, so those that the caller may not see are passed over.
    }

    private bool Fits(StoredResource resource) =>
        (resource.Type != request.Owner || resource.Id != request.Id) && (!_isTimed || IsInCare(_values.Of(resource)));

    private bool IsInCare(IndexValues values)
    {
        var hasTime = false;
        foreach (var date in values.Dates)
        {
            if (date.Parameter.Code is "birthdate" or "death-date" or "_lastUpdated")
            {
                continue;
            }

            if (date.Low <= request.Care.High && date.High >= request.Care.Low)
            {
                return true;
            }

            hasTime = true;
        }

        return !hasTime;
    }

    private bool Wants(StoredResource resource) =>
        request.Types?.Contains(resource.Type) != false && (request.SinceMs is not { } since || resource.LastUpdated.ToUnixTimeMilliseconds() > since);
}
