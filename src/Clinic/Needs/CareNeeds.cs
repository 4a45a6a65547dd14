using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Records;

namespace Helhed.Clinic;

/// <summary>What a patient has said that those who help should take into account, and whom to call.</summary>
/// <param name="Needs">Codes: interpreter, hearing, sight, wheelchair; null when they could not be fetched.</param>
/// <param name="Spoken">Code or name of the language they would rather speak; null for Danish, and when it is not known.</param>
/// <param name="Contacts">Whom to call, in the patient's order.</param>
public sealed record CareNeeds(IReadOnlyList<string>? Needs, string? Spoken, IReadOnlyList<CareContact> Contacts)
{
    /// <summary>There is nothing to show.</summary>
    public bool IsEmpty => Needs?.Count == 0 && Spoken is null && Contacts.Count == 0;
}

/// <summary>Somebody to call.</summary>
/// <param name="Name">The name.</param>
/// <param name="Relation">Who it is: "datter".</param>
/// <param name="Phone">A telephone number.</param>
public sealed record CareContact(string Name, string? Relation, string? Phone);

/// <summary>Reads needs with the reader's own sight: what they may not see is not there.</summary>
internal sealed class CareNeedsQuery(RecordStore records)
{
    private const string NeedSystem = "https://helhed.example/fhir/CodeSystem/citizen-need";
    private const string InterpreterUrl = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired";
    private const int MostFlags = 500;

    // What one must know before the first word is said comes first.
    private static readonly string[] Order = ["interpreter", "hearing", "sight", "wheelchair"];

    /// <summary>The needs of a patient; null when the reader does not see them.</summary>
    public async Task<CareNeeds?> One(Caller caller, string id, CancellationToken ct) =>
        (await records.Read(caller, "Patient", id, ct)).TryGet(out var stored, out _)
            ? (await Of(caller, [stored.As<Patient>()], ct)).GetValueOrDefault(id)
            : null;

    /// <summary>The needs of patients whom the reader sees, by id.</summary>
    public async Task<IReadOnlyDictionary<string, CareNeeds>> Of(Caller caller, IReadOnlyList<Patient> patients, CancellationToken ct)
    {
        if (patients.Count == 0)
        {
            return new Dictionary<string, CareNeeds>();
        }

        var found = await records.Search(caller, "Flag", $"patient={string.Join(',', patients.Select(p => $"Patient/{p.Id}"))}&_count={MostFlags}", ct);
        var flags = found.TryGet(out var page, out _)
            ? page.Matches.Select(m => m.As<Flag>()).Where(f => f.Status == "active").ToLookup(f => f.Subject?.ReferenceValue, StringComparer.Ordinal)
            : null;
        return patients.ToDictionary(p => p.Id!, p => new CareNeeds(flags is null ? null : Codes(p, flags[$"Patient/{p.Id}"]), SpokenBy(p), ContactsOf(p)), StringComparer.Ordinal);
    }

    private static List<string> Codes(Patient patient, IEnumerable<Flag> flags)
    {
        var codes = flags.SelectMany(f => f.Category).SelectMany(c => c.Coding).Where(c => c.System == NeedSystem).Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        if (patient.Extension.Any(e => e is { Url: InterpreterUrl, ValueBoolean: true }))
        {
            codes.Add("interpreter");
        }

        return [.. Order.Where(codes.Contains)];
    }

    private static string? SpokenBy(Patient patient)
    {
        var spoken = (patient.Communication.FirstOrDefault(c => c.Preferred == true) ?? (patient.Communication is [var first, ..] ? first : null))?.Language;
        var code = spoken?.Coding.Select(c => c.Code).FirstOrDefault(c => c is not null);
        return code is "da" or "da-DK" ? null : code ?? spoken.Words();
    }

    private static List<CareContact> ContactsOf(Patient patient) =>
    [
        .. patient.Contact.Select(c => new CareContact(
            c.Name is { } name ? name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]) : "",
            c.Relationship.Select(r => r.Words()).FirstOrDefault(w => w is not null),
            c.Telecom.FirstOrDefault(t => t.System is "phone" or "sms")?.Value)).Where(c => c.Name.Length > 0 || c.Phone is not null),
    ];
}
