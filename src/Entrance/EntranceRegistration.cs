using Helhed.Access.OAuth;
using Helhed.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Entrance;

/// <summary>Puts the room into a host that has <c>AddUi</c> and Access.</summary>
public static class EntranceRegistration
{
    /// <summary>Adds what the entrance's pages need.</summary>
    public static IServiceCollection AddEntrance(this IServiceCollection services) => services.AddSingleton<AuthorizeFaultPage>(ConsentPages.Fault);

    /// <summary>Maps the pages on which people log in and out.</summary>
    public static IEndpointRouteBuilder MapEntrance(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapPages();
        ConsentPages.Map(pages);
        AppsPages.Map(pages);
        return endpoints;
    }
}
