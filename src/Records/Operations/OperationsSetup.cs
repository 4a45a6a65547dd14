using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Records.Operations;

/// <summary>Addresses of operations beside those that the registry gives them.</summary>
internal static class OperationsSetup
{
    private static readonly string[] Reading = ["GET", "POST"];

    public static void MapOperations(this IEndpointRouteBuilder fhir) =>
        fhir.MapMethods("/{type}/{id}/_history/{version}/$meta", Reading, MetaOperations.Version);
}
