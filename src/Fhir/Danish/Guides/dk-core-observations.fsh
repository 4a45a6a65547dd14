// DK Core 3.8.0: observations and reports.

RuleSet: KnownSystems
* coding insert BySystem
* coding contains LOINC 0..1 and SNOMEDCT 0..1 and NPU 0..1 and IEEE 0..1 and MedCom 0..1 and SKS 0..1
* coding[LOINC].system 1..
* coding[LOINC].system = $loinc (exactly)
* coding[LOINC].code 1..
* coding[SNOMEDCT].system 1..
* coding[SNOMEDCT].system = $sct (exactly)
* coding[SNOMEDCT].code 1..
// Both systems, where the guide has only its own.
* coding[NPU].system 1..
* coding[NPU].system from NpuSystems (required)
* coding[NPU].code 1..
* coding[IEEE].system 1..
* coding[IEEE].system = $ieee (exactly)
* coding[IEEE].code 1..
* coding[MedCom].system 1..
* coding[MedCom].system = $medcom-observations (exactly)
* coding[MedCom].code 1..
* coding[SKS].system 1..
* coding[SKS].system = $sks (exactly)
* coding[SKS].code 1..

Invariant: dk-core-observation-mandatory-units
Description: "A measured quantity has a unit or the code of one."
Severity: #error
Expression: "value.ofType(Quantity).value.exists() implies value.ofType(Quantity).unit.exists() or value.ofType(Quantity).code.exists()"

Profile: DkCoreObservation
Parent: Observation
Id: dk-core-observation
* obeys dk-core-observation-mandatory-units
* code insert KnownSystems
* subject 1..
* subject only Reference(DkCorePatient or Group or DkCoreLocation or Device)
* performer only Reference(DkCorePractitioner or DkCoreOrganization or DkCorePatient or DkCorePractitionerRole or CareTeam or DkCoreRelatedPerson)
* valueQuantity.system = $ucum
* method.coding insert BySystem
* method.coding contains SCTCode 0..1
* method.coding[SCTCode] from http://hl7.dk/fhir/core/ValueSet/dk-core-TechniquesSCTCodes (example)
* method.coding[SCTCode].system 1..
// The guide writes the Danish edition behind the address, where a version belongs: no coding could ever have that system.
* method.coding[SCTCode].system = $sct
* component.code insert KnownSystems
* component.valueQuantity.system = $ucum

Profile: DkCoreBasicObservation
Parent: DkCoreObservation
Id: dk-core-basic-observation
* category 1..1
* category = $observation-category#vital-signs
* code.coding 1..
* code.coding[LOINC] 1..
* code.coding[LOINC] from http://hl7.dk/fhir/core/ValueSet/dk-core-LoincBasicObservation (extensible)
* code.coding[SNOMEDCT] from http://hl7.dk/fhir/core/ValueSet/dk-core-SCTBasicObservation (extensible)
* code.coding[NPU] from http://hl7.dk/fhir/core/ValueSet/dk-core-NPUBasicObservation (extensible)
* code.coding[IEEE] from http://hl7.dk/fhir/core/ValueSet/dk-core-IEEEBasicObservation (extensible)
* valueQuantity.code from http://hl7.dk/fhir/core/ValueSet/dk-core-UCUM-BasicUnits (extensible)
* component.valueQuantity.code from http://hl7.dk/fhir/core/ValueSet/dk-core-UCUM-BasicUnits (extensible)

Profile: DkCoreDiagnosticReport
Parent: DiagnosticReport
Id: dk-core-diagnostic-report
* basedOn only Reference(CarePlan or ImmunizationRecommendation or MedicationRequest or NutritionOrder or DkCorePersonServiceRequest)
* category
  * ^slicing.discriminator.type = #value
  * ^slicing.discriminator.path = "$this"
  * ^slicing.rules = #open
* category contains studyType 0..* and specialty 0..* and danishSpecialty 0..*
* category[studyType] from http://hl7.dk/fhir/core/ValueSet/dk-core-LoincLabStudyTypes (required)
* category[specialty] from http://hl7.dk/fhir/core/ValueSet/dk-core-SCTLaboratorySpecialities (required)
* category[danishSpecialty] from http://hl7.dk/fhir/core/ValueSet/dk-core-practice-setting-exclude-lab-code (required)
* code from http://hl7.dk/fhir/core/ValueSet/dk-core-LoincDiagnosticDocumentTypes (extensible)
* subject 1..
* subject only Reference(DkCorePatient or Group or DkCoreLocation or Device)
* encounter only Reference(DkCoreEncounter)
* performer only Reference(DkCorePractitioner or DkCoreOrganization or DkCorePractitionerRole or CareTeam)
* resultsInterpreter only Reference(DkCorePractitioner or DkCoreOrganization or DkCorePractitionerRole or CareTeam)
* result only Reference(DkCoreObservation)

// Profiles for the International Patient Access guide: as the Danish ones, which they only name. The guide's own rules come with its package.

Profile: IpaDkCorePatient
Parent: DkCorePatient
Id: ipa-dk-core-patient

Profile: IpaDkCorePractitioner
Parent: DkCorePractitioner
Id: ipa-dk-core-practitioner

Profile: IpaDkCorePractitionerRole
Parent: DkCorePractitionerRole
Id: ipa-dk-core-practitionerrole

Profile: IpaDkCoreCondition
Parent: DkCoreCondition
Id: ipa-dk-core-condition

Profile: IpaDkCoreObservation
Parent: DkCoreObservation
Id: ipa-dk-core-observation
* subject only Reference(IpaDkCorePatient)
