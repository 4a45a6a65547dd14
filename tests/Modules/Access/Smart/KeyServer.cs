using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Modules.Access.Smart;

/// <summary>A client's own server, with its public keys.</summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KeyServer(WebApplication app) => _app = app;

    internal int Asked { get; private set; }

    internal string Address => $"{_app.Urls.First()}/jwks";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal static async Task<KeyServer> Start(Func<string> keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new KeyServer(builder.Build());
        server._app.MapGet("/jwks", () =>
        {
            server.Asked++;
            return keys();
        });
        await server._app.StartAsync();
        return server;
    }
}
