using System.Globalization;

namespace Helhed.Fhir;

/// <summary>
/// A decimal that keeps its digits: <c>1.50</c> stays <c>1.50</c>, and a number too long for <see cref="decimal"/> keeps its text.
/// See <see href="https://hl7.org/fhir/R4/datatypes.html#decimal"/>.
/// </summary>
public readonly record struct FhirDecimal
{
    private readonly string? _text;

    private FhirDecimal(decimal value, string? text)
    {
        Value = value;
        _text = text;
    }

    /// <summary>The number; rounded to 28 digits when the text has more.</summary>
    public decimal Value { get; }

    /// <summary>From a <see cref="decimal"/>, whose scale is its precision.</summary>
    public static implicit operator FhirDecimal(decimal value) => new(value, null);

    /// <summary>From a whole number.</summary>
    public static implicit operator FhirDecimal(int value) => new(value, null);

    /// <summary>From JSON number text.</summary>
    /// <exception cref="FormatException">The text is not a JSON number.</exception>
    public static FhirDecimal Parse(string text)
    {
        if (!IsJsonNumber(text))
        {
            throw new FormatException($"'{text}' is not a JSON number.");
        }

        return OfChecked(text);
    }

    /// <summary>From text that is known to be a JSON number, such as one that has been parsed.</summary>
    internal static FhirDecimal OfChecked(string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return new(value, value.ToString(CultureInfo.InvariantCulture) == text ? null : text);
        }

        // Beyond decimal's range (7.9e28): the nearest end, and the text is kept.
        var approximate = double.Parse(text, CultureInfo.InvariantCulture);
        return new(approximate > 0 ? decimal.MaxValue : decimal.MinValue, text);
    }

    // https://www.rfc-editor.org/rfc/rfc8259#section-6: what .NET reads beyond it (+1, .5, 01, NaN) would make broken JSON.
    private static bool IsJsonNumber(string text)
    {
        var reader = new System.Text.Json.Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.Number && reader.ValueSpan.Length == text.Length && !reader.Read();
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>The digits as they were written.</summary>
    public override string ToString() => _text ?? Value.ToString(CultureInfo.InvariantCulture);
}
