namespace Helhed.Fhir.Terminology;

/// <summary>How much of a code system its resource holds: <see href="https://hl7.org/fhir/R4/valueset-codesystem-content-mode.html">content mode</see>.</summary>
internal enum ContentMode
{
    Complete,
    Fragment,
    Example,
    NotPresent,
    Supplement,
}

/// <summary>What a concept's properties say about its use.</summary>
[Flags]
internal enum ConceptStatus : byte
{
    None = 0,

    /// <summary>For grouping only.</summary>
    Abstract = 1,

    /// <summary>No longer in use.</summary>
    Inactive = 2,

    /// <summary>Still valid, but better left.</summary>
    Deprecated = 4,
}

/// <summary>A code system as it is searched. Immutable once it is read.</summary>
/// <param name="Url">Canonical address.</param>
/// <param name="Version">Its version, or null.</param>
/// <param name="Mode">How much of it is here.</param>
/// <param name="Codes">Its codes, in the order of the resource.</param>
internal sealed record CodeSystemContent(string Url, string? Version, ContentMode Mode, CodeIndex Codes)
{
    /// <summary>Display of each code, or null.</summary>
    public required string?[] Displays { get; init; }

    public required ConceptStatus[] Statuses { get; init; }

    public required ConceptHierarchy Hierarchy { get; init; }

    /// <summary>Further texts that are as right as the display: other languages, short forms. By concept.</summary>
    public required ILookup<int, string> Designations { get; init; }

    /// <summary>Property values as text, by concept and property.</summary>
    public required ILookup<(int Concept, string Property), string> Properties { get; init; }

    /// <summary>Codes of the properties that are stated or used.</summary>
    public required IReadOnlySet<string> PropertyCodes { get; init; }

    /// <summary>True when a code that is not here is no code of the system.</summary>
    public bool IsComplete => Mode == ContentMode.Complete;

    /// <summary>What is said of codes that are not among <see cref="Codes"/>.</summary>
    public CodeRule Rest => IsComplete ? CodeRule.No : CodeGrammar.Of(Url) is { } grammar ? new GrammarRule(grammar) : CodeRule.Unsure;

    /// <summary>This with the designations and properties of a supplement; its codes stay as they are.</summary>
    public CodeSystemContent With(CodeSystemContent supplement)
    {
        // A supplement may give a display of its own: it stands beside the system's, which stays the first.
        var texts = supplement.Designations.SelectMany(g => g.Select(text => (g.Key, text)))
            .Concat(supplement.Displays.Select((text, i) => (i, text!)).Where(d => d.Item2 is not null))
            .Select(d => (Concept: Codes.Find(supplement.Codes[d.Item1]), Text: d.Item2));
        var properties = supplement.Properties.SelectMany(g => g.Select(value => (Concept: Codes.Find(supplement.Codes[g.Key.Concept]), g.Key.Property, Value: value)));
        return this with
        {
            Designations = Designations.SelectMany(g => g.Select(text => (Concept: g.Key, Text: text))).Concat(texts)
                .Where(d => d.Concept >= 0).ToLookup(d => d.Concept, d => d.Text),
            Properties = Properties.SelectMany(g => g.Select(value => (g.Key.Concept, g.Key.Property, Value: value))).Concat(properties)
                .Where(p => p.Concept >= 0).ToLookup(p => (p.Concept, p.Property), p => p.Value),
            PropertyCodes = new HashSet<string>([.. PropertyCodes, .. supplement.PropertyCodes]),
        };
    }
}
