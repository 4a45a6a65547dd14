using Helhed.Access;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Helhed.Tests.Modules.Access;

/// <summary>A server on a free port with Access alone: /who and /fhir/who tell who the caller is.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AccessHost(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    internal HttpClient Client { get; }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal static async Task<AccessHost> Start(Database database, TimeProvider clock, bool demo, string? keys = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(clock);
        builder.Services.AddAccess(new AccessOptions(demo) { TokenKeys = keys });
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(LedgerKeeper))); // the tests let the tree grow
        var app = builder.Build();
        app.UseAccess();
        app.MapAccess();
        app.MapGet("/who", (HttpContext context) => context.Caller().Reference);
        app.MapGet("/fhir/who", (HttpContext context) => context.Caller().Reference);
        app.MapGet("/fhir/metadata", (HttpContext context) => $"open to {context.Caller().Kind}");
        Smart.ConsentDoor.Map(app);
        await app.StartAsync();
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
        return new AccessHost(app, client);
    }
}
