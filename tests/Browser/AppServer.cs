using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Helhed.Tests.Browser;

/// <summary>The pages of an app made with the npm package fhirclient, served from an origin of their own.</summary>
internal sealed class AppServer : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "App");

    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    private AppServer(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _serving = Serve();
    }

    public string Address { get; }

    /// <summary>The app's client id.</summary>
    public string Client { get; set; } = "";

    public static async Task<AppServer> Start(CancellationToken ct)
    {
        await Install(ct);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        return new AppServer(port);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                await Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Stopped, or the browser went away.
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        if (context.Request.Url!.AbsolutePath == "/client.js")
        {
            context.Response.ContentType = "text/javascript";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"window.client = '{Client}';"));
            context.Response.Close();
            return;
        }

        var file = context.Request.Url.AbsolutePath.TrimStart('/') switch
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
            var bytes = await File.ReadAllBytesAsync(file);
            await context.Response.OutputStream.WriteAsync(bytes);
        }

        context.Response.Close();
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
