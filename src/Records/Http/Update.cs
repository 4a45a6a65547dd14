// https://hl7.org/fhir/R4/http.html#update
using Helhed.Access;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Update
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context)
    {
        var body = await RequestBody.Read(context.Request);
        if (!body.TryGet(out var json, out var problem) || !RequestBody.IfMatch(context.Request).TryGet(out var ifMatch, out problem))
        {
            return FhirResults.Of(problem);
        }

        return FhirResults.Written(await store.Update(context.Caller(), type, id, json, ifMatch, context.RequestAborted), context.Request);
    }
}
