// https://hl7.org/fhir/R4/http.html#read
using Helhed.Access;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Read
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context)
    {
        var outcome = await store.Read(context.Caller(), type, id, context.RequestAborted);
        var known = context.Request.Headers.IfNoneMatch.ToString();
        return outcome.IsOk && known.Length > 0 && known == $"W/\"{outcome.Value.Version}\""
            ? new ResourceResult(outcome.Value, StatusCodes.Status304NotModified, HasBody: false)
            : FhirResults.Of(outcome);
    }
}
