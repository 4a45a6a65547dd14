using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Platform;

public sealed class TelemetryTests() : StoreTest(Dialect.Sqlite)
{
    [Fact]
    public async Task Writes_are_measured_and_traced_when_somebody_listens()
    {
        var measured = new ConcurrentBag<string>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, _, _) => measured.Add(instrument.Name));
        meters.SetMeasurementEventCallback<int>((instrument, _, _, _) => measured.Add(instrument.Name));
        meters.Start();
        var spans = new ConcurrentBag<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => spans.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(activities);

        await Run("DELETE FROM id_block");
        Assert.Contains("helhed.database.write.duration", measured);
        Assert.Contains("helhed.database.group.size", measured);
        Assert.Contains("database.write", spans);
    }

    [Fact]
    public void Nothing_is_sent_without_an_address_and_an_exporter_stands_with_one()
    {
        Assert.Null(Telemetry.Export(""));
        using var export = Telemetry.Export("http://127.0.0.1:9");
        Assert.NotNull(export);
    }
}
