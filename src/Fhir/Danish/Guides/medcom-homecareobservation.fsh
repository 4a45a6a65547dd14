// MedCom HomeCareObservation 1.1.0: a municipality sends what it measured at home.

Profile: MedComHomeCareObservation
Parent: MedComCoreObservation
Id: medcom-homeCare-observation
// The guide binds the codings' systems to sets of codes, in which no system is. Here the coding is bound; NPU's set is all of NPU, which
// the slice says already.
* code.coding[MedCom] from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-observation-valueset (required)
* effectiveDateTime 0..1
* valueQuantity.value ^maxLength = 12
* valueString 0..1
* valueString ^maxLength = 12
* interpretation ..1
* interpretation from http://medcomfhir.dk/ig/terminology/ValueSet/medcom-core-interpreation-valueset (required)
* interpretation.coding.code = #NI

Invariant: medcom-homecareReport-1
Description: "The PractitionerRole that reports has a code for the role."
Severity: #error
Expression: "reference.resolve().code.coding.code.exists()"

Invariant: medcom-homecareReport-2
Description: "The practitioner who reports has a name."
Severity: #error
Expression: "reference.resolve().practitioner.resolve().name.exists()"

Invariant: medcom-homecareReport-3
Description: "The practitioner who reports has a telephone number."
Severity: #error
Expression: "reference.resolve().practitioner.resolve().telecom.where(system = 'phone').exists()"

Profile: MedComHomeCareDiagnosticReport
Parent: MedComCoreDiagnosticReport
Id: medcom-homecare-diagnosticreport
* meta.security ..1
* meta.security = $confidentiality#R "Restricted"
* status = #final
* performer 2..2
  * ^slicing.discriminator.type = #profile
  * ^slicing.discriminator.path = "resolve()"
  * ^slicing.rules = #closed
* performer contains ProducerOrganization 1..1 and PractitionerRole 1..1
* performer[ProducerOrganization] only Reference(MedComProducerOrganization)
  * insert Bundled
* performer[PractitionerRole] only Reference(MedComCorePractitionerRole)
  * insert Bundled
  * obeys medcom-homecareReport-1 and medcom-homecareReport-2 and medcom-homecareReport-3
* result only Reference(MedComHomeCareObservation)
  * insert Bundled

Invariant: medcom-homecareObsMessage-1
Description: "The MessageHeader follows the profile of home care observations."
Severity: #error
Expression: "entry[0].conformsTo('http://medcomfhir.dk/ig/homecareobservation/StructureDefinition/medcom-homecareobservation-MessageHeader')"

Profile: MedComHomeCareObservationMessage
Parent: MedComMessagingMessage
Id: medcom-homecare-message
* obeys medcom-homecareObsMessage-1

Profile: MedComHomeCareObservationMessageHeader
Parent: MedComMessagingMessageHeader
Id: medcom-homecareobservation-MessageHeader
* event[x] = $events#homecareobservation-message
* destination[primary].receiver only Reference(MedComRequesterOrganization)
  * insert Bundled
* destination[cc] ..0
* sender only Reference(MedComProducerOrganization)
  * insert Bundled
* focus only Reference(MedComHomeCareDiagnosticReport)
* definition 1..
* definition = "http://medcomfhir.dk/ig/messagedefinitions/ImplementationGuide/medcom.fhir.dk.messagedefinitions/StructureDefinition/medcom-homecareobservation-messagedefinition"
