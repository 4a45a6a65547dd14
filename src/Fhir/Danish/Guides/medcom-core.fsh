// MedCom Core 4.0.0.

// A message holds what it refers to.
RuleSet: Bundled
* ^type.aggregation = #bundled

// Receivers show the narrative: it is never left out.
RuleSet: Told
* id 1..
* text 1..

// Identifiers

Invariant: uuidv5
Description: "The identifier of a course of care (LPR3) is urn:uuid: and a UUID of version 5."
Severity: #error
Expression: "matches('urn:uuid:[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[5][a-fA-F0-9]{3}-[89aAbB][a-fA-F0-9]{3}-[a-fA-F0-9]{12}')"

Profile: Lpr3Identifier
Parent: Identifier
Id: lpr3-Identifier
* system 1..
* system = $lpr3 (exactly)
* value 1..
  * obeys uuidv5

// The guide calls it version 4 and asks for no version.
Invariant: medcom-uuidv4
Description: "The value is urn:uuid: and a UUID in small letters."
Severity: #error
Expression: "matches('urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')"

Profile: MedComAssignedIdentifier
Parent: Identifier
Id: medcom-assigned-identifier
* value 1..
  * obeys medcom-uuidv4
* assigner 1..
* assigner only Reference(MedComCoreOrganization)

// Extensions

Invariant: medcom-core-contact
Description: "A telephone number has digits, and may begin with +."
Severity: #error
Expression: "matches('[+]?[-0-9]')"

Extension: MedComCoreContactExtension
Id: medcom-core-contact-extension
* value[x] 1..
* valueContactPoint 1..1
* valueContactPoint.system = #phone
* valueContactPoint.value 1..
  * obeys medcom-core-contact

Extension: MedComCoreDateTimeExtension
Id: medcom-core-datetime-extension
* value[x] 1..
* value[x] only dateTime

Extension: MedComCoreIdentifierExtension
Id: medcom-core-identifier-extension
* value[x] 1..
* valueIdentifier 1..1
* valueIdentifier only MedComAssignedIdentifier

Extension: MedComCorePractitionerExtension
Id: medcom-core-practitioner-extension
* value[x] 1..
* value[x] only Reference(MedComCorePractitionerRole)
  * insert Bundled

Extension: MedComCoreSenderExtension
Id: medcom-core-sender-extension
* value[x] only Reference(MedComCorePractitionerRole or MedComCoreCareTeam)
  * insert Bundled

Extension: MedComObservationValueAttachmentExtension
Id: medcom-observation-value-attachment-extension
Context: Observation, Observation.extension
* value[x] only Attachment

// People and organisations

Profile: MedComCorePatient
Parent: DkCorePatient
Id: medcom-core-patient
* insert Told
* name 1..
* name[official] 1..
* managingOrganization only Reference(MedComCoreOrganization)
  * insert Bundled

Profile: MedComCoreOrganization
Parent: DkCoreOrganization
Id: medcom-core-organization
* insert Told
* identifier[SOR-ID] 1..

Profile: MedComCorePractitioner
Parent: DkCorePractitioner
Id: medcom-core-practitioner
* insert Told

Invariant: medcom-core-practitionerrole-code-xor-text
Description: "A role is given as a code with its system or as a text, not as both and not as neither."
Severity: #error
Expression: "code.exists() implies (code.coding.where(system.exists() and code.exists()).exists() xor code.text.exists())"

// Demanded by the guide since 4.0.0; even its own messages of that edition leave it out.
Invariant: helhed-role-organization
Description: "A PractitionerRole says for which organisation it is."
Severity: #warning
Expression: "organization.exists()"

Profile: MedComCorePractitionerRole
Parent: DkCorePractitionerRole
Id: medcom-core-practitionerrole
* obeys medcom-core-practitionerrole-code-xor-text and helhed-role-organization
* insert Told
* practitioner only Reference(MedComCorePractitioner)
* organization only Reference(MedComCoreOrganization)
  * insert Bundled
* code from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-core-PractitionerRoles (example)
* code.coding.system 1..
* code.coding.code 1..

Profile: MedComCoreCareTeam
Parent: CareTeam
Id: medcom-core-careteam
* insert Told
* name 1..
* managingOrganization 1..1
* managingOrganization only Reference(MedComCoreOrganization)
  * insert Bundled

// Encounters, observations and reports

Profile: MedComCoreEncounter
Parent: Encounter
Id: medcom-core-encounter
* insert Told
* class from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-core-encounter-class (required)
* subject 1..
* subject only Reference(MedComCorePatient)
  * insert Bundled
* episodeOfCare
  * ^slicing.discriminator.type = #value
  * ^slicing.discriminator.path = "identifier.system"
  * ^slicing.rules = #open
* episodeOfCare contains lpr3identifier 0..1
* episodeOfCare.identifier.system 1..
* episodeOfCare.identifier.value 1..
* episodeOfCare[lpr3identifier].identifier 1..
* episodeOfCare[lpr3identifier].identifier only Lpr3Identifier
* account ..0
* serviceProvider only Reference(MedComCoreOrganization)
  * insert Bundled

Profile: MedComCoreObservation
Parent: DkCoreObservation
Id: medcom-core-observation
* insert Told
* extension contains MedComObservationValueAttachmentExtension named valueAttachment 0..*
* status from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-core-observation-status (required)
* subject only Reference(MedComCorePatient)
  * insert Bundled
* performer 1..
* performer only Reference(MedComCoreOrganization or MedComCorePractitioner or MedComCorePractitionerRole or MedComCoreCareTeam or MedComCorePatient or DkCoreRelatedPerson)

Profile: MedComCoreDiagnosticReport
Parent: DiagnosticReport
Id: medcom-core-diagnosticreport
* insert Told
* status from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-corediagnosticreport-status (required)
* code from http://medcomfhir.dk/ig/terminology/ValueSet/MedComDiagnosticReportCodesValueset (required)
* subject 1..
* subject only Reference(MedComCorePatient)
  * insert Bundled
// The guide has left out organisations since 4.0.0; HomeCareObservation 1.1.0 still demands one.
* performer only Reference(MedComCorePractitioner or MedComCorePractitionerRole or MedComCoreOrganization or MedComCoreCareTeam)
* resultsInterpreter only Reference(MedComCorePractitioner or MedComCorePractitionerRole or MedComCoreOrganization or MedComCoreCareTeam)
* result only Reference(MedComCoreObservation)
  * insert Bundled
* media.link only Reference(MedComCoreMedia)

Profile: MedComCoreMedia
Parent: Media
Id: medcom-core-media
* insert Told
* operator only Reference(MedComCorePractitioner or MedComCorePractitionerRole or MedComCoreOrganization or MedComCoreCareTeam or MedComCorePatient or Device or DkCoreRelatedPerson)
