using System.Net;
using Helhed.Access;
using Helhed.Access.LogIn;
using Helhed.Admin;
using Helhed.Booking;
using Helhed.Citizen;
using Helhed.Clinic;
using Helhed.Entrance;
using Helhed.Fhir.Packages;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Bulk;
using Helhed.Records.Subscriptions;
using Helhed.Ui;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;

namespace Helhed.Hosting;

/// <summary>How the program serves.</summary>
/// <param name="Data">Folder for keys.</param>
/// <param name="Urls">Addresses, separated by ';'.</param>
/// <param name="IsDemo">Made-up people may log in without proof.</param>
/// <param name="Packages">FHIR packages that <c>$validate</c> knows.</param>
internal sealed record ServeSettings(DirectoryInfo Data, string Urls, bool IsDemo, IReadOnlyList<FhirPackage> Packages)
{
    /// <summary>Address under which others reach the program; null for the first of <see cref="Urls"/>.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Apps may register themselves outside demo mode too, and wait for approval.</summary>
    public bool TakesAppRegistrations { get; init; }

    /// <summary>Beginnings of addresses that notifications may go to although they are http or in a private network.</summary>
    public IReadOnlyList<string> SubscriptionEndpoints { get; init; } = [];

    /// <summary>Address of the FHIR API, as others know it.</summary>
    public string FhirAddress => $"{(PublicUrl ?? Urls.Split(';')[0]).TrimEnd('/')}/fhir";

    /// <summary>Limits at the door of the FHIR API.</summary>
    public RecordsLimits Limits { get; init; } = RecordsLimits.Default;

    /// <summary>What becomes of references to what is not here.</summary>
    public ReferencePolicy References { get; init; }

    /// <summary>What the addresses of files for <c>$import</c> may begin with.</summary>
    public IReadOnlyList<string> ImportSources { get; init; } = [];

    /// <summary>Proxies in front of the program that tell the client's address and scheme; what anybody else says of them is not believed.</summary>
    public IReadOnlyList<IPAddress> TrustedProxies { get; init; } = [];
}

/// <summary>Puts the rooms together.</summary>
internal static class Application
{
    // Longer lines than a search may have are answered by Kestrel itself with 414.
    private const int MaxRequestLine = 32 * 1024;

    /// <summary>The program, or what is wrong with its configuration.</summary>
    public static Outcome<WebApplication> Build(Store store, ServeSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Urls).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RecordsSetup.MaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
        });
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error) // It warns that keys lie unencrypted in the data folder, where the records are too.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error); // It warns that it keeps form pages out of caches, which every page here wants.
        if (!LogInSettings.Read(builder.Configuration).TryGet(out var logIn, out var problem))
        {
            return problem;
        }

        builder.Services.AddRouting();
        builder.Services.AddDataProtection().SetApplicationName("helhed").PersistKeysToFileSystem(settings.Data.CreateSubdirectory("keys"));
        builder.Services.AddPlatform(store.Database);
        builder.Services.AddAccess(new AccessOptions(settings.IsDemo, Store.LedgerKey(settings.Data))
        {
            LogIn = logIn,
            TokenKeys = Store.KeyFolder(settings.Data),
            PublicAddress = settings.PublicUrl is { } url ? new Uri(url) : null,
            AppRegistration = settings.TakesAppRegistrations,
        });
        builder.Services.AddRecords(store.Records, new RecordsFeatures
        {
            Definitions = [.. settings.Packages.SelectMany(p => p.Resources)],
            References = settings.References,
            Bulk = new BulkOptions { ImportSources = settings.ImportSources, ImportsFromLoopback = settings.IsDemo },
        });
        builder.Services.AddSubscriptions(new SubscriptionOptions(settings.FhirAddress, settings.IsDemo, settings.SubscriptionEndpoints));
        builder.Services.AddBooking();
        builder.Services.AddUi(new UiSettings(Path.Combine(AppContext.BaseDirectory, "assets"), settings.IsDemo, RegionNames.On)
        {
            TlsInFront = settings.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true,
            IsBusy = error => error is DatabaseBusyException,
            FormSubject = ActingSubject.Of,
        });
        builder.Services.AddEntrance();
        builder.Services.AddCitizen();
        builder.Services.AddClinic();
        builder.Services.AddAdmin();

        var app = builder.Build();
        if (settings.TrustedProxies.Count > 0)
        {
            app.UseForwardedHeaders(Forwarded(settings.TrustedProxies));
        }

        app.UseUi();
        app.UseAccess();
        app.UseEntrance();
        app.UseRouting();
        app.UseRecords(settings.Limits);
        app.MapAccess();
        app.MapRecords();
        app.MapBooking();
        app.MapUi();
        app.MapEntrance();
        app.MapCitizen();
        app.MapClinic();
        app.MapAdmin();
        return app;
    }

    // Read from the right as far as the addresses are proxies' own: what stands left of that, a client may have written itself.
    private static ForwardedHeadersOptions Forwarded(IReadOnlyList<IPAddress> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(proxy);
        }

        return options;
    }
}
