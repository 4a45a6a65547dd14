using System.Globalization;
using Helhed.Citizen;
using Xunit;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>Words are found in a record however they are typed.</summary>
public sealed class RecordWordsTests
{
    private const int Draws = 20_000;
    private const string Letters = "aAbBeEoOsSæÆøØåÅéüößœ -.,1²½µ°\u00a0\u00adçñıİŁłđþ";

    [Theory]
    [InlineData("Blodprøve taget hos lægen", "BLODPRØVE", true)]
    [InlineData("Blodprøve taget hos lægen", "blodprove", true)]
    [InlineData("Blodprøve taget hos lægen", "laege", true)]
    [InlineData("André fik det på recept", "andre", true)]
    [InlineData("Blodprøve taget hos lægen", "blodtryk", false)]
    [InlineData("Kol", "kolik", false)]
    public void Finds_a_word_without_regard_to_case_and_accents(string text, string word, bool isThere) => Assert.Equal(isThere, RecordWords.Has(text, word));

    [Fact]
    public void Finds_in_any_text_what_the_comparison_of_all_alphabets_finds()
    {
        var random = new Random(20261123);
        var found = 0;
        for (var i = 0; i < Draws; i++)
        {
            var (text, word) = (Draw(0, 12), Draw(1, 3));
            var expected = CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

            // A letter that is two, as æ is "ae", is found by each of them here.
            Assert.True(expected == RecordWords.Has(text, word) || (!expected && text.Any(c => "æÆßœ½".Contains(c, StringComparison.Ordinal))), $"'{word}' in '{text}': {expected} was due");
            found += expected ? 1 : 0;
        }

        Assert.InRange(found, Draws / 50, Draws / 2);

        string Draw(int least, int most) => new([.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Letters[random.Next(Letters.Length)])]);
    }
}
