// MedCom Messaging 4.0.1: the envelope that every message has.

Extension: MedComMessagingDestinationUseExtension
Id: medcom-messaging-destinationUseExtension
* value[x] 1..
* value[x] only Coding
* value[x].system 1..
* value[x].code 1..

Invariant: medcom-messaging-1
Description: "The first entry of a message is a MessageHeader that follows MedCom's profile."
Severity: #error
Expression: "entry[0].resource.conformsTo('http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-messageHeader')"

Invariant: medcom-messaging-2
Description: "A message has at least one Provenance."
Severity: #error
Expression: "entry.resource.ofType(Provenance).exists()"

Profile: MedComMessagingMessage
Parent: Bundle
Id: medcom-messaging-message
* obeys medcom-messaging-1 and medcom-messaging-2
* id 1..
* type = #message
* timestamp 1..

// A destination says whether it is the receiver or gets a copy, and which organisation it is.
RuleSet: DestinationOrganization
* extension 1..
* extension contains MedComMessagingDestinationUseExtension named use 1..1
* extension[use].value[x].system = $destination-use
* receiver 1..
* receiver only Reference(MedComMessagingOrganization)
  * insert Bundled

Profile: MedComMessagingMessageHeader
Parent: MessageHeader
Id: medcom-messaging-messageHeader
* id 1..
* event[x] only Coding
* event[x] from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-messaging-messageTypes (required)
* event[x].system 1..
* event[x].code 1..
* destination 1..
  * ^slicing.discriminator.type = #value
  * ^slicing.discriminator.path = "extension('http://medcomfhir.dk/ig/messaging/StructureDefinition/medcom-messaging-destinationUseExtension').value.code"
  * ^slicing.rules = #closed
* destination contains primary 1..1 and cc 0..*
* destination[primary] insert DestinationOrganization
* destination[primary].extension[use].value[x].code = #primary
* destination[cc] insert DestinationOrganization
* destination[cc].extension[use].value[x].code = #cc
* sender 1..
* sender only Reference(MedComMessagingOrganization)
  * insert Bundled

// Who sends and who receives has both a SOR and a GLN.
Profile: MedComMessagingOrganization
Parent: MedComCoreOrganization
Id: medcom-messaging-organization
* identifier 2..
* identifier[EAN-ID] 1..

Profile: MedComProducerOrganization
Parent: MedComMessagingOrganization
Id: medcom-producer-organization
* identifier 3..

Invariant: medcom-homecareObservation-4
Description: "The contact has the requester's initials as its name, or says that they are not known."
Severity: #error
Expression: "name.exists() or extension('http://hl7.org/fhir/StructureDefinition/data-absent-reason').exists()"

Profile: MedComRequesterOrganization
Parent: MedComMessagingOrganization
Id: medcom-requesterorganization
* identifier 3..
* identifier[Ydernummer] 1..
* contact 1..1
  * obeys medcom-homecareObservation-4
* contact.extension contains http://hl7.org/fhir/StructureDefinition/data-absent-reason named InitialsNotKnown 0..1
* contact.name.given 1..1

// The history of a message: one Provenance for each time that it was sent, answered or forwarded.
Profile: MedComMessagingProvenance
Parent: Provenance
Id: medcom-messaging-provenance
* target ..1
* target only Reference(MedComMessagingMessageHeader)
* occurred[x] 1..
* occurredDateTime 1..1
* activity 1..
* activity from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-messaging-activityCodes (required)
* activity.coding 1..1
* activity.coding.system 1..
* activity.coding.code 1..
// Who sent the earlier messages is not always sent along, so it need not be bundled. That it is not is told as a warning, in code.
* agent.who only Reference(MedComMessagingOrganization)
