using System.Text.Json;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records.Searching;

/// <summary>
/// Matches that are contained resources: <c>_containedType=contained</c>. See <see href="https://hl7.org/fhir/R4/search.html#contained"/>.
/// </summary>
internal static class ContainedResources
{
    private static readonly ParseOptions Trusted = new(Missing: Fhir.IssueSeverity.Warning);

    /// <summary>The resource at a place among those that another contains, with that one's version.</summary>
    public static StoredResource Of(IndexExtractor extractor, StoredResource container, int ordinal)
    {
        var document = FhirDocument.Parse(container.Json, Trusted).Document ?? throw new InvalidDataException($"{container.Type} {container.Version} in the store does not parse.");
        var contained = extractor.Contained(document)[ordinal];
        return container with { Type = contained.Type.Name, Id = contained.Id, Json = Json(container.Json, ordinal), Container = $"{container.Type}/{container.Id}" };
    }

    private static ReadOnlyMemory<byte> Json(ReadOnlyMemory<byte> container, int ordinal)
    {
        var reader = new Utf8JsonReader(container.Span, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && !(reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("contained"u8)))
        {
            reader.TrySkip();
        }

        reader.Read();
        for (var i = 0; reader.Read(); i++)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (i == ordinal)
            {
                return container[start..(int)reader.BytesConsumed];
            }
        }

        throw new InvalidDataException("The contained resource is not where its index rows say.");
    }
}
