using Helhed.Fhir.R4;

namespace Helhed.Clinic;

/// <summary>Who a patient is, in words.</summary>
internal static class PatientText
{
    /// <summary>The identifier system of CPR numbers (DK Core).</summary>
    public const string CprSystem = "urn:oid:1.2.208.176.1.2";

    public static string Name(Patient record)
    {
        var name = record.Name.FirstOrDefault(n => n.Use == "official") ?? (record.Name is [var first, ..] ? first : null);
        return name is null ? "" : name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]);
    }

    public static string? Cpr(Patient record) => record.Identifier.FirstOrDefault(i => i.System == CprSystem)?.Value;

    // https://hl7.dk/fhir/core/StructureDefinition-dk-core-municipalityCodes.html
    private const string MunicipalityExtension = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes";

    /// <summary>The municipality ("Slagelse Kommune"), or the town when no municipality is written.</summary>
    public static string? Place(Patient record)
    {
        if (record.Extension.FirstOrDefault(e => e.Url == MunicipalityExtension)?.ValueCodeableConcept.Words() is { } municipality)
        {
            return municipality.EndsWith("Kommune", StringComparison.OrdinalIgnoreCase) ? municipality : municipality + " Kommune";
        }

        var home = record.Address.FirstOrDefault(a => a.Use == "home") ?? (record.Address is [var first, ..] ? first : null);
        return home?.District ?? home?.City;
    }

    /// <summary>Whether the patient has asked that their address is not told (confidentiality R or V): shown only where it is needed, and marked there.</summary>
    public static bool IsProtected(Patient record) => record.Meta?.Security.Any(s => s.Code is "R" or "V") == true;

    public static string? Phone(Patient record) => record.Telecom.FirstOrDefault(t => t.System == "phone")?.Value;
}
