using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>Reads and writes how a citizen is reached (Patient) and what they need (Flags of their own).</summary>
internal sealed class MasterData(RecordStore records, Places places, Once once, Reach reach)
{
    public const int MostContacts = 3;
    private const string NeedSystem = RecordCodes.System + "citizen-need";
    private const string CprSystem = "urn:oid:1.2.208.176.1.2";

    /// <summary>What is there; null when it could not be fetched.</summary>
    public async Task<(MasterDataForm Form, PersonFacts Facts)?> Read(Caller caller, CancellationToken ct)
    {
        if (!await reach.Sees(caller, "Patient", ct) || !(await records.Read(caller, "Patient", caller.Subject["Patient/".Length..], ct)).TryGet(out var stored, out _))
        {
            return null;
        }

        var patient = stored.As<Patient>();
        var form = MasterDataFields.Shown(patient) with { Version = stored.Version, Needs = [.. (await Needs(caller, ct)).Where(n => n.IsActive).Select(n => n.Code)] };
        return (form, await Facts(caller, patient, ct));
    }

    /// <summary>Writes what was changed.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="form">What is wanted, checked.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Whether anything was changed. Problems: PreconditionFailed when it was changed elsewhere meanwhile, Forbidden.</returns>
    public async Task<Outcome<bool>> Write(Caller caller, MasterDataForm form, CancellationToken ct)
    {
        var id = caller.Subject["Patient/".Length..];
        if (!(await records.Read(caller, "Patient", id, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        if (stored.Version != form.Version)
        {
            return new Problem(ProblemKind.PreconditionFailed, "The Patient was changed meanwhile. Read it again.");
        }

        var patient = JsonNode.Parse(stored.Json.Span)!.AsObject();
        var before = patient.DeepClone();
        MasterDataFields.Put(patient, MasterDataFields.Shown(stored.As<Patient>()), form);
        var differs = !JsonNode.DeepEquals(before, patient);
        if (differs && (await records.Update(caller, "Patient", id, Encoding.UTF8.GetBytes(patient.ToJsonString()), form.Version, ct)).Problem is { } refused)
        {
            return refused;
        }

        var needs = await WriteNeeds(caller, form.Needs, ct);
        return needs.TryGet(out var changed, out problem) ? differs || changed : problem;
    }

    /// <summary>Always as many as the form has rows.</summary>
    public static IReadOnlyList<ContactForm> Filled(IEnumerable<ContactForm> contacts) =>
        [.. contacts.Take(MostContacts).Concat(Enumerable.Repeat(new ContactForm("", "", ""), MostContacts)).Take(MostContacts)];

    private async Task<PersonFacts> Facts(Caller caller, Patient patient, CancellationToken ct)
    {
        var practice = patient.GeneralPractitioner.Select(g => g.ReferenceValue).FirstOrDefault(r => r?.StartsWith("Organization/", StringComparison.Ordinal) == true);
        var doctor = practice is null ? null : (await places.Of(caller, [practice], ct)).GetValueOrDefault(practice)?.Name;
        var isProtected = patient.Meta?.Security.Any(s => s.Code is "R" or "V") == true;
        var home = patient.Address.FirstOrDefault(a => a.Use == "home") ?? (patient.Address is [var any, ..] ? any : null);
        var address = home is null || isProtected ? null : string.Join(", ", home.Line.OfType<string>().Append($"{home.PostalCode} {home.City}".Trim()).Where(l => l.Length > 0));
        var found = await records.Search(caller, "RelatedPerson", $"patient={caller.Subject}&_count=20", ct);
        return new PersonFacts(MasterDataFields.NameOf(patient.Name is [var name, ..] ? name : null) ?? "", patient.Identifier.FirstOrDefault(i => i.System == CprSystem)?.Value, address, isProtected, doctor)
        {
            Extensions = patient.Extension,
            Relatives = found.TryGet(out var page, out _)
                ? [.. page.Matches.Select(m => m.As<RelatedPerson>()).Where(r => r.Active != false).Select(r => $"{MasterDataFields.NameOf(r.Name is [var called, ..] ? called : null)} ({r.Relationship.Select(c => c.Words()).FirstOrDefault()?.ToLowerInvariant()})")]
                : [],
        };
    }

    private async Task<IReadOnlyList<(StoredResource Stored, string Code, bool IsActive)>> Needs(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Flag", $"patient={caller.Subject}&_count=100", ct);
        return found.TryGet(out var page, out _)
            ? [.. page.Matches.Select(m => (Stored: m, Flag: m.As<Flag>()))
                .Select(f => (f.Stored, f.Flag.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == NeedSystem)?.Code!, f.Flag.Status == "active"))
                .Where(f => f.Item2 is not null)]
            : [];
    }

    private async Task<Outcome<bool>> WriteNeeds(Caller caller, IReadOnlyList<string> wanted, CancellationToken ct)
    {
        var all = await Needs(caller, ct);
        var standing = all.Where(n => n.IsActive).ToList();
        foreach (var code in wanted.Where(w => standing.All(s => s.Code != w)))
        {
            // Said, taken back and said again are two; two clicks are one.
            if (await once.Make(caller, "Flag", $"need {code} {all.Count(n => n.Code == code)}", FlagOf(caller, code), ct) is { } refused)
            {
                return refused;
            }
        }

        foreach (var (stored, _, _) in standing.Where(s => !wanted.Contains(s.Code)))
        {
            var flag = JsonNode.Parse(stored.Json.Span)!.AsObject();
            flag["status"] = "inactive";
            if ((await records.Update(caller, "Flag", stored.Id, Encoding.UTF8.GetBytes(flag.ToJsonString()), stored.Version, ct)).Problem is { } refused)
            {
                return refused;
            }
        }

        return standing.Select(s => s.Code).ToHashSet(StringComparer.Ordinal).SetEquals(wanted) ? false : Outcome.Ok(true);
    }

    // Everybody at work reads the words, so they are in Danish whatever language the citizen reads.
    private static JsonObject FlagOf(Caller caller, string code) => new()
    {
        ["resourceType"] = "Flag",
        ["status"] = "active",
        ["category"] = new JsonArray(new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = NeedSystem, ["code"] = code }) }),
        ["code"] = new JsonObject { ["text"] = new MasterDataTexts(Ui.Language.Danish).Needs.First(n => n.Value == code).Text.Replace("Jeg har", "Har", StringComparison.Ordinal).Replace("Jeg ", "Patienten ", StringComparison.Ordinal) },
        ["subject"] = new JsonObject { ["reference"] = caller.Reference },
        ["author"] = new JsonObject { ["reference"] = caller.Reference },
    };
}
