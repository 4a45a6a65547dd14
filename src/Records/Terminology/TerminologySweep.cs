using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Records.Terminology;

/// <summary>Removes the rows of code systems that were replaced or deleted, while nobody waits for it. Several nodes may do so at once.</summary>
internal sealed partial class TerminologySweep(Database database, RecordStore store, TimeProvider clock, ILogger<TerminologySweep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var loader = new SystemLoader(database, store, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await loader.Sweep(static _ => { }, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(log, error);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rows of terminology that are no longer in use could not be removed; it will be tried again.")]
    private static partial void LogFailure(ILogger log, Exception exception);
}
