using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Records.Operations;

/// <summary>The operations' addresses. See <see href="https://hl7.org/fhir/R4/operations.html"/>.</summary>
internal static class OperationsSetup
{
    private static readonly string[] Reading = ["GET", "POST"];

    public static void MapOperations(this IEndpointRouteBuilder fhir)
    {
        fhir.MapMethods("/Patient/$everything", Reading, Everything.OwnPatient);
        fhir.MapMethods("/Patient/{id}/$everything", Reading, Everything.Patient);
        fhir.MapMethods("/Encounter/{id}/$everything", Reading, Everything.Encounter);
        fhir.MapMethods("/$meta", Reading, MetaOperations.System);
        fhir.MapMethods("/{type}/$meta", Reading, MetaOperations.Type);
        fhir.MapMethods("/{type}/{id}/$meta", Reading, MetaOperations.Instance);
        fhir.MapMethods("/{type}/{id}/_history/{version}/$meta", Reading, MetaOperations.Version);
        fhir.MapPost("/{type}/{id}/$meta-add", MetaOperations.Add);
        fhir.MapPost("/{type}/{id}/$meta-delete", MetaOperations.Delete);
        fhir.MapMethods("/Observation/$lastn", Reading, LastN.Handle);
        fhir.MapMethods("/Observation/$stats", Reading, Stats.Handle);
        fhir.MapMethods("/Composition/$document", Reading, Document.Type);
        fhir.MapMethods("/Composition/{id}/$document", Reading, Document.Instance);
        fhir.MapPost("/{type}/$validate", Validate.Type);
        fhir.MapMethods("/{type}/{id}/$validate", Reading, Validate.Instance);
    }
}
