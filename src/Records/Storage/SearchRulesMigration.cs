using Helhed.Platform.Data;

namespace Helhed.Records;

/// <summary>
/// Texts are kept without punctuation, with further rows for what a hyphen joins and for the later words of names (their <c>exact</c> is 0),
/// and bit 8 of <c>edge</c> where punctuation was left out; amounts such as "less than 5" are ranges; and a reference to a contained
/// resource is one to its type. What an older store has otherwise is put right in the background while it serves, and what it has too much
/// removed, as by the full repair that can also be begun by hand.
/// </summary>
internal static class SearchRulesMigration
{
    private const string Repair = """
        UPDATE reindex SET purpose = CASE WHEN purpose = 'all' THEN 'all' ELSE 'full' END, last_rid = 0, done = 0;
        INSERT INTO reindex (id, purpose, last_rid, done, total, started, state, repaired)
            SELECT 1, 'full', 0, 0, COUNT(*), 0, 0, 0 FROM resource WHERE NOT EXISTS (SELECT 1 FROM reindex) HAVING COUNT(*) > 0;
        """;

    public static Migration Step { get; } = new(23, "texts without punctuation, open amounts", Repair, Repair);
}
