using System.Collections.Concurrent;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Tests.Modules.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Helhed.Tests.Modules.Platform;

public abstract class WorkScenarios(Dialect dialect) : StoreTest(dialect)
{
    private readonly ConcurrentQueue<WorkItem> _done = new();

    [Fact]
    public async Task Work_is_done_once_though_several_nodes_look_for_it()
    {
        var nodes = new[] { Database, await OpenNode() };
        var workers = nodes.Select(node => Start(new WorkQueue(node, Clock), Recording() with { Workers = 3 })).ToList();
        for (var i = 0; i < 40; i++)
        {
            await Add(new WorkQueue(nodes[i % 2], Clock), $"{i}");
        }

        await Eventually(() => _done.Count >= 40);
        await StopAll(workers);
        Assert.Equal(Enumerable.Range(0, 40), _done.Select(item => int.Parse(item.Payload, null)).Order());
        Assert.Equal(0, await Number("SELECT count(*) FROM work"));
    }

    [Fact]
    public async Task Work_added_in_a_transaction_that_fails_is_not_there()
    {
        var queue = new WorkQueue(Database, Clock);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Database.Write<int>(
            async tx =>
            {
                await queue.Add(tx, "test", "1");
                throw new InvalidOperationException();
            },
            Ct));
        Assert.Equal(0, await Number("SELECT count(*) FROM work"));
    }

    [Fact]
    public async Task Of_a_key_there_is_one_with_the_last_payload()
    {
        var queue = new WorkQueue(Database, Clock);
        await Add(queue, "old", "key");
        await Add(queue, "new", "key");
        await Add(queue, "other", "other key");
        await Add(queue, "a");
        await Add(queue, "b");
        Assert.Equal(4, await Number("SELECT count(*) FROM work"));
        var workers = Start(queue, Recording());
        await Eventually(() => _done.Count == 4);
        await StopAll([workers]);
        Assert.Equal(["a", "b", "new", "other"], _done.Select(item => item.Payload).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Asked_for_again_while_it_runs_it_runs_once_more()
    {
        var queue = new WorkQueue(Database, Clock);
        using var running = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var workers = Start(queue, new WorkKind("test", async (item, ct) =>
        {
            running.Release();
            await goOn.WaitAsync(ct);
            _done.Enqueue(item);
        }));
        await Add(queue, "first", "key");
        await running.WaitAsync(Ct);
        await Add(queue, "second", "key");
        goOn.Release(2);
        await Eventually(() => _done.Count == 2);
        await StopAll([workers]);
        Assert.Equal(["first", "second"], _done.Select(item => item.Payload));
        Assert.Equal(0, await Number("SELECT count(*) FROM work"));
    }

    [Fact]
    public async Task Work_for_later_waits_for_its_time()
    {
        var queue = new WorkQueue(Database, Clock);
        await Database.Write(async tx => { await queue.Add(tx, "test", "later", null, Clock.GetUtcNow().AddHours(1)); return 0; }, Ct);
        var workers = Start(queue, Recording());
        await Task.Delay(200, Ct);
        Assert.Empty(_done);
        Clock.Move(TimeSpan.FromHours(1));
        await Eventually(() => _done.Count == 1);
        await StopAll([workers]);
        Assert.Single(_done);
    }

    [Fact]
    public async Task Work_that_fails_is_tried_again_then_given_up_and_can_be_started_anew()
    {
        var queue = new WorkQueue(Database, Clock);
        var tries = 0;
        var isBroken = true;
        var workers = Start(queue, new WorkKind("test", (item, _) =>
        {
            Interlocked.Increment(ref tries);
            _done.Enqueue(item);
            return isBroken ? throw new InvalidOperationException("names Testine") : default;
        })
        { MaxTries = 3, FirstRetry = TimeSpan.FromMinutes(1) });
        await Add(queue, "1");
        await EventuallyAsync(async () =>
        {
            Clock.Move(TimeSpan.FromMinutes(1));
            return (await queue.Failed(Ct)).Count == 1;
        });
        var failed = Assert.Single(await queue.Failed(Ct));
        Assert.Equal(3, tries);
        Assert.Contains(nameof(InvalidOperationException), failed.Error);
        Assert.DoesNotContain("Testine", failed.Error);

        isBroken = false;
        Assert.True(await queue.Retry(failed.Item.Id, Ct));
        await EventuallyAsync(async () => await Number("SELECT count(*) FROM work") == 0);
        await StopAll([workers]);
        Assert.Equal([1, 2, 3, 1], _done.Select(item => item.Try));
        Assert.False(await queue.Retry(failed.Item.Id, Ct));
    }

    [Fact]
    public async Task A_dead_nodes_work_is_taken_over_when_its_claim_runs_out()
    {
        var queue = new WorkQueue(Database, Clock);
        await Add(queue, "1");

        // As a node leaves it that dies in the middle.
        await Run("UPDATE work SET lease_owner = 'dead', tries = 1, due_at = $1", Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds());
        var workers = Start(queue, Recording());
        await Task.Delay(200, Ct);
        Assert.Empty(_done);
        Clock.Move(TimeSpan.FromSeconds(61));
        await Eventually(() => _done.Count == 1);
        await StopAll([workers]);
        Assert.Equal(2, Assert.Single(_done).Try);
    }

    [Fact]
    public async Task A_node_that_stops_gives_its_work_back_uncounted()
    {
        var queue = new WorkQueue(Database, Clock);
        using var running = new SemaphoreSlim(0);
        var workers = Start(queue, new WorkKind("test", async (_, ct) =>
        {
            running.Release();
            await Task.Delay(Timeout.Infinite, ct);
        }));
        await Add(queue, "1");
        await running.WaitAsync(Ct);
        await workers.StopAsync(Ct);
        workers.Dispose();
        Assert.Equal(1, await Number("SELECT count(*) FROM work WHERE lease_owner IS NULL AND tries = 0"));
        var next = Start(queue, Recording());
        await Eventually(() => _done.Count == 1);
        await StopAll([next]);
        Assert.Equal(1, Assert.Single(_done).Try);
    }

    [Fact]
    public async Task A_claim_that_was_lost_cancels_the_work()
    {
        var queue = new WorkQueue(Database, Clock);
        using var running = new SemaphoreSlim(0);
        var cancelled = new TaskCompletionSource();
        var workers = Start(queue, new WorkKind("test", async (_, ct) =>
        {
            running.Release();
            await Task.Delay(Timeout.Infinite, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
            ct.ThrowIfCancellationRequested();
        })
        { Lease = TimeSpan.FromMilliseconds(90) });
        await Add(queue, "1");
        await running.WaitAsync(Ct);
        await Run("UPDATE work SET lease_owner = 'other', due_at = $1", Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await StopAll([workers]);
        Assert.Equal(1, await Number("SELECT count(*) FROM work WHERE lease_owner = 'other'"));
    }

    private static async Task Eventually(Func<bool> isTrue) => await EventuallyAsync(() => Task.FromResult(isTrue()));

    private static async Task EventuallyAsync(Func<Task<bool>> isTrue)
    {
        for (var i = 0; i < 400 && !await isTrue(); i++)
        {
            await Task.Delay(20, Ct);
        }
    }

    private static async Task StopAll(IEnumerable<Workers> workers)
    {
        foreach (var one in workers)
        {
            await one.StopAsync(Ct);
            one.Dispose();
        }
    }

    private WorkKind Recording() => new("test", (item, _) =>
    {
        _done.Enqueue(item);
        return default;
    });

    private ValueTask<int> Add(WorkQueue queue, string payload, string? key = null) => Database.Write(
        async tx =>
        {
            await queue.Add(tx, "test", payload, key);
            return 0;
        },
        Ct);

    private Workers Start(WorkQueue queue, WorkKind kind)
    {
        var workers = new Workers(queue, [kind], Clock, NullLogger<Workers>.Instance);
        workers.StartAsync(Ct);
        return workers;
    }
}

public sealed class SqliteWorkTests() : WorkScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlWorkTests() : WorkScenarios(Dialect.PostgreSql);
