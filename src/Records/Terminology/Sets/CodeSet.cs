using System.Diagnostics.CodeAnalysis;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>A code that a value set names.</summary>
/// <param name="Code">The code.</param>
/// <param name="Places">Its rows in the code system; none when the system is not here.</param>
/// <param name="Display">The text that the value set gives it, or null.</param>
/// <param name="Designations">The texts that the value set gives it beside that.</param>
internal sealed record ListedCode(string Code, IReadOnlyList<int> Places, string? Display, IReadOnlyList<Designation> Designations)
{
    // Made at the first filter; two threads that both do so make the same.
    private string[]? _words;

    /// <summary>The words that it is found by through what the set itself says of it, in order.</summary>
    public string[] Words => _words ??= Split();

    private string[] Split()
    {
        var words = new SortedSet<string>(StringComparer.Ordinal);
        ConceptWords.SplitCode(Code, words);
        ConceptWords.Split(Display ?? "", words);
        foreach (var designation in Designations)
        {
            ConceptWords.Split(designation.Value, words);
        }

        return [.. words];
    }
}

/// <summary>The part of a value set that lies in one version of a code system. Not changed once the set is made.</summary>
internal sealed class SetPart(string system, string? version, CodeContent? content)
{
    private readonly Dictionary<string, int> _byCode = new(StringComparer.Ordinal);

    public string System { get; } = system;

    public string? Version { get; } = version;

    /// <summary>The code system; null when it is not here.</summary>
    public CodeContent? Content { get; } = content;

    /// <summary>Codes that are named, in the order they are named; none of them is in <see cref="Places"/>.</summary>
    public List<ListedCode> Listed { get; } = [];

    /// <summary>Concepts that are in by a filter or as part of the whole; null without any.</summary>
    public Ordinals? Places { get; private set; }

    /// <summary>True when all codes of a system are in that has no list of them: units, languages.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Codes of an open system that are not in.</summary>
    public HashSet<string> Left { get; } = new(StringComparer.Ordinal);

    public bool IsEmpty => !IsOpen && Listed.Count == 0 && Places is not { Count: > 0 };

    public bool IsSameSystem(SetPart other) => System == other.System && (ReferenceEquals(Content, other.Content) || Content?.Head == other.Content?.Head);

    public bool TryListed(string code, [NotNullWhen(true)] out ListedCode? listed)
    {
        listed = _byCode.TryGetValue(code, out var index) ? Listed[index] : null;
        return listed is not null;
    }

    public void Add(ListedCode code)
    {
        if (!_byCode.TryAdd(code.Code, Listed.Count))
        {
            return;
        }

        Listed.Add(code);
        foreach (var place in code.Places)
        {
            Places?.Remove(place);
        }
    }

    /// <summary>Adds concepts. The set given becomes this part's own.</summary>
    public void Add(Ordinals places)
    {
        foreach (var place in Listed.SelectMany(l => l.Places))
        {
            places.Remove(place);
        }

        if (Places is null)
        {
            Places = places;
        }
        else
        {
            Places.Or(places);
        }
    }

    public SetPart Copy()
    {
        var copy = new SetPart(System, Version, Content) { IsOpen = IsOpen };
        copy.Left.UnionWith(Left);
        Listed.ForEach(copy.Add);
        if (Places is not null)
        {
            copy.Add(Places.Copy());
        }

        return copy;
    }

    /// <summary>All concepts of the part as one set, those that are named too; null when the system is not here.</summary>
    public Ordinals? AllPlaces()
    {
        if (Content is null)
        {
            return null;
        }

        var all = Places?.Copy() ?? new Ordinals(Content.Count);
        foreach (var place in Listed.SelectMany(l => l.Places))
        {
            all.Add(place);
        }

        return all;
    }

    /// <summary>Whether a code is in, by its text or by where it stands in the same content.</summary>
    public bool Has(string code, IReadOnlyList<int> places) =>
        _byCode.ContainsKey(code) || (Places is { } set && places.Any(place => set[place])) || (IsOpen && !Left.Contains(code) && CodeForm.IsValid(System, code));
}

/// <summary>An evaluated value set: its codes by system, in the order of the set. Immutable.</summary>
/// <param name="Parts">The parts; none is empty.</param>
/// <param name="Missing">Why it may have further codes: content that is not here. Null when this is all.</param>
internal sealed record CodeSet(IReadOnlyList<SetPart> Parts, string? Missing)
{
    public static CodeSet Empty { get; } = new([], null);

    /// <summary>Code systems and value sets it was made of, as addresses with versions.</summary>
    public IReadOnlyList<(string Kind, string Canonical)> Used { get; init; } = [];

    /// <summary>True when some of its codes are not here because only a part of their system is.</summary>
    public bool IsUnclosed { get; init; }

    public SetPart? Find(string system) => Parts.FirstOrDefault(p => p.System == system);
}

/// <summary>Whether a code has the form of a system whose codes are not listed.</summary>
internal static class CodeForm
{
    /// <summary>True for a system that is known by the form of its codes alone.</summary>
    public static bool IsOpen(string system) => CodeCatalog.BuiltInSystem(system) is null && CodeCatalog.BuiltIn.KnowsCodeSystem(system);

