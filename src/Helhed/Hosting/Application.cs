using Helhed.Access;
using Helhed.Citizen;
using Helhed.Clinic;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.DataProtection;

namespace Helhed.Hosting;

/// <summary>Puts the rooms together.</summary>
internal static class Application
{
    // Longer lines than a search may have are answered by Kestrel itself with 414.
    private const int MaxRequestLine = 32 * 1024;

    public static WebApplication Build(Store store, DirectoryInfo data, string urls, bool isDemo)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RecordsSetup.MaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        });
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error) // It warns that keys lie unencrypted in the data folder, where the records are too.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error); // It warns that it keeps form pages out of caches, which every page here wants.
        builder.Services.AddRouting();
        builder.Services.AddDataProtection().SetApplicationName("helhed").PersistKeysToFileSystem(data.CreateSubdirectory("keys"));
        builder.Services.AddPlatform(store.Database);
        builder.Services.AddAccess(new AccessOptions(isDemo));
        builder.Services.AddRecords(store.Records);
        builder.Services.AddUi(new UiSettings(Path.Combine(AppContext.BaseDirectory, "assets"), isDemo, RegionNames.On));
        builder.Services.AddCitizen();
        builder.Services.AddClinic();

        var app = builder.Build();
        app.UseUi();
        app.UseAccess();
        app.UseRouting();
        app.MapAccess();
        app.MapRecords();
        app.MapUi();
        app.MapCitizen();
        app.MapClinic();
        return app;
    }
}
