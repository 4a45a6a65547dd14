using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir.Danish;

/// <summary>The parts of a Bundle that is a MedCom message: its MessageHeader has an event of MedCom's.</summary>
internal sealed record MedComMessage(int Header, string Event, IReadOnlyList<BundleEntryPlace> Entries)
{
    private const string Events = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-messaging-eventCodes";

    /// <summary>The profile that a message with an event follows; null for events of guides that are not stated here.</summary>
    public string? Profile => Event switch
    {
        "acknowledgement-message" => "http://medcomfhir.dk/ig/acknowledgement/StructureDefinition/medcom-messaging-acknowledgement",
        "care-communication-message" => "http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-message",
        "hospital-notification-message" => "http://medcomfhir.dk/ig/hospitalnotification/StructureDefinition/medcom-hospitalNotification-message",
        "homecareobservation-message" => "http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecare-message",
        _ => null,
    };

    /// <summary>The message that a document is, or null.</summary>
    public static MedComMessage? Find(ValidationRun run)
    {
        if (run.Document.TypeName != "Bundle")
        {
            return null;
        }

        foreach (var entry in run.References.Bundle.Entries(0))
        {
            if (entry.Type == "MessageHeader" && new NodeReader(run.Document, entry.Resource).Child("eventCoding"u8) is { Node.Kind: NodeKind.Object } coding && Text(coding, "system"u8) == Events)
            {
                return new MedComMessage(entry.Resource, Text(coding, "code"u8), run.References.Bundle.Entries(0));
            }
        }

        return null;
    }

    public IEnumerable<BundleEntryPlace> All(string type) => Entries.Where(e => e.Type == type);

    public static string Text(NodeReader node, ReadOnlySpan<byte> name) => node.Child(name) is { Node.Kind: NodeKind.String } text ? text.Text() : "";
}
