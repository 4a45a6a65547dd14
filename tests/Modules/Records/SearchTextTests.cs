using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;
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

    [Theory]
    [InlineData("O'Brien", "obrien")]
    [InlineData("O\u2019Brien O\u00B4Brien O`Brien O\u02BCBrien", "obrien obrien obrien obrien")]
    [InlineData("  Åse,  Ærø-Møller. ", "ase aeromoller")]
    [InlineData("- Anne - Marie -", "anne marie")]
    [InlineData("100% of $1 + 2", "100 of $1 + 2")]
    [InlineData("Łódź (Ø)", "łodz o")]
    [InlineData("-/.", "-/.")]
    [InlineData(" . ", ".")]
    [InlineData("", "")]
    public void Leaves_punctuation_out(string text, string bare)
    {
        Assert.Equal(bare, SearchText.Bare(text));
        Assert.Equal(bare, SearchText.Bare(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Without_punctuation_a_text_folds_as_if_it_had_none()
    {
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var most = random.Next(3) switch { 0 => 0x7F, 1 => 0xFF, _ => 0x24F };
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(1, most)));
            var without = string.Concat(text.Where(c => !SearchText.IsMark(c)));
            Assert.Equal(Reference(without) is { Length: > 0 } bare ? bare : Reference(text), SearchText.Bare(text));
            Assert.Equal(without.Length < text.Length, SearchText.HasMarks(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Each_further_form_is_a_beginning_of_its_own_and_they_are_few()
    {
        var parameter = R4Definitions.Default.ParametersFor("Patient").First(p => p.Code == "family");
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => Drawn[random.Next(Drawn.Length)]));
            var value = new StringValue(parameter, Encoding.UTF8.GetBytes(text)) { HasParts = random.Next(2) == 0 };
            var bare = SearchText.Bare(text);
            var forms = StringForms.Further(value, bare) ?? [];
            Assert.DoesNotContain(bare, forms);
            Assert.Equal(forms.Count, forms.Distinct().Count());
            Assert.True(forms.Count <= (value.HasParts ? 1 + (2 * StringForms.MaxWords) : 1));
            Assert.All(forms, f => Assert.True(f.Length > 0 && f == SearchText.Fold(f)));

            // Whatever it is found by, it is found by as it stands.
            Assert.True(StringForms.Fits(value, text, isAnywhere: false));
            Assert.All(forms, f => Assert.True(StringForms.Fits(value, f, isAnywhere: false)));
            Assert.All(StringForms.Sought(text), s => Assert.True(s == bare || forms.Contains(s)));
        }
    }

    [Fact]
    public void Rows_of_texts_have_keys_of_their_own_and_only_whole_texts_are_ordered_by()
    {
        var builder = new IndexRowsBuilder(new IndexExtractor(R4Definitions.Default, TimeZoneInfo.Utc), new CustomParameters());
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            string Word() => string.Join(random.Next(2) == 0 ? " " : "-", Enumerable.Range(0, random.Next(1, 4)).Select(_ => "ab'"[random.Next(3)] + "c"));
            var names = string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $$"""{"text":"{{Word()}}","family":"{{Word()}}","given":["{{Word()}}"]}"""));
            var document = FhirDocument.Parse(Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"p","name":[{{names}}]}""")).Document!;
            var strings = builder.Of(R4Definitions.Default.FindResource("Patient")!, document).Strings;
            Assert.Equal(strings.Count, strings.DistinctBy(s => (s.Param, s.Value, s.Patient, s.Exact)).Count());
            Assert.All(strings.Where(s => s.IsFurther), s => Assert.Equal(0, s.Edge & (IndexRows.EdgeFirst | IndexRows.EdgeLast)));
            Assert.All(strings.GroupBy(s => (s.Param, s.Patient)), rows =>
            {
                var whole = rows.Where(s => !s.IsFurther).Select(s => s.Value).Order(StringComparer.Ordinal).ToList();
                Assert.Equal(whole[0], Assert.Single(rows, s => (s.Edge & IndexRows.EdgeFirst) != 0).Value);
                Assert.Equal(whole[^1], Assert.Single(rows, s => (s.Edge & IndexRows.EdgeLast) != 0).Value);
            });
        }
    }

    [Fact]
    public void Words_come_once_in_their_order() =>
        Assert.Equal(["blod", "tryk", "maling", "12"], SearchWords.Split("Blod-tryk, måling: BLOD 12 (tryk)"));

    private const string Drawn = "ab ø-/.'\u2013é  ";

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
