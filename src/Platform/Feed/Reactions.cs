using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Platform.Feed;

/// <summary>All reactions of the program: runs them in the background, shows and replays what they have set aside.</summary>
public sealed class Reactions : BackgroundService
{
    private const int MostShown = 1000;

    private readonly Database _database;
    private readonly IReadOnlyList<Reaction> _reactions;
    private readonly Dictionary<string, ReactionLoop> _loops;
    private readonly TimeProvider _clock;
    private readonly ILogger<Reactions> _log;

    /// <summary>Takes the program's reactions.</summary>
    /// <param name="database">The database, migrated.</param>
    /// <param name="reactions">The reactions, each with a name of its own.</param>
    /// <param name="clock">For the waits between tries.</param>
    /// <param name="log">Where errors are reported.</param>
    /// <exception cref="ArgumentException">Two reactions have the same name.</exception>
    public Reactions(Database database, IEnumerable<Reaction> reactions, TimeProvider clock, ILogger<Reactions> log)
    {
        _database = database;
        _reactions = [.. reactions];
        _clock = clock;
        _log = log;
        if (_reactions.DistinctBy(reaction => reaction.Name).Count() != _reactions.Count)
        {
            throw new ArgumentException("Two reactions have the same name and would share a cursor.", nameof(reactions));
        }

        _loops = _reactions.ToDictionary(reaction => reaction.Name, reaction => new ReactionLoop(database, reaction, clock, log));
    }

    /// <summary>Handles everything that is in the feed now, reaction by reaction, and returns: for imports and tests.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>When all have caught up.</returns>
    public async Task CatchUp(CancellationToken ct)
    {
        foreach (var reaction in _reactions)
        {
            // A loop of its own: the running one looks by itself meanwhile.
            await new ReactionLoop(_database, reaction, _clock, _log).CatchUp(ct);
        }
    }

    /// <summary>How many numbers each reaction is behind the feed.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The reactions' names with their distance; 0 when all is done.</returns>
    public async Task<IReadOnlyDictionary<string, long>> Lag(CancellationToken ct)
    {
        var horizon = await new ChangeFeed(_database).Horizon(ct);
        var lag = new Dictionary<string, long>();
        foreach (var reaction in _reactions)
        {
            var cursor = await ReactionCursor.Read(_database, reaction.Name, ct);
            var open = await new ChangeFeed(_database).ReadPage(_loops[reaction.Name].LookedTo(cursor.Number), 1, reaction.Topic, ct);
            lag[reaction.Name] = open.Rows.Count == 0 ? 0 : horizon - open.Rows[0].Number + 1;
        }

        return lag;
    }

    /// <summary>Where each reaction is.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The reactions by name, with their distance from the feed.</returns>
    public async Task<IReadOnlyList<ReactionPosition>> Positions(CancellationToken ct)
    {
        var lag = await Lag(ct);
        var positions = new List<ReactionPosition>(_reactions.Count);
        foreach (var reaction in _reactions.OrderBy(reaction => reaction.Name, StringComparer.Ordinal))
        {
            var cursor = await ReactionCursor.Read(_database, reaction.Name, ct);
            positions.Add(new ReactionPosition(reaction.Name, cursor.Number, lag[reaction.Name], cursor.Tries));
        }

        return positions;
    }

    /// <summary>The entries that were set aside, at most 1,000.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entries with their errors.</returns>
    public async Task<IReadOnlyList<PoisonEntry>> Poisoned(CancellationToken ct) =>
        await _database.ReadLatest(session => ReactionCursor.Poisoned(session, MostShown), ct);

    /// <summary>Handles an entry again that was set aside, and forgets it when that succeeds.</summary>
    /// <param name="reaction">The reaction's name.</param>
    /// <param name="number">The entry's number.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The entry, or why not: there is no such entry, or it failed again.</returns>
    public async Task<Outcome<FeedRow>> Replay(string reaction, long number, CancellationToken ct)
    {
        if (_reactions.FirstOrDefault(one => one.Name == reaction) is not { } known)
        {
            return new Problem(ProblemKind.NotFound, $"There is no reaction named {reaction}.");
        }

        try
        {
            return await _database.Write(tx => Replay(tx, known, number), ct);
        }
        catch (Exception error) when (error is not (OperationCanceledException or DatabaseBusyException))
        {
            return new Problem(ProblemKind.Conflict, $"The entry failed again: {ErrorText.Of(error)}");
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_loops.Values.Select(loop => Task.Run(() => loop.Run(stoppingToken), CancellationToken.None)));

    private static async ValueTask<Outcome<FeedRow>> Replay(WriteTransaction tx, Reaction reaction, long number)
    {
        // The delete comes first: it locks the row, so that two replays at once handle the entry once.
        if (await ReactionCursor.Forget(tx, reaction.Name, number) == 0)
        {
            return new Problem(ProblemKind.NotFound, "That entry is not set aside.");
        }

        var row = (await ChangeFeed.Rows(tx, number - 1, number, (1, null)))[0];
        await reaction.Handler(row, tx);
        return row;
    }
}
