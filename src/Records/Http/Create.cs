// https://hl7.org/fhir/R4/http.html#create, https://hl7.org/fhir/R4/http.html#ccreate
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Create
{
    private const string IfNoneExist = "If-None-Exist";

    public static async Task<IResult> Handle(string type, RecordStore store, HttpContext context)
    {
        var change = await Changes.WithContent(Asked(type, context.Request), context.Request);
        return FhirResults.Written(await Changes.Make(change, store, context), context);
    }

    /// <summary>The creation that the address and the headers ask for, without its content.</summary>
    internal static Outcome<Change> Asked(string type, HttpRequest request)
    {
        var change = Changes.Read(ChangeVerb.Create, type, null, request);
        return request.Headers.TryGetValue(IfNoneExist, out var criteria)
            ? change.Then(c => Criteria.Read(c.Type, criteria.ToString()).Map(read => c with { Criteria = read }))
            : change;
    }
}
