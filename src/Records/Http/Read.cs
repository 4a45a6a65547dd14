// https://hl7.org/fhir/R4/http.html#read
using Helhed.Access;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Read
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context) =>
        FhirResults.Read(await store.Read(context.Caller(), type, id, context.RequestAborted), context);
}
