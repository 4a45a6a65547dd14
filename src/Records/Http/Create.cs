// https://hl7.org/fhir/R4/http.html#create
using Helhed.Access;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Create
{
    public static async Task<IResult> Handle(string type, RecordStore store, HttpContext context)
    {
        if (context.Request.Headers.ContainsKey("If-None-Exist"))
        {
            return FhirResults.Of(new Problem(ProblemKind.Unsupported, "Conditional create (If-None-Exist) is not supported; nothing was created."));
        }

        var body = await RequestBody.Read(context.Request);
        return body.TryGet(out var json, out var problem)
            ? FhirResults.Written(await store.Create(context.Caller(), type, json, context.RequestAborted), context.Request)
            : FhirResults.Of(problem);
    }
}
