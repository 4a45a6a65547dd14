namespace Helhed.Ui;

/// <summary>Small repairs to words that come out of records.</summary>
public static class Sentence
{
    /// <summary>With a capital first letter.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
