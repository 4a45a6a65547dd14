using Helhed.Fhir.R4;

namespace Helhed.Booking;

/// <summary>
/// Names and addresses that the register protects. How far away somebody lives, told by two or three clinics, is where they live.
/// </summary>
internal static class Protection
{
    /// <summary>Whether a patient's is: code R or V of https://hl7.org/fhir/R4/v3/Confidentiality/vs.html.</summary>
    public static bool Of(Patient patient) => patient.Meta?.Security.Any(s => s.Code is "R" or "V") == true;
}
