using System.Collections.Frozen;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>A type of FHIRPath's own (<c>System.Integer</c>) or of FHIR (<c>FHIR.Patient</c>).</summary>
internal sealed class PathType
{
    private static readonly PathType[] FhirTypes = MakeFhirTypes();

    private static readonly FrozenDictionary<string, PathType> SystemTypes =
        new[] { ItemKind.Boolean, ItemKind.Integer, ItemKind.Long, ItemKind.Decimal, ItemKind.String, ItemKind.Date, ItemKind.DateTime, ItemKind.Time, ItemKind.Quantity }
            .Select(kind => new PathType("System", kind.ToString(), kind, null))
            .Append(new PathType("System", "Any", ItemKind.None, null))
            .Append(new PathType("System", "SimpleTypeInfo", ItemKind.Type, null))
            .ToFrozenDictionary(type => type.Name);

    private PathType(string space, string name, ItemKind kind, TypeDefinition? definition)
    {
        Namespace = space;
        Name = name;
        Kind = kind;
        Definition = definition;
    }

    public static PathType Boolean { get; } = SystemTypes["Boolean"];

    public static PathType Integer { get; } = SystemTypes["Integer"];

    public static PathType Long { get; } = SystemTypes["Long"];

    public static PathType Decimal { get; } = SystemTypes["Decimal"];

    public static PathType String { get; } = SystemTypes["String"];

    public static PathType Date { get; } = SystemTypes["Date"];

    public static PathType DateTime { get; } = SystemTypes["DateTime"];

    public static PathType Time { get; } = SystemTypes["Time"];

    public static PathType Quantity { get; } = SystemTypes["Quantity"];

    public static PathType TypeInfo { get; } = SystemTypes["SimpleTypeInfo"];

    public string Namespace { get; }

    public string Name { get; }

    /// <summary>For a System type, the kind of its values; <see cref="ItemKind.None"/> for System.Any.</summary>
    public ItemKind Kind { get; }

    /// <summary>For a FHIR type.</summary>
    public TypeDefinition? Definition { get; }

    public bool IsSystem => Definition is null;

    /// <summary>The System type that its values convert to by themselves; None for complex types.</summary>
    public ItemKind Converted => Definition is null ? Kind : TypeTable.Converted[Definition.Index];

    public static PathType Of(TypeDefinition definition) => FhirTypes[definition.Index];

    public static PathType? OfSystem(string name) => SystemTypes.GetValueOrDefault(name);

    public static PathType? OfFhir(string name) => R4Definitions.Default.Find(name) is { } definition ? FhirTypes[definition.Index] : null;

    public static PathType Of(ItemKind kind) => kind switch
    {
        ItemKind.Boolean => Boolean,
        ItemKind.Integer => Integer,
        ItemKind.Long => Long,
        ItemKind.Decimal => Decimal,
        ItemKind.String => String,
        ItemKind.Date => Date,
        ItemKind.DateTime => DateTime,
        ItemKind.Time => Time,
        ItemKind.Quantity => Quantity,
        _ => TypeInfo,
    };

    public static PathType Of(in PathItem item) => item.Kind == ItemKind.Node ? FhirTypes[item.Node.Type.Index] : Of(item.Kind);

    /// <summary>Qualified, e.g. <c>FHIR.Patient</c>.</summary>
    public override string ToString() => $"{Namespace}.{Name}";

    // A nested structure has no name of its own in the specification: it is a BackboneElement (or Element, in a data type).
    private static PathType[] MakeFhirTypes() =>
        [.. R4Definitions.Default.Types.Select(type => new PathType("FHIR", type.Kind == TypeKind.Backbone ? type.BaseType!.Name : type.Name, ItemKind.None, type))];
}
