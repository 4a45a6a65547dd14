using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Helhed.Records.Searching;

/// <summary>
/// Where a page ended: the sort value and internal id of its last match. A link carries it sealed with an HMAC over the search and the
/// caller, so that it cannot be made up, changed, or used by another caller or for another search.
/// </summary>
internal sealed record PageCursor(string Phase, string Key, long Rid)
{
    private const int SealBytes = 16;

    public string Seal(byte[] secret, string context)
    {
        var text = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Phase}\n{Rid}\n{Key}"));
        return Base64Url.EncodeToString([.. Mac(secret, context, text), .. text]);
    }

    public static PageCursor? Open(string text, byte[] secret, string context)
    {
        if (text.Length > 2048 || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SealBytes || !CryptographicOperations.FixedTimeEquals(Mac(secret, context, bytes[SealBytes..]), bytes.AsSpan(0, SealBytes)))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(bytes.AsSpan(SealBytes)).Split('\n', 3);
        return new PageCursor(parts[0], parts[2], long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static byte[] Mac(byte[] secret, string context, byte[] text) =>
        HMACSHA256.HashData(secret, (byte[])[.. Encoding.UTF8.GetBytes(context), 0, .. text])[..SealBytes];
}
