namespace Helhed.Tests.Engine.Danish;

/// <summary>Where our statement differs from the published profile on purpose. The decision page of 2026-11-22 lists the same.</summary>
/// <param name="Profile">End of the profile's address.</param>
/// <param name="Element">Id of the element.</param>
/// <param name="Property">What differs.</param>
/// <param name="Reason">Why.</param>
internal sealed record Deliberate(string Profile, string Element, string Property, string Reason)
{
    private const string BothGln = "Messages name GLN with http and with https.";
    private const string BothNpu = "DK Core and MedCom name NPU differently.";
    private const string WarnSor = "SOR numbers of other shapes are in use: warned of.";
    private const string NeverSystem = "As published, no coding could have this system: it has a version behind a bar.";
    private const string ExtensionSlices = "Extensions are divided by their url whether or not it is said.";
    private const string SameKey = "The same rule, said of the value.";
    private const string AnyDefinition = "Messages name the definition in the form of version 4 or 5, or not at all.";
    private const string AlwaysTrue = "As published, the rule asks entries instead of resources, and holds always.";
    private const string CodesNotSystems = "As published, the system is bound to a set of codes.";
    private const string ProducerIsOrganization = "As published, the producer cannot be an organisation, since Core 4.0.0 took it away.";
    private const string NoOrganization = "MedCom's own messages leave it out: warned of.";
    private const string EarlierSenders = "Senders of earlier messages are not always sent along: warned of.";
    private const string LooseEncounter = "Messages of version 4 send the Encounter along without a reference: warned of.";
    private const string ReasonOfAcknowledgement = "An acknowledgement is not refused for the code of its reason: warned of.";
    private const string ReadableStatus = "As published, it is said of the inside of a primitive, which JSON does not have.";

    public static IReadOnlyList<Deliberate> Differences { get; } =
    [
        new("dk-core-gln-identifier", "Identifier.system", "fixedUri", BothGln),
        new("dk-core-gln-identifier", "Identifier.system", "binding", BothGln),
        new("dk-core-sor-identifier", "Identifier.value", "invariant min-digits-sor", WarnSor),
        new("dk-core-observation", "Observation.code.coding:NPU.system", "fixedUri", BothNpu),
        new("dk-core-observation", "Observation.code.coding:NPU.system", "binding", BothNpu),
        new("dk-core-observation", "Observation.component.code.coding:NPU.system", "fixedUri", BothNpu),
        new("dk-core-observation", "Observation.component.code.coding:NPU.system", "binding", BothNpu),
        new("dk-core-observation", "Observation.method.coding:SCTCode.system", "patternUri", NeverSystem),
        new("dk-core-patient", "Patient.address.extension", "slicing", ExtensionSlices),
        new("medcom-core-diagnosticreport", "DiagnosticReport.performer", "type Reference", ProducerIsOrganization),
        new("medcom-core-practitionerrole", "PractitionerRole.organization", "min", NoOrganization),
        new("medcom-core-practitionerrole", "PractitionerRole", "invariant helhed-role-organization", NoOrganization),
        new("medcom-messaging-provenance", "Provenance.agent.who", "type Reference", EarlierSenders),
        new("medcom-acknowledgement-operationoutcome", "OperationOutcome.issue.details.coding", "binding", ReasonOfAcknowledgement),
        new("medcom-careCommunication-message", "Bundle", "invariant medcom-careCommunication-15", LooseEncounter),
        new("medcom-careCommunication-communication", "Communication.identifier", "invariant medcom-uuidv4", SameKey),
        new("medcom-careCommunication-communication", "Communication.identifier.value", "invariant medcom-uuidv4", SameKey),
        new("medcom-careCommunication-messageHeader", "MessageHeader.definition", "min", AnyDefinition),
        new("medcom-careCommunication-messageHeader", "MessageHeader.definition", "invariant medcom-carecommunication-definition-url", AnyDefinition),
        new("medcom-hospitalNotification-message", "Bundle", "invariant medcom-hospitalNotification-1", AlwaysTrue),
        new("medcom-hospitalNotification-message", "Bundle", "invariant medcom-hospitalNotification-3", AlwaysTrue),
        new("medcom-homeCare-observation", "Observation.code.coding:NPU.system", "fixedUri", BothNpu),
        new("medcom-homeCare-observation", "Observation.code.coding:NPU.system", "binding", CodesNotSystems),
        new("medcom-homeCare-observation", "Observation.code.coding:MedCom.system", "binding", CodesNotSystems),
        new("medcom-homeCare-observation", "Observation.code.coding:MedCom", "binding", CodesNotSystems),
        new("medcom-homecare-diagnosticreport", "DiagnosticReport.performer", "type Reference", ProducerIsOrganization),
        new("medcom-homecare-diagnosticreport", "DiagnosticReport.performer:ProducerOrganization", "type Reference", ProducerIsOrganization),
        new("medcom-homecare-diagnosticreport", "DiagnosticReport.status", "patternCode", ReadableStatus),
    ];

    /// <summary>Whether the difference lets more through, or mends a rule that says nothing: what a loaded package must have as well.</summary>
    public bool IsTolerance => Reason is not (ExtensionSlices or SameKey);

    public bool Covers(Difference difference) =>
        difference.Profile.EndsWith($"/{Profile}", StringComparison.Ordinal) && difference.Property == Property && difference.Element == Element;
}
