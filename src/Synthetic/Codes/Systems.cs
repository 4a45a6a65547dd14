namespace Helhed.Synthetic;

/// <summary>Addresses of the code and identifier systems, as DK Core 3.8 and R4 write them.</summary>
internal static class Systems
{
    internal const string Cpr = "urn:oid:1.2.208.176.1.2";
    internal const string Sor = "urn:oid:1.2.208.176.1.1";
    internal const string Yder = "urn:oid:1.2.208.176.1.4";
    internal const string Gln = "http://www.gs1.org/gln";
    internal const string Authorisation = "https://autregweb.sst.dk";
    internal const string SksDiagnosis = "urn:oid:1.2.208.176.2.4.12";
    internal const string Sks = "urn:oid:1.2.208.176.2.4";
    internal const string Icpc2 = "urn:oid:1.2.208.176.2.31";
    internal const string Npu = "http://npu-terminology.org";
    internal const string Loinc = "http://loinc.org";
    internal const string Snomed = "http://snomed.info/sct";
    internal const string Atc = "http://www.whocc.no/atc";
    internal const string Ucum = "http://unitsofmeasure.org";
    internal const string Municipality = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";
    internal const string Subdivision = "urn:iso:std:iso:3166:-2";
    internal const string Profession = "http://hl7.dk/fhir/core/CodeSystem/DkCoreProfessionGroupCodes";
    internal const string DanishRelation = "http://hl7.dk/fhir/core/CodeSystem/dk-relatedperson-relationshipcodes";
    internal const string RoleCode = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    internal const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    internal const string ActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    internal const string MaritalStatus = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
    internal const string Language = "urn:ietf:bcp:47";
    internal const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    /// <summary>DK Core's structure definitions.</summary>
    internal const string DkCore = "http://hl7.dk/fhir/core/StructureDefinition/";

    /// <summary>This project's own structure definitions, for what neither R4 nor DK Core has.</summary>
    internal const string Own = "https://helhed.example/fhir/StructureDefinition/";
}
