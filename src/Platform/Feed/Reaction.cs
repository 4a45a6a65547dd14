using Helhed.Platform.Data;

namespace Helhed.Platform.Feed;

/// <summary>What handles one entry. Its effects in the transaction happen once; effects elsewhere may happen again after a crash, so send <see cref="Reaction.KeyOf"/> along.</summary>
/// <param name="row">The entry.</param>
/// <param name="transaction">The transaction that also moves the cursor.</param>
/// <returns>When it is handled. An exception means: roll back, try again later.</returns>
public delegate ValueTask Handle(FeedRow row, WriteTransaction transaction);

/// <summary>Something that follows the change feed with a durable cursor of its own, from the feed's beginning.</summary>
/// <param name="Name">Its name, for good: the cursor hangs on it.</param>
/// <param name="Handler">What handles an entry.</param>
public sealed record Reaction(string Name, Handle Handler)
{
    /// <summary>Only entries of this topic; null for all.</summary>
    public short? Topic { get; init; }

    /// <summary>How often an entry is tried before it is set aside.</summary>
    public int MaxTries { get; init; } = 5;

    /// <summary>Most entries in a transaction.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The wait after the first failure; it doubles with each, up to five minutes.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The idempotency key of an entry for this reaction, the same at every try.</summary>
    /// <param name="row">The entry.</param>
    /// <returns>The key.</returns>
    public string KeyOf(FeedRow row) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}:{row.Number}");
}

/// <summary>Where a reaction is.</summary>
/// <param name="Reaction">The reaction's name.</param>
/// <param name="Number">The last entry that is done, or was set aside.</param>
/// <param name="Lag">How many numbers it is behind the feed; 0 when all is done.</param>
/// <param name="Tries">How often the entry after that has failed.</param>
public sealed record ReactionPosition(string Reaction, long Number, long Lag, int Tries);

/// <summary>An entry that a reaction could not take.</summary>
/// <param name="Reaction">The reaction's name.</param>
/// <param name="Number">The entry's number.</param>
/// <param name="Error">Type and place of the last error.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="At">When it was set aside.</param>
public sealed record PoisonEntry(string Reaction, long Number, string Error, int Tries, DateTimeOffset At);
