using System.Text;
using System.Text.Json;

namespace Helhed.Citizen;

/// <summary>
/// Reads a few facts out of stored JSON. Every method begins at the name of a member (items of a list: at their first token) and ends at
/// the last token of its value.
/// </summary>
internal static class FactsReader
{
    public delegate void MemberReader<in T>(ref Utf8JsonReader reader, T into);

    public delegate T ItemReader<out T>(ref Utf8JsonReader reader);

    /// <summary>The members of the object that the reader stands at.</summary>
    public static void Members<T>(ref Utf8JsonReader reader, T into, MemberReader<T> read)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            read(ref reader, into);
        }
    }

    public static IReadOnlyList<T> List<T>(ref Utf8JsonReader reader, ItemReader<T> read)
    {
        ToValue(ref reader);
        var items = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(read(ref reader));
        }

        return items;
    }

    public static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>A text, or a number as it stands.</summary>
    public static string? Text(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        return reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
    }

    public static ConceptFacts Concept(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        var (text, display, code, isNormal, isFirst) = ((string?)null, (string?)null, (string?)null, false, true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("text"u8))
            {
                text = Text(ref reader);
            }
            else if (reader.ValueTextEquals("coding"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var coding = Coding(ref reader);
                    (display, code, isNormal, isFirst) = (display ?? coding.Display, isFirst ? coding.Code : code, isNormal || coding.Code == "normal", false);
                }
            }
            else
            {
                Pass(ref reader);
            }
        }

        return new ConceptFacts(text ?? display, code, isNormal);
    }

    public static QuantityFacts Quantity(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        var (value, unit, code) = ((decimal?)null, (string?)null, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = reader.TryGetDecimal(out var number) ? number : null; // FHIR's numbers may be larger than any that is measured
            }
            else if (reader.ValueTextEquals("unit"u8))
            {
                unit = Text(ref reader);
            }
            else if (reader.ValueTextEquals("code"u8))
            {
                code = Text(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }

        return new QuantityFacts(value, unit ?? code);
    }

    public static RangeFacts Range(ref Utf8JsonReader reader)
    {
        var range = new RangeFacts(null, null, null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("low"u8))
            {
                range = range with { Low = Quantity(ref reader).Value };
            }
            else if (reader.ValueTextEquals("high"u8))
            {
                range = range with { High = Quantity(ref reader).Value };
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                range = range with { Meaning = Concept(ref reader) };
            }
            else
            {
                Pass(ref reader);
            }
        }

        return range;
    }

    public static MeasuredFacts Measured(ref Utf8JsonReader reader)
    {
        var (code, quantity, ranges) = ((ConceptFacts?)null, (QuantityFacts?)null, (IReadOnlyList<RangeFacts>)[]);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                code = Concept(ref reader);
            }
            else if (reader.ValueTextEquals("valueQuantity"u8))
            {
                quantity = Quantity(ref reader);
            }
            else if (reader.ValueTextEquals("referenceRange"u8))
            {
                ranges = List(ref reader, Range);
            }
            else
            {
                Pass(ref reader);
            }
        }

        return new MeasuredFacts(code, quantity, ranges);
    }

    /// <summary>A reference with its display.</summary>
    public static Named Reference(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        var (reference, display) = ((string?)null, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("reference"u8))
            {
                reference = Text(ref reader);
            }
            else if (reader.ValueTextEquals("display"u8))
            {
                display = Text(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }

        return new Named(reference, display);
    }

    /// <summary>The beginning of a period.</summary>
    public static string? Start(ref Utf8JsonReader reader)
    {
        ToValue(ref reader);
        string? start = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("start"u8))
            {
                start = Text(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }

        return start;
    }

    private static (string? Code, string? Display) Coding(ref Utf8JsonReader reader)
    {
        var (code, display) = ((string?)null, (string?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                code = Text(ref reader);
            }
            else if (reader.ValueTextEquals("display"u8))
            {
                display = Text(ref reader);
            }
            else
            {
                Pass(ref reader);
            }
        }

        return (code, display);
    }

    private static void ToValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
        }
    }
}
