using System.Globalization;
using System.Text;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;

namespace Helhed.Records.Verification;

/// <summary>
/// The full-text index. PostgreSQL keeps the words as they were given; SQLite keeps only the index, of which resource_word shows each
/// word. There words are compared that SQLite's tokeniser leaves as they are: of a-z, 0-9 and Latin-1's letters.
/// </summary>
internal sealed class WordsTable(Dialect dialect) : ComparedTable
{
    private const int Narrative = 1;
    private const int Content = 2;

    private bool IsSqlite => dialect == Dialect.Sqlite;

    public override string Name => "resource_words";

    public override void Hash(long rid, IndexRows rows, Action<FoundRow> found)
    {
        if (rid < 0 || rows.Words == default)
        {
            return;
        }

        if (!IsSqlite)
        {
            found(OfBoth(rid, rows.Words));
            return;
        }

        AddWords(rid, Narrative, rows.Words.Narrative, found);
        AddWords(rid, Content, rows.Words.Content, found);
    }

    public override async IAsyncEnumerable<FoundRow> Stream(SqlSession session)
    {
        if (!IsSqlite)
        {
            await foreach (var row in session.Stream("SELECT rid, narrative, content FROM resource_words", r => OfBoth(r.Long(0), new WordsRow(r.TextOrNull(1), r.TextOrNull(2)))))
            {
                yield return row;
            }

            yield break;
        }

        await foreach (var (rid, column, word) in session.Stream("SELECT doc, col, term FROM resource_word", r => (r.Long(0), r.Text(1), r.Text(2))))
        {
            if (IsPlain(word))
            {
                yield return new FoundRow(rid, -1, RowHash.Of(column == "narrative" ? Narrative : Content, word));
            }
        }
    }

    public override async IAsyncEnumerable<(FoundRow Found, object Row)> Stream(SqlSession session, Predicate<FoundRow> wanted)
    {
        await foreach (var row in Stream(session))
        {
            if (wanted(row))
            {
                yield return (row, row);
            }
        }
    }

    /// <summary>Removes all words of a resource; whoever calls puts in those that are due.</summary>
    public override ValueTask<int> Remove(WriteTransaction tx, long rid, object row) =>
        tx.Execute(IsSqlite ? "DELETE FROM resource_words WHERE rowid = $1" : "DELETE FROM resource_words WHERE rid = $1", rid);

    private static FoundRow OfBoth(long rid, WordsRow words) => new(rid, -1, (RowHash.Of(Narrative, words.Narrative ?? "") * 31) + RowHash.Of(Content, words.Content ?? ""));

    private static void AddWords(long rid, int column, string? words, Action<FoundRow> found)
    {
        var seen = new HashSet<string>();
        foreach (var word in (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var piece in Pieces(word))
            {
                if (IsPlain(piece) && seen.Add(piece))
                {
                    found(new FoundRow(rid, -1, RowHash.Of(column, piece)));
                }
            }
        }
    }

    // SQLite parts a word at marks other than the common accents.
    private static string[] Pieces(string word)
    {
        if (IsPlain(word))
        {
            return [word];
        }

        var parted = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            parted.Append(CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark && c is < '\u0300' or > '\u0331' && !char.IsLetterOrDigit(c) ? ' ' : c);
        }

        return parted.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsPlain(string word)
    {
        foreach (var c in word)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or (>= 'ß' and <= 'ÿ' and not '÷')))
            {
                return false;
            }
        }

        return true;
    }
}
