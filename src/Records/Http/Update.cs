// https://hl7.org/fhir/R4/http.html#update, https://hl7.org/fhir/R4/http.html#cond-update
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Update
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context)
    {
        var request = context.Request;
        var asked = Changes.Read(ChangeVerb.Update, type, id, request).Then(change => Preconditions.MustBeNew(request).Map(isNew => change with { MustBeNew = isNew }));
        return FhirResults.Written(await Changes.Make(await Changes.WithContent(asked, request), store, context), context);
    }

    public static async Task<IResult> Conditional(string type, RecordStore store, HttpContext context)
    {
        var change = await Changes.WithContent(Changes.ReadConditional(ChangeVerb.Update, type, context.Request), context.Request);
        return FhirResults.Written(await Changes.Make(change, store, context), context);
    }
}
