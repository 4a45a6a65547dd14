using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>A type that an element is limited to.</summary>
/// <param name="Type">The type.</param>
/// <param name="Root">The elements of the profile that its value follows, where that is one of those read together.</param>
internal readonly record struct OnlyType(TypeDefinition Type, ElementNode? Root);

/// <summary>An element, or a slice of one, that a definition speaks about.</summary>
internal sealed class ElementNode
{
    /// <summary>Name in its parent, with <c>[x]</c> for a choice.</summary>
    public required string Name { get; init; }

    /// <summary>As in <c>ElementDefinition.sliceName</c>; null when this is no slice.</summary>
    public string? SliceName { get; init; }

    public required string Id { get; init; }

    public required string Path { get; init; }

    /// <summary>Place among the elements of its parent's type.</summary>
    public int Ordinal { get; init; }

    /// <summary>The types that R4 gives it.</summary>
    public required IReadOnlyList<TypeDefinition> BaseTypes { get; init; }

    /// <summary>What speaks of the same element elsewhere, nearest first: the unsliced element, the parent definition, the profile of its type.</summary>
    public IReadOnlyList<ElementNode> Inherited { get; init; } = [];

    /// <summary>The parts of its ElementDefinition that were said.</summary>
    public JsonObject Json { get; } = [];

    public IReadOnlyList<OnlyType>? Only { get; set; }

    public List<ElementNode> Children { get; } = [];

    public List<ElementNode> Slices { get; } = [];

    public IReadOnlyList<OnlyType> Types =>
        Only ?? Inherited.Select(i => i.Only).FirstOrDefault(o => o is not null) ?? [.. BaseTypes.Select(t => new OnlyType(t, null))];

    public bool IsChoice => Name.EndsWith("[x]", StringComparison.Ordinal);

    public bool IsSliced => Json.ContainsKey("slicing") || Inherited.Any(i => i.Json.ContainsKey("slicing"));

    public bool IsExtension => Name is "extension" or "modifierExtension";

    /// <summary>Those below it, and itself, in the order of the specification, slices behind what they divide.</summary>
    public IEnumerable<ElementNode> InOrder() =>
        new[] { this }.Concat(Children.OrderBy(c => c.Ordinal).SelectMany(c => c.InOrder())).Concat(Slices.SelectMany(s => s.InOrder()));
}
