using System.Buffers.Binary;
using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>
/// Documents under addresses in one file inside the assembly, sorted by address; only what is asked for is read, and nothing is read to
/// open it. The layout is stated in <c>tools/DefinitionCompiler/DocumentFile.cs</c>, which makes the files.
/// </summary>
internal sealed unsafe class EmbeddedDocuments
{
    private const int EntryBytes = 24;

    // Places of the fields of an entry.
    private const int Address = 0;
    private const int Kind = 8;
    private const int Content = 16;

    private readonly byte* _start;
    private readonly int _length;

    public EmbeddedDocuments(string resource)
    {
        // The assembly's resources stay mapped for as long as the program runs: the place may outlive the stream.
        using var stream = (UnmanagedMemoryStream)typeof(EmbeddedDocuments).Assembly.GetManifestResourceStream(resource)!;
        _start = stream.PositionPointer;
        _length = checked((int)stream.Length);
        if (!Bytes.StartsWith("HFP1"u8))
        {
            throw new InvalidDataException($"The embedded {resource} is not a file of this version: run tools/DefinitionCompiler.");
        }

        Count = Number(4);
    }

    public int Count { get; }

    private ReadOnlySpan<byte> Bytes => new(_start, _length);

    public string Url(int index) => Encoding.UTF8.GetString(Field(index, Address));

    /// <summary>What the document is; a word chosen by the compiler.</summary>
    public ReadOnlySpan<byte> Type(int index) => Field(index, Kind);

    /// <summary>The document's bytes, where they lie.</summary>
    public ReadOnlySpan<byte> Document(int index) => Field(index, Content);

    /// <summary>Position of the document with an address, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> url)
    {
        var utf8 = url.Length <= 256 ? stackalloc byte[768] : new byte[Encoding.UTF8.GetMaxByteCount(url.Length)];
        return IndexOf(utf8[..Encoding.UTF8.GetBytes(url, utf8)]);
    }

    private int IndexOf(ReadOnlySpan<byte> url)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Field(middle, Address).SequenceCompareTo(url);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private ReadOnlySpan<byte> Field(int index, int field)
    {
        var entry = 8 + (index * EntryBytes) + field;
        return Bytes.Slice(Number(entry), Number(entry + 4));
    }

    private int Number(int place) => BinaryPrimitives.ReadInt32LittleEndian(Bytes[place..]);
}
