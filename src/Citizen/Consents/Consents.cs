using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>A consent as it stands.</summary>
/// <param name="Id">The Consent's id.</param>
/// <param name="Kind">Code of what is agreed to.</param>
/// <param name="Course">What it counts for, in words; null for all treatment.</param>
/// <param name="Since">When it was given.</param>
/// <param name="IsActive">Whether it counts.</param>
/// <param name="HasPaper">Whether it was given on paper, which is kept.</param>
public sealed record GivenConsent(string Id, string Kind, string? Course, DateOnly? Since, bool IsActive, bool HasPaper)
{
    /// <summary>Of the record: who wrote it down for the citizen stands there.</summary>
    internal IReadOnlyList<Extension> Extensions { get; init; } = [];
}

/// <summary>
/// Consents that a citizen gives and withdraws. What they count for stands in an extension, since a provision that names data would narrow the
/// relation that sharing gives to nothing. Sharing with the municipality is a root permit, which the rule of access reads; the others
/// tell people. https://hl7.org/fhir/R4/consent.html
/// </summary>
internal sealed class Consents(RecordStore records, Once once, TimeProvider clock)
{
    public const string KindSystem = RecordCodes.System + "consent-kind";
    public const string CourseUrl = "https://helhed.example/fhir/StructureDefinition/consent-course";
    public const string Municipality = "share-municipality";
    private const string MunicipalitySystem = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";
    private const string MunicipalityUrl = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes";
    private const int Most = 100;

    /// <summary>All consents of these kinds, newest first; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<GivenConsent>?> All(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"patient={caller.Subject}&category={KindSystem}|&_sort=-_lastUpdated&_count={Most}", ct);
        return found.TryGet(out var page, out _) ? [.. page.Matches.Select(m => Read(m.Id, m.As<Consent>()))] : null;
    }

    /// <summary>Gives a consent; to give one that stands changes nothing.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="kind">Code of what is agreed to.</param>
    /// <param name="course">"EpisodeOfCare/x" or "CarePlan/x" with its name; null for all treatment.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong. NotFound: no municipality to share with.</returns>
    public async Task<Problem?> Give(Caller caller, string kind, Named? course, CancellationToken ct)
    {
        var same = (await All(caller, ct) ?? []).Where(c => c.Kind == kind && c.Course == course?.Name).ToList();
        if (same.Any(c => c.IsActive))
        {
            return null;
        }

        var with = kind == Municipality ? await MunicipalityOf(caller, ct) : null;
        return kind == Municipality && with is null
            ? new Problem(ProblemKind.NotFound, "There is no unit of the patient's municipality.")
            // Given, withdrawn and given again are two consents; two clicks are one.
            : await once.Make(caller, "Consent", $"{kind} {course?.Reference} {same.Count}", Written(caller, kind, course, with), ct);
    }

    /// <summary>Withdraws a consent.</summary>
    public Task<Problem?> Withdraw(Caller caller, string id, CancellationToken ct) => ConsentEnding.End(records, caller, id, c => Read(id, c).Kind.Length > 0, ct);

    /// <summary>"DocumentReference/x" of the paper that gave a consent, a block or a mandate, or of the one that ended it; null when there is none.</summary>
    public async Task<string?> Paper(Caller caller, string id, bool ofEnd, CancellationToken ct) =>
        (await records.Read(caller, "Consent", id, ct)).TryGet(out var stored, out _) && stored.As<Consent>() is var consent
            ? ofEnd ? ToldText.PaperOf(consent.Extension, "ended") : consent.SourceReference?.ReferenceValue
            : null;

    /// <summary>The scan of a paper; null when there is none that the caller sees.</summary>
    public async Task<Attachment?> Scan(Caller caller, string? paper, CancellationToken ct) =>
        paper?.Split('/') is ["DocumentReference", var id] && (await records.Read(caller, "DocumentReference", id, ct)).TryGet(out var stored, out _)
            ? await records.Whole(caller, stored.As<DocumentReference>().Content.Select(c => c.Attachment).FirstOrDefault(), ct)
            : null;

    private async Task<Named?> MunicipalityOf(Caller caller, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Patient", caller.Subject["Patient/".Length..], ct)).TryGet(out var stored, out _)
            || stored.As<Patient>() is var patient && (patient.Extension.Concat(patient.Address.SelectMany(a => a.Extension)))
                .FirstOrDefault(e => e.Url == MunicipalityUrl)?.ValueCodeableConcept?.Coding.Select(c => c.Code).FirstOrDefault() is not { } code)
        {
            return null;
        }

        var found = await records.Search(caller, "Organization", $"identifier={MunicipalitySystem}|{code}&_count=1", ct);
        return found.TryGet(out var page, out _) && page.Matches is [var unit, ..] ? new Named($"Organization/{unit.Id}", unit.As<Organization>().Name) : null;
    }

    private JsonObject Written(Caller caller, string kind, Named? course, Named? with)
    {
        var consent = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", kind switch { Municipality => "patient-privacy", "research-contact" => "research", _ => "treatment" }),
            ["category"] = new JsonArray(Concept(KindSystem, kind)),
            ["patient"] = new JsonObject { ["reference"] = caller.Reference },
            ["dateTime"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["performer"] = new JsonArray(new JsonObject { ["reference"] = caller.Reference }),
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            ["provision"] = new JsonObject { ["type"] = "permit" },
        };
        if (course is { Reference: { } reference })
        {
            consent["extension"] = new JsonArray(new JsonObject { ["url"] = CourseUrl, ["valueReference"] = new JsonObject { ["reference"] = reference, ["display"] = course.Name } });
        }

        if (with is { Reference: { } unit })
        {
            consent["provision"]!["actor"] = new JsonArray(new JsonObject
            {
                ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                ["reference"] = new JsonObject { ["reference"] = unit, ["display"] = with.Name },
            });
        }

        return consent;
    }

    private static GivenConsent Read(string id, Consent consent) => new(
        id,
        consent.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == KindSystem)?.Code ?? "",
        consent.Extension.FirstOrDefault(e => e.Url == CourseUrl)?.ValueReference?.Display,
        RecordText.Day(consent.DateTime),
        consent.Status == "active",
        consent.SourceReference?.ReferenceValue?.StartsWith("DocumentReference/", StringComparison.Ordinal) == true) { Extensions = consent.Extension };

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
