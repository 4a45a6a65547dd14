// MedCom CareCommunication 5.0.4: municipalities, hospitals and practices write to each other about a patient.

// What is written

Invariant: medcom-careCommunication-5
Description: "Only a message of the category regarding-referral has a priority."
Severity: #error
Expression: "where(category.coding.code != 'regarding-referral').priority.empty()"

Invariant: medcom-careCommunication-6
Description: "A message of the category other has a topic."
Severity: #error
Expression: "iif(category.coding.code != 'other', true, category.coding.code = 'other' and topic.exists())"

Invariant: medcom-careCommunication-7
Description: "The role of a segment's author is given as a code or as a text."
Severity: #error
Expression: "payload.extension('http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-practitioner-extension').value.resolve().all(code.coding.code.exists() xor code.text.exists())"

Invariant: medcom-careCommunication-8
Description: "The practitioner who wrote a segment has a name."
Severity: #error
Expression: "payload.where(extension('http://medcomfhir.dk/ig/core/StructureDefinition/medcom-core-practitioner-extension').exists()).extension.value.reference.resolve().practitioner.resolve().name.exists()"

Invariant: medcom-careCommunication-9
Description: "An Encounter is sent along with the identifier of its course of care."
Severity: #error
Expression: "iif(encounter.exists().not(), true, encounter.reference.resolve().episodeOfCare.identifier.exists())"

Profile: MedComCareCommunication
Parent: Communication
Id: medcom-careCommunication-communication
* obeys medcom-careCommunication-5 and medcom-careCommunication-6 and medcom-careCommunication-7 and medcom-careCommunication-8 and medcom-careCommunication-9
* extension contains MedComCoreSenderExtension named sender 0..1
* identifier 1..1
* identifier.value 1..
  * obeys medcom-uuidv4
* status = #unknown
* category 1..1
* category from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-careCommunication-categories (required)
* category.coding 1..1
* category.coding.system 1..
* category.coding.code 1..
* priority from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-careCommunication-requestPriority (required)
* subject 1..
* subject only Reference(MedComCorePatient)
  * insert Bundled
* topic.text 1..
* encounter only Reference(MedComCoreEncounter)
  * insert Bundled
* recipient ..1
* recipient only Reference(MedComCorePractitionerRole or MedComCoreCareTeam)
  * insert Bundled

// The segments: at least one text, signed by its author; files signed or not.
* payload 1..
  * ^slicing.discriminator.type = #type
  * ^slicing.discriminator.path = "$this.content"
  * ^slicing.rules = #open
* payload contains string 1..* and attachment 0..*
* payload.extension contains
    MedComCoreDateTimeExtension named date 0..1 and
    MedComCorePractitionerExtension named author 0..1 and
    MedComCoreContactExtension named authorContact 0..1 and
    MedComCoreIdentifierExtension named identifier 0..1
* payload[string].content[x] only string
* payload[string].extension 4..
* payload[string].extension contains
    MedComCoreDateTimeExtension named date 1..1 and
    MedComCorePractitionerExtension named author 1..1 and
    MedComCoreContactExtension named authorContact 1..1 and
    MedComCoreIdentifierExtension named identifier 1..1
* payload[attachment].content[x] only Attachment
* payload[attachment].content[x].contentType from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-core-attachmentMimeTypes (required)
* payload[attachment].content[x].title 1..
* payload[attachment].extension 2..
* payload[attachment].extension contains
    MedComCoreDateTimeExtension named date 1..1 and
    MedComCorePractitionerExtension named author 0..1 and
    MedComCoreContactExtension named authorContact 0..1 and
    MedComCoreIdentifierExtension named identifier 1..1

// The message around it

Invariant: medcom-careCommunication-1
Description: "The MessageHeader claims the profile of care communications."
Severity: #error
Expression: "entry[0].resource.ofType(MessageHeader).meta.profile.startsWith('http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-messageHeader')"

Invariant: medcom-careCommunication-2
Description: "A message is about exactly one Patient."
Severity: #error
Expression: "entry.where(resource.is(Patient)).count() = 1"

Invariant: medcom-careCommunication-3
Description: "Each Provenance claims the profile of care communications."
Severity: #error
Expression: "entry.resource.ofType(Provenance).all(meta.profile.startsWith('http://medcomfhir.dk/ig/carecommunication/StructureDefinition/medcom-careCommunication-provenance'))"

