using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Bench;

/// <summary>Serves a file of lines on loopback, for an import to fetch.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LineServer(WebApplication app) => _app = app;

    /// <summary>Its address, with a slash at the end.</summary>
    public string Address => _app.Urls.First().TrimEnd('/') + "/";

    /// <summary>What it serves, at every address.</summary>
    public byte[] Lines { get; set; } = [];

    public static async Task<LineServer> Start(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new LineServer(builder.Build());
        server._app.Run(server.Answer);
        await server._app.StartAsync(ct);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/fhir+ndjson";
        context.Response.ContentLength = Lines.Length;
        await context.Response.Body.WriteAsync(Lines, context.RequestAborted);
    }
}
