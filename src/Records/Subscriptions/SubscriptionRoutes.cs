// http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-status
// http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-events
using System.Globalization;
using Helhed.Platform;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records.Subscriptions;

/// <summary>Subscriptions' places in the API: two operations, and the stream for pages.</summary>
internal static class SubscriptionRoutes
{
    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/";

    public static IReadOnlyList<Operation> Operations { get; } =
    [
        new("backport-subscription-status", "status", OperationLevels.Type | OperationLevels.Instance, ["Subscription"], Status)
        {
            Title = "Subscription status",
            Description = "Tells the status of a subscription, or of all that the caller may see, page by page, with the number of its last event.",
            Canonical = Guide + "backport-subscription-status",
            Parameters =
            [
                new("id", 0, "*", "id", "On the type: ids of the subscriptions; all when left out."),
                new("status", 0, "*", "code", "On the type: only subscriptions with one of these statuses."),
                new("_count", 0, "1", "integer", "On the type: most statuses on a page, up to 1,000; so many without it."),
                new("_page", 0, "1", "string", "Where the page begins; stands in the links that the server gives."),
                new("return", 1, "1", "Bundle", "A searchset with a status, a Parameters resource, for each subscription.") { IsOutput = true },
            ],
        },
        new("backport-subscription-events", "events", OperationLevels.Instance, ["Subscription"], Events)
        {
            Title = "Subscription events",
            Description = "Gives past events of a subscription, for a subscriber that has missed some. The last 1,000 that were delivered are kept.",
            Canonical = Guide + "backport-subscription-events",
            Parameters =
            [
                new("eventsSinceNumber", 0, "1", "string", "Number of the first event."),
                new("eventsUntilNumber", 0, "1", "string", "Number of the last event."),
                new("content", 0, "1", "code", "empty, id-only or full-resource; as the subscription's own notifications when left out."),
                new("return", 1, "1", "Bundle", "A notification of type query-event with at most 1,000 events.") { IsOutput = true },
            ],
        },
    ];

    /// <summary>The stream for pages, beside the FHIR API: a browser sends its session's cookie there, and no token.</summary>
    public static void MapEventStream(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/events", (Delegate)((HttpContext context) => context.RequestServices.GetRequiredService<EventStream>().Open(context))).WithMetadata(Unhurried.Instance);

    private static async Task<IResult> Status(OperationCall call)
    {
        var operations = call.Http.RequestServices.GetRequiredService<SubscriptionOperations>();
        return call.Id is { } id
            ? await operations.Status(call.Http, id)
            : await operations.Status(call.Http, new StatusQuestion(call.Input.Texts("id"), call.Input.Texts("status"), call.Input.Number("_count"), call.Input.Text("_page")));
    }

    private static async Task<IResult> Events(OperationCall call)
    {
        if (!Number(call.Input, "eventsSinceNumber", 1).TryGet(out var since, out var problem)
            || !Number(call.Input, "eventsUntilNumber", long.MaxValue).TryGet(out var until, out problem)
            || !Content(call.Input.Text("content")).TryGet(out var content, out problem))
        {
            return FhirResults.Of(problem);
        }

        var operations = call.Http.RequestServices.GetRequiredService<SubscriptionOperations>();
        return await operations.Events(call.Http, call.Id!, new EventsQuestion(since, until, content.Level));
    }

    private static Outcome<long> Number(OperationInput input, string name, long otherwise)
    {
        if (input.Text(name) is not { } text)
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
}
