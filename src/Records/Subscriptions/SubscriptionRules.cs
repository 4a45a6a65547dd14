using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// What a client may write into a Subscription: it submits <c>requested</c> or <c>off</c>, and only the server makes it active
/// (<see href="https://hl7.org/fhir/R4/subscription-definitions.html#Subscription.status"/>). One on a topic that the server does not
/// have, or with filters, a channel or a payload that it cannot serve, is refused
/// (<see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/conformance.html"/>); one by R4's own rules gets the status
/// <c>error</c> afterwards.
/// </summary>
internal static class SubscriptionRules
{
    /// <summary>Why a write is refused, or null.</summary>
    /// <param name="caller">Who writes.</param>
    /// <param name="before">The stored version; empty when there is none.</param>
    /// <param name="after">The version to be written.</param>
    public static Problem? Refuse(Caller caller, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (caller == Caller.Program)
        {
            return null;
        }

        var next = FhirJson.Read<Subscription>(after);
        var current = before.IsEmpty ? null : FhirJson.Read<Subscription>(before);
        if (next.Status == "active" && !IsActivatedAs(current, next))
        {
            return SettingsReader.Bad(
                "Only the server makes a subscription active. Send the status 'requested': it becomes 'active' when the criteria have been checked and the endpoint has answered.",
                "Subscription.status");
        }

        return next.Status is "requested" or "active" && SettingsReader.IsOnTopic(next) ? SettingsReader.Read(next).Problem : null;
    }

    // A client may send an active subscription back with another reason, contact or end; another endpoint has to be asked first.
    private static bool IsActivatedAs(Subscription? current, Subscription next) =>
        current is { Status: "active" } && Essence(current).AsSpan().SequenceEqual(Essence(next));

    private static byte[] Essence(Subscription subscription) => FhirJson.Write(new Subscription
    {
        Criteria = subscription.Criteria,
        CriteriaElement = subscription.CriteriaElement,
        Channel = subscription.Channel,
        Meta = new Meta { Profile = subscription.Meta?.Profile ?? [] },
    });
}
