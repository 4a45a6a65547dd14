// https://hl7.org/fhir/R4/http.html#delete
using System.Globalization;
using Helhed.Access;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Delete
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context)
    {
        if (!RequestBody.IfMatch(context.Request).TryGet(out var ifMatch, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var outcome = await store.Delete(context.Caller(), type, id, ifMatch, context.RequestAborted);
        if (!outcome.TryGet(out var deleted, out problem))
        {
            return FhirResults.Of(problem);
        }

        if (deleted.Version > 0)
        {
            context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{deleted.Version}\"");
        }

        return TypedResults.NoContent();
    }
}
