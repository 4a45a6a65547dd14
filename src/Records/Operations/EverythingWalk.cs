using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

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
    string Owner, string Id, (long Low, long High) Care, long? SinceMs, IReadOnlySet<string>? Types, int Count, string Server);

/// <summary>Where a page begins: in a part of the compartment, or behind a resource that the compartment refers to.</summary>
internal readonly record struct EverythingPosition(int Part, int Skip, string? Cursor, string? Reference)
{
    public static EverythingPosition Start { get; }

    public bool IsStart => this == Start;
}

/// <summary>A page: what is in the compartment, and what that refers to.</summary>
internal sealed record EverythingPage(List<StoredResource> Matches, List<StoredResource> Supporting, EverythingPosition? Next);

/// <summary>
/// Makes one page of everything, in memory bounded by the page: a first walk over the compartment, part by part, and then the resources
/// that it refers to, by name; each once. The position says all there is to know, so the server keeps nothing between pages.
/// </summary>
internal sealed class EverythingWalk(RecordStore store, Caller caller, EverythingRequest request)
{
    private const int PerSearch = 500;

    private readonly Compartment _compartment = Compartment.Of(request.Owner);
    private readonly StoredValues _values = new(store.Options);
    private readonly byte[] _server = Encoding.UTF8.GetBytes(request.Server);
    private readonly byte[] _ownerId = Encoding.UTF8.GetBytes(request.Id);
    private readonly EverythingPage _page = new([], [], null);
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private int Room => request.Count - _page.Matches.Count - _page.Supporting.Count;

    /// <summary>One page. Problems: NotFound, Gone, Forbidden.</summary>
    public ValueTask<Outcome<EverythingPage>> Page(EverythingPosition from, CancellationToken ct) =>
        store.Database.Read(session => Page(session, from), ct);

    private async ValueTask<Outcome<EverythingPage>> Page(SqlSession session, EverythingPosition from)
    {
        var owner = await ResourceReader.Read(session, caller, R4Definitions.Default.FindResource(request.Owner)!, request.Id);
        if (!owner.TryGet(out var resource, out var problem))
        {
            return problem;
        }

        if (from.IsStart && Wants(resource))
        {
            _page.Matches.Add(resource);
        }

        if (from.Reference is null && await Parts(session, from) is { } full)
        {
            return _page with { Next = full };
        }

        return _page with { Next = await References(session, from, resource) };
    }

    /// <summary>Fills the page from the compartment's parts; the position behind it when it is full before they end.</summary>
    private async ValueTask<EverythingPosition?> Parts(SqlSession session, EverythingPosition from)
    {
        var skip = from.Skip;
        var cursor = from.Cursor;
        for (var p = from.Part; p < _compartment.Parts.Count; p++)
        {
            do
            {
                var found = await Search(session, _compartment.Parts[p], cursor);
                for (var i = skip; i < found.Matches.Count; i++)
                {
                    if (!Fits(_compartment.Parts[p], found.Matches[i]))
                    {
                        continue;
                    }

                    if (Room == 0)
                    {
                        return new EverythingPosition(p, i, cursor, null);
                    }

                    Take(found.Matches[i]);
                }

                skip = 0;
                cursor = found.Next;
            }
            while (cursor is not null);
        }

        return null;
    }

    private void Take(StoredResource resource)
    {
        GatherReferences(resource, after: "");
        if (Wants(resource))
        {
            _page.Matches.Add(resource);
            _told.Add($"{resource.Type}/{resource.Id}");
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
            foreach (var resource in await Load(session, names))
            {
                if (Room == 0)
                {
                    return new EverythingPosition(0, 0, null, last);
                }

                _page.Supporting.Add(resource);
                last = $"{resource.Type}/{resource.Id}";
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
        foreach (var part in _compartment.Parts)
        {
            string? cursor = null;
            do
            {
                var found = await Search(session, part, cursor);
                foreach (var resource in found.Matches.Where(m => Fits(part, m)))
                {
                    GatherReferences(resource, after);
                }

                cursor = found.Next;
            }
            while (cursor is not null);
        }
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

    private async ValueTask<List<StoredResource>> Load(SqlSession session, List<string> names)
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

    private async ValueTask<SearchPage> Search(SqlSession session, CompartmentPart part, string? cursor)
    {
        var page = await SessionSearch.Page(store, session, caller, part.Type, [new(part.Parameter, $"{request.Owner}/{request.Id}"), new("_count", PerSearch.ToString(CultureInfo.InvariantCulture))], cursor);
        return page.IsOk ? page.Value : new SearchPage([], [], null, null); // A type that the caller may not see.
    }

    private bool Fits(CompartmentPart part, StoredResource resource)
    {
        if (resource.Type == request.Owner && resource.Id == request.Id)
        {
            return false;
        }

        var values = _values.Of(resource);
        return _compartment.IsFirst(part, values, id => id.Span.SequenceEqual(_ownerId)) && IsInCare(values);
    }

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
