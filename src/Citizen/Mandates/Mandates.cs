using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Mandates: privacy Consents that permit another citizen, written by the citizen through the store; and what the other sees by them.</summary>
internal sealed class Mandates(RecordStore records, Holders holders, Once once, TimeProvider clock)
{
    private const int Most = 100;
    private const int LeastAge = 15;

    // What a preview looks at: a line for each, beside how much of it there is.
    private static readonly (string Key, string Type, string Query)[] Looks =
    [
        ("om", "Patient", ""), ("aftaler", "Appointment", "_sort=-date"), ("besoeg", "Encounter", "_sort=-date"), ("medicin", "MedicationRequest", "_sort=-authoredon"), ("svar", "Observation", "_sort=-date"),
        ("noter", "DocumentReference", "_sort=-date"), ("diagnoser", "Condition", "_sort=-recorded-date"), ("vacciner", "Immunization", "_sort=-date"), ("allergi", "AllergyIntolerance", ""),
    ];

    public DateOnly Today => DateText.LocalDay(clock.GetUtcNow());

    /// <summary>Mandates that hold, newest first, and those that do not any more: ended, or past their last day.</summary>
    public async Task<Outcome<(IReadOnlyList<GivenMandate> Standing, IReadOnlyList<GivenMandate> Over)>> All(Caller caller, CancellationToken ct)
    {
        var active = await records.Search(caller, "Consent", $"patient={caller.Subject}&status=active&_sort=-_lastUpdated&_count={Most}", ct);
        var ended = await records.Search(caller, "Consent", $"patient={caller.Subject}&status=inactive&_sort=-_lastUpdated&_count={Most}", ct);
        if (!active.TryGet(out var now, out var problem) || !ended.TryGet(out var before, out problem))
        {
            return problem;
        }

        var given = Of(now).ToLookup(m => m.Last < Today);
        return ([.. given[false]], [.. Of(before), .. given[true]]);
    }

    /// <summary>Whom a CPR number and a family name name together; a problem tells of none of them alone.</summary>
    public async Task<Outcome<(string Reference, string Name)>> Find(Caller caller, string cpr, string family, CancellationToken ct)
    {
        var found = await holders.WithCpr(caller, cpr, ct);
        if (!found.TryGet(out var reference, out var problem))
        {
            return problem;
        }

        // The program itself compares: a citizen has no sight of the other's record.
        var patient = (await records.Read(Caller.Program, "Patient", reference["Patient/".Length..], ct)) is { IsOk: true, Value: var stored } ? stored.As<Patient>() : null;
        var name = patient?.Name is [var first, ..] ? first : null;
        if (reference == caller.Reference || name?.Family is not { } last || !string.Equals(last.Split(' ')[^1], family.Trim().Split(' ')[^1], StringComparison.OrdinalIgnoreCase))
        {
            return new Problem(ProblemKind.NotFound, "Nobody has this number and this name.");
        }

        return IsChild(patient?.BirthDate, Today) ? new Problem(ProblemKind.Unprocessable, "A mandate is given to somebody who has turned 15.") : (reference, Full(name));
    }

    /// <summary>Whether somebody is too young to be given a mandate; who has no whole birthday is not.</summary>
    internal static bool IsChild(string? born, DateOnly today) => RecordText.Day(born) is { } day && day.AddYears(LeastAge) > today;

    /// <summary>What somebody who acts for the citizen is called; their reference where there is no name.</summary>
    public async Task<string> NameOf(string person, CancellationToken ct) =>
        (await records.Read(Caller.Program, "Patient", person.Split('/')[^1], ct)) is { IsOk: true, Value: var stored } && stored.As<Patient>().Name is [var name, ..] ? Full(name) : person;

    /// <summary>Names of all who act or have acted for the citizen, by custody or by a mandate; none for who reads another's record.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(Caller caller, CancellationToken ct)
    {
        var people = (await holders.Of(caller, ct)).Select(h => h.Person).ToList();
        if (caller.Subject == caller.Reference && (await All(caller, ct)).TryGet(out var given, out _))
        {
            people.AddRange(given.Standing.Concat(given.Over).Select(g => g.To));
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var person in people.Distinct(StringComparer.Ordinal))
        {
            names[person] = await NameOf(person, ct);
        }

        return names;
    }

