using System.Buffers.Binary;
using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>
/// The profiles and extensions that R4 (4.0.1) itself publishes, each a StructureDefinition with what validation needs of its
/// differential. They lie in one file inside the assembly, sorted by address; only what is asked for is read. The layout is stated in
/// <c>tools/DefinitionCompiler/ProfileWriter.cs</c>, which makes the file.
/// </summary>
internal static unsafe class R4Profiles
{
    private const int EntryBytes = 24;

    // Places of the fields of an entry: address, type, document.
    private const int Url = 0;
    private const int Type = 8;
    private const int Document = 16;

    private static readonly Lazy<(nint Start, int Length)> File = new(Open);
    private static readonly Lazy<IReadOnlyList<string>> AllUrls = new(() => [.. Enumerable.Range(0, Count).Select(i => Encoding.UTF8.GetString(Field(i, Url)))]);

    /// <summary>Canonical addresses, in ordinal order.</summary>
    public static IReadOnlyList<string> Urls => AllUrls.Value;

    private static ReadOnlySpan<byte> Bytes => new((void*)File.Value.Start, File.Value.Length);

    private static int Count => Number(4);

    /// <summary>JSON of the profile with a canonical address, or null. A version in the address must be 4.0.1, or 4.0 for any of that line.</summary>
    public static ReadOnlyMemory<byte>? Find(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        if (bar >= 0 && url.AsSpan(bar + 1) is not ("4.0.1" or "4.0"))
        {
            return null;
        }

        var index = IndexOf(Encoding.UTF8.GetBytes(bar < 0 ? url : url[..bar]));
        return index < 0 ? null : Field(index, Document).ToArray();
    }

    /// <summary>The type that the profile with a canonical address constrains, or null when there is none.</summary>
    public static string? TypeOf(string url)
    {
        var index = IndexOf(Encoding.UTF8.GetBytes(url));
        return index < 0 ? null : Encoding.UTF8.GetString(Field(index, Type));
    }

    private static int IndexOf(ReadOnlySpan<byte> url)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Field(middle, Url).SequenceCompareTo(url);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Field(int index, int field)
    {
        var entry = 8 + (index * EntryBytes) + field;
        return Bytes.Slice(Number(entry), Number(entry + 4));
    }

    private static int Number(int place) => BinaryPrimitives.ReadInt32LittleEndian(Bytes[place..]);

    private static (nint Start, int Length) Open()
    {
        // The assembly's resources stay mapped for as long as the program runs: the place may outlive the stream.
        using var stream = (UnmanagedMemoryStream)typeof(R4Profiles).Assembly.GetManifestResourceStream("r4.profiles")!;
        var bytes = new ReadOnlySpan<byte>(stream.PositionPointer, checked((int)stream.Length));
        return bytes.StartsWith("HFP1"u8)
            ? ((nint)stream.PositionPointer, bytes.Length)
            : throw new InvalidDataException("The embedded profiles are not a file of this version: run tools/DefinitionCompiler.");
    }
}
