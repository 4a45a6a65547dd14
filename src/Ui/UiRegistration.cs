using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Helhed.Ui;

/// <summary>Puts the room into a host.</summary>
public static class UiRegistration
{
    /// <summary>Adds what pages and their forms need, the settings and the asset catalogue (read at the first page, so that commands without pages need no assets).</summary>
    public static IServiceCollection AddUi(this IServiceCollection services, UiSettings settings)
    {
        services.AddScoped<FormTokens>();
        services.AddScoped<AntiforgeryStateProvider>(s => s.GetRequiredService<FormTokens>());
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormSubjectCheck>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "helhed-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.IsEssential = true;
            o.FormFieldName = "form-token";
        });
        services.AddResponseCompression(o => o.EnableForHttps = true); // Compressible decides: docs/decisions/2026-11-22-pages-are-compressed-under-tls.md
        services.AddSingleton(settings);
        services.AddSingleton(_ => AssetCatalogue.Read(settings.AssetsFolder));
        services.TryAddSingleton(TimeProvider.System);
        return services;
    }

    /// <summary>Maps the assets and the language switch.</summary>
    public static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapAssets(endpoints.ServiceProvider.GetRequiredService<AssetCatalogue>());
        LanguageSwitch.Map(endpoints);
        return endpoints;
    }

    /// <summary>
    /// Compresses answers and gives people a page in place of an empty refusal (404 and others) or an exception (500).
    /// Only readers who ask for HTML get pages; interfaces for machines keep their own answers. Belongs before routing.
    /// </summary>
    public static IApplicationBuilder UseUi(this IApplicationBuilder app)
    {
        app.UseWhen(Compressible.Is, b => b.UseResponseCompression());
        app.UseExceptionHandler(b => b.Run(ErrorPages.AnswerException));
        return app.UseStatusCodePages(ErrorPages.AnswerStatus);
    }
}
