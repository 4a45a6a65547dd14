using System.Globalization;
using System.Text;

namespace Helhed.Fhir.Ucum;

/// <summary>A unit in words, in the form that UCUM's functional tests give: <c>(meter ^ 3) * (kilogram ^ -1)</c>.</summary>
internal static class UnitWords
{
    /// <summary>What a missing unit is called.</summary>
    public const string Unity = "(unity)";

    public static string Of(string code, ReadOnlySpan<UnitToken> tokens)
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            _ = token.Kind switch
            {
                UnitTokenKind.Times => text.Append(" * "),
                UnitTokenKind.Over => text.Append(i == 0 ? "1 / " : " / "),
                UnitTokenKind.Open => text.Append('('),
                UnitTokenKind.Close => text.Append(')'),
                UnitTokenKind.Symbol => Symbol(text, token),
                UnitTokenKind.Annotation => Annotation(text, code.AsSpan(token.Start + 1, token.Length - 2), i > 0 && tokens[i - 1].Kind is UnitTokenKind.Symbol or UnitTokenKind.Factor),
                _ => text.Append(code, token.Start, token.Length),
            };
        }

        return text.ToString();
    }

    private static StringBuilder Symbol(StringBuilder text, UnitToken token)
    {
        text.Append('(').Append(token.Prefix?.Name).Append(token.Atom!.Name);
        return (token.Exponent == 1 ? text : text.Append(" ^ ").Append(token.Exponent.ToString(CultureInfo.InvariantCulture))).Append(')');
    }

    private static StringBuilder Annotation(StringBuilder text, ReadOnlySpan<char> words, bool follows) =>
        text.Append(follows ? " of (" : "(").Append(words).Append(')');
}
