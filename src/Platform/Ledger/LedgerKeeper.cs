using Helhed.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Platform.Ledger;

/// <summary>Lets the tree grow with the entries that come, and signs its heads. On several nodes one at a time does it.</summary>
public sealed partial class LedgerKeeper(LedgerBook ledger, LedgerSigner signer, TimeProvider clock, ILogger<LedgerKeeper> log) : BackgroundService
{
    private const int AtOnce = 5000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenHeads = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var signed = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ledger.Grow(AtOnce, stoppingToken) == AtOnce)
                {
                }

                if (clock.GetUtcNow() - signed >= BetweenHeads)
                {
                    signed = clock.GetUtcNow();
                    if (await ledger.HasGrown(stoppingToken))
                    {
                        await ledger.Sign(signer, signed, stoppingToken);
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // The database is away or busy, or the tree's state was damaged, which verification tells: entries wait there and lose
                // nothing, and the server goes on serving.
                LogAway(log, ErrorText.Of(error));
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "The ledger could not grow just now and tries again: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
