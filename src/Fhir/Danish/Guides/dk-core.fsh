// DK Core 3.8.0: people, organisations and what is written about them.
// DkCoreMinimalDocumentReference is not here: it is derived from IHE MHD, which is loaded with its own package.

RuleSet: BySystem
* ^slicing.discriminator.type = #value
* ^slicing.discriminator.path = "system"
* ^slicing.rules = #open

RuleSet: ByIdentifierSystem
* ^slicing.discriminator.type = #value
* ^slicing.discriminator.path = "identifier.system"
* ^slicing.rules = #open

RuleSet: ByUse
* ^slicing.discriminator.type = #value
* ^slicing.discriminator.path = "use"
* ^slicing.rules = #open

// The official name is one, and has a family name.
RuleSet: OfficialName
* name insert ByUse
* name contains official 0..1
* name[official].use 1..
* name[official].use = #official (exactly)
* name[official].family 1..

RuleSet: PersonNumbers
* identifier insert BySystem
* identifier contains cpr 0..1 and x-ecpr 0..1 and d-ecpr 0..1
* identifier[cpr] only DkCoreCprIdentifier
* identifier[x-ecpr] only DkCoreXeCprIdentifier
* identifier[d-ecpr] only DkCoreDeCprIdentifier

// People

Extension: MunicipalityCodes
Id: dk-core-municipalityCodes
Context: Patient.address, Address
* value[x] only CodeableConcept
* value[x].coding from http://hl7.dk/fhir/core/ValueSet/dk-core-MunicipalityCodes (required)

Extension: RegionalSubDivisionCodes
Id: dk-core-RegionalSubDivisionCodes
Context: Address, Patient.address
* value[x] only CodeableConcept
* value[x].coding from http://hl7.dk/fhir/core/ValueSet/dk-core-RegionalSubDivisionCodes (required)

Invariant: marital-status-unknown-usage
Description: "A marriage is not both polygamous (P) and annulled (A): neither has an authority in Denmark."
Severity: #warning
Expression: "maritalStatus.coding.where(code = 'P' and system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus').empty() or maritalStatus.coding.where(code = 'A' and system = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus').empty()"

Profile: DkCorePatient
Parent: Patient
Id: dk-core-patient
* obeys marital-status-unknown-usage
* identifier 1..
* insert PersonNumbers
* insert OfficialName
* address.extension contains MunicipalityCodes named municipalityCode 0..1 and RegionalSubDivisionCodes named regionalSubDivisionCodes 0..1
* maritalStatus from http://hl7.dk/fhir/core/ValueSet/dk-marital-status (extensible)
* contact.relationship from http://hl7.dk/fhir/core/ValueSet/extended-patient-contactrelationship (extensible)
* generalPractitioner only Reference(DkCoreOrganization or DkCorePractitioner or DkCorePractitionerRole)
* generalPractitioner insert ByIdentifierSystem
* generalPractitioner contains referencedSORUnit 0..*
* generalPractitioner[referencedSORUnit].identifier only SORIdentifier
* managingOrganization only Reference(DkCoreOrganization)
* link.other only Reference(DkCorePatient or DkCoreRelatedPerson)

Profile: DkCoreRelatedPerson
Parent: RelatedPerson
Id: dk-core-related-person
* insert PersonNumbers
* insert OfficialName
* patient only Reference(DkCorePatient)
* relationship from http://hl7.dk/fhir/core/ValueSet/dk-core-RelatedPersonRelationshipTypes (extensible)

Profile: DkCorePractitioner
Parent: Practitioner
Id: dk-core-practitioner
* qualification insert ByIdentifierSystem
* qualification contains officialHealthAuthorization 0..*
* qualification[officialHealthAuthorization].identifier only AuthorizationIdentifier
* qualification[officialHealthAuthorization].code from http://hl7.dk/fhir/core/ValueSet/DkCoreProfessionGroupValueSet (extensible)

Profile: DkCorePractitionerRole
Parent: PractitionerRole
Id: dk-core-practitioner-role
* practitioner only Reference(DkCorePractitioner)
* organization only Reference(DkCoreOrganization)
* location only Reference(DkCoreLocation)

// Organisations and places

Invariant: dk-core-organization-mandatory-identifier
Description: "An organisation has at least one of SOR, KOMBIT's organisation number and CVR."
Severity: #error
Expression: "identifier.where(system='urn:oid:1.2.208.176.1.1' or system='https://kombit.dk/sts/organisation' or system='urn:oid:1.3.198' or system='http://cvr.dk').exists()"

Profile: DkCoreOrganization
Parent: Organization
Id: dk-core-organization
* obeys dk-core-organization-mandatory-identifier
* identifier 1..
* identifier insert BySystem
* identifier contains EAN-ID 0..1 and SOR-ID 0..1 and KOMBIT-ORG-ID 0..1 and Ydernummer 0..1 and CVR-ID 0..1 and Kommunekode 0..1 and Regionskode 0..1 and ProducentID 0..1
* identifier[EAN-ID] only GLNIdentifier
* identifier[SOR-ID] only SORIdentifier
* identifier[KOMBIT-ORG-ID] only KombitOrgIdentifier
* identifier[Ydernummer]
  * system 1..
  * system = $ydernummer (exactly)
  * value 1..
