using System.Globalization;
using System.Text;
using Helhed.Records;

namespace Helhed.Tests.Modules.Records;

/// <summary>Texts are compared without case, accents and repeated spaces, whatever letters they hold.</summary>
public sealed class SearchTextTests
{
    [Theory]
    [InlineData("  Åse   Ærø-Møller ", "ase aero-moller")]
    [InlineData("STRASSE Straße", "strasse strasse")]
    [InlineData("Zürich\t\u00a0Đorđe", "zurich đorđe")]
    [InlineData("a\u030angstrom", "angstrom")]
    [InlineData("", "")]
    [InlineData("日本 語", "日本 語")]
    public void Folds(string text, string folded)
    {
        Assert.Equal(folded, SearchText.Fold(text));
        Assert.Equal(folded, SearchText.Fold(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Quick_and_thorough_ways_agree()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(3) switch { 0 => 0x7F, 1 => 0xFF, _ => 0x24F };
            var text = string.Concat(Enumerable.Range(0, random.Next(400)).Select(_ => (char)random.Next(1, most)));
            Assert.Equal(Reference(text), SearchText.Fold(text));
        }
    }

    [Fact]
    public void Words_come_once_in_their_order() =>
        Assert.Equal(["blod", "tryk", "maling", "12"], SearchWords.Split("Blod-tryk, måling: BLOD 12 (tryk)"));

    // The definition, letter by letter.
    private static string Reference(string text)
    {
        var folded = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (folded.Length >= SearchText.MaxLength)
            {
                break;
            }

            folded.Append(c switch
            {
                'æ' or 'Æ' => "ae",
                'ø' or 'Ø' => "o",
                'ß' => "ss",
                _ when char.IsWhiteSpace(c) => folded.Length > 0 && folded[^1] != ' ' ? " " : "",
                _ when CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark => "",
                _ => char.ToLowerInvariant(c).ToString(),
            });
        }

        return folded.ToString(0, Math.Min(folded.Length, SearchText.MaxLength)).TrimEnd(' ');
    }
}
