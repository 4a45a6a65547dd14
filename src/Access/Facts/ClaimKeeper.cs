using Helhed.Platform;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Access.Facts;

/// <summary>Checks every minute the claims whose evidence is due.</summary>
internal sealed partial class ClaimKeeper(Claims claims, TimeProvider clock, ILogger<ClaimKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await claims.Check(stoppingToken) is > 0 and var alarms)
                {
                    LogAlarms(log, alarms);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogAway(log, ErrorText.Of(error));
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 51, Level = LogLevel.Warning, Message = "{Count} claims of a treatment relation have no evidence: the reviewer is to look at them")]
    private static partial void LogAlarms(ILogger logger, int count);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning, Message = "Claims of treatment relations could not be checked just now: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
