// https://hl7.org/fhir/R4/http.html#delete, https://hl7.org/fhir/R4/http.html#cdelete
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Delete
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context) =>
        Answer(await Changes.Make(Changes.Read(ChangeVerb.Delete, type, id, context.Request), store, context), context);

    /// <summary>Deletes what a search finds, if that is one: several are refused.</summary>
    public static async Task<IResult> Conditional(string type, RecordStore store, HttpContext context) =>
        Answer(await Changes.Make(Changes.ReadConditional(ChangeVerb.Delete, type, context.Request), store, context), context);

    private static IResult Answer(Outcome<ChangeResult> outcome, HttpContext context)
    {
        if (!outcome.TryGet(out var deleted, out var problem))
        {
            return FhirResults.Of(problem);
        }

        if (deleted.Resource.Version > 0)
        {
            context.Response.Headers.ETag = FhirResults.ETagOf(deleted.Resource.Version);
        }

        if (PreferHeader.ReturnOf(context.Request) != Return.Outcome)
        {
            return TypedResults.NoContent();
        }

        PreferHeader.Applied(context, "return=OperationOutcome");
        return FhirResults.Made(FhirJson.Write(FhirResults.OutcomeOf(deleted, AnswerLanguage.Of(context.Request))));
    }
}
