using System.Buffers;

namespace Helhed.Fhir.Xml;

/// <summary>Writes UTF-8 text as a JSON string, escaping no more than JSON demands.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        while (true)
        {
            var next = text.IndexOfAny(Escaped);
            if (next < 0)
            {
                output.Write(text);
                output.Write("\""u8);
                return;
            }

            output.Write(text[..next]);
            WriteEscape(output, text[next]);
            text = text[(next + 1)..];
        }
    }

    private static void WriteEscape(IBufferWriter<byte> output, byte character)
    {
        switch (character)
        {
            case (byte)'"':
                output.Write("\\\""u8);
                break;
            case (byte)'\\':
                output.Write("\\\\"u8);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            default:
                output.Write("\\u00"u8);
                output.Write([(byte)(character < 16 ? '0' : '1'), "0123456789abcdef"u8[character & 15]]);
                break;
        }
    }
}
