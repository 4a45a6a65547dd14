using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Platform;

public abstract class TransactionScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [OneTable("id BIGINT PRIMARY KEY, part BIGINT NOT NULL")];

    [Fact]
    public async Task A_work_that_throws_leaves_nothing_behind_and_its_error_comes_out()
    {
        var committed = 0;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Database.Write<int>(
            async tx =>
            {
                await tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)");
                tx.Append(new FeedEntry(1, 1, 1, 1, 0, null));
                tx.OnCommitted(() => committed++);
                throw new InvalidOperationException("on purpose");
            },
            Ct));
        Assert.Equal("on purpose", error.Message);
        Assert.Equal(0, await Number("SELECT count(*) FROM thing"));
        Assert.Empty(await new ChangeFeed(Database).Read(0, 10, null, Ct));
        Assert.Equal(0, committed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Works_that_fail_take_no_others_with_them(int seed)
    {
        var random = new SeededRandom(seed);
        var plans = Enumerable.Range(1, 300).Select(id => (Id: id, Fate: random.Weighted([("ok", 6), ("throws", 2), ("breaks a constraint", 2)]))).ToList();
        await Run("INSERT INTO thing (id, part) VALUES (0, 0)");
        var committed = 0;
        var results = await Task.WhenAll(plans.Select(plan => Task.Run(() => Attempt(plan.Id, plan.Fate, () => Interlocked.Increment(ref committed)))));

        var expected = plans.Where(plan => plan.Fate == "ok").Select(plan => (long)plan.Id).ToList();
        Assert.Equal(expected, results.Where(id => id > 0).Order());
        var stored = await Database.Read(session => session.Query("SELECT id, part FROM thing WHERE id > 0 ORDER BY id, part", row => (row.Long(0), row.Long(1))), Ct);
        Assert.Equal(expected.SelectMany(id => new[] { (id, id), (id + 1_000_000, id) }).Order(), stored.Order());
        var fed = await new ChangeFeed(Database).Read(0, 10_000, null, Ct);
        Assert.Equal(expected, fed.Select(row => row.Entry.Subject).Order());
        Assert.Equal(expected.Count, committed);
    }

    [Fact]
    public async Task Who_is_refused_for_what_another_wrote_can_read_it()
    {
        // Three for each key at once: two are refused, and what they look for then is there.
        var refused = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(async () =>
        {
            try
            {
                return await Database.WriteShared<long?>(
                    async tx =>
                    {
                        if (await tx.First("SELECT part FROM thing WHERE id = $1", row => (long?)row.Long(0), i / 3) is not null)
                        {
                            throw new InvalidOperationException();
                        }

                        await tx.Execute("INSERT INTO thing (id, part) VALUES ($1, 7)", i / 3);
                        return null;
                    },
                    Ct);
            }
            catch (Exception error) when (error is InvalidOperationException || SqlErrors.IsDuplicateKey(error))
            {
                return await Number($"SELECT count(*) FROM thing WHERE id = {i / 3}");
            }
        })));
        Assert.Equal(400, refused.Count(found => found == 1));
        Assert.Equal(200, refused.Count(found => found is null));
    }

    [Fact]
    public async Task A_key_that_exists_is_told_from_other_errors()
    {
        await Run("INSERT INTO thing (id, part) VALUES (1, 1)");
        var twice = await Record.ExceptionAsync(async () => await Run("INSERT INTO thing (id, part) VALUES (1, 2)"));
        var empty = await Record.ExceptionAsync(async () => await Run("INSERT INTO thing (id, part) VALUES (2, NULL)"));
        Assert.True(SqlErrors.IsDuplicateKey(twice!));
        Assert.False(SqlErrors.IsDuplicateKey(empty!));
    }

    [Fact]
    public async Task A_callback_that_throws_harms_only_its_caller()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 20).Select(id => Task.Run(async () => await Record.ExceptionAsync(async () => await Database.Write(
            tx =>
            {
                tx.OnCommitted(() => _ = id == 5 ? throw new InvalidOperationException() : 0);
                return tx.Execute("INSERT INTO thing (id, part) VALUES ($1, 1)", id);
            },
            Ct)))));
        Assert.Single(results, error => error is InvalidOperationException);
        Assert.Equal(19, results.Count(error => error is null));
        Assert.Equal(20, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task A_snapshot_does_not_see_what_is_committed_meanwhile()
    {
        var (before, after) = await Database.Read(
            async session =>
            {
                var first = await session.First("SELECT count(*) FROM thing", row => row.Long(0));
                await Task.Run(() => Run("INSERT INTO thing (id, part) VALUES (1, 1)").AsTask());
                return (first, await session.First("SELECT count(*) FROM thing", row => row.Long(0)));
            },
            Ct);
        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task Reading_sessions_cannot_write() =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await Database.Read(session => session.Execute("INSERT INTO thing (id, part) VALUES (1, 1)"), Ct));

    [Fact]
    public async Task A_cancelled_write_is_not_done()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Database.Write(
            tx => tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)"), cancelled.Token));
        Assert.Equal(0, await Number("SELECT count(*) FROM thing"));
    }

    [Fact]
    public async Task After_the_commit_comes_the_callback_and_it_sees_the_row()
    {
        var seen = new TaskCompletionSource<Task<long>>();
        await Database.Write(
            tx =>
            {
                tx.OnCommitted(() => seen.SetResult(Task.Run(() => Number("SELECT count(*) FROM thing").AsTask())));
                return tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)");
            },
            Ct);
        Assert.Equal(1, await await seen.Task);
    }

    [Fact]
    public async Task What_was_written_is_there_after_closing_and_opening()
    {
        await Run("INSERT INTO thing (id, part) VALUES (1, 1)");
        await Database.DisposeAsync();
        var again = await OpenNode();
        Assert.Equal(1, await again.Read(session => session.First("SELECT count(*) FROM thing", row => row.Long(0)), Ct));
    }

    [Fact]
    public async Task All_readers_in_use_refuses_after_the_limit()
    {
        var small = await OpenNode(options => options with { MaxConnections = 1, BusyTimeout = TimeSpan.FromSeconds(1) });
        await small.Read(
            async _ =>
            {
                await Assert.ThrowsAsync<DatabaseBusyException>(async () => await small.Read(session => session.First("SELECT 1", row => row.Int(0)), Ct));
                return 0;
            },
            Ct);
        Assert.Equal(1, await small.Read(session => session.First("SELECT 1", row => row.Int(0)), Ct));
    }

    [Fact]
    public async Task A_long_query_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Database.Read(
            session => session.First(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT sum(i) FROM n", row => row.Long(0)),
            cancel.Token));
    }

    [Fact]
    public async Task The_planner_can_be_given_statistics()
    {
        await Database.Write(
            async tx =>
            {
                await tx.BulkInsert("thing", ["id", "part"], Enumerable.Range(1, 2000).SelectMany(id => new SqlValue[] { id, id % 10 }).ToArray());
                return 0;
            },
            Ct);
        await Database.Optimize(Ct);
        var known = Database.Dialect == Dialect.Sqlite
            ? "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'thing'"
            : "SELECT count(*) FROM pg_stats WHERE tablename = 'thing'";
        Assert.True(await Number(known) > 0);
    }

    private async Task<long> Attempt(int id, string fate, Action onCommitted)
    {
        try
        {
            return await Database.Write(
                async tx =>
                {
                    tx.OnCommitted(onCommitted);
                    tx.Append(new FeedEntry(1, id, 1, 1, 0, null));
                    await tx.Execute("INSERT INTO thing (id, part) VALUES ($1, $2)", id, id);
                    if (fate == "throws")
                    {
                        throw new InvalidOperationException();
                    }

                    await tx.Execute("INSERT INTO thing (id, part) VALUES ($1, $2)", fate == "ok" ? id + 1_000_000 : 0, id);
                    return (long)id;
                },
                Ct);
        }
        catch (Exception error) when (fate != "ok" && error is not OperationCanceledException)
        {
            return -1;
        }
    }
}

