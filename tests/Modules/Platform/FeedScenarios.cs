using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Tests.Modules.Support;
using Npgsql;

namespace Helhed.Tests.Modules.Platform;

public abstract class FeedScenarios(Dialect dialect) : StoreTest(dialect)
{
    protected ValueTask<int> Feed(params FeedEntry[] entries) => Database.Write(
        tx =>
        {
            foreach (var entry in entries)
            {
                tx.Append(entry);
            }

            return new ValueTask<int>(entries.Length);
        },
        Ct);

    protected static FeedEntry Entry(long subject, short topic = 1) => new(topic, subject, 3, 2, 77, subject % 2 == 0 ? null : "detail");

    [Fact]
    public async Task Entries_come_back_whole_and_in_order()
    {
        await Feed(Entry(1), Entry(2));
        Clock.Move(TimeSpan.FromMinutes(1));
        await Feed(Entry(3));
        var rows = await new ChangeFeed(Database).Read(0, 10, null, Ct);
        Assert.Equal([Entry(1), Entry(2), Entry(3)], rows.Select(row => row.Entry));
        Assert.Equal([1L, 2L, 3L], rows.Select(row => row.Number));
        Assert.Equal(Clock.GetUtcNow(), rows[2].At);
        Assert.Equal(3, await new ChangeFeed(Database).Horizon(Ct));
    }

    [Fact]
    public async Task Reading_stops_at_the_limit_and_goes_on_from_there()
    {
        await Feed([.. Enumerable.Range(1, 25).Select(subject => Entry(subject))]);
        var feed = new ChangeFeed(Database);
        var seen = new List<long>();
        var cursor = 0L;
        while ((await feed.ReadPage(cursor, 10, null, Ct)) is { Rows.Count: > 0 } page)
        {
            Assert.True(page.Rows.Count <= 10);
            seen.AddRange(page.Rows.Select(row => row.Entry.Subject));
            cursor = page.ReadTo;
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(subject => (long)subject), seen);
    }

    [Fact]
    public async Task A_rare_topic_reads_past_the_others()
    {
        await Feed(Entry(1, 5), Entry(2, 6), Entry(3, 6));
        var page = await new ChangeFeed(Database).ReadPage(0, 10, 5, Ct);
        Assert.Equal(1, Assert.Single(page.Rows).Entry.Subject);
        Assert.Equal(3, page.ReadTo);
    }

    [Fact]
    public async Task Waiting_ends_with_a_commit_and_not_only_with_the_look_each_second()
    {
        var feed = new ChangeFeed(Database);
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var waiting = feed.WaitForMore(round, Ct);
            await Task.Delay(20, Ct);
            Assert.False(waiting.IsCompleted);
            var began = TimeProvider.System.GetTimestamp();
            await Feed(Entry(round));
            await waiting.WaitAsync(TimeSpan.FromSeconds(60), Ct);
            var took = TimeProvider.System.GetElapsedTime(began);
            fastest = took < fastest ? took : fastest;
        }

        Assert.True(fastest < TimeSpan.FromMilliseconds(500), $"{fastest}");
    }

    [Fact]
    public async Task Another_node_is_woken_too()
    {
        var other = await OpenNode();
        await Task.Delay(300, Ct); // until it listens
        var waiting = new ChangeFeed(other).WaitForMore(0, Ct);
        await Feed(Entry(1));
        await waiting.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var waiting = new ChangeFeed(Database).WaitForMore(0, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Readers_under_concurrent_writes_see_every_entry_once_in_rising_order(int seed)
    {
        const int Writers = 8;
        const int Each = 60;
        var random = new SeededRandom(seed);

        // On SQLite a second writing process only waits for the file, which makes this slow and shows nothing.
        var nodes = new[] { Database, Database.Dialect == Dialect.Sqlite ? Database : await OpenNode() };
        using var written = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() => Follow(nodes[reader % 2], written.Token), Ct)).ToList();
        var expected = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Write(nodes[writer % 2], writer, random.Fork(writer), Each), Ct)));
        await written.CancelAsync();
        foreach (var seen in await Task.WhenAll(readers))
        {
            Assert.Equal(expected.SelectMany(subjects => subjects).Order(), seen.Select(row => row.Entry.Subject).Order());
            Assert.Equal(seen.Select(row => row.Number).Order(), seen.Select(row => row.Number));
        }
    }

    private static async Task<List<long>> Write(Database node, int writer, SeededRandom random, int count)
    {
        var committed = new List<long>();
        for (var i = 0; i < count; i++)
        {
            var subjects = Enumerable.Range(0, random.Int(1, 5)).Select(part => (writer * 1_000_000L) + (i * 10) + part).ToList();
            var fails = random.Chance(0.2);
            try
            {
                await node.Write(
                    tx =>
                    {
                        foreach (var subject in subjects)
                        {
                            tx.Append(Entry(subject));
                        }

                        return fails ? throw new InvalidOperationException() : new ValueTask<int>(0);
                    },
                    Ct);
                committed.AddRange(subjects);
            }
            catch (InvalidOperationException)
            {
            }
        }

        return committed;
    }

    // Reads on from the last number seen, and once more after the last write.
    private static async Task<List<FeedRow>> Follow(Database node, CancellationToken written)
    {
        var feed = new ChangeFeed(node);
        var seen = new List<FeedRow>();
        var cursor = 0L;
        while (true)
        {
            var isLast = written.IsCancellationRequested;
            var page = await feed.ReadPage(cursor, 7, null, Ct);
            seen.AddRange(page.Rows);
            cursor = page.ReadTo;
            if (isLast && page.Rows.Count == 0)
            {
                return seen;
            }
        }
    }
}

