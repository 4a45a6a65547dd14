namespace Helhed.Fhir.Danish;

/// <summary>
/// The Danish form of what the parsers and FHIRPath say. They say it in English where they find it, since most findings are never read; the
/// text is told in Danish when it is shown. Each line of the catalogue is an English text with holes, and the Danish one with the same holes,
/// or fewer.
/// </summary>
internal static class DanishTexts
{
    private const int MostDepth = 3; // A text in a hole may be one of the catalogue itself.

    private static readonly Lazy<Entry[]> Entries = new(() => [.. DanishCatalogue.All().Select(Entry.Of)]);

    /// <summary>The text in Danish, or as it is where the catalogue has no Danish for it.</summary>
    public static string Of(string english) => Find(english, 0) ?? english;

    /// <summary>Whether the catalogue has a Danish form of the text.</summary>
    public static bool Knows(string english) => Find(english, 0) is not null;

    private static string? Find(string text, int depth)
    {
        if (depth < MostDepth && text.Length > 0)
        {
            foreach (var entry in Entries.Value)
            {
                if (entry.Fill(text, depth) is { } danish)
                {
                    return danish;
                }
            }
        }

        return null;
    }

    // The pieces between the holes. Where a piece stands more than once in a text the first place counts, and the last one for the last piece.
    private sealed class Entry(string[] english, string[] danish)
    {
        public static Entry Of(string line)
        {
            var (english, danish) = line.Split(" => ") is [var from, var to] ? (from.Split("{}"), to.Split("{}")) : throw new InvalidDataException(line);
            return danish.Length <= english.Length ? new Entry(english, danish) : throw new InvalidDataException(line);
        }

        public string? Fill(string text, int depth)
        {
            if (english.Length == 1)
            {
                return text == english[0] ? danish[0] : null;
            }

            if (text.Length < english[0].Length + english[^1].Length || !text.StartsWith(english[0], StringComparison.Ordinal) || !text.EndsWith(english[^1], StringComparison.Ordinal))
            {
                return null;
            }

            var result = danish[0];
            var at = english[0].Length;
            for (var i = 1; i < english.Length; i++)
            {
                var end = i == english.Length - 1 ? text.Length - english[i].Length : text.IndexOf(english[i], at, StringComparison.Ordinal);
                if (end < at)
                {
                    return null;
                }

                var hole = text[at..end];
                result += i < danish.Length ? (Find(hole, depth + 1) ?? hole) + danish[i] : "";
                at = end + english[i].Length;
            }

            return result;
        }
    }
}
