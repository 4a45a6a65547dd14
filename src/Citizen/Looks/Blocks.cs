using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>The citizen's blocks, or those of a child under 15 that a parent decides for: privacy Consents that deny.</summary>
internal sealed class Blocks(RecordStore records, Once once, ParentWrites parents, TimeProvider clock)
{
    private const int Most = 100;
    private const string Participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    /// <summary>Blocks that count, newest first.</summary>
    public Task<Outcome<IReadOnlyList<(string Id, Consent Consent)>>> Standing(Caller caller, CancellationToken ct) => With("active", caller, ct);

    /// <summary>Blocks that were lifted, the last one first.</summary>
    public Task<Outcome<IReadOnlyList<(string Id, Consent Consent)>>> Lifted(Caller caller, CancellationToken ct) => With("inactive", caller, ct);

    /// <summary>Blocks somebody at work, or a unit with its parts; to block whom a block of the whole record stands against changes nothing.</summary>
    public async Task<Problem?> Add(Caller caller, string whom, CancellationToken ct)
    {
        if (!(await Standing(caller, ct)).TryGet(out var standing, out var problem) || !(await Lifted(caller, ct)).TryGet(out var lifted, out problem))
        {
            return problem;
        }

        if (standing.Any(s => s.Consent.Provision is { Class.Count: 0, Code.Count: 0, DataPeriod: null, Period: null } && IsAgainst(s.Consent, whom)))
        {
            return null;
        }

        var consent = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            ["category"] = new JsonArray(Concept("http://loinc.org", "59284-0")),
            ["patient"] = new JsonObject { ["reference"] = caller.Subject },
            ["dateTime"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTOUT"),
            ["provision"] = new JsonObject
            {
                ["type"] = "deny",
                ["actor"] = new JsonArray(new JsonObject { ["role"] = Concept(Participation, "IRCP"), ["reference"] = new JsonObject { ["reference"] = whom } }),
            },
        };

        // Blocked, lifted and blocked again are two blocks; two clicks are one.
        return await once.MakeAsParent(caller, "Consent", $"block {whom} {lifted.Count(l => IsAgainst(l.Consent, whom))}", consent, ct);
    }

    /// <summary>Lifts a block; one that is lifted already stays so.</summary>
    public Task<Problem?> Withdraw(Caller caller, string id, CancellationToken ct) => ConsentEnding.End(records, parents, caller, (id, IsBlock), ct);

    private async Task<Outcome<IReadOnlyList<(string Id, Consent Consent)>>> With(string status, Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"patient={caller.Subject}&status={status}&_sort=-_lastUpdated&_count={Most}", ct);
        return found.Map<IReadOnlyList<(string, Consent)>>(page => [.. page.Matches.Select(m => (m.Id, m.As<Consent>())).Where(c => IsBlock(c.Item2))]);
    }

    private static bool IsAgainst(Consent consent, string whom) => consent.Provision!.Actor is [{ Reference.ReferenceValue: { } blocked }] && blocked == whom;

    // A wish to wait for results denies the citizen themself, and is no block.
    private static bool IsBlock(Consent consent) => consent is { Provision.Type: "deny" } && !consent.Category.Any(c => c.Coding.Any(k => k.System == ResultWishes.Kind)) && consent.Scope?.Coding.Any(c => c.Code == "patient-privacy") == true;

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
