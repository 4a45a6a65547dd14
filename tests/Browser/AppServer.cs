using System.ComponentModel;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Browser;

/// <summary>The pages of an app made with the npm package fhirclient, served from an origin of their own.</summary>
internal sealed class AppServer : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "App");

    private readonly WebApplication _app;

    private AppServer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>The app's client id.</summary>
    public string Client { get; set; } = "";

    public static async Task<AppServer> Start(CancellationToken ct)
    {
        await Install(ct);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new AppServer(builder.Build());
        server._app.Run(server.Answer);
        await server._app.StartAsync(ct);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // At once: a browser keeps its connections open.
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        var name = context.Request.Path.Value!.TrimStart('/');
        if (name == "client.js")
        {
            context.Response.ContentType = "text/javascript";
            await context.Response.WriteAsync($"window.client = '{Client}';");
            return;
        }

        var file = name switch
        {
            "fhir-client.min.js" => Path.Combine(Folder, "node_modules", "fhirclient", "build", "fhir-client.min.js"),
            "launch.html" => Path.Combine(Folder, "launch.html"),
            "index.html" => Path.Combine(Folder, "index.html"),
            _ => null,
        };
        context.Response.StatusCode = file is null ? 404 : 200;
        if (file is not null)
        {
            context.Response.ContentType = file.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript" : "text/html; charset=utf-8";
            await context.Response.SendFileAsync(file);
        }
    }

    private static async Task Install(CancellationToken ct)
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            return;
        }

        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = npm.StandardError.ReadToEndAsync(ct);
            await npm.StandardOutput.ReadToEndAsync(ct);
            await npm.WaitForExitAsync(ct);
            Assert.True(npm.ExitCode == 0, $"npm ci ended with {npm.ExitCode}: {await errors}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("npm is not installed; install it with: apt-get install -y nodejs npm");
        }
    }
}
