using Helhed.Platform.Work;

namespace Helhed.Records.Reindexing;

/// <summary>What is done about the index in the background: by one node at a time, and by another when that one dies.</summary>
internal static class ReindexWork
{
    // What a dead node had begun is taken up after this.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    // Each death of a node counts as a try.
    private const int MaxTries = 50;

    public static WorkKind Indexing(RecordStore store, ReindexPace pace) =>
        new(ParameterChanges.IndexWork, async (_, ct) => await store.Reindexer.Run(pace, null, ct)) { Lease = Lease, MaxTries = MaxTries };

    public static WorkKind Removal(RecordStore store) =>
        new(ParameterChanges.RemovalWork, async (_, ct) => await new ParameterRemoval(store.Database, store.Custom, store.Clock).Run(ct)) { Lease = Lease, MaxTries = MaxTries };
}
