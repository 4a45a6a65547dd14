using System.Text.Json;

namespace Helhed.Citizen;

/// <summary>What to call somebody.</summary>
/// <param name="Given">The given names, for a greeting.</param>
/// <param name="Full">All names.</param>
internal sealed record CitizenName(string Given, string Full)
{
    /// <summary>The first name of a Patient as it is stored; null without any. Every page asks: to read the whole Patient would cost ten times as much.</summary>
    public static CitizenName? Of(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                return FactsReader.List(ref reader, One) is [var first, ..] ? first : null;
            }

            FactsReader.Pass(ref reader);
        }

        return null;
    }

    private static CitizenName One(ref Utf8JsonReader reader)
    {
        var (text, family, given) = ((string?)null, (string?)null, (IReadOnlyList<string?>)[]);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("text"u8))
            {
                text = FactsReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("family"u8))
            {
                family = FactsReader.Text(ref reader);
            }
            else if (reader.ValueTextEquals("given"u8))
            {
                given = FactsReader.List(ref reader, (ref Utf8JsonReader item) => item.GetString()); // null where an extension stands for it
            }
            else
            {
                FactsReader.Pass(ref reader);
            }
        }

        var names = given.OfType<string>().ToList();
        return new CitizenName(string.Join(' ', names), text ?? string.Join(' ', family is null ? names : [.. names, family]));
    }
}
