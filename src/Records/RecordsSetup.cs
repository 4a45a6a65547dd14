using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Records.Operations;
using Helhed.Records.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records;

/// <summary>Puts Records into the host.</summary>
public static class RecordsSetup
{
    /// <summary>Largest request body in bytes; what the host sets as the server's own limit.</summary>
    public const long MaxBodyBytes = RequestBody.MaxBytes;

    /// <summary>Adds the store that the host has opened.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="store">The store.</param>
    /// <param name="definitions">Profiles, value sets and code systems of packages, for <c>$validate</c>; null for none beside the built-in ones.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddRecords(this IServiceCollection services, RecordStore store, IReadOnlyList<FhirDocument>? definitions = null) =>
        services.AddSingleton(store).AddSingleton(new ResourceValidation(store, definitions ?? []));

    /// <summary>Maps the FHIR API at /fhir, and /events for pages. Who calls is found by Access, which goes before.</summary>
    public static IEndpointRouteBuilder MapRecords(this IEndpointRouteBuilder endpoints)
    {
        var fhir = endpoints.MapGroup("/fhir").AddEndpointFilter<Failures>().AddEndpointFilter<Negotiation>();
        fhir.MapGet("/metadata", Metadata.Handle);
        fhir.MapRegistered();
        fhir.MapMethods("/OperationDefinition/{id}", ["GET", "HEAD"], OperationDefinitions.Handle);
        fhir.MapPost("/", Transaction.Handle);
        fhir.MapPost("/{type}", Create.Handle);
        fhir.MapGet("/", Search.GetSystem);
        fhir.MapPost("/_search", Search.PostSystem);
        fhir.MapGet("/{type}", Search.Get);
        fhir.MapPost("/{type}/_search", Search.Post);
        fhir.MapGet("/{type}/_history", History.Type);
        fhir.MapMethods("/{type}/{id}", ["GET", "HEAD"], Read.Handle);
        fhir.MapPut("/{type}/{id}", Update.Handle);
        fhir.MapDelete("/{type}/{id}", Delete.Handle);
        fhir.MapGet("/{type}/{id}/_history", History.Instance);
        fhir.MapGet("/{compartment}/{id}/{type}", Search.GetCompartment);
        fhir.MapPost("/{compartment}/{id}/{type}/_search", Search.PostCompartment);
        fhir.MapMethods("/{type}/{id}/_history/{version}", ["GET", "HEAD"], VersionRead.Handle);
        fhir.MapOperations();
        endpoints.MapEventStream();
        fhir.MapFallback("/{**path}", (HttpContext context) => FhirResults.Of(new Problem(
            ProblemKind.NotFound, $"{context.Request.Method} {context.Request.Path} is not an interaction of this server; GET /fhir/metadata lists them.")));
        return endpoints;
    }
}
