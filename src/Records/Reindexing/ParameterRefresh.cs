using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Reindexing;

/// <summary>Looks every second whether the region's search parameters have changed, and sees at the start that what was begun goes on.</summary>
internal sealed partial class ParameterRefresh(RecordStore store, ILogger<ParameterRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.Custom.Refresh(store.Database, TimeSpan.Zero, cancellationToken);
        var isUnfinished = await store.Database.ReadLatest(
            async s => await ReindexRow.Read(s) is { IsStopped: false } || (await ParameterTable.InState(s, ParameterState.Indexing, ParameterState.Indexing)).Count > 0, cancellationToken);
        var isWithdrawn = await store.Database.ReadLatest(async s => (await ParameterTable.InState(s, ParameterState.Retired, ParameterState.Removing)).Count > 0, cancellationToken);
        if (isUnfinished || isWithdrawn)
        {
            await store.Database.Write(tx => Queue(tx, isUnfinished, isWithdrawn), cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, stoppingToken);
                await store.Custom.Refresh(store.Database, TimeSpan.Zero, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogOutage(log, error.GetType().Name); // The database is away; a search would read the set anew itself.
            }
        }
    }

    private async ValueTask<int> Queue(WriteTransaction tx, bool isUnfinished, bool isWithdrawn)
    {
        if (isUnfinished)
        {
            await store.ParameterChanges.QueueIndexing(tx);
        }

        if (isWithdrawn)
        {
            await store.ParameterChanges.QueueRemoval(tx);
        }

        return 0;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search parameters cannot be looked up: {Error}")]
    private static partial void LogOutage(ILogger log, string error);
}
