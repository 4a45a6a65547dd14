using Helhed.Access.Behalf;
using Helhed.Access.Facts;
using Helhed.Access.Http;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Access.LogIn;
using Helhed.Access.OAuth;
using Helhed.Access.Sessions;
using Helhed.Access.Tokens;
using Helhed.Access.Veils;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Helhed.Access;

/// <summary>Puts Access into the host.</summary>
public static class AccessSetup
{
    /// <summary>Adds what Access needs. The host adds a <see cref="Platform.Data.Database"/> migrated with <see cref="AccessMigrations.Room"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How Access is set up.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddAccess(this IServiceCollection services, AccessOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<TokenStore>();
        services.AddSingleton<SessionStore>();
        services.TryAddSingleton<IdBlocks>();
        services.AddSingleton(provider => new LedgerBook(provider.GetRequiredService<Database>(), provider.GetRequiredService<IdBlocks>(), AccessLog.Bind));
        services.AddSingleton(_ => options.LedgerKey is { } file ? LedgerSigner.FromFile(file) : LedgerSigner.ForTheMoment());
        services.AddHostedService<LedgerKeeper>();
        services.AddSingleton<AccessEvents>();
        services.TryAddSingleton<AccessLog>();
        services.AddSingleton<Claims>();
        services.AddHostedService<ClaimKeeper>();
        services.AddSingleton<Acting>();
        services.TryAddSingleton(at => new Standing(options, at.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Questions>();
        services.AddSingleton<Findings>();
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<Tries>();
        services.AddSingleton(at => new Holders(at.GetRequiredService<Database>(), at.GetRequiredService<Acting>(), at.GetRequiredService<Tries>()));
        AddLogIn(services);
        services.AddApps(options);
        return services;
    }

    private static void AddLogIn(IServiceCollection services)
    {
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<TokenCall>();
        services.AddSingleton<PendingLogIns>();
        services.AddSingleton<PersonFinder>();
        services.AddSingleton<LogInEvents>();
        services.AddSingleton<LogInStart>();
        services.AddSingleton<LogInReturn>();
        services.AddSingleton<LogInLeaving>();
        services.AddSingleton<BackChannelLogOut>();
        services.AddSingleton(s => new LogIns(
            s.GetRequiredService<LogInStart>(),
            s.GetRequiredService<LogInReturn>(),
            s.GetRequiredService<LogInLeaving>(),
            s.GetRequiredService<SessionStore>(),
            s.GetRequiredService<AccessOptions>()));
    }

    /// <summary>Guards every request and finds its caller: bearer token for /fhir (401 without one), session cookie or token elsewhere. Goes before routing's endpoints.</summary>
    /// <param name="app">The host's pipeline.</param>
    /// <returns>The same pipeline.</returns>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeaders>()
        .UseMiddleware<TryGuard>()
        .UseMiddleware<OriginGuard>()
        .UseMiddleware<CallerMiddleware>();

    /// <summary>Maps the endpoints of SMART App Launch at /oauth2 and /.well-known, POST /logout/backchannel, the ledger's proofs at /ledger, and in demo mode GET /demo/login and POST /logout.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <returns>The same endpoints.</returns>
    public static IEndpointRouteBuilder MapAccess(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapPost("/logout/backchannel/{provider}", BackChannelLogOut.Post).DisableAntiforgery();
        endpoints.MapApps();
        LedgerEndpoints.Map(endpoints);
        if (endpoints.ServiceProvider.GetRequiredService<AccessOptions>().Demo)
        {
            endpoints.MapGet("/demo/login", DemoLogIn.Get);

            // Antiforgery is not needed: OriginGuard refuses what comes from a foreign page.
            endpoints.MapPost("/logout", LogOut.Post).DisableAntiforgery();
        }

        return endpoints;
    }
}
