using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>Finds patients by CPR number or by words of the name.</summary>
internal sealed class FindQuery(RecordStore records)
{
    public const int MostHits = 25;
    private const int MostWords = 6;

    /// <summary>Hits, at most one more than <see cref="MostHits"/>; a problem when the store refuses.</summary>
    public async Task<Outcome<IReadOnlyList<PatientHit>>> Run(Caller caller, string typed, CancellationToken ct)
    {
        var query = Cpr.Digits(typed) is { } cpr
            ? $"identifier={Uri.EscapeDataString($"{PatientText.CprSystem}|{cpr}")}"
            : string.Join('&', Words(typed).Select(w => $"name={Uri.EscapeDataString(w)}")) + "&_sort=given";
        var found = await records.Search(caller, "Patient", $"{query}&_count={MostHits + 1}", ct);
        return found.Map<IReadOnlyList<PatientHit>>(page => page.Matches.Select(m => Hit(m.As<Patient>())).ToList());
    }

    /// <summary>The words of a name; every one of them must match the beginning of a name.</summary>
    public static IReadOnlyList<string> Words(string typed) =>
        typed.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();

    private static PatientHit Hit(Patient record) =>
        new(record.Id!, PatientText.Name(record), RecordText.Day(record.BirthDate), PatientText.Cpr(record), PatientText.Place(record));
}
