namespace Helhed.Fhir.Shorthand;

internal enum EntityKind
{
    Profile,
    Extension,
    Invariant,
    RuleSet,
    ValueSet,
}

/// <summary>A rule as written: what stands behind its star.</summary>
internal sealed record RuleLine(int Indent, Position Position, IReadOnlyList<Token> Tokens);

/// <summary>A definition as written.</summary>
internal sealed class Entity
{
    public required EntityKind Kind { get; init; }

    public required string Name { get; init; }

    public required ShorthandFile File { get; init; }

    public required Position Position { get; init; }

    /// <summary>What stands behind each of its keywords.</summary>
    public Dictionary<string, List<Token>> Items { get; } = [];

    public List<RuleLine> Rules { get; } = [];

    public string Id => Item("Id") ?? Name;

    public string Url => $"{File.Canonical}/{(Kind == EntityKind.ValueSet ? "ValueSet" : "StructureDefinition")}/{Id}";

    public string? Item(string keyword) => Items.TryGetValue(keyword, out var tokens) && tokens.Count > 0 ? tokens[0].Text : null;

    public Position PositionOf(string keyword) => Items.TryGetValue(keyword, out var tokens) && tokens.Count > 0 ? tokens[0].Position : Position;
}
