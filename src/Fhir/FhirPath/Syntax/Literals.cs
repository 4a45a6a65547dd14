using System.Globalization;
using System.Text;

namespace Helhed.Fhir.FhirPath;

/// <summary>The values that tokens stand for.</summary>
internal static class Literals
{
    /// <summary>False when the token is no literal.</summary>
    public static bool TryParse(in Token token, out Term? term)
    {
        term = token.Kind switch
        {
            TokenKind.Identifier when token.Text is "true" or "false" => new LiteralTerm(token.Start, PathItem.Of(token.Text == "true")),
            TokenKind.String => new LiteralTerm(token.Start, PathItem.Of(token.Text)),
            TokenKind.Integer => Integer(token),
            TokenKind.Long => long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new LiteralTerm(token.Start, PathItem.OfLong(number))
                : new ImpossibleTerm(token.Start, "A Long is at most 9223372036854775807."),
            TokenKind.Decimal => Decimal(token),
            TokenKind.Date => PathTime.TryDate(Utf8(token), out var date)
                ? new LiteralTerm(token.Start, PathItem.Of(ItemKind.Date, date))
                : new ImpossibleTerm(token.Start, $"There is no date {token.Text}."),
            TokenKind.DateTime => PathTime.TryDateTime(Utf8(token), out var moment)
                ? new LiteralTerm(token.Start, PathItem.Of(ItemKind.DateTime, moment))
                : new ImpossibleTerm(token.Start, $"There is no time {token.Text}."),
            TokenKind.Time => PathTime.TryTime(Utf8(token), out var time)
                ? new LiteralTerm(token.Start, PathItem.Of(ItemKind.Time, time))
                : new ImpossibleTerm(token.Start, $"There is no time of day {token.Text}; it has no zone."),
            _ => null,
        };
        return term is not null;
    }

    private static byte[] Utf8(in Token token) => Encoding.UTF8.GetBytes(token.Text);

    private static Term Integer(in Token token) => int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? new LiteralTerm(token.Start, PathItem.Of(number))
        : new ImpossibleTerm(token.Start, "An Integer is at most 2147483647. Write a Decimal (1.0) or a Long (1L).");

    // A literal with more digits than can be kept would silently become another number.
    private static Term Decimal(in Token token) =>
        token.Text.Length <= 30 && decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new LiteralTerm(token.Start, PathItem.Of(number))
            : new ImpossibleTerm(token.Start, "A Decimal has at most 28 digits.");
}
