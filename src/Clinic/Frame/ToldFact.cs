using Helhed.Fhir.R4;

namespace Helhed.Clinic;

/// <summary>That staff have written something down which a patient said by telephone or on paper.</summary>
/// <param name="How">phone or paper.</param>
/// <param name="Day">The day it was said; null when that is not written.</param>
/// <param name="By">Who wrote it down.</param>
/// <param name="Paper">"DocumentReference/x" of the paper; null for none.</param>
public sealed record ToldFact(string How, DateOnly? Day, string By, string? Paper)
{
    /// <summary>The extension that says so.</summary>
    public const string Url = "https://helhed.example/fhir/StructureDefinition/told";

    /// <summary>How a record was given; null when the patient did it on the page.</summary>
    internal static ToldFact? Of(IReadOnlyList<Extension> extensions)
    {
        if (extensions.FirstOrDefault(e => e.Url == Url && e.Extension.Any(p => p is { Url: "what", ValueCode: "given" }))?.Extension is not { } parts)
        {
            return null;
        }

        Extension? Part(string name) => parts.FirstOrDefault(p => p.Url == name);
        return new ToldFact(Part("how")?.ValueCode ?? "", RecordText.Day(Part("day")?.ValueDate), Part("by")?.ValueReference?.Display ?? "", Part("paper")?.ValueReference?.ReferenceValue);
    }
}
