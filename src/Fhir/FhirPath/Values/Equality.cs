using System.Text;
using System.Text.Unicode;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Whether two items are equal (<c>=</c>). See <see href="https://hl7.org/fhirpath/N1/#equality"/>.</summary>
internal static class Equality
{
    /// <summary>True, false, or empty where precision or units leave it open.</summary>
    public static Truth Equal(in PathItem left, in PathItem right)
    {
        if (left.Kind == ItemKind.Node && right.Kind == ItemKind.Node)
        {
            if (left.Index == right.Index && ReferenceEquals(left.Document, right.Document))
            {
                return Truth.True;
            }

            if (left.Raw.Kind == NodeKind.Object || right.Raw.Kind == NodeKind.Object)
            {
                return EqualElements(left, right);
            }
        }

        if (SystemValue.IsText(left) && SystemValue.IsText(right))
        {
            return Of(EqualText(left, right));
        }

        return EqualValues(SystemValue.Of(left), SystemValue.Of(right));
    }

    /// <summary>Whether two texts are the same, without making strings of them where bytes do.</summary>
    public static bool EqualText(in PathItem left, in PathItem right)
    {
        if (left.Kind == ItemKind.String)
        {
            return right.Kind == ItemKind.String ? left.String == right.String : EqualText(right, left.String);
        }

        if (right.Kind == ItemKind.String)
        {
            return EqualText(left, right.String);
        }

        return ((left.Raw.Flags | right.Raw.Flags) & NodeFlags.Escaped) == 0
            ? left.Document.Raw(left.Index).SequenceEqual(right.Document.Raw(right.Index))
            : left.Document.Text(left.Index) == right.Document.Text(right.Index);
    }

    private static bool EqualText(in PathItem node, string text)
    {
        if ((node.Raw.Flags & NodeFlags.Escaped) != 0)
        {
            return node.Document.Text(node.Index) == text;
        }

        var bytes = node.Document.Raw(node.Index);
        return bytes.Length == text.Length ? Ascii.Equals(bytes, text) : bytes.Length > text.Length && bytes.Length <= text.Length * 3 && Utf8Equals(bytes, text);
    }

    private static bool Utf8Equals(ReadOnlySpan<byte> bytes, string text) => Encoding.UTF8.GetCharCount(bytes) == text.Length && Encoding.UTF8.GetString(bytes) == text;

    /// <summary>Of two values of FHIRPath's own types.</summary>
    public static Truth EqualValues(in PathItem left, in PathItem right)
    {
        if (left.Kind == right.Kind)
        {
            switch (left.Kind)
            {
                case ItemKind.None:
                    return Truth.False;
                case ItemKind.Node:
                    return Of(EqualText(left, right));
                case ItemKind.Boolean:
                case ItemKind.Integer:
                case ItemKind.Long:
                    return Of(left.Long == right.Long);
                case ItemKind.String:
                    return Of(left.String == right.String);
                case ItemKind.Type:
                    return Of(ReferenceEquals(left.Type, right.Type));
                default:
                    break;
            }
        }

        if (left.IsNumber && right.IsNumber)
        {
            return Of(left.Number == right.Number);
        }

        if (left.IsTime && right.IsTime)
        {
            return (left.Kind == ItemKind.Time) != (right.Kind == ItemKind.Time) ? Truth.False : EqualOrder(Ordering.Compare(left.Time, right.Time));
        }

        return Quantities.TryPair(left, right, out var a, out var b) ? EqualOrder(Quantities.Compare(a, b)) : Truth.False;
    }

    /// <summary>Of two elements of which at least one has elements of its own.</summary>
    private static Truth EqualElements(in PathItem left, in PathItem right)
    {
        var same = NodeEquality.Equal(left.Node, right.Node);
        if (same == Truth.True || TypeTable.Converted[left.Raw.Type] != ItemKind.Quantity)
        {
            return same;
        }

        var a = SystemValue.Of(left);
        var b = SystemValue.Of(right);
        return a.Kind == ItemKind.Quantity && b.Kind == ItemKind.Quantity ? EqualOrder(Quantities.Compare(a, b)) : same;
    }

    private static Truth EqualOrder(int? order) => order is { } known ? Of(known == 0) : Truth.Empty;

    private static Truth Of(bool value) => value ? Truth.True : Truth.False;
}
