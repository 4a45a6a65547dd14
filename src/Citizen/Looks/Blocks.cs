using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>The citizen's blocks: privacy Consents that deny, written by the citizen through the store.</summary>
internal sealed class Blocks(RecordStore records, TimeProvider clock)
{
    private const int Most = 100;
    private const string Participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

    /// <summary>Blocks that count, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<(string Id, Consent Consent)>>> Standing(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Consent", $"patient={caller.Subject}&status=active&_sort=-_lastUpdated&_count={Most}", ct);
        return found.Map<IReadOnlyList<(string, Consent)>>(page => [.. page.Matches.Select(m => (m.Id, m.As<Consent>())).Where(c => IsBlock(c.Item2))]);
    }

    /// <summary>Blocks somebody at work, or a unit with its parts.</summary>
    public async Task<Problem?> Add(Caller caller, string whom, CancellationToken ct)
    {
        var consent = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            ["category"] = new JsonArray(Concept("http://loinc.org", "59284-0")),
            ["patient"] = new JsonObject { ["reference"] = caller.Reference },
            ["dateTime"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTOUT"),
            ["provision"] = new JsonObject
            {
                ["type"] = "deny",
                ["actor"] = new JsonArray(new JsonObject { ["role"] = Concept(Participation, "IRCP"), ["reference"] = new JsonObject { ["reference"] = whom } }),
            },
        };
        return (await records.Create(caller, "Consent", Encoding.UTF8.GetBytes(consent.ToJsonString()), ct)).Problem;
    }

    /// <summary>Lifts a block.</summary>
    public async Task<Problem?> Withdraw(Caller caller, string id, CancellationToken ct)
    {
        var read = await records.Read(caller, "Consent", id, ct);
        if (!read.TryGet(out var stored, out var problem))
        {
            return problem;
        }

        if (!IsBlock(stored.As<Consent>()))
        {
            return new Problem(ProblemKind.NotFound, "There is no such block.");
        }

        var consent = JsonNode.Parse(stored.Json.Span)!.AsObject();
        consent["status"] = "inactive";
        return (await records.Update(caller, "Consent", id, Encoding.UTF8.GetBytes(consent.ToJsonString()), stored.Version, ct)).Problem;
    }

    private static bool IsBlock(Consent consent) => consent is { Status: "active", Provision.Type: "deny" } && consent.Scope?.Coding.Any(c => c.Code == "patient-privacy") == true;

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
