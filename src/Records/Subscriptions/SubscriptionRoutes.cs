using System.Globalization;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records.Subscriptions;

/// <summary>The addresses of subscriptions' operations, and how their parameters are read.</summary>
internal static class SubscriptionRoutes
{
    public static void MapSubscriptions(this IEndpointRouteBuilder fhir)
    {
        fhir.MapMethods("/Subscription/$status", ["GET", "POST"], (Delegate)StatusOfMany);
        fhir.MapMethods("/Subscription/{id}/$status", ["GET", "POST"], async (string id, HttpContext context) => await Operations(context).Status(context, id));
        fhir.MapMethods("/Subscription/{id}/$events", ["GET", "POST"], Events);
    }

    /// <summary>The stream for pages, beside the FHIR API: a browser sends its session's cookie there, and no token.</summary>
    public static void MapEventStream(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/events", (Delegate)((HttpContext context) => context.RequestServices.GetRequiredService<EventStream>().Open(context))).AddEndpointFilter<Failures>();

    private static SubscriptionOperations Operations(HttpContext context) => context.RequestServices.GetRequiredService<SubscriptionOperations>();

    private static async Task<IResult> StatusOfMany(HttpContext context) =>
        (await Values(context.Request)).TryGet(out var values, out var problem)
            ? await Operations(context).Status(context, [.. values["id"].Concat(values["_id"])], [.. values["status"]])
            : FhirResults.Of(problem);

    private static async Task<IResult> Events(string id, HttpContext context)
    {
        if (!(await Values(context.Request)).TryGet(out var values, out var problem)
            || !Number(values, "eventsSinceNumber", 1).TryGet(out var since, out problem)
            || !Number(values, "eventsUntilNumber", long.MaxValue).TryGet(out var until, out problem)
            || !Content(values["content"].FirstOrDefault()).TryGet(out var content, out problem))
        {
            return FhirResults.Of(problem);
        }

        return await Operations(context).Events(context, id, new EventsQuestion(since, until, content.Level));
    }

    private static Outcome<long> Number(ILookup<string, string> values, string name, long otherwise)
    {
        if (values[name].FirstOrDefault() is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : new Problem(ProblemKind.Invalid, $"{name} is the number of an event, from 1.", name);
    }

    private static Outcome<(ContentLevel? Level, bool IsGiven)> Content(string? text) => text switch
    {
        null => (null, false),
        "empty" => (ContentLevel.Empty, true),
        "id-only" => (ContentLevel.IdOnly, true),
        "full-resource" => (ContentLevel.FullResource, true),
        _ => new Problem(ProblemKind.Invalid, "content is empty, id-only or full-resource.", "content"),
    };

    /// <summary>Parameters of the address, and of a posted Parameters resource.</summary>
    private static async ValueTask<Outcome<ILookup<string, string>>> Values(HttpRequest request)
    {
        var values = request.Query.SelectMany(q => q.Value.SelectMany(v => (v ?? "").Split(',')).Select(v => (q.Key, Value: v))).ToList();
        if (HttpMethods.IsPost(request.Method) && request.ContentLength is not (null or 0))
        {
            if (!(await RequestBody.Read(request)).TryGet(out var json, out var problem))
            {
                return problem;
            }

            if (!FhirJson.TryRead<Parameters>(json, out var parameters, out var issues))
            {
                return Problems.Of(issues);
            }

            values.AddRange(parameters!.Parameter.Select(p => (p.Name ?? "", p.ValueString ?? p.ValueId ?? p.ValueCode ?? "")));
        }

        return Outcome.Ok(values.ToLookup(v => v.Item1, v => v.Item2, StringComparer.Ordinal));
    }
}
