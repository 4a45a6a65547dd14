using System.Text.Json;

namespace Helhed.Access.Facts;

/// <summary>Reads out of a Binary whose it is. https://hl7.org/fhir/R4/binary.html#security-context</summary>
public static class Attachment
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>What a Binary belongs to by its securityContext.</summary>
    /// <param name="body">Its JSON, as it is stored. It may be large, and is read over and not parsed.</param>
    /// <returns>
    /// Key and kind of data of a resource that is patients' data. Null without such: a directory, a type that tells of many, another Binary
    /// and what is elsewhere say nothing of whose it is.
    /// </returns>
    public static (long Target, long Kind)? ContextOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Deep);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            var isContext = reader.ValueTextEquals("securityContext"u8);
            reader.Read();
            if (isContext)
            {
                return Of(ReferenceIn(ref reader));
            }

            reader.Skip();
        }

        return null;
    }

    private static string? ReferenceIn(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isReference = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("reference"u8);
            reader.Read();
            if (isReference && reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }

    private static (long Target, long Kind)? Of(string? reference)
    {
        if (reference is null || References.KeyOf(reference) is not { } key)
        {
            return null;
        }

        var type = reference[..reference.IndexOf('/', StringComparison.Ordinal)];
        return type != AttachmentSql.Type && ResourceTypes.IsPatientData(type) ? (key, SightSql.KindOf(type)) : null;
    }
}
