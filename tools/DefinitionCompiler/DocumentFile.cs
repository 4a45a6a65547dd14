using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Helhed.DefinitionCompiler;

/// <summary>A document under an address, with a name of what it is.</summary>
internal sealed record StoredDocument(string Url, string Type, byte[] Bytes);

/// <summary>
/// Writes documents one behind another, with an index. Layout (integers are 32-bit little-endian, places counted from the file's
/// beginning): magic "HFP1", count, and for each document in ordinal order of its address: address place and length, type place and
/// length, document place and length. Read by Helhed.Fhir.Definitions.EmbeddedDocuments.
/// </summary>
internal static class DocumentFile
{
    // Nothing here is ever put into HTML as it stands.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(IEnumerable<StoredDocument> documents)
    {
        var sorted = documents.OrderBy(d => d.Url, StringComparer.Ordinal).ToList();
        if (sorted.GroupBy(d => d.Url).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"{twice.Key} is there {twice.Count()} times: the reader would find one of them.");
        }

        using var file = new MemoryStream();
        file.Write("HFP1"u8);
        Number(file, sorted.Count);
        var place = 8 + (sorted.Count * 24);
        foreach (var document in sorted)
        {
            foreach (var length in new[] { Encoding.UTF8.GetByteCount(document.Url), Encoding.UTF8.GetByteCount(document.Type), document.Bytes.Length })
            {
                Number(file, place);
                Number(file, length);
                place += length;
            }
        }

        foreach (var document in sorted)
        {
            file.Write(Encoding.UTF8.GetBytes(document.Url));
            file.Write(Encoding.UTF8.GetBytes(document.Type));
            file.Write(document.Bytes);
        }

        return file.ToArray();
    }

    /// <summary>One JSON object, without white space.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> members)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Copies the named members that are there, in the order of the names.</summary>
    public static void Copy(Utf8JsonWriter writer, JsonElement from, string[] names)
    {
        foreach (var name in names)
        {
            if (from.TryGetProperty(name, out var value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    /// <summary>Writes an array of objects under a name, when it is there.</summary>
    public static void Each(Utf8JsonWriter writer, JsonElement from, string name, Action<JsonElement> members)
    {
        if (!from.TryGetProperty(name, out var list))
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in list.EnumerateArray())
        {
            writer.WriteStartObject();
            members(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Number(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
