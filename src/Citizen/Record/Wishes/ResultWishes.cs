using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>How results are wanted.</summary>
internal enum ResultWish
{
    /// <summary>As soon as they are there.</summary>
    AtOnce,

    /// <summary>After 14 days, so that a clinician can talk first.</summary>
    Talk,

    /// <summary>After 30 days, with a letter before.</summary>
    Letter,
}

/// <summary>The record of a wish.</summary>
/// <param name="Id">The Consent's id.</param>
/// <param name="Consent">The Consent.</param>
/// <param name="What">given or ended.</param>
internal sealed record WishRecord(string Id, Consent Consent, string What);

/// <summary>
/// The wish as a privacy Consent that denies the patient themself results for a time (extension consent-delay), which the rule of access
/// keeps. No Consent means at once. Decision: docs/decisions/2026-11-22-the-rule-of-access.md.
/// </summary>
internal sealed class ResultWishes(RecordStore records, TimeProvider clock)
{
    public const string Kind = RecordCodes.System + "result-wish";
    private const string DelayUrl = "https://helhed.example/fhir/StructureDefinition/consent-delay";
    private const string ClassSystem = "http://hl7.org/fhir/resource-types";
    private static readonly string[] Kinds = ["Observation", "DiagnosticReport"];

    private static readonly (ResultWish Wish, string Name, int Days)[] Known =
        [(ResultWish.AtOnce, "straks", 0), (ResultWish.Talk, "samtale", 14), (ResultWish.Letter, "brev", 30)];

    public static ResultWish? Of(string name) => Known.Where(k => k.Name == name).Select(k => (ResultWish?)k.Wish).FirstOrDefault();

    public static string Name(ResultWish wish) => Known.First(k => k.Wish == wish).Name;

    /// <summary>What is chosen now.</summary>
    public async Task<ResultWish> Now(Caller caller, CancellationToken ct) =>
        (await Standing(caller, ct)) is [var newest, ..] ? Of(newest.Consent.Category.SelectMany(c => c.Coding).Where(c => c.System == Kind).Select(c => c.Code).First()!) ?? ResultWish.AtOnce : ResultWish.AtOnce;

    /// <summary>The record that what is chosen now comes of: the wish that counts, else the one that was ended last; null for none.</summary>
    public async Task<WishRecord?> Latest(Caller caller, CancellationToken ct)
    {
        if (await Standing(caller, ct) is [var newest, ..])
        {
            return new WishRecord(newest.Stored.Id, newest.Consent, "given");
        }

        var found = await records.Search(caller, "Consent", $"patient={caller.Subject}&status=inactive&category={Kind}|&_sort=-_lastUpdated&_count=1", ct);
        return found.TryGet(out var page, out _) && page.Matches is [var last, ..] ? new WishRecord(last.Id, last.As<Consent>(), "ended") : null;
    }

    /// <summary>Chooses. To choose the same again changes nothing.</summary>
    public async Task<Problem?> Choose(Caller caller, ResultWish wish, CancellationToken ct)
    {
        var standing = await Standing(caller, ct);
        var same = standing.Where(s => s.Consent.Category.Any(c => c.Coding.Any(k => k.System == Kind && k.Code == Name(wish)))).Take(1).ToList();
        if (wish != ResultWish.AtOnce && same.Count == 0 && (await records.Create(caller, "Consent", Encoding.UTF8.GetBytes(Written(caller, wish).ToJsonString()), ct)).Problem is { } problem)
        {
            return problem;
        }

        // The new wish counts before the old one ends: between them nothing shows that was to wait.
        foreach (var (stored, _) in standing.Except(same))
        {
            var consent = JsonNode.Parse(stored.Json.Span)!.AsObject();
            consent["status"] = "inactive";
            if ((await records.Update(caller, "Consent", stored.Id, Encoding.UTF8.GetBytes(consent.ToJsonString()), stored.Version, ct)).Problem is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<(StoredResource Stored, Consent Consent)>> Standing(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"patient={caller.Subject}&status=active&category={Kind}|&_sort=-_lastUpdated&_count=20", ct);
        return found.TryGet(out var page, out _) ? [.. page.Matches.Select(m => (m, m.As<Consent>()))] : [];
    }

    private JsonObject Written(Caller caller, ResultWish wish) => new()
    {
        ["resourceType"] = "Consent",
        ["status"] = "active",
        ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        ["category"] = new JsonArray(Concept(Kind, Name(wish))),
        ["patient"] = new JsonObject { ["reference"] = caller.Reference },
        ["dateTime"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTOUT"),
        ["provision"] = new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = DelayUrl,
                ["valueDuration"] = new JsonObject { ["value"] = Known.First(k => k.Wish == wish).Days, ["unit"] = "dage", ["system"] = "http://unitsofmeasure.org", ["code"] = "d" },
            }),
            ["type"] = "deny",
            ["actor"] = new JsonArray(new JsonObject
            {
                ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                ["reference"] = new JsonObject { ["reference"] = caller.Reference },
            }),
            ["class"] = new JsonArray([.. Kinds.Select(k => new JsonObject { ["system"] = ClassSystem, ["code"] = k })]),
        },
    };

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
