using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>What an expansion is narrowed to.</summary>
/// <param name="Day">The day as yyyymmdd on which codes must be valid.</param>
internal sealed record ViewOptions(int Day)
{
    /// <summary>Words that codes must be found by; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Leaves out codes that are no longer in use.</summary>
    public bool ActiveOnly { get; init; }

    /// <summary>Leaves out codes that only group others.</summary>
    public bool SelectableOnly { get; init; }

    /// <summary>Systems that are left out, as addresses with or without a version.</summary>
    public IReadOnlyList<string> WithoutSystems { get; init; } = [];
}

/// <summary>A code of an expansion.</summary>
/// <param name="Part">The part of the set it is of.</param>
/// <param name="Listed">How the set names it; null when it is in by a filter.</param>
/// <param name="Place">Its place in the code system; -1 when that is not here.</param>
internal readonly record struct ViewedCode(SetPart Part, ListedCode? Listed, int Place);

/// <summary>An evaluated value set on a day and under a filter: its codes are counted and paged without reading any.</summary>
internal sealed class SetView
{
    private readonly List<(SetPart Part, List<ViewedCode> Listed, Ordinals? Places, int Count)> _parts = [];

    private SetView()
    {
    }

    /// <summary>How many codes there are.</summary>
    public int Total { get; private set; }

    public static async ValueTask<SetView> Of(SqlSession session, CodeCatalog catalog, CodeSet set, ViewOptions options)
    {
        var view = new SetView();
        foreach (var part in set.Parts.Where(p => !options.WithoutSystems.Any(w => w == p.System || w == CanonicalUrl.Join(p.System, p.Version))))
        {
            await view.Add(session, catalog, part, options);
        }

        return view;
    }

    /// <summary>The codes of a page, in the order of the set: those it names first, then those of its filters as the system has them.</summary>
    public IEnumerable<ViewedCode> Page(int offset, int count)
    {
        foreach (var (part, listed, places, all) in _parts)
        {
            if (offset >= all)
            {
                offset -= all;
                continue;
            }

            foreach (var code in listed.Skip(offset).Concat((places?.From(Math.Max(0, offset - listed.Count)) ?? []).Select(place => new ViewedCode(part, null, place))))
            {
                if (count-- <= 0)
                {
                    yield break;
                }

                yield return code;
            }

            offset = 0;
        }
    }

    private async ValueTask Add(SqlSession session, CodeCatalog catalog, SetPart part, ViewOptions options)
    {
        var pieces = options.Filter is null ? [] : ConceptWords.Pieces(options.Filter);
        var allowed = part.Content is { } content ? await Allowed(session, content, options) : null;
        var met = new List<Ordinals>();
        foreach (var piece in pieces)
        {
            if (part.Content is not null)
            {
                met.Add(await Met(session, catalog, part.Content, piece));
            }
        }

        var places = part.Places?.Copy();
        if (places is not null)
        {
            foreach (var limit in allowed is null ? met : met.Prepend(allowed))
            {
                places.And(limit);
            }
        }

        var listed = new List<ViewedCode>(part.Listed.Count);
        foreach (var code in part.Listed)
        {
            // Of a code whose text changed with time, the row of the day is meant.
            var place = code.Places.Count == 0 ? -1 : code.Places.FirstOrDefault(p => allowed is null || allowed[p], -1);
            if ((place >= 0 || code.Places.Count == 0) && Enumerable.Range(0, pieces.Count).All(i => (place >= 0 && met[i][place]) || IsMet(code, pieces[i])))
            {
                listed.Add(new ViewedCode(part, code, place));
            }
        }

        var count = listed.Count + (places?.Count ?? 0);
        if (count > 0)
        {
            _parts.Add((part, listed, places, count));
            Total += count;
        }
    }

    /// <summary>The concepts that may be shown at all; null for every one.</summary>
    private static async ValueTask<Ordinals?> Allowed(SqlSession session, CodeContent content, ViewOptions options)
    {
        var allowed = await content.ValidAt(session, options.Day);
        foreach (var flag in new[] { options.ActiveOnly ? "inactive" : null, options.SelectableOnly ? "notSelectable" : null }.OfType<string>())
        {
            var flagged = new Ordinals(content.Count);
            await content.AddValue(session, flag, "true", flagged);
            (allowed ??= Ordinals.All(content.Count)).Without(flagged);
        }

        return allowed;
    }

    private static async ValueTask<Ordinals> Met(SqlSession session, CodeCatalog catalog, CodeContent content, FilterPiece piece)
    {
        var met = await MetAlone(session, content, piece);
        foreach (var supplement in content.Supplements)
        {
            var added = await MetAlone(session, supplement, piece);
            var places = await catalog.PlacesOf(session, (StoredContent)supplement, content);
            foreach (var place in added.From().Select(p => places[p]).Where(p => p >= 0))
            {
                met.Add(place);
            }
        }

        return met;
    }

    private static async ValueTask<Ordinals> MetAlone(SqlSession session, CodeContent content, FilterPiece piece)
    {
        var met = new Ordinals(content.Count);
        await content.AddWords(session, piece.Whole, met);
        if (piece.Parts.Length > 0)
        {
            var all = Ordinals.All(content.Count);
            foreach (var word in piece.Parts)
            {
                var one = new Ordinals(content.Count);
                await content.AddWords(session, word, one);
                all.And(one);
            }

            met.Or(all);
        }

        return met;
    }

    /// <summary>Whether a code is found by the texts that the set itself gives it.</summary>
    private static bool IsMet(ListedCode code, FilterPiece piece) =>
        Begins(code.Words, piece.Whole) || (piece.Parts.Length > 0 && piece.Parts.All(p => Begins(code.Words, p)));

    private static bool Begins(string[] words, string prefix)
    {
        var place = Array.BinarySearch(words, prefix, StringComparer.Ordinal);
        return place >= 0 || (~place < words.Length && words[~place].StartsWith(prefix, StringComparison.Ordinal));
    }
}
