using System.Buffers;

namespace Helhed.Fhir.Xml;

/// <summary>Writes UTF-8 text into XML, escaped.</summary>
internal static class XmlText
{
    private static readonly SearchValues<byte> InText = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> InAttribute = SearchValues.Create("&<>\"\r\n\t"u8);

    /// <summary>A character that XML cannot hold becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text, bool isAttribute)
    {
        for (var forbidden = XmlCharacters.IndexOfForbidden(text); forbidden >= 0; forbidden = XmlCharacters.IndexOfForbidden(text))
        {
            WriteAllowed(output, text[..forbidden], isAttribute);
            output.Write("\uFFFD"u8);
            text = text[(forbidden + (text[forbidden] < 0x20 ? 1 : 3))..];
        }

        WriteAllowed(output, text, isAttribute);
    }

    private static void WriteAllowed(IBufferWriter<byte> output, ReadOnlySpan<byte> text, bool isAttribute)
    {
        var special = isAttribute ? InAttribute : InText;
        for (var next = text.IndexOfAny(special); next >= 0; next = text.IndexOfAny(special))
        {
            output.Write(text[..next]);
            output.Write(text[next] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\r' => "&#xD;"u8,
                (byte)'\n' => "&#xA;"u8,
                _ => "&#x9;"u8,
            });
            text = text[(next + 1)..];
        }

        output.Write(text);
    }
}
