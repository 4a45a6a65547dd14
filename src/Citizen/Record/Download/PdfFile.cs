using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Helhed.Citizen;

/// <summary>Objects of a PDF with their places. ISO 32000-1, 7.5.</summary>
internal sealed class PdfFile : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly List<long> _places = [];

    public PdfFile() => Write("%PDF-1.7\n%âãÏÓ\n");

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        _places.Add(0);
        return _places.Count;
    }

    public int Add(string content)
    {
        var number = Reserve();
        Put(number, content);
        return number;
    }

    public void Put(int number, string content)
    {
        Begin(number);
        Write(content);
        Write("\nendobj\n");
    }

    /// <summary>A stream, compressed.</summary>
    public int AddStream(string entries, ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        return AddPlainStream($"{entries} /Filter /FlateDecode", packed.ToArray());
    }

    /// <summary>A stream as it is, such as metadata, which search engines read without unpacking.</summary>
    public int AddPlainStream(string entries, byte[] content)
    {
        var number = Reserve();
        Begin(number);
        Write(string.Create(CultureInfo.InvariantCulture, $"<< {entries} /Length {content.Length} >>\nstream\n"));
        _output.Write(content);
        Write("\nendstream\nendobj\n");
        return number;
    }

    public byte[] End(int catalog, int info)
    {
        var start = _output.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_places.Count + 1}\n0000000000 65535 f \n"));
        foreach (var place in _places)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        }

        Write(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_places.Count + 1} /Root {catalog} 0 R /Info {info} 0 R >>\nstartxref\n{start}\n%%EOF\n"));
        return _output.ToArray();
    }

    /// <summary>A text outside of pages, such as the title.</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public void Dispose() => _output.Dispose();

    private void Begin(int number)
    {
        _places[number - 1] = _output.Position;
        Write(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
    }

    private void Write(string text) => _output.Write(Encoding.Latin1.GetBytes(text));
}
