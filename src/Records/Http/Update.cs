// https://hl7.org/fhir/R4/http.html#update, https://hl7.org/fhir/R4/http.html#cond-update
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Update
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context)
    {
        var change = await Changes.WithContent(Asked(type, id, context.Request), context.Request);
        return FhirResults.Written(await Changes.Make(change, store, context), context);
    }

    /// <summary>The update that the address and the headers ask for, without its content.</summary>
    internal static Outcome<Change> Asked(string type, string id, HttpRequest request) =>
        Changes.Read(ChangeVerb.Update, type, id, request).Then(change => Preconditions.MustBeNew(request).Map(isNew => change with { MustBeNew = isNew }));

    public static async Task<IResult> Conditional(string type, RecordStore store, HttpContext context)
    {
        var change = await Changes.WithContent(Changes.ReadConditional(ChangeVerb.Update, type, context.Request), context.Request);
        return FhirResults.Written(await Changes.Make(change, store, context), context);
    }
}