Invariant: medcom-careCommunication-4
Description: "A Practitioner in the message has a name."
Severity: #error
Expression: "entry.resource.ofType(Practitioner).name.exists()"

Invariant: medcom-careCommunication-11
Description: "A sender that is named belongs to the organisation that sends the message."
Severity: #error
Expression: """
  Bundle.entry.resource.ofType(Communication).extension.value.reference.resolve().managingOrganization.reference.resolve()
  = %resource.entry.resource.ofType(MessageHeader).sender.reference.resolve()
  or Bundle.entry.resource.ofType(Communication).extension.value.reference.resolve().organization.reference.resolve()
  = %resource.entry.resource.ofType(MessageHeader).sender.reference.resolve()
  or Bundle.entry.resource.ofType(Communication).extension.exists().not()
  """

Invariant: medcom-careCommunication-12
Description: "A recipient that is named belongs to the organisation that receives the message."
Severity: #error
Expression: """
  Bundle.entry.resource.ofType(Communication).recipient.reference.resolve().managingOrganization.reference.resolve()
  = %resource.entry.resource.ofType(MessageHeader).destination.receiver.reference.resolve()
  or Bundle.entry.resource.ofType(Communication).recipient.reference.resolve().organization.reference.resolve()
  = %resource.entry.resource.ofType(MessageHeader).destination.receiver.reference.resolve()
  or Bundle.entry.resource.ofType(Communication).recipient.exists().not()
  """

Invariant: medcom-careCommunication-13
Description: "A PractitionerRole refers to its Practitioner."
Severity: #error
Expression: "Bundle.entry.resource.ofType(PractitionerRole).practitioner.reference.exists()"

// Warned of, where the guide refuses: messages of version 4 send the Encounter along without a reference.
Invariant: medcom-careCommunication-15
Description: "An Encounter in the message is the one that the Communication refers to, and without one it refers to none."
Severity: #warning
Expression: """
  iif(Bundle.entry.resource.ofType(Encounter).exists(),
  Bundle.entry.resource.ofType(Encounter).id = Bundle.entry.resource.ofType(Communication).encounter.reference.resolve().id,
  Bundle.entry.resource.ofType(Communication).encounter.exists().not())
  """

Profile: MedComCareCommunicationMessage
Parent: MedComMessagingMessage
Id: medcom-careCommunication-message
* obeys medcom-careCommunication-1 and medcom-careCommunication-2 and medcom-careCommunication-3 and medcom-careCommunication-4
* obeys medcom-careCommunication-11 and medcom-careCommunication-12 and medcom-careCommunication-13 and medcom-careCommunication-15
* entry.resource 1..

// Beside the form of version 5, that of version 4.
Invariant: medcom-carecommunication-definition-url
Description: "The definition is MedCom's for care communications with its version, 4.x or 5.x."
Severity: #error
Expression: """
  matches('^http://medcomfhir.dk/ig/messagedefinitions/MessageDefinition/MedComCareCommunicationMessageDefinition[|]5[.][0-9]{1,2}$')
  or matches('^http://medcomfhir.dk/ig/carecommunication/medcom-careCommunication-message-definition[|]4[.][0-9.]{1,5}$')
  """

Profile: MedComCareCommunicationMessageHeader
Parent: MedComMessagingMessageHeader
Id: medcom-careCommunication-messageHeader
* event[x].system = $events
* event[x].code = #care-communication-message
* destination[cc] ..0
* focus 1..1
* focus only Reference(MedComCareCommunication)
  * insert Bundled
// May be left out, as senders of version 4 do.
* definition obeys medcom-carecommunication-definition-url

// A segment is a source, the message that is answered or forwarded a revision.
Profile: MedComCareCommunicationProvenance
Parent: MedComMessagingProvenance
Id: medcom-careCommunication-provenance
* target only Reference(MedComCareCommunicationMessageHeader)
* activity from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-careCommunication-messagingActivities (required)
* entity 1..
  * ^slicing.discriminator.type = #value
  * ^slicing.discriminator.path = "role"
  * ^slicing.rules = #closed
* entity contains preceedingMessage 0..1 and payload 1..*
* entity[preceedingMessage].role = #revision
* entity[payload].role = #source
* entity[payload].what.identifier 1..