* identifier[CVR-ID] only CVRIdentifier
* identifier[Kommunekode]
  * system 1..
  * system = $municipalities (exactly)
  * value 1..
  * value from http://hl7.dk/fhir/core/ValueSet/dk-core-MunicipalityCodes (required)
* identifier[Regionskode]
  * system 1..
  * system = $regions (exactly)
  * value 1..
* identifier[ProducentID] only ProducentId
* type from http://hl7.dk/fhir/core/ValueSet/sor-organization-type (preferred)

Profile: DkCoreLocation
Parent: Location
Id: dk-core-location
* managingOrganization only Reference(DkCoreOrganization)
* partOf only Reference(DkCoreLocation)

// Encounters

Extension: PlannedStartDate
Id: dk-core-planned-start-date
Context: Encounter
* value[x] only dateTime

Extension: PlannedEndDate
Id: dk-core-planned-end-date
Context: Encounter
* value[x] only dateTime

Extension: CareProvider
Id: dk-core-care-provider
Context: Encounter
* value[x] only Reference(DkCoreOrganization)

Profile: DkCoreEncounter
Parent: Encounter
Id: dk-core-encounter
* extension contains PlannedStartDate named plannedStartDate 0..1 and PlannedEndDate named plannedEndDate 0..1 and CareProvider named careProvider 0..1
* priority from http://hl7.dk/fhir/core/ValueSet/dk-core-encounter-priority (extensible)
* subject only Reference(DkCorePatient)
* serviceProvider only Reference(DkCoreOrganization)

// Conditions and requests

Extension: ConditionLastAssertedDate
Context: Condition
* value[x] only dateTime

Extension: NotFollowedAnymore
Context: Condition
* value[x] only dateTime

Profile: DkCoreCondition
Parent: Condition
Id: dk-core-condition
* extension contains
    http://hl7.org/fhir/StructureDefinition/condition-dueTo named dueTo 0..1 and
    ConditionLastAssertedDate named conditionLastAssertedDate 0..1 and
    NotFollowedAnymore named notFollowedAnymore 0..1
* code.coding insert BySystem
* code.coding contains FSIIIConditionCode 0..1 and SCTConditionCode 0..1 and FFBConditionCode 0..1 and SKS-D 0..1 and ICPC2code 0..1
* code.coding[FSIIIConditionCode].system 1..
* code.coding[FSIIIConditionCode].system = $fsiii
* code.coding[SCTConditionCode] from http://hl7.org/fhir/ValueSet/condition-code (required)
* code.coding[SCTConditionCode].system 1..
* code.coding[SCTConditionCode].system = $sct
* code.coding[FFBConditionCode].system 1..
* code.coding[FFBConditionCode].system = $ffb
* code.coding[SKS-D].system 1..
* code.coding[SKS-D].system = $sks-d
* code.coding[ICPC2code].system 1..
* code.coding[ICPC2code].system = $icpc2
* subject only Reference(DkCorePatient)
* recorder only Reference(DkCorePractitioner or DkCorePractitionerRole or DkCorePatient or DkCoreRelatedPerson)
* asserter only Reference(DkCorePractitioner or DkCorePractitionerRole)

Profile: DkCorePersonServiceRequest
Parent: ServiceRequest
Id: dk-core-person-servicerequest
* category from http://hl7.dk/fhir/core/ValueSet/dk-core-servicerequest-codes (example)
* priority from http://hl7.dk/fhir/core/ValueSet/dk-core-priority-codes (required)
* subject only Reference(DkCorePatient)
* requester only Reference(DkCorePractitioner or DkCorePractitionerRole or DkCoreOrganization or DkCorePatient or DkCoreRelatedPerson or Device)
* performer only Reference(DkCorePractitioner or DkCorePractitionerRole or DkCoreOrganization or DkCorePatient or DkCoreRelatedPerson or HealthcareService or Device or CareTeam)
* reasonCode.coding insert BySystem
* reasonCode.coding contains FSIIIConditionCode 0..1 and SCTCode 0..1 and FFBConditionCode 0..1 and SKS 0..1 and ICPC2code 0..1
* reasonCode.coding[FSIIIConditionCode].system 1..
* reasonCode.coding[FSIIIConditionCode].system = $fsiii
* reasonCode.coding[SCTCode].system 1..
* reasonCode.coding[SCTCode].system = $sct
* reasonCode.coding[FFBConditionCode].system 1..
* reasonCode.coding[FFBConditionCode].system = $ffb
* reasonCode.coding[SKS].system 1..
* reasonCode.coding[SKS].system = $sks-d
* reasonCode.coding[ICPC2code].system 1..
* reasonCode.coding[ICPC2code].system = $icpc2
* reasonReference only Reference(DkCoreCondition or DkCoreObservation or DiagnosticReport or DocumentReference)
