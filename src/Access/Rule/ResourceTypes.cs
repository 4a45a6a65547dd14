using System.Collections.Frozen;

namespace Helhed.Access;

/// <summary>Which types hold people's health data, which name people and places at work, and which are knowledge for all.</summary>
internal static class ResourceTypes
{
    private static readonly FrozenSet<string> Directory = FrozenSet.Create(StringComparer.Ordinal,
        "Practitioner", "PractitionerRole", "Organization", "OrganizationAffiliation", "Location", "HealthcareService", "Endpoint", "InsurancePlan", "Schedule", "Slot");

    private static readonly FrozenSet<string> Knowledge = FrozenSet.Create(StringComparer.Ordinal,
        "Medication", "MedicationKnowledge", "Substance", "ValueSet", "CodeSystem", "ConceptMap", "NamingSystem", "Questionnaire",
        "ObservationDefinition", "SpecimenDefinition", "ActivityDefinition", "PlanDefinition", "StructureDefinition", "SearchParameter",
        "OperationDefinition", "CapabilityStatement", "CompartmentDefinition", "ImplementationGuide", "Library", "Measure", "EventDefinition",
        "ChargeItemDefinition", "GraphDefinition", "MessageDefinition", "StructureMap", "TerminologyCapabilities", "ExampleScenario",
        "ResearchStudy", "ResearchDefinition", "ResearchElementDefinition", "Evidence", "EvidenceVariable", "DeviceDefinition");

    // The patient compartment, https://hl7.org/fhir/R4/compartmentdefinition-patient.html, with Device, DeviceMetric and Task,
    // which hold patients' data too, and without AuditEvent, Group and Schedule, which tell of others.
    private static readonly FrozenSet<string> Patient = FrozenSet.Create(StringComparer.Ordinal,
        "Account", "AdverseEvent", "AllergyIntolerance", "Appointment", "AppointmentResponse", "Basic", "Binary", "BodyStructure", "CarePlan",
        "CareTeam", "ChargeItem", "Claim", "ClaimResponse", "ClinicalImpression", "Communication", "CommunicationRequest",
        "Composition", "Condition", "Consent", "Coverage", "CoverageEligibilityRequest", "CoverageEligibilityResponse",
        "DetectedIssue", "Device", "DeviceMetric", "DeviceRequest", "DeviceUseStatement", "DiagnosticReport", "DocumentManifest",
        "DocumentReference", "Encounter", "EnrollmentRequest", "EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory",
        "Flag", "Goal", "ImagingStudy", "Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation", "Invoice", "List",
        "MeasureReport", "Media", "MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement",
        "MolecularSequence", "NutritionOrder", "Observation", "Patient", "Person", "Procedure", "Provenance",
        "QuestionnaireResponse", "RelatedPerson", "RequestGroup", "ResearchSubject", "RiskAssessment", "ServiceRequest",
        "Specimen", "SupplyDelivery", "SupplyRequest", "Task", "VisionPrescription");

    // What is told by codes, quantities and times. Texts, documents and messages are left out as a whole.
    private static readonly FrozenSet<string> Coded = FrozenSet.Create(StringComparer.Ordinal,
        "Patient", "Encounter", "EpisodeOfCare", "Condition", "Observation", "DiagnosticReport", "Procedure", "MedicationRequest", "MedicationStatement", "MedicationAdministration",
        "MedicationDispense", "Immunization", "AllergyIntolerance", "ServiceRequest", "CarePlan", "Appointment", "Specimen", "ImagingStudy", "RiskAssessment");

    /// <summary>Research and quality work may use it, under pseudonyms.</summary>
    internal static bool IsUsedForPurposes(string type) => Coded.Contains(type);

    internal static bool IsDirectory(string type) => Directory.Contains(type);

    internal static bool IsPublicKnowledge(string type) => Directory.Contains(type) || Knowledge.Contains(type);

    internal static bool IsPatientData(string type) => Patient.Contains(type);

    internal static bool IsAccessLog(string type) => type == "AuditEvent";

    /// <summary>It may name several patients who have nothing to do with each other: an app that is launched for one of them gets none of it.</summary>
    internal static bool TellsOfMany(string type) => !IsPublicKnowledge(type) && !IsPatientData(type) && !IsAccessLog(type);

    /// <summary>Staff see a resource of the type, where no patient gives sight of it, because they or their unit made it or are named by it.</summary>
    internal static bool IsWork(string type) => !IsPublicKnowledge(type) && !IsAccessLog(type);

    /// <summary>Its writing begins a contact: it is itself the evidence of a relation.</summary>
    internal static bool BeginsContact(string type) => type is "Encounter" or "Appointment" or "ServiceRequest" or "Patient";
}
