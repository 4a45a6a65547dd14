using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Microsoft.Extensions.Hosting;

namespace Helhed.Booking;

/// <summary>Asks once a day for every clinic's times to be made, and at the start for what should have been sent. Asking twice is asking once.</summary>
internal sealed class DailyRound(Database database, ClinicTemplates templates, WorkQueue queue, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isFirst = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Ask(isFirst, stoppingToken);
                isFirst = false;
                await Task.Delay(Between, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task Ask(bool isFirst, CancellationToken ct)
    {
        var clinics = (await templates.Now(ct)).All;
        var now = clock.GetUtcNow();
        var local = TimeZoneInfo.ConvertTime(now, WeekPattern.Denmark);
        if (clinics.Count == 0 || (!isFirst && local.Hour != 2))
        {
            return;
        }

        await database.Write(
            async tx =>
            {
                foreach (var clinic in clinics)
                {
                    await queue.Add(tx, Horizon.Work, clinic.Clinic, string.Create(CultureInfo.InvariantCulture, $"{clinic.Clinic}@{local:yyyyMMdd}"));
                }

                await queue.Add(tx, Outbox.Work, "", "now");
                return 0;
            },
            ct);
    }
}
