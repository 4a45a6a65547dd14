using Helhed.Access.OAuth;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Entrance;

/// <summary>Puts the room into a host that has <c>AddUi</c> and Access.</summary>
public static class EntranceRegistration
{
    /// <summary>Adds what the entrance's pages need.</summary>
    public static IServiceCollection AddEntrance(this IServiceCollection services) => services.AddSingleton<AuthorizeFaultPage>(ConsentPages.Fault);

    /// <summary>Tells the pages how long their reader stays logged in. Belongs behind Access, before routing.</summary>
    public static IApplicationBuilder UseEntrance(this IApplicationBuilder app)
    {
        var clock = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use((context, next) => SessionFeature.Set(context, next, clock));
    }

    /// <summary>Maps the pages on which people log in and out.</summary>
    public static IEndpointRouteBuilder MapEntrance(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapPages();
        LogInPages.Map(pages);
        RolePages.Map(pages);
        ProofPages.Map(pages);
        LogOutPages.Map(pages);
        ConsentPages.Map(pages);
        AppsPages.Map(pages);
        return endpoints;
    }
}
