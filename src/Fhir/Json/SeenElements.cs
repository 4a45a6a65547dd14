using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>
/// Which elements of one object have been seen: two bits for each (value and <c>_name</c> twin) and one for resourceType, in words
/// on the caller's stack.
/// </summary>
internal static class SeenElements
{
    public enum Result
    {
        Fresh,
        Twice,
        OtherChoice,
    }

    public static int Words(TypeDefinition type) => ((type.Elements.Count * 2) + 64) / 64;

    public static bool MarkResourceType(TypeDefinition type, scoped Span<ulong> bits)
    {
        var bit = type.Elements.Count * 2;
        var seen = Has(bits, bit);
        bits[bit >> 6] |= 1UL << (bit & 63);
        return !seen;
    }

    public static Result Mark(TypeDefinition type, scoped Span<ulong> bits, ElementDefinition element, bool companion)
    {
        var bit = (element.Ordinal * 2) + (companion ? 1 : 0);
        if (Has(bits, bit))
        {
            return Result.Twice;
        }

        var result = element.Choice.Length > 0 && !Has(bits, bit ^ 1) && HasOtherChoice(type, bits, element) ? Result.OtherChoice : Result.Fresh;
        bits[bit >> 6] |= 1UL << (bit & 63);
        return result;
    }

    public static bool Any(scoped ReadOnlySpan<ulong> bits, int[] ordinals)
    {
        foreach (var ordinal in ordinals)
        {
            if (HasEither(bits, ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(ReadOnlySpan<ulong> bits, int bit) => (bits[bit >> 6] & (1UL << (bit & 63))) != 0;

    private static bool HasEither(ReadOnlySpan<ulong> bits, int ordinal) => Has(bits, ordinal * 2) || Has(bits, (ordinal * 2) + 1);

    // The types of one choice stand next to each other in the element list.
    private static bool HasOtherChoice(TypeDefinition type, ReadOnlySpan<ulong> bits, ElementDefinition element)
    {
        for (var i = element.Ordinal - 1; i >= 0 && type.Elements[i].Choice == element.Choice; i--)
        {
            if (HasEither(bits, i))
            {
                return true;
            }
        }

        for (var i = element.Ordinal + 1; i < type.Elements.Count && type.Elements[i].Choice == element.Choice; i++)
        {
            if (HasEither(bits, i))
            {
                return true;
            }
        }

        return false;
    }
}
