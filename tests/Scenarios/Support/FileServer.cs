using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>Another server, that files are fetched from.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, byte[]> _files = new();

    private FileServer(WebApplication app) => _app = app;

    internal string Address => _app.Urls.First();

    /// <summary>Answers that break off behind so many bytes, this many times.</summary>
    internal (int Times, int Bytes) Breaks { get; set; }

    /// <summary>Happens before a file is sent.</summary>
    internal Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    internal int Fetches { get; private set; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal static async Task<FileServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new FileServer(app);
        app.MapGet("/redirect", (HttpContext context) => context.Response.Redirect("/a.ndjson"));
        app.MapGet("/{name}", server.Send);
        await app.StartAsync();
        return server;
    }

    /// <summary>Keeps a file and tells its address.</summary>
    internal string Give(string name, byte[] content)
    {
        _files[name] = content;
        return $"{Address}/{name}";
    }

    private async Task Send(string name, HttpContext context)
    {
        Fetches++;
        await Before(name);
        if (!_files.TryGetValue(name, out var content))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentLength = content.Length;
        if (Breaks.Times > 0)
        {
            Breaks = Breaks with { Times = Breaks.Times - 1 };
            await context.Response.Body.WriteAsync(content.AsMemory(0, Math.Min(Breaks.Bytes, content.Length)));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(content);
    }
}