public sealed class SqliteFeedTests() : FeedScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlFeedTests() : FeedScenarios(Dialect.PostgreSql)
{
    private const string AppendOne = "SELECT feed_append(0, '{1}', ARRAY[$1], '{1}', '{1}', '{0}', '{NULL}')";

    [Fact]
    public async Task A_number_that_commits_late_is_skipped_by_a_naive_reader_and_not_by_ours()
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using var late = await source.OpenConnectionAsync(Ct);
        await using var transaction = await late.BeginTransactionAsync(Ct);
        await Append(late, 100);
        await Feed(Entry(200));

        // Number 2 is there, number 1 is not yet.
        var naive = await Naive(source, 0);
        Assert.Equal([2L], naive);
        Assert.Empty(await new ChangeFeed(Database).Read(0, 10, null, Ct));
        Assert.Equal(0, await new ChangeFeed(Database).Horizon(Ct));

        await transaction.CommitAsync(Ct);
        Assert.Empty(await Naive(source, naive[^1])); // the naive reader has lost number 1 for ever
        Assert.Equal([100L, 200L], (await new ChangeFeed(Database).Read(0, 10, null, Ct)).Select(row => row.Entry.Subject));
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_a_gap_that_holds_nobody_up()
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using (var failing = await source.OpenConnectionAsync(Ct))
        {
            await using var transaction = await failing.BeginTransactionAsync(Ct);
            await Append(failing, 100);
            await transaction.RollbackAsync(Ct);
        }

        await Feed(Entry(200));
        Assert.Equal(2, Assert.Single(await new ChangeFeed(Database).Read(0, 10, null, Ct)).Number);
    }

    [Fact]
    public async Task Writers_with_entries_do_not_wait_for_each_other()
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using var open = await source.OpenConnectionAsync(Ct);
        await using var transaction = await open.BeginTransactionAsync(Ct);
        await Append(open, 100);
        await Feed(Entry(200)).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Assert.Equal(1, await Number("SELECT count(*) FROM feed"));
    }

    [Fact]
    public async Task A_listener_whose_connection_breaks_comes_back()
    {
        const string Listening = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN helhed_feed'";
        var first = await Until($"SELECT coalesce(max(pid), 0) {Listening}");
        Assert.NotEqual(0, first);
        await Number($"SELECT count(pg_terminate_backend(pid)) {Listening} AND pid = {first}");

        // The broken one may be listed for a moment yet: another is waited for.
        Assert.NotEqual(0, await Until($"SELECT coalesce(max(pid), 0) {Listening} AND pid <> {first}"));
    }

    private async Task<long> Until(string sql)
    {
        long found = 0;
        for (var i = 0; i < 500 && found == 0; i++)
        {
            found = await Number(sql);
            await Task.Delay(20, Ct);
        }

        return found;
    }

    private static async Task Append(NpgsqlConnection connection, long subject)
    {
        await using var command = new NpgsqlCommand(AppendOne, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = subject });
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<List<long>> Naive(NpgsqlDataSource source, long after)
    {
        await using var command = source.CreateCommand("SELECT number FROM feed WHERE number > $1 ORDER BY number");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var numbers = new List<long>();
        while (await reader.ReadAsync(Ct))
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }
}
