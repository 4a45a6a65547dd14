using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>Whether two items are equivalent (<c>~</c>). See <see href="https://hl7.org/fhirpath/N1/#equivalent"/>.</summary>
internal static class Equivalence
{
    public static bool Equivalent(in PathItem left, in PathItem right)
    {
        if (SystemValue.IsText(left) && SystemValue.IsText(right))
        {
            return Equality.EqualText(left, right) || EqualNormalized(SystemValue.Text(left), SystemValue.Text(right));
        }

        var a = SystemValue.Of(left);
        var b = SystemValue.Of(right);
        if (a.IsNumber && b.IsNumber)
        {
            return Decimals.Equivalent(a.Number, b.Number);
        }

        if (Quantities.TryPair(a, b, out var x, out var y))
        {
            return Quantities.Equivalent(x, y);
        }

        if (left.Kind == ItemKind.Node && right.Kind == ItemKind.Node && (left.Raw.Kind == NodeKind.Object || right.Raw.Kind == NodeKind.Object))
        {
            return NodeEquality.Equivalent(left.Node, right.Node);
        }

        return Equality.EqualValues(a, b) == Truth.True;
    }

    // Letters compare without case, any white space as a space.
    private static bool EqualNormalized(string left, string right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a != b && char.ToUpperInvariant(a) != char.ToUpperInvariant(b) && !(char.IsWhiteSpace(a) && char.IsWhiteSpace(b)))
            {
                return false;
            }
        }

        return true;
    }
}
