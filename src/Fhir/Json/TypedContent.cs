using System.Buffers;
using System.Text.Json;

namespace Helhed.Fhir.Json;

/// <summary>What a record holds, as bytes to compare.</summary>
internal static class TypedContent
{
    public static ReadOnlySpan<byte> Of(R4.Resource resource) => FhirJson.Write(resource);

    public static ReadOnlySpan<byte> Of(R4.Element element)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, FhirJson.Options);
        writer.WriteStartObject();
        element.WriteMembers(new TypedOutput(writer));
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan;
    }

    public static int Hash(ReadOnlySpan<byte> content)
    {
        var hash = new HashCode();
        hash.AddBytes(content);
        return hash.ToHashCode();
    }
}
