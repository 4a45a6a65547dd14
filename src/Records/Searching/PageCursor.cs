using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Helhed.Records.Searching;

/// <summary>
/// Where a page ended: the way it was read, the sort values and the internal id of its last match. A link carries it sealed with an HMAC
/// over the search and the caller, so that it cannot be made up, changed, or used by another caller or for another search.
/// </summary>
internal sealed record PageCursor(PageMode Mode, IReadOnlyList<string?> Keys, long Rid)
{
    private const int SealBytes = 16;
    private const int MaxLength = 16 * 1024;

    public string Seal(byte[] secret, string context)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(int)Mode}\n{Rid}");
        foreach (var key in Keys)
        {
            text.Append('\n').Append(key is null ? "-" : "+" + key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return Base64Url.EncodeToString([.. Mac(secret, context, bytes), .. bytes]);
    }

    public static PageCursor? Open(string text, byte[] secret, string context)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SealBytes || !CryptographicOperations.FixedTimeEquals(Mac(secret, context, bytes[SealBytes..]), bytes.AsSpan(0, SealBytes)))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(bytes.AsSpan(SealBytes)).Split('\n');
        return new PageCursor(
            (PageMode)int.Parse(parts[0], CultureInfo.InvariantCulture),
            [.. parts.Skip(2).Select(k => k[0] == '-' ? null : Unescape(k[1..]))],
            long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static string Unescape(string key) => key.Contains('\\', StringComparison.Ordinal)
        ? key.Replace("\\\\", "\u0001", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace('\u0001', '\\')
        : key;

    private static byte[] Mac(byte[] secret, string context, byte[] text) =>
        HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes(context), 0, .. text])[..SealBytes];
}

/// <summary>How a page is read. A search keeps to the way its first page was read.</summary>
internal enum PageMode
{
    /// <summary>All matches, in the order of internal ids.</summary>
    ById,

    /// <summary>Along an index in the order wanted, testing each row.</summary>
    AlongIndex,

    /// <summary>Those behind it that have no value in the index.</summary>
    WithoutValue,

    /// <summary>Along the times of the last change.</summary>
    AlongTime,

    /// <summary>All matches with their sort values, then ordered.</summary>
    Ordered,
}