public sealed class SqliteTransactionTests() : TransactionScenarios(Dialect.Sqlite)
{
    [Fact]
    public async Task A_write_within_a_write_is_refused_instead_of_waiting_for_itself() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Database.Write(
            async _ => await Database.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)"), Ct), Ct));

    [Fact]
    public async Task A_full_queue_refuses_and_works_again_when_it_has_emptied()
    {
        var small = await OpenNode(options => options with { MaxWaitingWrites = 2 });
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var blocking = small.Write(
            tx =>
            {
                started.Set();
                release.Wait(Ct);
                return tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)");
            },
            Ct).AsTask();
        started.Wait(Ct);
        var waiting = new[] { 2, 3 }.Select(id => small.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES ($1, 1)", id), Ct).AsTask()).ToList();
        await Assert.ThrowsAsync<DatabaseBusyException>(async () => await small.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (4, 1)"), Ct));
        release.Set();
        await Task.WhenAll([blocking, .. waiting]);
        await small.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (5, 1)"), Ct);
        Assert.Equal(4, await Number("SELECT count(*) FROM thing"));
    }
}

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlTransactionTests() : TransactionScenarios(Dialect.PostgreSql)
{
    [Fact]
    public async Task A_plan_for_the_values_at_hand_is_made_for_one_statement_and_no_other()
    {
        const string Mode = "SELECT current_setting('plan_cache_mode')";
        async ValueTask<string> Modes(SqlSession session)
        {
            var before = await session.First(Mode, r => r.Text(0));
            var planned = await session.Query(new SqlText(Dialect.PostgreSql) { IsPlannedByValues = true }.Add(Mode), r => r.Text(0));
            return $"{before} {Assert.Single(planned)} {await session.First(Mode, r => r.Text(0))}";
        }

        Assert.Equal("force_generic_plan force_custom_plan force_generic_plan", await Database.Read(Modes, Ct));
        Assert.Equal("force_generic_plan force_custom_plan force_generic_plan", await Database.ReadLatest(Modes, Ct));
        Assert.Equal("auto force_custom_plan auto", await Database.Write(Modes, Ct));
    }

    [Fact]
    public async Task A_deadlock_is_tried_again_and_both_works_are_done()
    {
        await Run("INSERT INTO thing (id, part) VALUES (1, 0), (2, 0)");
        using var both = new Barrier(2);
        var attempts = 0;
        async Task Touch(int first, int second) => await Database.Write(
            async tx =>
            {
                var isFirstAttempt = Interlocked.Increment(ref attempts) <= 2;
                await tx.Execute("UPDATE thing SET part = part + 1 WHERE id = $1", first);
                if (isFirstAttempt)
                {
                    both.SignalAndWait(Ct);
                }

                return await tx.Execute("UPDATE thing SET part = part + 1 WHERE id = $1", second);
            },
            Ct);
        await Task.WhenAll(Task.Run(() => Touch(1, 2), Ct), Task.Run(() => Touch(2, 1), Ct));
        Assert.True(attempts > 2);
        Assert.Equal(4, await Number("SELECT sum(part) FROM thing"));
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_asks_to_try_again_and_the_next_one_works()
    {
        const string Close = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        var other = await OpenNode(options => options);
        await Database.Read(session => session.First("SELECT 1", r => r.Int(0)), Ct);
        await Database.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (1, 1)"), Ct);
        await other.Write(tx => tx.First(Close, r => r.Long(0)), Ct);
        await Assert.ThrowsAsync<DatabaseBusyException>(async () => await Database.Read(session => session.First("SELECT 1", r => r.Int(0)), Ct));
        await Assert.ThrowsAsync<DatabaseBusyException>(async () => await Database.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (2, 1)"), Ct));
        await Database.Write(tx => tx.Execute("INSERT INTO thing (id, part) VALUES (3, 1)"), Ct);
        Assert.Equal(2, await Number("SELECT count(*) FROM thing"));

        await Assert.ThrowsAsync<DatabaseBusyException>(async () => await Database.Write(
            async tx =>
            {
                await tx.Execute("INSERT INTO thing (id, part) VALUES (4, 1)");
                await other.Write(also => also.First(Close, r => r.Long(0)), Ct);
                return await tx.Execute("INSERT INTO thing (id, part) VALUES (5, 1)");
            },
            Ct));
        await Assert.ThrowsAsync<DatabaseBusyException>(async () => await Database.Read(session => session.First("SELECT 1", r => r.Int(0)), Ct));
        Assert.Equal(2, await Number("SELECT count(*) FROM thing"));
    }
}
