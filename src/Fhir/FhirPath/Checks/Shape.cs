using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>What is certain of a result before it is there: the types its items can have, or that nothing is.</summary>
internal readonly record struct Shape
{
    private readonly PathType[]? _types;

    private Shape(PathType[]? types) => _types = types;

    public static Shape Unknown => new(null);

    public static Shape Empty { get; } = new([]);

    /// <summary>Whether its items come in no certain order.</summary>
    public bool IsUnordered { get; init; }

    public bool IsKnown => _types is not null;

    public bool IsEmpty => _types is { Length: 0 };

    public ReadOnlySpan<PathType> Types => _types;

    /// <summary>Known, with values of FHIRPath's own types only.</summary>
    public bool IsOnlySystem => _types is { Length: > 0 } && Array.TrueForAll(_types, type => type.IsSystem);

    /// <summary>An abstract type may be any that specialises it.</summary>
    public static Shape Of(PathType type) => type.Definition is { IsAbstract: true } ? Unknown : new([type]);

    public static Shape Of(TypeDefinition type) => Of(PathType.Of(type));

    public static Shape OfEither(PathType? first, PathType? second) =>
        first is null ? Of(second!) : second is null ? Of(first) : Of(first).With(Of(second));

    /// <summary>Items of this and of another.</summary>
    public Shape With(in Shape other) => !IsKnown || !other.IsKnown
        ? Unknown with { IsUnordered = IsUnordered || other.IsUnordered }
        : new Shape([.. _types!.Union(other._types!)]) { IsUnordered = IsUnordered || other.IsUnordered };

    /// <summary>Known, and every type converts to a kind that the test takes.</summary>
    public bool IsOnly(Func<ItemKind, bool> test) => _types is { Length: > 0 } && Array.TrueForAll(_types, type => test(type.Converted));

    /// <summary>Unknown, or one of the types converts to the kind.</summary>
    public bool MayBe(ItemKind kind) => _types is null || Array.Exists(_types, type => type.Converted == kind || (type.IsSystem && type.Kind == ItemKind.None));

    public override string ToString() => _types is null ? "?" : string.Join(" or ", _types.Select(type => type.Definition?.Name ?? type.ToString()));
}
