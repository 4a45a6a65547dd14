using Helhed.Access.Log;
using Helhed.Access.Tokens;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Access.OAuth;

/// <summary>Puts apps and their tokens into the host.</summary>
internal static class OAuthSetup
{
    internal static void AddApps(this IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton(at => new AppRegistry(at.Of<Database>(), at.Of<TimeProvider>(), at.Of<AccessEvents>()));
        services.AddSingleton(at => new AppConsent(at.Of<Database>(), at.Of<TimeProvider>(), options, at.Of<AccessEvents>(), at.Of<IdBlocks>()));
        services.AddSingleton(at => new AppGrants(at.Of<Database>(), at.Of<TimeProvider>(), at.Of<AccessEvents>(), at.Of<TokenStore>()));
        services.AddSingleton(at => new AppLaunches(at.Of<Database>(), at.Of<TimeProvider>(), options, at.Of<AppRegistry>(), at.Of<AccessEvents>()));
        services.AddSingleton(at => new TokenKeys(options.TokenKeys, at.Of<TimeProvider>()));
        services.AddSingleton<IdTokens>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<ClientDoor>();
        services.AddSingleton<TokenGrants>();
        services.AddSingleton<TokenRevocation>();
    }

    internal static void MapApps(this IEndpointRouteBuilder endpoints)
    {
        Discovery.Map(endpoints);

        // Antiforgery is not needed: these take no cookie, or, at authorize, only begin a question that the person answers on a page with its own.
        endpoints.MapMethods(Addresses.Authorize, [HttpMethods.Get, HttpMethods.Post], Authorize.Handle).DisableAntiforgery();
        endpoints.MapPost(Addresses.Token, Token.Post).DisableAntiforgery();
        endpoints.MapPost(Addresses.Introspect, Introspect.Post).DisableAntiforgery();
        endpoints.MapPost(Addresses.Revoke, Revoke.Post).DisableAntiforgery();
        var options = endpoints.ServiceProvider.GetRequiredService<AccessOptions>();
        if (options.Demo || options.AppRegistration)
        {
            endpoints.MapPost(Addresses.Register, Register.Post).DisableAntiforgery();
        }
    }

    private static T Of<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();
}
