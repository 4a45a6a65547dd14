using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>How a patient said something: by telephone or on paper, and on which day.</summary>
/// <param name="How">phone or paper.</param>
/// <param name="Day">The day.</param>
internal sealed record ToldBy(string How, DateOnly Day);

/// <summary>
/// Writes what patients say by telephone or on paper, in the same records as their own pages and in the name of who registers it: the rule of
/// access asks for a relation of treatment, and the access log tells the patient. Each carries how it was said and who wrote it down.
/// </summary>
internal sealed partial class BehalfRecords(RecordStore records, TimeProvider clock)
{
    private const string Told = ToldFact.Url;
    private const string Cases = "https://helhed.example/fhir/CodeSystem/";

    public DateOnly Today => DateText.LocalDay(clock.GetUtcNow());

    public string NewKey() => Ids.NewUuid7Text(clock);

    /// <summary>Ends a consent, a block or a mandate, with the paper on which that was said.</summary>
    /// <returns>Null when it has ended, or why not. Conflict: it had ended before, so the paper is not of its end.</returns>
    public Task<Problem?> End(Caller caller, (string Patient, string Key) of, string id, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct) => Twice(async () =>
    {
        if (!(await records.Read(caller, "Consent", id, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        var consent = JsonNode.Parse(stored.Json.Span)!.AsObject();
        if ((string?)consent["patient"]?["reference"] != $"Patient/{of.Patient}")
        {
            return new Problem(ProblemKind.NotFound, "There is no such consent of the patient.");
        }

        var scan = ScanOf(caller, of, ("Stop på papir", Papers.ConsentDocument), said);
        if ((string?)consent["status"] != "active")
        {
            return await IsKept(scan?.Document, ct) ? null : new Problem(ProblemKind.Conflict, "It had ended before.");
        }

        consent["status"] = "inactive";
        Mark(consent, caller, said.Told, "ended", scan);
        return await Keep(caller, scan, [new RecordWrite("Consent", id, Bytes(consent), stored.Version)], ct);
    });

    /// <summary>Blocks a person or a unit, with the paper on which it was said.</summary>
    public Task<Problem?> Block(Caller caller, (string Patient, string Key) of, Choice whom, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct)
    {
        var consent = Privacy(caller, of, said.Told, "OPTOUT", new JsonObject
        {
            ["type"] = "deny",
            ["actor"] = new JsonArray(Actor("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", whom)),
        });
        return Make(caller, of, consent, ScanOf(caller, of, ("Spærring på papir", Papers.ConsentDocument), said), ct);
    }

    /// <summary>Gives a mandate, with the paper that was signed.</summary>
    public Task<Problem?> Mandate(Caller caller, (string Patient, string Key) of, (Choice To, IReadOnlyList<string> Types, DateOnly Last) mandate, (ToldBy Told, PaperFile? Scan) given, CancellationToken ct)
    {
        var provision = new JsonObject
        {
            ["type"] = "permit",
            ["period"] = new JsonObject { ["start"] = Text(Today), ["end"] = Text(mandate.Last) },
            ["actor"] = new JsonArray(Actor("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "DELEGATEE", mandate.To)),
        };
        if (mandate.Types.Count > 0)
        {
            provision["class"] = new JsonArray([.. mandate.Types.Select(JsonNode (t) => new JsonObject { ["system"] = "http://hl7.org/fhir/resource-types", ["code"] = t })]);
        }

        return Make(caller, of, Privacy(caller, of, given.Told, "OPTIN", provision), ScanOf(caller, of, ("Fuldmagt på papir", Papers.ConsentDocument), given), ct);
    }

    /// <summary>Reports an error to the unit that answers for a line.</summary>
    public Task<Problem?> Report(Caller caller, (string Patient, string Key) of, BehalfLine line, (string Kind, string Words) wrong, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct)
    {
        var scan = ScanOf(caller, of, ("Melding om fejl på papir", Papers.PatientNote), said);
        var task = CaseOf(caller, of.Patient, line, ("record-error", wrong.Words), (said.Told, scan));
        task["reasonCode"] = Concept(Cases + "record-error-kind", wrong.Kind);
        return Make(caller, of, task, scan, ct);
    }

    /// <summary>Asks the unit of a visit about it.</summary>
    public Task<Problem?> AskVisit(Caller caller, (string Patient, string Key) of, BehalfLine visit, string words, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct)
    {
        var scan = ScanOf(caller, of, ("Spørgsmål om besøg på papir", Papers.PatientNote), said);
        return Make(caller, of, CaseOf(caller, of.Patient, visit, ("visit-question", words), (said.Told, scan)), scan, ct);
    }

    private JsonObject CaseOf(Caller caller, string patient, BehalfLine about, (string Code, string Words) what, (ToldBy Told, PaperWrite? Scan) said)
    {
        var now = Moment();
        var task = new JsonObject
        {
            ["resourceType"] = "Task",
            ["status"] = "requested",
            ["intent"] = "proposal",
            ["code"] = Concept(Cases + "case", what.Code),
            ["description"] = what.Words,
            ["focus"] = new JsonObject { ["reference"] = about.Reference, ["display"] = about.Title },
            ["for"] = new JsonObject { ["reference"] = $"Patient/{patient}" },
            ["authoredOn"] = now,
            ["lastModified"] = now,
            ["requester"] = new JsonObject { ["reference"] = $"Patient/{patient}" },
            ["owner"] = new JsonObject { ["reference"] = about.Unit!.Value, ["display"] = about.Unit.Text },
        };
        Mark(task, caller, said.Told, "given", said.Scan);
        return task;
    }

    /// <summary>Changes how a patient is reached, and the first person to call.</summary>
    public Task<Problem?> Contact(Caller caller, (string Patient, string Key) of, BehalfTyped typed, (ToldBy Told, PaperFile? Scan) said, CancellationToken ct) => Twice(async () =>
    {
        if (!(await records.Read(caller, "Patient", of.Patient, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        var person = JsonNode.Parse(stored.Json.Span)!.AsObject();
        var before = person.DeepClone();
        SetPoint(person, "phone", typed.Of("telefon"));
        SetPoint(person, "email", typed.Of("email"));
        SetCall(person, typed);
        var scan = ScanOf(caller, of, ("Oplysninger på papir", Papers.PatientNote), said);
        if (JsonNode.DeepEquals(before, person) && await IsKept(scan?.Document, ct))
        {
            return null;
        }

        // Where it is as the form wants it already, sent twice, nothing is left to do; else the form must be of what stands.
        if (stored.Version != typed.Version)
        {
            return new Problem(ProblemKind.PreconditionFailed, "The Patient was changed meanwhile. Read it again.");
        }

        Mark(person, caller, said.Told, "contact", scan);
        return await Keep(caller, scan, [new RecordWrite("Patient", of.Patient, Bytes(person), stored.Version)], ct);
    });

    /// <summary>The scan to keep, with an id of the form's: sent twice, it is kept once. Null for none.</summary>
    public PaperWrite? ScanOf(Caller caller, (string Patient, string Key) of, (string Title, string Code) what, (ToldBy Told, PaperFile? Scan) said) =>
        said.Scan is { } scan ? Papers.Written(caller, (of.Patient, FormKey.IdOf(caller, (of.Patient, of.Key + " papir")), what.Title, what.Code), (said.Told.Day, clock.GetUtcNow()), scan) : null;

    /// <summary>Keeps a scan together with what another room writes, both or none.</summary>
    public Task<Problem?> Keep(Caller caller, PaperWrite scan, Func<WriteTransaction, ValueTask<Problem?>> also, CancellationToken ct) => Keep(caller, [scan.Document, scan.Scan], (tx, _) => also(tx), ct);

    private Task<Problem?> Keep(Caller caller, PaperWrite? scan, IReadOnlyList<RecordWrite> writes, CancellationToken ct) =>
        Keep(caller, scan is null ? writes : [scan.Document, scan.Scan, .. writes], (_, _) => new((Problem?)null), ct);

    // Sent twice, what the form makes is there; changed meanwhile by somebody else, it is not.
    private async Task<Problem?> Keep(Caller caller, IReadOnlyList<RecordWrite> writes, Func<WriteTransaction, IReadOnlyList<StoredResource>, ValueTask<Problem?>> also, CancellationToken ct)
    {
        var problem = (await records.WriteTogether(caller, writes, also, ct)).Problem;
        return problem is { Kind: ProblemKind.PreconditionFailed } && writes.FirstOrDefault(w => w.IsNew) is { } made && await IsKept(made, ct) ? null : problem;
    }

    // What nobody has given is not missing either. The program looks: by a block on themselves the caller does not see what they have made.
    private async Task<bool> IsKept(RecordWrite? made, CancellationToken ct) => made is null || (await records.Read(Caller.Program, made.Type, made.Id!, ct)).IsOk;

    // Two clicks at once: the second finds, read again, that what it wants is done.
    private static async Task<Problem?> Twice(Func<Task<Problem?>> write) => await write() is { } problem ? problem.Kind == ProblemKind.PreconditionFailed ? await write() : problem : null;

    private static JsonObject PaperOf(PaperWrite scan) => new() { ["reference"] = scan.Reference };

    private Task<Problem?> Make(Caller caller, (string Patient, string Key) of, JsonObject record, PaperWrite? scan, CancellationToken ct)
    {
        var (type, id) = ((string)record["resourceType"]!, FormKey.IdOf(caller, of));
        record["id"] = id;
        if (scan is not null && type == "Consent")
        {
            record["sourceReference"] = PaperOf(scan);
        }

        return Keep(caller, scan, [new RecordWrite(type, id, Bytes(record)) { IsNew = true }], ct);
    }

    private JsonObject Privacy(Caller caller, (string Patient, string Key) of, ToldBy told, string policy, JsonObject provision)
    {
        var consent = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            ["category"] = new JsonArray(Concept("http://loinc.org", "59284-0")),
            ["patient"] = new JsonObject { ["reference"] = $"Patient/{of.Patient}" },
            ["dateTime"] = Moment(),
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", policy),
            ["provision"] = provision,
        };
        Mark(consent, caller, told, "given");
        return consent;
    }

    // What is said of the same matter last is what stands: earlier versions keep the rest.
    private void Mark(JsonObject record, Caller caller, ToldBy told, string what, PaperWrite? scan = null)
    {
        var kept = (record["extension"] as JsonArray ?? []).Where(e => (string?)e?["url"] != Told || e["extension"]?.AsArray().Any(p => (string?)p?["valueCode"] == what) != true).Select(e => e?.DeepClone());
        var parts = new JsonArray(
            new JsonObject { ["url"] = "what", ["valueCode"] = what },
            new JsonObject { ["url"] = "how", ["valueCode"] = told.How },
            new JsonObject { ["url"] = "day", ["valueDate"] = Text(told.Day) },
            new JsonObject { ["url"] = "by", ["valueReference"] = new JsonObject { ["reference"] = caller.Reference, ["display"] = caller.Display } },
            new JsonObject { ["url"] = "at", ["valueDateTime"] = Moment() });
        if (scan is not null)
        {
            // A Consent's source is the paper that gave it; the one that ended it stands here, and those of other records.
            parts.Add(new JsonObject { ["url"] = "paper", ["valueReference"] = PaperOf(scan) });
        }

        record["extension"] = new JsonArray([.. kept, new JsonObject { ["extension"] = parts, ["url"] = Told }]);
    }

    private static void SetPoint(JsonObject patient, string system, string? value)
    {
        var points = patient["telecom"] as JsonArray ?? [];
        var known = points.OfType<JsonObject>().FirstOrDefault(p => (string?)p["system"] == system);
        if (known is not null && value is null)
        {
            points.Remove(known);
        }
        else if (known is not null)
        {
            known["value"] = value;
        }
        else if (value is not null)
        {
            points.Add(new JsonObject { ["system"] = system, ["value"] = value });
        }

        Put(patient, "telecom", points);
    }

    private static void SetCall(JsonObject patient, BehalfTyped typed)
    {
        var contacts = patient["contact"] as JsonArray ?? [];
        var first = contacts.Count > 0 ? contacts[0]!.AsObject() : null;
        if (typed.Of("ring") is not { } name)
        {
            if (first is not null)
            {
                contacts.RemoveAt(0);
            }
        }
        else
        {
            var contact = new JsonObject();
            if (typed.Of("ring-hvem") is { } relation)
            {
                contact["relationship"] = new JsonArray(new JsonObject { ["text"] = relation });
            }

            contact["name"] = new JsonObject { ["text"] = name };
            if (typed.Of("ring-telefon") is { } phone)
            {
                contact["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = phone });
            }

            if (first is null)
            {
                contacts.Add(contact);
            }
            else if (BehalfQuery.CallOf(first) != BehalfQuery.CallOf(contact))
            {
                contacts[0] = contact;
            }
        }

        Put(patient, "contact", contacts);
    }

    private static void Put(JsonObject resource, string name, JsonArray items)
    {
        if (items.Count == 0)
        {
            resource.Remove(name);
        }
        else if (items.Parent is null)
        {
            resource[name] = items;
        }
    }

    private static JsonObject Actor(string system, string role, Choice who) => new()
    {
        ["role"] = Concept(system, role),
        ["reference"] = new JsonObject { ["reference"] = who.Value, ["display"] = who.Text },
    };

    private string Moment() => clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static byte[] Bytes(JsonObject resource) => Encoding.UTF8.GetBytes(resource.ToJsonString());

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
