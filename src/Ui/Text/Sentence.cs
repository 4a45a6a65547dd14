namespace Helhed.Ui;

/// <summary>Small repairs to words that come out of records.</summary>
public static class Sentence
{
    /// <summary>A text with its gaps ({0}) filled.</summary>
    public static string Fill(string text, params object[] values) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, values);

    /// <summary>With a capital first letter.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
