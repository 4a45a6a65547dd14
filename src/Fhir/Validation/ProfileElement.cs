using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>A value inside a definition, such as what <c>fixedCode</c> or <c>patternCodeableConcept</c> holds.</summary>
internal sealed record DefinedValue(FhirDocument Document, int Node);

/// <summary>One permitted type of an element, with the profiles that its value or its target must follow (one of them).</summary>
internal sealed record ProfileType(string Code, IReadOnlyList<string> Profiles, IReadOnlyList<string> TargetProfiles, IReadOnlyList<string> Aggregation)
{
    /// <summary>Stands for a primitive that definitions name by its FHIRPath type, as Element.id and Extension.url.</summary>
    public const string SystemType = "System";
}

/// <summary>How a list is divided. See <see href="https://hl7.org/fhir/R4/profiling.html#slicing"/>.</summary>
internal sealed record Slicing(IReadOnlyList<(string Type, string Path)> Discriminators, SlicingRules Rules, bool Ordered);

internal enum SlicingRules
{
    Open,
    Closed,
    OpenAtEnd,
}

/// <summary>
/// What a profile says about one element, beyond what its type says: the tree of these is sparse. A null or -1 means that nothing is said.
/// </summary>
internal sealed class ProfileElement
{
    private (TypeDefinition Type, int[] Map)? _map;

    /// <summary>Name without <c>[x]</c>.</summary>
    public required string Name { get; init; }

    public bool IsChoice { get; init; }

    /// <summary>As in <c>ElementDefinition.id</c>: path with slice names.</summary>
    public required string Id { get; init; }

    public string? SliceName { get; init; }

    public int Min { get; set; } = -1;

    public int Max { get; set; } = -1;

    public IReadOnlyList<ProfileType>? Types { get; set; }

    public DefinedValue? Fixed { get; set; }

    public DefinedValue? Pattern { get; set; }

    public DefinedValue? MinValue { get; set; }

    public DefinedValue? MaxValue { get; set; }

    public int MaxLength { get; set; } = -1;

    public int MinLength { get; set; } = -1;

    public Binding? Binding { get; set; }

    /// <summary>The outermost set that an extensible binding may be left for.</summary>
    public string? MaxValueSet { get; set; }

    public List<ProfileInvariant> Invariants { get; private set; } = [];

    public Slicing? Slicing { get; set; }

    public List<ProfileElement> Slices { get; private set; } = [];

    public List<ProfileElement> Children { get; private set; } = [];

    /// <summary>What the items of this slice are known by, when that is simple; made at the first use.</summary>
    public SliceKey? Key { get; set; }

    /// <summary>The ElementDefinitions that have been laid over each other here, the base profile's first.</summary>
    public List<DefinedValue> Sources { get; private set; } = [];

    /// <summary>The type that the paths below this element are read against; null for a choice of several.</summary>
    public TypeDefinition? Type { get; set; }

    /// <summary>The types that a choice can have in R4.</summary>
    public IReadOnlyList<TypeDefinition> ChoiceTypes { get; init; } = [];

    /// <summary>This with what another says of the same element laid over it: for a type's profile, seen from the element that has the type.</summary>
    public ProfileElement Under(ProfileElement over)
    {
        var merged = Copy();
        merged.Sources.AddRange(over.Sources);
        merged.Children = [.. merged.Children.Select(c => over.Child(c.Name) is { } more ? c.Under(more) : c), .. over.Children.Where(c => Child(c.Name) is null)];
        merged.Slices = [.. merged.Slices, .. over.Slices];
        return merged;
    }

    /// <summary>A deep copy, for a profile that is derived from the one that this belongs to.</summary>
    public ProfileElement Copy()
    {
        var copy = (ProfileElement)MemberwiseClone();
        copy._map = null;
        copy.Key = null;
        copy.Invariants = [.. Invariants];
        copy.Sources = [.. Sources];
        copy.Slices = [.. Slices.Select(s => s.Copy())];
        copy.Children = [.. Children.Select(c => c.Copy())];
        return copy;
    }

    /// <summary>The same content as a value of its own, with the types it may have.</summary>
    public ProfileElement As(IReadOnlyList<ProfileType> types)
    {
        var other = (ProfileElement)MemberwiseClone();
        other.Types = types;
        return other;
    }

    /// <summary>For each element of a type, the index of the child that speaks about it, or -1.</summary>
    public int[] MapFor(TypeDefinition type)
    {
        if (_map is { } known && known.Type == type)
        {
            return known.Map;
        }

        var map = new int[type.Elements.Count];
        for (var i = 0; i < map.Length; i++)
        {
            var element = type.Elements[i];
            map[i] = Children.FindIndex(c => c.IsChoice ? element.Choice == c.Name : element.Name == c.Name && element.Choice.Length == 0);
        }

        _map = (type, map);
        return map;
    }

    public ProfileElement? Child(string name) => Children.Find(c => c.Name == name);
}

/// <summary>An invariant with its compiled expression.</summary>
internal sealed record ProfileInvariant(string Key, bool IsError, string Human, string Expression, string Source)
{
    /// <summary>The compiled expression, after its first use.</summary>
    public FhirPathExpression? Compiled { get; set; }
}

/// <summary>A StructureDefinition made ready for checking.</summary>
internal sealed class Profile
{
    public required string Url { get; init; }

    public required string Version { get; init; }

    public required TypeDefinition Type { get; init; }

    public required ProfileElement Root { get; init; }

    /// <summary>The profile it is derived from; null when that is the type itself.</summary>
    public Profile? Base { get; init; }

    public required bool IsAbstract { get; init; }

    /// <summary>Where an extension may stand: kind (element, extension, fhirpath) and expression.</summary>
    public required IReadOnlyList<(string Type, string Expression)> Contexts { get; init; }

    public required IReadOnlyList<string> ContextInvariants { get; init; }

    /// <summary>What could not be read of the definition.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Its root as the target of a reference or the value of an element.</summary>
    public ProfileElement AsValue => field ??= Root.As([new ProfileType(Type.Name, [Url], [], [])]);

    /// <summary>True when this profile is the named one or derived from it.</summary>
    public bool Is(string url)
    {
        for (var p = this; p is not null; p = p.Base)
        {
            if (p.Url == url || $"{p.Url}|{p.Version}" == url)
            {
                return true;
            }
        }

        return Type.Is(url[(url.LastIndexOf('/') + 1)..]) && url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal);
    }
}
