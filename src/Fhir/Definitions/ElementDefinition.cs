using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>How strictly a code must come from a value set, strictest first.</summary>
public enum BindingStrength
{
    /// <summary>Must be in the set.</summary>
    Required,

    /// <summary>Must be in the set if the set has a fitting code.</summary>
    Extensible,

    /// <summary>Should be.</summary>
    Preferred,

    /// <summary>An illustration.</summary>
    Example,
}

/// <summary>A rule in FHIRPath.</summary>
/// <param name="Key">For example <c>obs-6</c>.</param>
/// <param name="IsError">False for a best-practice warning.</param>
/// <param name="Human">The rule in words.</param>
/// <param name="Expression">FHIRPath that must be true.</param>
public sealed record Invariant(string Key, bool IsError, string Human, string Expression);

/// <summary>The value set that a coded element draws from.</summary>
/// <param name="Strength">How strictly.</param>
/// <param name="ValueSet">Canonical address, possibly with <c>|version</c>.</param>
public sealed record Binding(BindingStrength Strength, string ValueSet);

/// <summary>One JSON property of a type. A choice such as <c>value[x]</c> is one of these for each of its types.</summary>
public sealed class ElementDefinition
{
    internal ElementDefinition(int ordinal, string name)
    {
        Ordinal = ordinal;
        Name = name;
        Utf8Name = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>Position in its type's <see cref="TypeDefinition.Elements"/>.</summary>
    public int Ordinal { get; }

    /// <summary>JSON name: <c>birthDate</c>, <c>valueQuantity</c>.</summary>
    public string Name { get; }

    /// <summary>Path in the specification: <c>Observation.value[x]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Smallest number of occurrences.</summary>
    public required int Min { get; init; }

    /// <summary>Largest number of occurrences; <see cref="int.MaxValue"/> for <c>*</c>.</summary>
    public required int Max { get; init; }

    /// <summary>Type of its value.</summary>
    public required TypeDefinition Type { get; init; }

    /// <summary><c>value</c> for <c>valueQuantity</c>; empty when it is no choice.</summary>
    public required string Choice { get; init; }

    /// <summary>Shown in <c>_summary=true</c>.</summary>
    public required bool IsSummary { get; init; }

    /// <summary>Can change the meaning of the resource.</summary>
    public required bool IsModifier { get; init; }

    /// <summary>Its value set, if it has one.</summary>
    public required Binding? Binding { get; init; }

    /// <summary>Resource types a reference may point at; empty for any.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Invariants on this element.</summary>
    public required IReadOnlyList<Invariant> Invariants { get; init; }

    /// <summary>True when the JSON value is an array.</summary>
    public bool IsList => Max > 1;

    internal byte[] Utf8Name { get; }

    /// <summary>An attribute in XML: the id of an element (not of a resource) and the url of an extension.</summary>
    internal bool IsAttribute { get; init; }

    /// <summary>Whether it can have a twin <c>_name</c> with an id and extensions: what is an attribute in XML, and a narrative, cannot.</summary>
    internal bool HasCompanion => Type.Kind == TypeKind.Primitive && !IsAttribute && Type.Primitive != PrimitiveKind.Xhtml;
}
