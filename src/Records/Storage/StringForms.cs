using System.Globalization;
using System.Text;
using Helhed.Fhir.Index;
using Letters = System.Buffers.SearchValues<char>;

namespace Helhed.Records;

/// <summary>
/// Under what a text is found by string parameters, beside its bare form: "Anne-Marie" is found as two words too, and a family name by
/// each of its words. See <see href="https://hl7.org/fhir/R4/search.html#string"/> and
/// <see href="https://hl7.org/fhir/R4/datatypes.html#HumanName"/>.
/// </summary>
internal static class StringForms
{
    /// <summary>So many of a name's later words are beginnings, for each of its two forms.</summary>
    public const int MaxWords = 8;

    private const string Joins = "-/\u2010\u2011\u2012\u2013\u2014\u2015\uFF0D\uFF0F";

    private static readonly Letters Dashes = System.Buffers.SearchValues.Create(Joins);

    // First bytes of the dashes in UTF-8: most texts have none of them, and are not even decoded.
    private static readonly System.Buffers.SearchValues<byte> DashBytes = System.Buffers.SearchValues.Create([(byte)'-', (byte)'/', 0xE2, 0xEF]);

    /// <summary>The further forms of a stored text; null for none.</summary>
    /// <param name="value">The text.</param>
    /// <param name="bare">Its bare form.</param>
    public static List<string>? Further(in StringValue value, string bare)
    {
        var parted = value.Text.Span.ContainsAny(DashBytes) ? Parted(Encoding.UTF8.GetString(value.Text.Span)) : null;
        if (parted is null && !value.HasParts)
        {
            return null;
        }

        List<string>? forms = null;
        if (parted is not null && parted != bare)
        {
            forms = [parted];
        }

        if (value.HasParts)
        {
            AddLaterWords(bare, bare, ref forms);
            AddLaterWords(parted ?? "", bare, ref forms);
        }

        return forms;
    }

    /// <summary>The forms in which a text is sought: what was written with a hyphen may be stored with a space.</summary>
    public static IReadOnlyList<string> Sought(string text)
    {
        var bare = SearchText.Bare(text);
        return Parted(text) is { } parted && parted != bare ? [bare, parted] : [bare];
    }

    /// <summary>Whether a stored text is found by what is sought: its beginning, or a part anywhere.</summary>
    /// <param name="value">The stored text.</param>
    /// <param name="sought">What is sought.</param>
    /// <param name="isAnywhere">True for <c>:contains</c>.</param>
    public static bool Fits(in StringValue value, string sought, bool isAnywhere)
    {
        var bare = SearchText.Bare(value.Text.Span);
        var all = Sought(sought);
        return Any(bare) || (Further(value, bare)?.Exists(Any) ?? false);

        bool Any(string form) => all.Any(s => isAnywhere ? form.Contains(s, StringComparison.Ordinal) : form.StartsWith(s, StringComparison.Ordinal));
    }

    // Bare, with a space for each dash between two words; null where there is none.
    private static string? Parted(string text)
    {
        if (!text.AsSpan().ContainsAny(Dashes))
        {
            return null;
        }

        char[]? parted = null;
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (Joins.Contains(text[i], StringComparison.Ordinal) && IsOfWord(text[i - 1]) && IsOfWord(text[i + 1]))
            {
                parted ??= text.ToCharArray();
                parted[i] = ' ';
            }
        }

        return parted is null ? null : SearchText.Bare(parted);
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    // From each later word on, so that "van Dam" in "Peter van Dam" is a beginning.
    private static void AddLaterWords(string form, string bare, ref List<string>? forms)
    {
        var space = form.IndexOf(' ', StringComparison.Ordinal);
        for (var i = 0; i < MaxWords && space >= 0; i++)
        {
            var rest = form[(space + 1)..];
            if (rest != bare && forms?.Contains(rest) != true)
            {
                (forms ??= []).Add(rest);
            }

            space = form.IndexOf(' ', space + 1);
        }
    }
}
