using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>The types of R4 as plain arrays, by index: what every step asks is one load.</summary>
internal static class TypeTable
{
    public static readonly TypeDefinition[] Types = [.. R4Definitions.Default.Types];

    /// <summary>The kind of FHIRPath's own that a primitive's text is read as; String for texts, None for complex types.</summary>
    public static readonly ItemKind[] Converted = [.. Types.Select(Kind)];

    private static ItemKind Kind(TypeDefinition type) => type.Primitive switch
    {
        PrimitiveKind.None => type.Is("Quantity") ? ItemKind.Quantity : ItemKind.None,
        PrimitiveKind.Boolean => ItemKind.Boolean,
        PrimitiveKind.Integer or PrimitiveKind.PositiveInt or PrimitiveKind.UnsignedInt => ItemKind.Integer,
        PrimitiveKind.Decimal => ItemKind.Decimal,
        PrimitiveKind.Date => ItemKind.Date,
        PrimitiveKind.DateTime or PrimitiveKind.Instant => ItemKind.DateTime,
        PrimitiveKind.Time => ItemKind.Time,
        _ => ItemKind.String,
    };
}
