using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;

namespace Helhed.Access.Log;

/// <summary>
/// Writes the JSON of a block. All accesses pass here, on the one thread that writes: with the library's writer and a fresh array for each
/// block the log of a search cost half as much again.
/// </summary>
internal sealed class BlockWriter
{
    private const int LongestNumber = 20;
    private const int MostKept = 1024 * 1024;

    // What JSON shows as it is. A quote is nowhere but at the ends of a text: who reads a block finds entries by it.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>Writes a block.</summary>
    /// <param name="entries">Its entries.</param>
    /// <param name="atMs">When, Unix milliseconds.</param>
    /// <returns>UTF-8 JSON, valid until the next block is written.</returns>
    public ReadOnlyMemory<byte> Block(IReadOnlyList<AccessEntry> entries, long atMs)
    {
        _length = 0;
        if (_bytes.Length > MostKept)
        {
            _bytes = new byte[4096];
        }

        for (var i = 0; i < entries.Count; i++)
        {
            Raw(i == 0 ? "["u8 : ","u8);
            entries[i].WriteTo(this, atMs);
        }

        Raw(entries.Count == 0 ? "[]"u8 : "]"u8);
        return _bytes.AsMemory(0, _length);
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        _length += json.Length;
    }

    /// <summary>A number.</summary>
    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(LongestNumber), out var written);
        _length += written;
    }

    /// <summary>A text in quotes.</summary>
    public void Text(string value)
    {
        Raw("\""u8);
        if (value.AsSpan().ContainsAnyExcept(Plain))
        {
            // Half of a sign becomes the sign for what cannot be read: JsonEncodedText would throw, and nobody's answer would leave.
            Raw(Encoding.UTF8.GetBytes(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)));
        }
        else
        {
            Ascii(value);
        }

        Raw("\""u8);
    }

    /// <summary>The version of a resource, in quotes: type and id are of letters, digits, "-" and ".".</summary>
    public void Name(string type, string id, long version)
    {
        Raw("\""u8);
        Ascii(type);
        Raw("/"u8);
        Ascii(id);
        Raw("/_history/"u8);
        Number(version);
        Raw("\""u8);
    }

    private void Ascii(string value)
    {
        Encoding.ASCII.GetBytes(value, Room(value.Length));
        _length += value.Length;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        return _bytes.AsSpan(_length);
    }
}
