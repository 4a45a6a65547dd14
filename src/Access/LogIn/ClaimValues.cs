using System.Globalization;
using System.Text.Json;

namespace Helhed.Access.LogIn;

/// <summary>Reads claims: https://openid.net/specs/openid-connect-core-1_0.html#IDToken</summary>
internal static class ClaimValues
{
    private const int Longest = 512;

    /// <summary>A claim that is a text of sane length, or a number in digits; null for all else.</summary>
    internal static string? Text(this JsonElement claims, string name)
    {
        if (claims.ValueKind != JsonValueKind.Object || !claims.TryGetProperty(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is { Length: > 0 and <= Longest } ? text : null;
    }

    /// <summary>A moment in seconds since 1970; null when it is none.</summary>
    internal static DateTimeOffset? Moment(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;

    /// <summary>Whether a claim that is a text or a list of texts holds one of them.</summary>
    internal static bool Holds(this JsonElement claims, string name, string text) =>
        claims.TryGetProperty(name, out var value)
        && (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Any(one => Is(one, text)) : Is(value, text));

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
}
