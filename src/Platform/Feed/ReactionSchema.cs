using Helhed.Platform.Data;

namespace Helhed.Platform.Feed;

internal static class ReactionSchema
{
    internal static Migration Reactions { get; } = new(3, "reactions", Sql, Sql);

    private const string Sql = """
        CREATE TABLE feed_cursor (
            reaction TEXT   NOT NULL PRIMARY KEY,  -- the reaction's name
            number   BIGINT NOT NULL,              -- last entry that is done, or was set aside
            tries    BIGINT NOT NULL,              -- how often the entry after it has failed
            retry_at BIGINT NOT NULL               -- not to be tried before, Unix milliseconds; 0 when nothing has failed
        );
        CREATE TABLE feed_poison (
            reaction TEXT   NOT NULL,  -- the reaction that could not take the entry
            number   BIGINT NOT NULL,  -- the entry
            error    TEXT   NOT NULL,  -- type and place of the error, without its message, which may name people
            tries    BIGINT NOT NULL,  -- how often it was tried
            at       BIGINT NOT NULL,  -- when it was set aside, Unix milliseconds
            PRIMARY KEY (reaction, number)
        );
        """;
}
