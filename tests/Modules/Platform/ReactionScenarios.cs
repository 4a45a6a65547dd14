using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Tests.Modules.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Helhed.Tests.Modules.Platform;

public abstract class ReactionScenarios(Dialect dialect) : StoreTest(dialect)
{
    private const string Secret = "the message names Testine";

    protected override IReadOnlyList<RoomMigrations> Rooms => [OneTable("id BIGINT NOT NULL, part BIGINT NOT NULL")];

    [Fact]
    public async Task Every_entry_has_its_effect_once_and_in_order()
    {
        await Feed(1, 250);
        var reactions = On(Database, Copy("copy"));
        await reactions.CatchUp(Ct);
        await Feed(251, 10);
        await reactions.CatchUp(Ct);
        await On(Database, Copy("copy")).CatchUp(Ct); // a new start goes on from the cursor
        Assert.Equal(Enumerable.Range(1, 260).Select(id => (long)id), await Copied());
        Assert.Equal(0, (await reactions.Lag(Ct))["copy"]);
    }

    [Fact]
    public async Task Reactions_have_cursors_and_topics_of_their_own()
    {
        await Feed(1, 5);
        await Feed(6, 5, topic: 2);
        var reactions = On(Database, Copy("all"), Copy("second") with { Topic = 2 });
        Assert.Equal([10, 5], (await reactions.Lag(Ct)).OrderBy(lag => lag.Key).Select(lag => lag.Value));
        await reactions.CatchUp(Ct);
        Assert.Equal(15, (await Copied()).Count);
    }

    [Fact]
    public async Task An_entry_that_fails_for_a_while_is_done_in_its_place()
    {
        await Feed(1, 20);
        var failures = 2;
        var reaction = Copy("copy", id => id == 7 && failures-- > 0);
        await On(Database, reaction).CatchUpThroughRetries(Clock, Ct);
        Assert.Equal(Enumerable.Range(1, 20).Select(id => (long)id), await Copied());
        Assert.Empty(await On(Database, reaction).Poisoned(Ct));
    }

    [Fact]
    public async Task An_entry_that_always_fails_is_set_aside_visible_and_replayable()
    {
        await Feed(1, 20);
        var isBroken = true;
        var reactions = On(Database, Copy("copy", id => id is 7 or 12 && isBroken));
        await reactions.CatchUpThroughRetries(Clock, Ct);
        Assert.Equal(18, (await Copied()).Count);

        var poisoned = await reactions.Poisoned(Ct);
        Assert.Equal([7L, 12L], poisoned.Select(entry => entry.Number));
        Assert.All(poisoned, entry => Assert.Equal(3, entry.Tries));
        Assert.All(poisoned, entry => Assert.Contains(nameof(InvalidOperationException), entry.Error));
        Assert.All(poisoned, entry => Assert.DoesNotContain(Secret, entry.Error));

        Assert.Equal(ProblemKind.Conflict, (await reactions.Replay("copy", 7, Ct)).Problem?.Kind);
        Assert.Equal(2, (await reactions.Poisoned(Ct)).Count);
        isBroken = false;
        Assert.Equal(7, (await reactions.Replay("copy", 7, Ct)).Value.Number);
        Assert.Equal(ProblemKind.NotFound, (await reactions.Replay("copy", 7, Ct)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await reactions.Replay("nobody", 7, Ct)).Problem?.Kind);
        Assert.Equal([12L], (await reactions.Poisoned(Ct)).Select(entry => entry.Number));
        Assert.Equal(19, (await Copied()).Count);
    }

    [Fact]
    public async Task Two_nodes_in_the_background_share_the_entries()
    {
        var other = await OpenNode();
        using var first = On(Database, Copy("copy") with { BatchSize = 3 });
        using var second = On(other, Copy("copy") with { BatchSize = 3 });
        await first.StartAsync(Ct);
        await second.StartAsync(Ct);
        for (var i = 0; i < 10; i++)
        {
            await Feed((i * 20) + 1, 20);
        }

        await Eventually(async () => (await Copied()).Count == 200);
        await first.StopAsync(Ct);
        await second.StopAsync(Ct);
        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long)id), await Copied());
    }

    [Fact]
    public void Two_reactions_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => On(Database, Copy("copy"), Copy("copy")));

    private static async Task Eventually(Func<Task<bool>> isTrue)
    {
        for (var i = 0; i < 200 && !await isTrue(); i++)
        {
            await Task.Delay(50, Ct);
        }
    }

    private static Reaction Copy(string name, Func<long, bool>? fails = null) => new(
        name,
        async (row, tx) =>
        {
            await tx.Execute("INSERT INTO thing (id, part) VALUES ($1, 0)", row.Entry.Subject);
            if (fails?.Invoke(row.Entry.Subject) == true)
            {
                throw new InvalidOperationException(Secret);
            }
        })
    {
        MaxTries = 3,
        FirstRetry = TimeSpan.FromMilliseconds(5),
    };

    private ValueTask<int> Feed(int from, int count, short topic = 1) => Database.Write(
        tx =>
        {
            for (var id = from; id < from + count; id++)
            {
                tx.Append(new FeedEntry(topic, id, 1, 1, 0, null));
            }

            return new ValueTask<int>(count);
        },
        Ct);

    private Reactions On(Database node, params Reaction[] reactions) => new(node, reactions, Clock, NullLogger<Reactions>.Instance);

    private async Task<List<long>> Copied() =>
        await Database.Read(session => session.Query("SELECT id FROM thing ORDER BY id", row => row.Long(0)), Ct);
}

public sealed class SqliteReactionTests() : ReactionScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlReactionTests() : ReactionScenarios(Dialect.PostgreSql);

internal static class ReactionsInTests
{
    /// <summary>Catches up while the clock moves, so that the waits between tries pass.</summary>
    internal static async Task CatchUpThroughRetries(this Reactions reactions, ManualClock clock, CancellationToken ct)
    {
        var catchingUp = reactions.CatchUp(ct);
        while (!catchingUp.IsCompleted)
        {
            clock.Move(TimeSpan.FromMilliseconds(50));
            await Task.Delay(2, ct);
        }

        await catchingUp;
    }
}
