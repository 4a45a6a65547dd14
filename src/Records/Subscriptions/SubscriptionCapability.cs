using Helhed.Fhir.R4;

namespace Helhed.Records.Subscriptions;

/// <summary>What the CapabilityStatement says of subscriptions. See <see href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/conformance.html#conformance-in-fhir-r4"/>.</summary>
internal static class SubscriptionCapability
{
    /// <summary>The guide's own statement, which this server meets.</summary>
    public const string Instantiates = Guide + "CapabilityStatement/backport-subscription-server-r4";

    private const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport/";

    /// <summary>Adds profile and topics to the entry of Subscription; other types stay as they are.</summary>
    public static CapabilityStatementRestResource With(CapabilityStatementRestResource type) => type.Type != "Subscription" ? type : type with
    {
        SupportedProfile = [.. type.SupportedProfile, SettingsReader.Profile],
        Extension = [.. type.Extension, .. Topics.All.Select(t => new Extension { Url = Guide + "StructureDefinition/capabilitystatement-subscriptiontopic-canonical", ValueCanonical = t.Url })],
    };
}
