using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>What a patient has said is wrong, or asked about a visit.</summary>
/// <param name="Id">The Task's id.</param>
/// <param name="Version">The Task's version: an answer is to what was read.</param>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Line">The line, "Condition/x", or the visit, "Appointment/x".</param>
/// <param name="Title">What the line is.</param>
/// <param name="Words">What the patient wrote.</param>
public sealed record ErrorCase(string Id, int Version, string Patient, string Line, string Title, string Words)
{
    /// <summary>It is a question about a visit, which wants an answer and no addition.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>Who wrote it on the patient's behalf; null where that was the patient, empty where the name is not known.</summary>
    public string? By { get; init; }

    /// <summary>How staff were told it; null where it was written on the page.</summary>
    public ToldFact? Told { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset Sent { get; init; }

    /// <summary>Whether it waits for an answer.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether the patient was right; false while it is open.</summary>
    public bool IsAgreed { get; init; }

    /// <summary>The unit that is to answer, "Organization/x".</summary>
    public string Owner { get; init; } = "";

    /// <summary>What the unit is called.</summary>
    public string? OwnerName { get; init; }

    /// <summary>The answer; null while it is open.</summary>
    public string? Answer { get; init; }

    /// <summary>The patient's name.</summary>
    public string PatientName { get; init; } = "";

    /// <summary>The text of the line; null when it cannot be seen.</summary>
    public string? LineText { get; init; }
}

/// <summary>
/// Cases of a unit: Tasks that patients have sent to it, to one it is a part of, or to its parts. An answer takes the case (version by
/// version, so that one of two colleagues wins), adds to the record where the patient is right, and closes the case. Killed between, the
/// case is still open, and the next answer finds the addition by the case's id and adds no second.
/// </summary>
internal sealed class Cases(RecordStore records, TimeProvider clock)
{
    private const string System = "https://helhed.example/fhir/CodeSystem/";
    private const string CaseCodes = $"{System}case|record-error,{System}case|{Question}";
    private const string Question = "visit-question";
    private const string CaseSystem = System + "case-id";
    private const int Most = 100;
    private const int MostDepth = 6;
    private static readonly string[] Closed = ["completed", "rejected"];

    /// <summary>Cases of the caller's unit, oldest first; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<ErrorCase>?> Of(Caller caller, bool isOpen, CancellationToken ct)
    {
        var units = await UnitsOf(caller, ct);
        var found = await records.Search(caller, "Task", $"code={CaseCodes}&status={(isOpen ? "requested,in-progress" : "completed,rejected")}&_sort={(isOpen ? "" : "-")}authored-on&_count={Most}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return null;
        }

        var cases = page.Matches.Select(Read).Where(c => units.Contains(c.Owner)).ToList();
        var names = await NamesOf(caller, cases.Select(c => c.Patient), ct);
        return cases.ConvertAll(c => c with { PatientName = names.GetValueOrDefault(c.Patient, "") });
    }

    /// <summary>One case with its line; null when it is not the unit's.</summary>
    public async Task<ErrorCase?> One(Caller caller, string id, Language language, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Task", id, ct)).TryGet(out var stored, out _) || !IsCase(stored) || Read(stored) is var one && !(await UnitsOf(caller, ct)).Contains(one.Owner))
        {
            return null;
        }

        var names = await NamesOf(caller, [one.Patient], ct);
        var line = one.Line.Split('/') is [var type, var name] && (await records.Read(caller, type, name, ct)).TryGet(out var read, out _) ? CaseLine.Of(read, language) : null;
        return one with { PatientName = names.GetValueOrDefault(one.Patient, ""), LineText = line };
    }

    /// <summary>Answers a case.</summary>
    /// <param name="caller">Staff of the unit.</param>
    /// <param name="one">The case as it was read.</param>
    /// <param name="version">The version that the form was made from.</param>
    /// <param name="said">The addition, null where the patient is not right, and the answer.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong: PreconditionFailed when it was changed meanwhile.</returns>
    public async Task<Problem?> Answer(Caller caller, ErrorCase one, int version, (string? Addition, string Words) said, CancellationToken ct)
    {
        if (!one.IsOpen || one.Version != version)
        {
            return new Problem(ProblemKind.PreconditionFailed, "The case was changed meanwhile. Read it again.");
        }

        if (!(await records.Read(caller, "Task", one.Id, ct)).TryGet(out var stored, out var problem))
        {
            return problem;
        }

        var task = JsonNode.Parse(stored.Json.Span)!.AsObject();
        task["status"] = "in-progress";
        if (!(await records.Update(caller, "Task", one.Id, Bytes(task), version, ct)).TryGet(out var taken, out problem))
        {
            return problem;
        }

        if (said.Addition is { } addition)
        {
            var added = await Addition(caller, one, addition, ct);
            if (!added.TryGet(out var document, out problem))
            {
                return problem;
            }

            task["output"] = new JsonArray(new JsonObject
            {
                ["type"] = Concept("http://loinc.org", "55107-7"),
                ["valueReference"] = new JsonObject { ["reference"] = $"DocumentReference/{document}" },
            });
        }

        var now = Now();
        // Completed either way: a rejected Task would end the unit's sight of the record with the very answer. What is added tells them apart.
        task["status"] = "completed";
        task["lastModified"] = now;
        task["note"] = new JsonArray(new JsonObject
        {
            ["authorReference"] = new JsonObject { ["reference"] = caller.Reference, ["display"] = caller.Display },
            ["time"] = now,
            ["text"] = said.Words,
        });
        return (await records.Update(caller, "Task", one.Id, Bytes(task), taken.Version, ct)).Problem;
    }