    /// <summary>Gives a mandate, once for each form.</summary>
    public Task<Problem?> Give(Caller caller, MandateDraft draft, CancellationToken ct) => once.Make(caller, "Consent", $"mandate {draft.Key}", Written(caller, draft), ct);

    /// <summary>Ends a mandate now; one that has ended stays so.</summary>
    public Task<Problem?> End(Caller caller, string id, CancellationToken ct) => ConsentEnding.End(records, caller, id, IsMandate, ct);

    /// <summary>What another sees, or would see by a mandate, beside all there is.</summary>
    public async Task<Outcome<IReadOnlyList<SeenPart>>> Preview(Caller caller, string other, MandateDraft? draft, CancellationToken ct)
    {
        var searches = Looks.Select(l => (l.Type, $"{l.Query}&_count=3&_total=accurate".TrimStart('&'))).ToList();
        var theirs = await records.Preview(caller, other, draft is null ? default : Encoding.UTF8.GetBytes(Written(caller, draft).ToJsonString()), searches, ct);
        if (!theirs.TryGet(out var seen, out var problem))
        {
            return problem;
        }

        var parts = new List<SeenPart>();
        for (var i = 0; i < Looks.Length; i++)
        {
            var all = await records.Search(caller, Looks[i].Type, "_summary=count", ct);
            parts.Add(new SeenPart(Looks[i].Key, (int)(seen[i].Total ?? 0), all.IsOk ? (int)(all.Value.Total ?? 0) : 0));
        }

        return parts;
    }

    private JsonObject Written(Caller caller, MandateDraft draft)
    {
        var provision = new JsonObject
        {
            ["type"] = "permit",
            ["period"] = new JsonObject { ["start"] = Day(Today), ["end"] = Day(draft.Last) },
            ["actor"] = new JsonArray(new JsonObject
            {
                ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "DELEGATEE"),
                ["reference"] = new JsonObject { ["reference"] = draft.To },
            }),
        };
        if (draft.Scope.Types.Count > 0)
        {
            provision["class"] = new JsonArray([.. draft.Scope.Types.Select(JsonNode (t) => new JsonObject { ["system"] = "http://hl7.org/fhir/resource-types", ["code"] = t })]);
        }

        return new JsonObject
        {
            ["resourceType"] = "Consent",
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            ["category"] = new JsonArray(Concept("http://loinc.org", "59284-0")),
            ["patient"] = new JsonObject { ["reference"] = caller.Reference },
            ["dateTime"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            ["provision"] = provision,
        };
    }

    private static IEnumerable<GivenMandate> Of(SearchPage page) => page.Matches.Select(m => (m.Id, Consent: m.As<Consent>())).Where(m => IsMandate(m.Consent)).Select(m => Given(m.Id, m.Consent));

    private static bool IsMandate(Consent consent) => consent is { Provision.Type: "permit" } && consent.Scope?.Coding.Any(c => c.Code == "patient-privacy") == true
        && consent.Provision.Actor.Any(a => a.Reference?.ReferenceValue?.StartsWith("Patient/", StringComparison.Ordinal) == true);

    private static GivenMandate Given(string id, Consent consent) => new(
        id,
        consent.Provision!.Actor.Select(a => a.Reference?.ReferenceValue).First(r => r?.StartsWith("Patient/", StringComparison.Ordinal) == true)!,
        MandateScope.Of(consent),
        RecordText.Day(consent.Provision.Period?.End)) 
    {
        From = RecordText.Day(consent.DateTime),
        Extensions = consent.Extension,
        HasPaper = consent.SourceReference?.ReferenceValue is not null,
    };

    private static string Full(HumanName name) => name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}

/// <summary>How much of a part of the record somebody sees.</summary>
/// <param name="Key">The part.</param>
/// <param name="Seen">How many they see.</param>
/// <param name="All">How many there are.</param>
public sealed record SeenPart(string Key, int Seen, int All);
