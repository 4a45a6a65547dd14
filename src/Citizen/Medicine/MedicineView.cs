using Helhed.Fhir.R4;

namespace Helhed.Citizen;

/// <summary>A medicine as a citizen reads it.</summary>
/// <param name="Name">Name and strength.</param>
/// <param name="Dose">How to take it, in words.</param>
/// <param name="Reason">What it is for, in words.</param>
/// <param name="Since">When it was prescribed.</param>
public sealed record MedicineView(string Name, string? Dose, string? Reason, DateOnly? Since)
{
    /// <summary>Reads the record; null when it does not say which medicine.</summary>
    internal static MedicineView? Of(MedicationRequest record)
    {
        if ((record.MedicationCodeableConcept.Words() ?? record.MedicationReference?.Display) is not { } name)
        {
            return null;
        }

        var dose = string.Join(". ", record.DosageInstruction.Select(d => d.PatientInstruction ?? d.Text).Where(d => d is not null));
        var reason = record.ReasonCode.Select(r => r.Words()).FirstOrDefault(w => w is not null)
            ?? record.ReasonReference.Select(r => r.Display).FirstOrDefault(d => d is not null);
        return new MedicineView(name, Short(dose, reason), reason, RecordText.Day(record.AuthoredOn));
    }

    // Danish dose texts end with the reason ("1 tablet morgen mod forhøjet blodtryk"); the page says it once.
    private static string? Short(string dose, string? reason)
    {
        var end = " mod " + reason;
        var text = reason is not null && dose.EndsWith(end, StringComparison.OrdinalIgnoreCase) ? dose[..^end.Length].TrimEnd(',', ' ') : dose;
        return text.Length == 0 ? null : text;
    }
}
