using System.Text;
using System.Text.Json;
using Helhed.Fhir.Index;

namespace Helhed.Records.Operations;

/// <summary>Finds what a resource refers to: its references, and the Binary resources that its attachments name.</summary>
internal static class ReferenceScan
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <param name="json">A stored resource.</param>
    /// <param name="server">The server's own address, such as <c>https://host/fhir</c>: what begins with it is here too.</param>
    /// <param name="found">Called with type and id, in the order they stand, repeated ones too.</param>
    public static void Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> server, Action<string, string> found)
    {
        var reader = new Utf8JsonReader(json, Deep);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isReference = reader.ValueTextEquals("reference"u8);
            var isAddress = !isReference && reader.ValueTextEquals("url"u8);
            if ((isReference || isAddress) && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                Tell(reader.GetString()!, isAddress, server, found);
            }
        }
    }

    private static void Tell(string text, bool isAddress, ReadOnlySpan<byte> server, Action<string, string> found)
    {
        ReadOnlyMemory<byte> utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length > server.Length && !server.IsEmpty && utf8.Span.StartsWith(server) && utf8.Span[server.Length] == (byte)'/')
        {
            utf8 = utf8[(server.Length + 1)..];
        }

        if (ReferenceText.TryParse(utf8, out var type, out var id) && (!isAddress || type.Span.SequenceEqual("Binary"u8)))
        {
            var name = Encoding.UTF8.GetString(id.Span);
            if (ResourceIds.IsValid(name))
            {
                found(Encoding.UTF8.GetString(type.Span), name);
            }
        }
    }
}
