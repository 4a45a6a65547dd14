using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Helhed.Platform;

/// <summary>Traces and metrics. Costs next to nothing until somebody listens.</summary>
public static class Telemetry
{
    /// <summary>Name of the source and the meter.</summary>
    public const string Name = "Helhed";

    /// <summary>Where spans begin. Names and tags hold no people's data.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Where numbers are counted.</summary>
    public static Meter Meter { get; } = new(Name);

    internal static Histogram<double> WriteMs { get; } =
        Meter.CreateHistogram<double>("helhed.database.write.duration", "ms", "From asking for a write until its commit is durable");

    internal static Histogram<int> GroupSize { get; } =
        Meter.CreateHistogram<int>("helhed.database.group.size", "{write}", "Writes that shared a commit (SQLite)");

    internal static Counter<long> Busy { get; } =
        Meter.CreateCounter<long>("helhed.database.busy", "{refusal}", "Reads and writes refused because a limit was reached");

    internal static Counter<long> Poisoned { get; } =
        Meter.CreateCounter<long>("helhed.feed.poisoned", "{entry}", "Feed entries set aside");

    internal static Counter<long> Handled { get; } =
        Meter.CreateCounter<long>("helhed.feed.handled", "{entry}", "Feed entries handled by reactions");

    internal static Counter<long> WorkDone { get; } =
        Meter.CreateCounter<long>("helhed.work.done", "{work}", "Background work by kind and outcome");

    /// <summary>Sends traces and metrics by OTLP when an address is configured.</summary>
    /// <param name="endpoint">The collector's address; null takes OTEL_EXPORTER_OTLP_ENDPOINT, and without that nothing is sent.</param>
    /// <returns>What to dispose of at the end, so that the last data are sent; null when nothing is sent.</returns>
    public static IDisposable? Export(string? endpoint = null)
    {
        endpoint ??= Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (string.IsNullOrWhiteSpace(endpoint))
        {
            return null;
        }

        var address = new Uri(endpoint);
        var resource = ResourceBuilder.CreateDefault().AddService(Name.ToLowerInvariant());
        return new Exporters(
            Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(Name, "Microsoft.AspNetCore", "Npgsql")
                .AddProcessor(new AddressRemover())
                .AddOtlpExporter(options => Configure(options, address, "traces"))
                .Build(),
            Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime")
                .AddOtlpExporter(options => Configure(options, address, "metrics"))
                .Build());
    }

    // Port 4318 is OTLP over HTTP by convention, and there each signal has a path of its own; all else is gRPC.
    private static void Configure(OtlpExporterOptions options, Uri address, string signal)
    {
        var isHttp = address.Port == 4318
            || string.Equals(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL"), "http/protobuf", StringComparison.Ordinal);
        options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = isHttp ? new Uri($"{address.ToString().TrimEnd('/')}/v1/{signal}") : address;
    }

    /// <summary>An address names a patient; a trace keeps the route's pattern instead.</summary>
    private sealed class AddressRemover : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.path", null);
            data.SetTag("url.query", null);
            data.SetTag("url.full", null);
        }
    }

    private sealed class Exporters : IDisposable
    {
        private readonly TracerProvider? _traces;
        private readonly MeterProvider? _metrics;

        internal Exporters(TracerProvider? traces, MeterProvider? metrics)
        {
            _traces = traces;
            _metrics = metrics;
        }

        public void Dispose()
        {
            _traces?.Dispose();
            _metrics?.Dispose();
        }
    }
}
