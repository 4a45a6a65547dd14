using Helhed.Platform.Feed;
using Helhed.Platform.Ledger;
using Helhed.Platform.Work;

namespace Helhed.Platform.Data;

/// <summary>The platform's own tables; run before every other room's.</summary>
internal static class PlatformMigrations
{
    internal static RoomMigrations Room { get; } = new("platform", [IdBlock, FeedSchema.Feed, ReactionSchema.Reactions, WorkSchema.Work, FeedSchema.TypedSubjects, LedgerSchema.Ledger, LedgerSchema.WithoutKeys]);

    private static Migration IdBlock => new(1, "id blocks", IdBlockSql, IdBlockSql);

    private const string IdBlockSql = """
        CREATE TABLE id_block (
            sequence TEXT   NOT NULL PRIMARY KEY,  -- what the ids are for, such as 'record'
            next_id  BIGINT NOT NULL               -- first id that no node has reserved yet
        );
        """;
}
