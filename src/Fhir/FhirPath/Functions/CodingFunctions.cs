using System.Text;
using System.Text.Json;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>encode, decode, escape and unescape. See <see href="https://hl7.org/fhirpath/#additional-string-functions"/>.</summary>
internal static class CodingFunctions
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: false);
    private static readonly ScalarSignature Signature = new(ItemKind.String, PathType.String, ItemKind.String);

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("encode", 1, 1, (Machine m, ref ScalarCall call) => Apply(m, ref call, Encode), Signature),
        ScalarTerm.Define("decode", 1, 1, (Machine m, ref ScalarCall call) => Apply(m, ref call, Decode), Signature),
        ScalarTerm.Define("escape", 1, 1, (Machine m, ref ScalarCall call) => Apply(m, ref call, Escape), Signature),
        ScalarTerm.Define("unescape", 1, 1, (Machine m, ref ScalarCall call) => Apply(m, ref call, Unescape), Signature),
    ];

    // Null is an unknown format or a text that is not in it: the result is empty.
    private static bool Apply(Machine m, ref ScalarCall call, Func<string, string, string?> apply)
    {
        if (!Texts.Focus(m, ref call, out var text) || !Texts.Argument(m, ref call, 0, out var format))
        {
            return false;
        }

        return apply(text, format) is not { } result || Texts.Give(m, ref call, result);
    }

    private static string? Encode(string text, string format) => format switch
    {
        "hex" => Convert.ToHexStringLower(Utf8.GetBytes(text)),
        "base64" => Convert.ToBase64String(Utf8.GetBytes(text)),
        "urlbase64" => Convert.ToBase64String(Utf8.GetBytes(text)).Replace('+', '-').Replace('/', '_'),
        "ascii" => string.Concat(text.EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : "?")),
        _ => null,
    };

    private static string? Decode(string text, string format)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        var isDecoded = format switch
        {
            "hex" => text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out length) == System.Buffers.OperationStatus.Done,
            "base64" => Convert.TryFromBase64String(text, bytes, out length),
            "urlbase64" => Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='), bytes.Length < 4 ? bytes = new byte[4] : bytes, out length),
            _ => false,
        };
        return isDecoded && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)) ? Utf8.GetString(bytes, 0, length) : null;
    }

    private static string? Escape(string text, string target) => target switch
    {
        "html" => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal),
        "json" => EscapeJson(text),
        _ => null,
    };

    private static string? Unescape(string text, string target) => target switch
    {
        "html" => HtmlEntities.Decode(Utf8.GetBytes(text)),
        "json" => UnescapeJson(text),
        _ => null,
    };

    private static string EscapeJson(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\f' => "\\f",
                '\b' => "\\b",
                < ' ' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }

    // What is no JSON text, such as one with bare quotes, is taken as it is.
    private static string UnescapeJson(string text)
    {
        var json = Utf8.GetBytes($"\"{text}\"");
        var reader = new Utf8JsonReader(json);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.BytesConsumed == json.Length ? reader.GetString()! : text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return text;
        }
    }
}
