namespace Helhed.Platform.Work;

/// <summary>A piece of work that was taken.</summary>
/// <param name="Id">Its running number: an idempotency key for effects outside the database.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Key">Its key, where it has one.</param>
/// <param name="Payload">What the handler needs.</param>
/// <param name="Try">Which try this is, from 1.</param>
public sealed record WorkItem(long Id, string Kind, string? Key, string Payload, int Try);

/// <summary>Work that has failed too often.</summary>
/// <param name="Item">The work.</param>
/// <param name="Error">Type and place of the last error.</param>
public sealed record FailedWork(WorkItem Item, string Error);

/// <summary>How much work of a kind there is.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Running">Pieces that a node is doing.</param>
/// <param name="Waiting">Pieces that are due.</param>
/// <param name="Later">Pieces whose time has not come, among them those that have failed and are tried again.</param>
/// <param name="Failed">Pieces that have failed too often.</param>
public sealed record WorkSummary(string Kind, int Running, int Waiting, int Later, int Failed);

/// <summary>A kind of work and who does it.</summary>
/// <param name="Kind">Its name, for good.</param>
/// <param name="Run">Does a piece. Runs again after a crash, so it must bear that. An exception means: try again later.</param>
public sealed record WorkKind(string Kind, Func<WorkItem, CancellationToken, ValueTask> Run)
{
    /// <summary>How often a piece is tried before it is given up.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>How many pieces a node does at once.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>How long a node's claim lasts without a sign of life; the node renews it every third of this.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after the first failure; it doubles with each, up to an hour.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);
}
