// https://hl7.org/fhir/R4/http.html#patch
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Patch
{
    public static async Task<IResult> Handle(string type, string id, RecordStore store, HttpContext context) =>
        await Answer(Changes.Read(ChangeVerb.Patch, type, id, context.Request), store, context);

    public static async Task<IResult> Conditional(string type, RecordStore store, HttpContext context) =>
        await Answer(Changes.ReadConditional(ChangeVerb.Patch, type, context.Request), store, context);

    private static async Task<IResult> Answer(Outcome<Change> asked, RecordStore store, HttpContext context)
    {
        var change = asked.IsOk ? (await Body(context.Request)).Map(patch => asked.Value with { Patch = _ => patch }) : asked;
        return FhirResults.Written(await Changes.Make(change, store, context), context);
    }

    private static async ValueTask<Outcome<ResourcePatch>> Body(HttpRequest request)
    {
        var header = request.ContentType ?? "";
        var range = new MediaRange(header);
        var isUtf8 = range.Parameter("charset") is not { } charset || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        var name = isUtf8 && range.IsThisVersion ? range.Name.ToLowerInvariant() : "";
        if (name is not (ResourcePatch.JsonType or ResourcePatch.XmlType) && (name.Length == 0 || MediaType.OfBody(header) is null))
        {
            return new Problem(
                ProblemKind.UnsupportedMediaType,
                "A patch is application/json-patch+json, application/xml-patch+xml, or a Parameters resource (FHIRPath Patch) in application/fhir+json or application/fhir+xml, in UTF-8.");
        }

        return (await RequestBody.Bytes(request)).Then(bytes => name switch
        {
            ResourcePatch.JsonType => ResourcePatch.OfJson(bytes),
            ResourcePatch.XmlType => ResourcePatch.OfXml(bytes),
            _ => OfParameters(MediaType.OfBody(header)!.IsXml ? FhirXml.Parse(bytes) : FhirDocument.Parse(bytes)),
        });
    }

    private static Outcome<ResourcePatch> OfParameters(ParseResult parsed) =>
        parsed.Document is { } document ? ResourcePatch.OfFhirPath(document) : Problems.Of(parsed.Issues);
}