    public static bool IsValid(string system, string code) =>
        CodeCatalog.BuiltIn.CheckCode(system, code).Membership is Fhir.Terminology.Membership.Member or Fhir.Terminology.Membership.CannotTell;
}

/// <summary>Set algebra on value sets, system by system.</summary>
internal static class CodeSetAlgebra
{
    // Codes that are turned from one version of a system into another one by one.
    private const int TurnedAtOnce = 10_000;

    public static CodeSet Union(CodeSet a, CodeSet b)
    {
        var parts = a.Parts.Select(p => p.Copy()).ToList();
        foreach (var theirs in b.Parts)
        {
            if (parts.Find(p => p.IsSameSystem(theirs)) is { } mine)
            {
                theirs.Listed.Where(l => !mine.Has(l.Code, l.Places)).ToList().ForEach(mine.Add);
                if (theirs.Places is { } places)
                {
                    mine.Add(places.Copy());
                }

                mine.IsOpen |= theirs.IsOpen;
            }
            else
            {
                parts.Add(theirs.Copy());
            }
        }

        return new CodeSet(parts, a.Missing ?? b.Missing) { IsUnclosed = a.IsUnclosed || b.IsUnclosed };
    }

    public static async ValueTask<CodeSet> Intersect(SqlSession session, CodeSet a, CodeSet b)
    {
        var parts = new List<SetPart>();
        foreach (var mine in a.Parts)
        {
            foreach (var other in b.Parts.Where(p => p.System == mine.System))
            {
                var theirs = await Turned(session, other, mine.Content);
                var both = new SetPart(mine.System, mine.Version, mine.Content) { IsOpen = mine.IsOpen && theirs.IsOpen };
                mine.Listed.Where(l => theirs.Has(l.Code, l.Places)).ToList().ForEach(both.Add);
                theirs.Listed.Where(l => !both.TryListed(l.Code, out _) && mine.Has(l.Code, l.Places)).ToList().ForEach(both.Add);
                if (mine.Places is not null && (theirs.Places is not null || theirs.IsOpen))
                {
                    var places = mine.Places.Copy();
                    if (!theirs.IsOpen)
                    {
                        places.And(theirs.Places!);
                    }

                    both.Add(places);
                }

                if (!both.IsEmpty)
                {
                    parts.Add(both);
                }
            }
        }

        return new CodeSet(parts, a.Missing ?? b.Missing) { IsUnclosed = a.IsUnclosed || b.IsUnclosed };
    }

    public static async ValueTask<CodeSet> Without(SqlSession session, CodeSet a, CodeSet b)
    {
        var parts = new List<SetPart>();
        foreach (var mine in a.Parts)
        {
            var left = mine;
            foreach (var other in b.Parts.Where(p => p.System == mine.System))
            {
                left = Less(left, await Turned(session, other, left.Content));
            }

            if (!left.IsEmpty)
            {
                parts.Add(left);
            }
        }

        return new CodeSet(parts, a.Missing ?? b.Missing) { IsUnclosed = a.IsUnclosed || b.IsUnclosed };
    }

    /// <summary>The codes that are still in use.</summary>
    public static async ValueTask<CodeSet> WithoutInactive(SqlSession session, CodeSet set)
    {
        var parts = new List<SetPart>();
        foreach (var part in set.Parts)
        {
            if (part.Content is not { } content)
            {
                parts.Add(part);
                continue;
            }

            var inactive = new Ordinals(content.Count);
            await content.AddValue(session, "inactive", "true", inactive);
            var gone = new SetPart(part.System, part.Version, content);
            gone.Add(inactive);
            var left = Less(part, gone);
            if (!left.IsEmpty)
            {
                parts.Add(left);
            }
        }

        return set with { Parts = parts };
    }

    private static SetPart Less(SetPart mine, SetPart theirs)
    {
        var left = new SetPart(mine.System, mine.Version, mine.Content) { IsOpen = mine.IsOpen && !theirs.IsOpen };
        left.Left.UnionWith(mine.Left);
        left.Left.UnionWith(theirs.Listed.Select(l => l.Code));
        mine.Listed.Where(l => !theirs.Has(l.Code, l.Places)).ToList().ForEach(left.Add);
        if (mine.Places is not null && !theirs.IsOpen)
        {
            var places = mine.Places.Copy();
            if (theirs.AllPlaces() is { } gone)
            {
                places.Without(gone);
            }

            left.Add(places);
        }

        return left;
    }

    /// <summary>A part of another version of the system, as a part of this one: its codes are looked up again.</summary>
    private static async ValueTask<SetPart> Turned(SqlSession session, SetPart part, CodeContent? content)
    {
        if (content is null || part.Content?.Head == content.Head)
        {
            return part;
        }

        var turned = new SetPart(part.System, content.Head.Version, content) { IsOpen = part.IsOpen };
        await Add([.. part.Listed.Select(l => l.Code)]);

        // All of them, however many a system has: what was left out would be in a set that excludes it.
        foreach (var some in (part.Places?.From() ?? []).Chunk(TurnedAtOnce))
        {
            await Add([.. (await part.Content!.Read(session, some)).Select(c => c.Code)]);
        }

        return turned;

        async ValueTask Add(List<string> codes)
        {
            var found = await content.FindAll(session, codes);
            codes.ForEach(code => turned.Add(new ListedCode(code, [.. found[code]], null, [])));
        }
    }
}
