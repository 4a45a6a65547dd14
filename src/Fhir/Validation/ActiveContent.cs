using System.Buffers;

namespace Helhed.Fhir.Validation;

/// <summary>Finds markup in a text that a page which forgets to escape it would run.</summary>
internal static class ActiveContent
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["<script", "<iframe", "<object", "<embed", "<applet", "javascript:"], StringComparison.OrdinalIgnoreCase);

    /// <param name="text">UTF-8, with JSON's escapes or without: the signs themselves are ASCII.</param>
    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        // Nearly every text has neither sign.
        if (text.IndexOfAny((byte)'<', (byte)':') < 0)
        {
            return false;
        }

        return System.Text.Encoding.Latin1.GetString(text).AsSpan().ContainsAny(Signs);
    }
}
