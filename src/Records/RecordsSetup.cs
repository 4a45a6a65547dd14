using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Bulk;
using Helhed.Records.Http;
using Helhed.Records.Operations;
using Helhed.Records.Reindexing;
using Helhed.Records.Subscriptions;
using Helhed.Records.Terminology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records;

/// <summary>What the API can do beyond the store.</summary>
public sealed record RecordsFeatures
{
    /// <summary>Profiles, value sets and code systems of packages, which <c>$validate</c> knows beside the built-in ones.</summary>
    public IReadOnlyList<FhirDocument> Definitions { get; init; } = [];

    /// <summary>What becomes of references to what is not here.</summary>
    public ReferencePolicy References { get; init; }

    /// <summary>Limits of <c>$export</c> and <c>$import</c>.</summary>
    public BulkOptions Bulk { get; init; } = new();
}

/// <summary>Puts Records into the host.</summary>
public static class RecordsSetup
{
    /// <summary>Largest request body in bytes; what the host sets as the server's own limit.</summary>
    public const long MaxBodyBytes = RequestBody.MaxBytes;

    private static readonly string[] Reading = ["GET", "HEAD"];

    /// <summary>Adds the store that the host has opened.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="store">The store.</param>
    /// <param name="features">What the API can do beyond the store; null for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRecords(this IServiceCollection services, RecordStore store, RecordsFeatures? features = null)
    {
        features ??= new RecordsFeatures();
        store.References = features.References;
        store.Definitions = new ResourceValidation(store, features.Definitions);
        return services.AddSingleton(store).AddSingleton(store.Log).AddSingleton(store.Definitions).AddBulk(features.Bulk)
            .AddHostedService<TerminologySweep>()
            .AddSingleton(new StoreAdministration(store))
            .AddHostedService<ParameterRefresh>()
            .AddWork(_ => ReindexWork.Indexing(store, ReindexPace.Background))
            .AddWork(_ => ReindexWork.Removal(store));
    }

    /// <summary>Adds the door of the FHIR API: its limits, the answer's format, and what becomes of failures. It goes behind routing.</summary>
    public static IApplicationBuilder UseRecords(this IApplicationBuilder app, RecordsLimits? limits = null) => app.UseMiddleware<Door>(limits ?? RecordsLimits.Default);

    /// <summary>Maps the FHIR API at /fhir, and /events for pages. Who calls is found by Access, which goes before.</summary>
    public static IEndpointRouteBuilder MapRecords(this IEndpointRouteBuilder endpoints)
    {
        var fhir = endpoints.MapGroup("/fhir");
        fhir.MapMethods("/metadata", Reading, Metadata.Handle);
        fhir.MapRegistered();
        fhir.MapMethods("/OperationDefinition/{id:regex(^[^_$])}", Reading, OperationDefinitions.Handle);
        fhir.MapMethods("/SearchParameter/{id:regex(^[^_$])}", Reading, SearchParameterDefinitions.Handle);
        fhir.MapPost("/", Transaction.Handle);
        fhir.MapMethods("/Binary/{id:regex(^[^_$])}", Reading, Binaries.Read).WithMetadata(AnyFormat.Instance);
        fhir.MapMethods("/Binary/{id}/_history/{version:int}", Reading, Binaries.ReadVersion).WithMetadata(AnyFormat.Instance);
        fhir.MapPost("/Binary", Binaries.Create);
        fhir.MapPut("/Binary/{id}", Binaries.Update);
        fhir.MapPost("/{type}", Create.Handle);
        fhir.MapMethods("/", Reading, Search.GetSystem);
        fhir.MapPost("/_search", Search.PostSystem);
        fhir.MapPut("/{type}", Update.Conditional);
        fhir.MapPatch("/{type}", Patch.Conditional);
        fhir.MapDelete("/{type}", Delete.Conditional);
        fhir.MapMethods("/{type}", Reading, Search.Get);
        fhir.MapPost("/{type}/_search", Search.Post);
        fhir.MapMethods("/_history", Reading, History.System);
        fhir.MapMethods("/{type}/_history", Reading, History.Type);
        fhir.MapMethods("/{type}/{id}", Reading, Read.Handle);
        fhir.MapPut("/{type}/{id}", Update.Handle);
        fhir.MapPatch("/{type}/{id}", Patch.Handle);
        fhir.MapDelete("/{type}/{id}", Delete.Handle);
        fhir.MapMethods("/{type}/{id}/_history", Reading, History.Instance);
        fhir.MapMethods("/{compartment}/{id}/{type}", Reading, Search.GetCompartment);
        fhir.MapPost("/{compartment}/{id}/{type}/_search", Search.PostCompartment);
        fhir.MapMethods("/{type}/{id}/_history/{version}", Reading, VersionRead.Handle);
        fhir.MapOperations();
        endpoints.MapEventStream();
        fhir.MapBulk();
        fhir.MapFallback("/{**path}", WrongAddress.Handle);
        return endpoints;
    }
}
