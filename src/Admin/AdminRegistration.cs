using Helhed.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Admin;

/// <summary>Puts the room into a host that has <c>AddUi</c>, Access, Records and Subscriptions.</summary>
public static class AdminRegistration
{
    /// <summary>Adds what the administration's page needs.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services) => services.AddSingleton<OverviewQuery>().AddSingleton<LookQuery>();

    /// <summary>Maps <c>/admin</c>: the state of the store, for information security and the management; and <c>/admin/adgange</c>: who has accessed what, for information security alone, as <c>/admin/skjulte-navne</c> and <c>/admin/apps</c> are.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapPages();
        OverviewPages.Map(pages);
        LookPages.Map(pages);
        PseudonymPages.Map(pages);
        AppPages.Map(pages);
        return endpoints;
    }
}
