using System.IO.Compression;
using System.Text;

namespace Helhed.Records.Terminology;

/// <summary>
/// Lines of a published file with their numbers from 1. Each is read as UTF-8 where it is that, and as Windows-1252 where it is not, which
/// is how the Danish files come. A name that ends in .gz is unpacked on the way.
/// </summary>
internal static class TextLines
{
    /// <summary>Longest line in bytes; a longer one is no line of such a file.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static IEnumerable<(long Number, string Text)> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 256 * 1024, FileOptions.SequentialScan);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new BufferedStream(new GZipStream(file, CompressionMode.Decompress), 256 * 1024) : file;
        var line = new MemoryStream(256);
        long number = 0;
        int read;
        while ((read = stream.ReadByte()) >= 0)
        {
            if (read == '\n')
            {
                yield return (++number, Text(line, number));
                line.SetLength(0);
            }
            else if (line.Length < MaxBytes)
            {
                line.WriteByte((byte)read);
            }
        }

        if (line.Length > 0)
        {
            yield return (++number, Text(line, number));
        }
    }

    private static string Text(MemoryStream line, long number)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        bytes = bytes.EndsWith("\r"u8) ? bytes[..^1] : bytes;
        bytes = number == 1 && bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Windows.GetString(bytes);
        }
    }
}