    private async Task<Outcome<string>> Addition(Caller caller, ErrorCase one, string text, CancellationToken ct)
    {
        var same = await records.Search(caller, "DocumentReference", $"patient={one.Patient}&identifier={CaseSystem}|{one.Id}&_count=1", ct);
        if (!same.TryGet(out var page, out var problem))
        {
            return problem;
        }

        if (page.Matches is [var known, ..])
        {
            return known.Id;
        }

        var document = new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = CaseSystem, ["value"] = one.Id }),
            ["status"] = "current",
            ["docStatus"] = "final",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://loinc.org", ["code"] = "55107-7", ["display"] = "Addendum Document" }), ["text"] = "Tilføjelse til journalen" },
            ["subject"] = new JsonObject { ["reference"] = one.Patient },
            ["date"] = Now(),
            ["author"] = new JsonArray(new JsonObject { ["reference"] = caller.Reference, ["display"] = caller.Display }),
            ["custodian"] = new JsonObject { ["reference"] = one.Owner, ["display"] = one.OwnerName ?? one.Owner },
            ["content"] = new JsonArray(new JsonObject
            {
                ["attachment"] = new JsonObject { ["contentType"] = "text/plain;charset=utf-8", ["language"] = "da", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) },
            }),
            ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = one.Line, ["display"] = one.Title }) },
        };
        if (one.Line.StartsWith("DocumentReference/", StringComparison.Ordinal))
        {
            document["relatesTo"] = new JsonArray(new JsonObject { ["code"] = "appends", ["target"] = new JsonObject { ["reference"] = one.Line } });
        }

        return (await records.Create(caller, "DocumentReference", Bytes(document), ct)).Map(created => created.Id);
    }

    // The caller's unit, what it is a part of, and its parts.
    private async Task<HashSet<string>> UnitsOf(Caller caller, CancellationToken ct)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        for (var (unit, depth) = (caller.Organization, 0); unit is not null && depth < MostDepth && units.Add(unit); depth++)
        {
            unit = (await records.Read(caller, "Organization", unit["Organization/".Length..], ct)).TryGet(out var stored, out _) ? stored.As<Organization>().PartOf?.ReferenceValue : null;
        }

        if (caller.Organization is { } own && (await records.Search(caller, "Organization", $"partof={own}&_count={Most}", ct)).TryGet(out var parts, out _))
        {
            units.UnionWith(parts.Matches.Select(p => $"Organization/{p.Id}"));
        }

        return units;
    }

    private async Task<IReadOnlyDictionary<string, string>> NamesOf(Caller caller, IEnumerable<string> patients, CancellationToken ct)
    {
        var ids = patients.Distinct(StringComparer.Ordinal).Select(p => p["Patient/".Length..]).ToList();
        return ids.Count > 0 && (await records.Search(caller, "Patient", $"_id={string.Join(',', ids)}&_count={Most}", ct)).TryGet(out var page, out _)
            ? page.Matches.ToDictionary(m => $"Patient/{m.Id}", m => PatientText.Name(m.As<Patient>()), StringComparer.Ordinal)
            : new Dictionary<string, string>();
    }

    private static bool IsCase(StoredResource stored) => stored.As<Fhir.R4.Task>().Code?.Coding.Any(c => c is { System: System + "case", Code: "record-error" or Question }) == true;

    private static ErrorCase Read(StoredResource stored)
    {
        var task = stored.As<Fhir.R4.Task>();
        return new ErrorCase(stored.Id, stored.Version, task.For?.ReferenceValue ?? "", task.Focus?.ReferenceValue ?? "", task.Focus?.Display ?? "", task.Description ?? "")
        {
            IsQuestion = task.Code?.Coding.Any(c => c is { System: System + "case", Code: Question }) == true,
            By = task.Requester?.ReferenceValue == task.For?.ReferenceValue ? null : task.Requester?.Display ?? "",
            Told = ToldFact.Of(task.Extension),
            Sent = RecordText.Moment(task.AuthoredOn) ?? stored.LastUpdated,
            IsOpen = Array.IndexOf(Closed, task.Status) < 0,
            IsAgreed = task.Status == "completed" && task.Output.Count > 0,
            Owner = task.Owner?.ReferenceValue ?? "",
            OwnerName = task.Owner?.Display,
            Answer = task.Note.Count > 0 ? task.Note[^1].Text : null,
        };
    }

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Bytes(JsonObject resource) => Encoding.UTF8.GetBytes(resource.ToJsonString());

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
