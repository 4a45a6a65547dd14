using System.Text;

namespace Helhed.Fhir.Terminology;

/// <summary>The part of a value set that lies in one code system: a verdict on each listed code, and a rule for the others.</summary>
/// <param name="System">Canonical address of the code system.</param>
/// <param name="Codes">The listed codes.</param>
/// <param name="Verdicts">By listed code.</param>
/// <param name="Rest">Of all other codes.</param>
internal sealed record SystemSet(string System, CodeIndex Codes, Verdict[] Verdicts, CodeRule Rest)
{
    // Found at the first need; two threads that both do so find the same.
    private int[]? _concepts;

    public byte[] Utf8System { get; } = Encoding.UTF8.GetBytes(System);

    /// <summary>The code system, when its content is here.</summary>
    public CodeSystemContent? Content { get; init; }

    /// <summary>Displays that the value set itself gives, by listed code; null when it gives none.</summary>
    public string?[]? Displays { get; init; }

    /// <summary>Why it is unsure about some codes, if it is.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the reason is that nobody here knows the code system.</summary>
    public bool IsUnknownSystem { get; init; }

    /// <summary>A set of no code of the system, or of one verdict for all of them.</summary>
    public static SystemSet Of(string system, CodeRule rest) => new(system, new CodeIndex(isCaseSensitive: true, 0), [], rest);

    public static SystemSet Unsure(string system, string? reason) =>
        new(system, new CodeIndex(isCaseSensitive: true, 0), [], CodeRule.Unsure) { Reason = reason };

    public Verdict Decide(ReadOnlySpan<byte> code)
    {
        var listed = Codes.Find(code);
        return listed >= 0 ? Verdicts[listed] : Rest.Decide(code);
    }

    public string? DisplayOf(int listed) =>
        Displays?[listed] ?? (ConceptOf(listed) is >= 0 and var concept ? Content!.Displays[concept] : null);

    /// <summary>Position of a listed code in <see cref="Content"/>, or -1.</summary>
    public int ConceptOf(int listed) => Content is null || listed < 0 ? -1 : ReferenceEquals(Content.Codes, Codes) ? listed : (_concepts ??= FindConcepts(Content))[listed];

    private int[] FindConcepts(CodeSystemContent content)
    {
        var concepts = new int[Codes.Count];
        for (var i = 0; i < concepts.Length; i++)
        {
            concepts[i] = content.Codes.Find(Codes[i]);
        }

        return concepts;
    }

    public SystemSet Combine(SetOperation operation, SystemSet other)
    {
        // Set operations on one system's own index are a pass over its verdicts; otherwise both lists are joined.
        var isSame = ReferenceEquals(Codes, other.Codes);
        var codes = isSame ? Codes : Join(Codes, other.Codes);
        var verdicts = new Verdict[codes.Count];
        var displays = Displays is null && other.Displays is null ? null : new string?[codes.Count];
        for (var i = 0; i < verdicts.Length; i++)
        {
            var (mine, theirs) = isSame ? (i, i) : (Codes.Find(codes[i]), other.Codes.Find(codes[i]));
            verdicts[i] = Kleene.Apply(
                operation,
                mine >= 0 ? Verdicts[mine] : Rest.Decide(codes[i]),
                theirs >= 0 ? other.Verdicts[theirs] : other.Rest.Decide(codes[i]));
            if (displays is not null)
            {
                displays[i] = (mine >= 0 ? Displays?[mine] : null) ?? (theirs >= 0 ? other.Displays?[theirs] : null);
            }
        }

        return new SystemSet(System, codes, verdicts, CodeRule.Combine(operation, Rest, other.Rest))
        {
            Content = Content ?? other.Content,
            Displays = displays,
            Reason = Reason ?? other.Reason,
            IsUnknownSystem = IsUnknownSystem || other.IsUnknownSystem,
        };
    }

    private static CodeIndex Join(CodeIndex a, CodeIndex b)
    {
        var joined = new CodeIndex(a.IsCaseSensitive && b.IsCaseSensitive, Math.Max(a.Count + b.Count, 4));
        foreach (var list in new[] { a, b })
        {
            for (var i = 0; i < list.Count; i++)
            {
                // Where case does not matter, one code written in two ways stays one.
                if (joined.Find(list[i]) < 0)
                {
                    joined.Add(list[i]);
                }
            }
        }

        return joined;
    }
}
