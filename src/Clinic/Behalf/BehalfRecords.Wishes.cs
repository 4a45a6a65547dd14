using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Clinic;

/// <content>How a patient wants results: the Consent that the citizen's own page writes.</content>
internal sealed partial class BehalfRecords
{
    private const string WishKind = Cases + "result-wish";
    private const string DelayUrl = "https://helhed.example/fhir/StructureDefinition/consent-delay";
    private const int MostWishes = 20;

    // Days to wait; what is shown at once has no Consent.
    private static readonly Dictionary<string, int> WishDays = new(StringComparer.Ordinal) { ["samtale"] = 14, ["brev"] = 30 };

    /// <summary>The search for wishes that count, newest first.</summary>
    public static string StandingWishes(string patient) => $"patient=Patient/{patient}&status=active&category={WishKind}|&_sort=-_lastUpdated";

    /// <summary>The code of a wish; null when a Consent is none.</summary>
    public static string? WishOf(Consent consent) => consent.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == WishKind)?.Code;

    /// <summary>Writes how a patient wants results. What was chosen before ends in the same transaction; to choose the same again changes nothing.</summary>
    public Task<Problem?> Wish(Caller caller, (string Patient, string Key) of, string wish, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct) => Twice(async () =>
    {
        if (!(await records.Search(caller, "Consent", $"{StandingWishes(of.Patient)}&_count={MostWishes}", ct)).TryGet(out var standing, out var problem))
        {
            return problem;
        }

        var same = standing.Matches.FirstOrDefault(m => WishOf(m.As<Consent>()) == wish);
        var scan = ScanOf(caller, of, ("Ønske om svar på papir", Papers.ConsentDocument), said);
        var writes = new List<RecordWrite>();
        if (same is null && WishDays.TryGetValue(wish, out var days))
        {
            var made = WishFor(caller, of, said.Told, (wish, days));
            if (scan is not null)
            {
                made["sourceReference"] = PaperOf(scan);
            }

            writes.Add(new RecordWrite("Consent", (string)made["id"]!, Bytes(made)) { IsNew = true });
        }

        foreach (var earlier in standing.Matches.Where(m => m != same))
        {
            var consent = JsonNode.Parse(earlier.Json.Span)!.AsObject();
            consent["status"] = "inactive";
            Mark(consent, caller, said.Told, "ended", scan);
            writes.Add(new RecordWrite("Consent", earlier.Id, Bytes(consent), earlier.Version));
        }

        return writes.Count == 0 && scan is null ? null : await Keep(caller, scan, writes, ct);
    });

    private JsonObject WishFor(Caller caller, (string Patient, string Key) of, ToldBy told, (string Code, int Days) wish)
    {
        var patient = $"Patient/{of.Patient}";
        var consent = Privacy(caller, of, told, "OPTOUT", new JsonObject
        {
            ["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = DelayUrl,
                ["valueDuration"] = new JsonObject { ["value"] = wish.Days, ["unit"] = "dage", ["system"] = "http://unitsofmeasure.org", ["code"] = "d" },
            }),
            ["type"] = "deny",
            ["actor"] = new JsonArray(new JsonObject
            {
                ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                ["reference"] = new JsonObject { ["reference"] = patient },
            }),
            ["class"] = new JsonArray([.. new[] { "Observation", "DiagnosticReport" }.Select(JsonNode (k) => new JsonObject { ["system"] = "http://hl7.org/fhir/resource-types", ["code"] = k })]),
        });
        consent["id"] = FormKey.IdOf(caller, of);
        consent["category"] = new JsonArray(Concept(WishKind, wish.Code));
        return consent;
    }
}
