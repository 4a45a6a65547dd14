using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Platform.Work;

/// <summary>Does the background work of this node until it is stopped; what is unfinished then is given back.</summary>
public sealed partial class Workers : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterOutage = TimeSpan.FromSeconds(2);

    private readonly WorkQueue _queue;
    private readonly IReadOnlyList<WorkKind> _kinds;
    private readonly ILogger<Workers> _log;
    private readonly string _owner;

    /// <summary>Takes the program's kinds of work.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="kinds">The kinds, each with a name of its own.</param>
    /// <param name="clock">For this node's name.</param>
    /// <param name="log">Where errors are reported.</param>
    public Workers(WorkQueue queue, IEnumerable<WorkKind> kinds, TimeProvider clock, ILogger<Workers> log)
    {
        _queue = queue;
        _kinds = [.. kinds];
        _log = log;
        _owner = Ids.NewUuid7Text(clock);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        from kind in _kinds
        from worker in Enumerable.Range(0, kind.Workers)
        select Task.Run(() => Loop(kind, stoppingToken), CancellationToken.None));

    private async Task Loop(WorkKind kind, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var next = _queue.Signal.Next;
                if (await _queue.IsDue(kind, stopping) && await _queue.Take(kind, _owner, stopping) is { } item)
                {
                    await Do(kind, item, stopping);
                }
                else
                {
                    await Task.WhenAny(next, Task.Delay(LongestSleep, stopping));
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogOutage(_log, kind.Kind, ErrorText.Of(error));
                await Task.Delay(AfterOutage, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Do(WorkKind kind, WorkItem item, CancellationToken stopping)
    {
        if (item.Try > kind.MaxTries)
        {
            await _queue.Fail(item, _owner, null, "Every try ended without a word: the node died or lost its claim each time.");
            return;
        }

        using var running = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewing = Renew(kind, item, running);
        try
        {
            await kind.Run(item, running.Token);
            await _queue.Finish(item, _owner);
            Count(kind, "done");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await _queue.GiveBack(item, _owner);
        }
        catch (Exception error)
        {
            var isLast = item.Try >= kind.MaxTries;
            LogFailed(_log, kind.Kind, item.Id, item.Try, ErrorText.Of(error));
            await _queue.Fail(item, _owner, isLast ? null : Wait(kind, item.Try), ErrorText.Of(error));
            Count(kind, isLast ? "given up" : "failed");
        }
        finally
        {
            await running.CancelAsync();
            await renewing;
        }
    }

    private async Task Renew(WorkKind kind, WorkItem item, CancellationTokenSource running)
    {
        try
        {
            while (true)
            {
                await Task.Delay(kind.Lease / 3, running.Token);
                if (!await _queue.Renew(item, _owner, kind.Lease, running.Token))
                {
                    // Somebody else has it by now; stop doing it twice.
                    await running.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception error)
        {
            LogOutage(_log, kind.Kind, ErrorText.Of(error));
        }
    }

    private static void Count(WorkKind kind, string outcome) => Telemetry.WorkDone.Add(
        1,
        new KeyValuePair<string, object?>("kind", kind.Kind),
        new KeyValuePair<string, object?>("outcome", outcome));

    private static TimeSpan Wait(WorkKind kind, int tries) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestRetry.TotalMilliseconds, kind.FirstRetry.TotalMilliseconds * Math.Pow(2, tries - 1)));

    [LoggerMessage(Level = LogLevel.Error, Message = "Work {Kind} {Id} failed at try {Try}: {Error}")]
    private static partial void LogFailed(ILogger log, string kind, long id, int @try, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Work {Kind} waits: {Error}")]
    private static partial void LogOutage(ILogger log, string kind, string error);
}
