namespace Helhed.Fhir.Terminology;

/// <summary>Compares displays as people do: case and the amount of white space do not matter.</summary>
internal static class DisplayText
{
    public static bool IsSame(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b))
        {
            return true;
        }

        a = a.Trim();
        b = b.Trim();
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (char.IsWhiteSpace(a[i]) && char.IsWhiteSpace(b[j]))
            {
                i += SpaceLength(a[i..]);
                j += SpaceLength(b[j..]);
                continue;
            }

            if (a[i] != b[j] && char.ToUpperInvariant(a[i]) != char.ToUpperInvariant(b[j]))
            {
                return false;
            }

            i++;
            j++;
        }

        return i == a.Length && j == b.Length;
    }

    private static int SpaceLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsWhiteSpace(text[length]))
        {
            length++;
        }

        return length;
    }
}
