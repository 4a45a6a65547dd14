using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>Finds patients by CPR number or by words of the name.</summary>
internal sealed class FindQuery(RecordStore records, CareNeedsQuery needs)
{
    public const int MostHits = 25;
    private const int MostWords = 6;

    /// <summary>Hits, at most one more than <see cref="MostHits"/>; a problem when the store refuses.</summary>
    public async Task<Outcome<IReadOnlyList<PatientHit>>> Run(Caller caller, string typed, CancellationToken ct) =>
        (await Search(caller, typed, MostHits + 1, ct)).Map<IReadOnlyList<PatientHit>>(found => [.. found.Select(Hit)]);

    /// <summary>The first few hits with what each of them needs, to book for one of them.</summary>
    public async Task<Outcome<IReadOnlyList<PatientHit>>> WithNeeds(Caller caller, string typed, int most, CancellationToken ct)
    {
        if (!(await Search(caller, typed, most, ct)).TryGet(out var found, out var problem))
        {
            return problem;
        }

        var needed = await needs.Of(caller, found, ct);
        return found.Select(p => Hit(p) with { Needs = needed.GetValueOrDefault(p.Id!) }).ToList();
    }

    private async Task<Outcome<IReadOnlyList<Patient>>> Search(Caller caller, string typed, int most, CancellationToken ct)
    {
        var query = Cpr.Digits(typed) is { } cpr
            ? $"identifier={Uri.EscapeDataString($"{PatientText.CprSystem}|{cpr}")}"
            : string.Join('&', Words(typed).Select(w => $"name={Uri.EscapeDataString(w)}")) + "&_sort=given";
        var found = await records.Search(caller, "Patient", $"{query}&_count={most}", ct);
        return found.Map<IReadOnlyList<Patient>>(page => page.Matches.Select(m => m.As<Patient>()).ToList());
    }

    /// <summary>The words of a name; every one of them must match the beginning of a name.</summary>
    public static IReadOnlyList<string> Words(string typed) =>
        typed.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostWords).ToList();

    private static PatientHit Hit(Patient record) =>
        new(record.Id!, PatientText.Name(record), RecordText.Day(record.BirthDate), PatientText.Cpr(record), PatientText.IsProtected(record) ? null : PatientText.Place(record)) { IsProtected = PatientText.IsProtected(record) };
}
