using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Platform;
using Helhed.Platform.Work;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Helhed.Records.Bulk;

/// <summary>Exports and imports: <see href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html"/>.</summary>
internal static class BulkSetup
{
    private static readonly string[] Download = ["GET", "HEAD"];

    public static IServiceCollection AddBulk(this IServiceCollection services, BulkOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(at => new Standing(at.GetService<AccessOptions>() ?? new AccessOptions(Demo: false), at.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BulkJobs>();
        services.AddSingleton<ExportWork>();
        services.AddSingleton<ImportWork>();
        services.AddWork(provider => provider.GetRequiredService<ExportWork>().Kind);
        services.AddWork(provider => provider.GetRequiredService<ImportWork>().Kind);
        services.AddWork(provider => new WorkKind(BulkJobs.ExpiryWork, async (item, ct) => await provider.GetRequiredService<BulkJobs>().Expire(item.Payload, ct)));
        return services;
    }

    public static void MapBulk(this IEndpointRouteBuilder fhir)
    {
        fhir.MapGet("/$export-status/{job}", BulkStatus.Export);
        fhir.MapDelete("/$export-status/{job}", BulkStatus.CancelExport);
        fhir.MapMethods("/$export-file/{job}/{file}", Download, BulkDownload.Export).WithMetadata(Unhurried.Instance);
        fhir.MapGet("/$import-status/{job}", BulkStatus.Import);
        fhir.MapDelete("/$import-status/{job}", BulkStatus.CancelImport);
        fhir.MapMethods("/$import-file/{job}/{file}", Download, BulkDownload.Import).WithMetadata(Unhurried.Instance);
    }
}
