using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Reads a FHIR Quantity as one of FHIRPath's. See <see href="https://hl7.org/fhir/R4/fhirpath.html#quantity"/>.</summary>
internal static class QuantityValue
{
    private const int RecentUnits = 256;

    private static readonly TypeDefinition Type = R4Definitions.Default.Find("Quantity")!;
    private static readonly int Value = Type.Find("value"u8)!.Ordinal;
    private static readonly int Comparator = Type.Find("comparator"u8)!.Ordinal;
    private static readonly int UnitName = Type.Find("unit"u8)!.Ordinal;
    private static readonly int System = Type.Find("system"u8)!.Ordinal;
    private static readonly int Code = Type.Find("code"u8)!.Ordinal;

    // The units of one laboratory are few: those met last are kept by the hash of their code.
    private static readonly PathUnit?[] Recent = new PathUnit?[RecentUnits];

    /// <summary>None when it is no Quantity, has no number, or a comparator makes the number uncertain.</summary>
    public static PathItem Read(in PathItem item)
    {
        var document = item.Document;
        var nodes = document.Nodes;
        ref readonly var quantity = ref nodes[item.Index];
        if (TypeTable.Converted[quantity.Type] != ItemKind.Quantity || (quantity.Flags & NodeFlags.Companion) != 0)
        {
            return default;
        }

        // Those that specialise Quantity have its elements in its order.
        var (value, code, unit, isUcum) = (-1, -1, -1, false);
        for (var i = item.Index + 1; i < quantity.End; i = nodes[i].End)
        {
            ref readonly var node = ref nodes[i];
            if (node.Ordinal == Comparator)
            {
                return default;
            }

            value = node.Ordinal == Value && node.Kind == NodeKind.Number ? i : value;
            code = node.Ordinal == Code && node.Kind == NodeKind.String ? i : code;
            unit = node.Ordinal == UnitName && node.Kind == NodeKind.String ? i : unit;
            isUcum |= node.Ordinal == System && node.Kind == NodeKind.String && document.Plain(i).SequenceEqual("http://unitsofmeasure.org"u8);
        }

        if (value < 0 || !Decimals.TryParse(document.Raw(value), out var number))
        {
            return default;
        }

        return PathItem.Of(number, isUcum && code >= 0 ? Ucum(document, code) : code < 0 && unit < 0 ? PathUnit.One : PathUnit.OfName(document.Text(code >= 0 ? code : unit)));
    }

    private static PathUnit Ucum(FhirDocument document, int node)
    {
        var code = document.Raw(node);
        if ((document.Nodes[node].Flags & NodeFlags.Escaped) != 0)
        {
            return PathUnit.OfFhir(document.Text(node));
        }

        var hash = code.Length;
        foreach (var b in code)
        {
            hash = (hash * 31) + b;
        }

        ref var slot = ref Recent[(uint)hash % RecentUnits];
        var recent = slot;
        if (recent is null || !Ascii.Equals(code, recent.FhirCode))
        {
            slot = recent = PathUnit.OfFhir(Encoding.UTF8.GetString(code));
        }

        return recent;
    }
}
