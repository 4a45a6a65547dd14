using Helhed.Access.Behalf;
using Helhed.Platform;
using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// Gives subscriptions that are due their turn, many at once and each on its own, so that an endpoint that does not answer delays no
/// other. A claim in the database keeps two nodes from one subscription.
/// </summary>
internal sealed partial class Dispatcher : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(2);

    private readonly DeliveryTools _tools;
    private readonly SubscriptionContext _context;
    private readonly ILogger<Dispatcher> _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _hosts = [];
    private readonly HashSet<Task> _running = [];
    private readonly Signal _ended = new();

    public Dispatcher(RecordStore store, SubscriptionContext context, Standing standing, TimeProvider clock, ILogger<Dispatcher> log)
    {
        _tools = new DeliveryTools(store.Database, store, new Sender(context.Options), context.Options, clock) { Node = Ids.NewUuid7Text(clock), Standing = standing };
        _context = context;
        _log = log;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _tools.Sender.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_tools.Database.Dialect == Dialect.Sqlite)
        {
            await _tools.Database.Write(DeliveryTables.ForgetLeases, stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Both are taken before looking, so that nothing that comes between the look and the sleep is missed.
                var (queued, ended) = (_context.Queued.Next, _ended.Next);
                if (await Begin(stoppingToken) == 0)
                {
                    using var sleep = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    await Task.WhenAny(queued, ended, Task.Delay(LongestSleep, _tools.Clock, sleep.Token));
                    await sleep.CancelAsync();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogOutage(_log, error);
                await Task.Delay(AfterOutage, _tools.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(Running());
    }

    /// <summary>Begins as many turns as there are places; gives their number.</summary>
    private async ValueTask<int> Begin(CancellationToken ct)
    {
        var now = _tools.NowMs;
        var (room, full) = Room();
        if (room == 0 || !await _tools.Database.ReadLatest(session => DeliveryTables.IsDue(session, now), ct))
        {
            return 0;
        }

        var taken = await _tools.Database.Write(tx => DeliveryTables.Take(tx, _tools.Node, full, room, (now, Turn.LeaseUntil(now))), ct);
        var begun = 0;
        foreach (var row in taken)
        {
            if (HasRoom(row.Host))
            {
                Start(row, ct);
                begun++;
            }
            else
            {
                // More of one host than it may have were due at once; the host is left out until one of its deliveries ends.
                await _tools.Database.Write(tx => DeliveryTables.Release(tx, row.Rid, _tools.Node, now, now), ct);
            }
        }

        return begun;
    }

    private bool HasRoom(string host)
    {
        lock (_lock)
        {
            return host.Length == 0 || _hosts.GetValueOrDefault(host) < _context.Options.MaxPerHost;
        }
    }

    private (int Room, List<string> Full) Room()
    {
        lock (_lock)
        {
            var full = _hosts.Where(h => h.Value >= _context.Options.MaxPerHost && h.Key.Length > 0).Select(h => h.Key).Take(DeliveryTables.MostFullHosts).ToList();
            return (_context.Options.MaxConcurrent - _running.Count, full);
        }
    }

    private void Start(SubscriptionRow row, CancellationToken ct)
    {
        lock (_lock)
        {
            _hosts[row.Host] = _hosts.GetValueOrDefault(row.Host) + 1;
            var task = Task.Run(() => Run(row, ct), CancellationToken.None);
            _running.Add(task);
            _ = task.ContinueWith(ended => End(row.Host, ended), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void End(string host, Task ended)
    {
        lock (_lock)
        {
            _running.Remove(ended);
            if (--_hosts[host] == 0)
            {
                _hosts.Remove(host);
            }
        }

        _ended.Raise();
    }

    private async Task Run(SubscriptionRow row, CancellationToken ct)
    {
        try
        {
            await new Turn(_tools, row).Run(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops: at once for another. An event that was on its way is sent again, under the same number.
            await Quietly(() => _tools.Database.Write(tx => DeliveryTables.Release(tx, row.Rid, _tools.Node, _tools.NowMs, _tools.NowMs), CancellationToken.None));
        }
        catch (Exception error)
        {
            LogFailed(_log, row.Id, error);
            await Quietly(() => _tools.Database.Write(
                tx => DeliveryTables.Failed(tx, row, _tools.Node, "The server failed; the fault has been logged.", (_tools.NowMs, _tools.NowMs + 30_000)), CancellationToken.None));
        }
    }

    // The claim ends by itself where it cannot be given back.
    private async ValueTask Quietly(Func<ValueTask<int>> giveBack)
    {
        try
        {
            await giveBack();
        }
        catch (Exception error)
        {
            LogOutage(_log, error);
        }
    }

    private Task[] Running()
    {
        lock (_lock)
        {
            return [.. _running];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The turn of Subscription/{Id} failed")]
    private static partial void LogFailed(ILogger log, string id, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications wait")]
    private static partial void LogOutage(ILogger log, Exception error);
}
