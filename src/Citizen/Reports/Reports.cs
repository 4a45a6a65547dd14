using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Platform;
using Helhed.Records;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Citizen;

/// <summary>What a citizen has said is wrong, or asked about a visit.</summary>
/// <param name="Id">The Task's id.</param>
/// <param name="Line">The line, "Condition/x", or the visit, "Appointment/x".</param>
/// <param name="Title">What the line says, or the visit is called.</param>
/// <param name="Unit">Who is to answer.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="Words">What was written.</param>
public sealed record Report(string Id, string Line, string Title, string Unit, DateTimeOffset Sent, string Words)
{
    /// <summary>Waits, agreed with, refused or answered.</summary>
    public ReportState State { get; init; }

    /// <summary>Who wrote it for the citizen, or the citizen for whom it is read; null where that is the reader, empty where the name is not known.</summary>
    public string? By { get; init; }

    /// <summary>It is a question about a visit.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>The page of what it is about.</summary>
    public string Path => IsQuestion ? VisitPages.Path(Line[(Line.IndexOf('/', StringComparison.Ordinal) + 1)..]) : $"{RecordParts.Root}/linje/{Line}";

    /// <summary>The answer; null while it is waited for.</summary>
    public string? Answer { get; init; }

    /// <summary>Who answered.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset? Answered { get; init; }

    /// <summary>Of the record: who wrote it down for the citizen stands there.</summary>
    internal IReadOnlyList<Fhir.R4.Extension> Extensions { get; init; } = [];
}

/// <summary>How far a report is.</summary>
public enum ReportState
{
    /// <summary>Nobody has answered yet.</summary>
    Waits,

    /// <summary>The unit agreed and has added to the record.</summary>
    Agreed,

    /// <summary>The unit has explained why it stands as it is.</summary>
    Refused,

    /// <summary>The unit has answered a question.</summary>
    Answered,
}

/// <summary>
/// Reports of errors as Tasks: focus the line, requester the citizen, owner the unit that wrote it. The unit's answer is in the Task's note,
/// and what it adds to the record is a DocumentReference in the Task's output. A question about a visit is the same, with another code and
/// without an addition, and whoever sees the visit may ask it. https://hl7.org/fhir/R4/task.html
/// </summary>
internal sealed class Reports(RecordStore records, Once once, TimeProvider clock)
{
    private const string CodeSystem = RecordCodes.System + "case";
    private const string Error = "record-error";
    private const string Question = "visit-question";
    private const string Codes = $"{CodeSystem}|{Error},{CodeSystem}|{Question}";
    private const string KeySystem = RecordCodes.System + "form-key";
    private const string KindSystem = RecordCodes.System + "record-error-kind";
    private const int Most = 100;
    private const int MostOpen = 50;

    /// <summary>All reports about the record, newest first; null when they could not be fetched.</summary>
    public async Task<IReadOnlyList<Report>?> All(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Task", $"patient={caller.Subject}&code={Codes}&_sort=-authored-on&_count={Most}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return null;
        }

        var all = page.Matches.Select(m => Read(caller, m)).ToList();
        return caller.Subject == caller.Reference ? all : [.. all.Concat(await OwnQuestions(caller, all, ct)).OrderByDescending(r => r.Sent)];
    }

    // A mandate about visits alone hides Tasks. Who has asked by it sees their question and its answer all the same, for as long as they see
    // the visit; like every other look it stands in the log.
    private async Task<IReadOnlyList<Report>> OwnQuestions(Caller caller, IReadOnlyList<Report> seen, CancellationToken ct)
    {
        var found = await records.Search(Caller.Program, "Task", $"patient={caller.Subject}&requester={caller.Reference}&code={CodeSystem}|{Question}&_sort=-authored-on&_count={Most}", ct);
        var hidden = found.IsOk ? found.Value.Matches.Where(m => seen.All(r => r.Id != m.Id)).Select(m => (Task: m, Report: Read(caller, m))).ToList() : [];
        if (hidden.Count == 0)
        {
            return [];
        }

        var visits = await records.Search(caller, "Appointment", $"_id={string.Join(',', hidden.Select(h => h.Report.Line.Split('/')[^1]).Distinct())}&_count={Most}", ct);
        var shown = hidden.Where(h => visits.IsOk && visits.Value.Matches.Any(v => h.Report.Line == $"Appointment/{v.Id}")).ToList();
        if (shown.Count > 0)
        {
            caller.Trail?.Add(new AccessEntry("search", caller, "citizen-acts-for-another", [new AccessedPatient(Hash64.Of(caller.Subject), [.. shown.Select(s => $"Task/{s.Task.Id}/_history/{s.Task.Version}")])]));
        }

        return [.. shown.Select(s => s.Report)];
    }

    /// <summary>Sends a report. The same key sends it once.</summary>
    /// <param name="caller">A citizen.</param>
    /// <param name="line">The line, which the caller sees.</param>
    /// <param name="unit">Who is to answer.</param>
    /// <param name="said">The key of the form, the kind of error and the words.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong: TooMany, Forbidden.</returns>
    public Task<Problem?> Send(Caller caller, RecordLine line, Place unit, (string Key, string Kind, string Words) said, CancellationToken ct)
    {
        var task = Written(caller, (line.Reference, line.Title), unit, (said.Key, Error, said.Words));
        task["reasonCode"] = Concept(KindSystem, said.Kind);
        return Send(caller, said.Key, task, ct);
    }

    /// <summary>Asks the unit of a visit about it. The same key asks once.</summary>
    /// <param name="caller">A citizen.</param>
    /// <param name="visit">Reference and title of the visit, which the caller sees.</param>
    /// <param name="unit">Who is to answer.</param>
    /// <param name="said">The key of the form and the words.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Null, or what is wrong: TooMany, Forbidden.</returns>
    public Task<Problem?> Ask(Caller caller, (string Reference, string Title) visit, Place unit, (string Key, string Words) said, CancellationToken ct) =>
        Send(caller, said.Key, Written(caller, visit, unit, (said.Key, Question, said.Words)), ct);

    private async Task<Problem?> Send(Caller caller, string key, JsonObject task, CancellationToken ct)
    {
        if (await once.IsDone(caller, "Task", key, ct))
        {
            return null;
        }

        // Counted by the program: who asks by a mandate about visits alone does not see what they have asked.
        var open = await records.Search(Caller.Program, "Task", $"patient={caller.Subject}&requester={caller.Reference}&code={Codes}&status=requested,in-progress&_count={MostOpen}", ct);
        if (!open.TryGet(out var waiting, out var problem))
        {
            return problem;
        }

        return waiting.Matches.Count >= MostOpen
            ? new Problem(ProblemKind.TooMany, "There are too many open reports. Wait until some are answered.")
            : await once.Make(caller, "Task", key, task, ct);
    }

    private JsonObject Written(Caller caller, (string Reference, string Title) about, Place unit, (string Key, string Code, string Words) said)
    {
        var now = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["resourceType"] = "Task",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = KeySystem, ["value"] = said.Key }),
            ["status"] = "requested",
            ["intent"] = "proposal",
            ["code"] = Concept(CodeSystem, said.Code),
            ["description"] = said.Words,
            ["focus"] = new JsonObject { ["reference"] = about.Reference, ["display"] = about.Title },
            ["for"] = new JsonObject { ["reference"] = caller.Subject },
            ["authoredOn"] = now,
            ["lastModified"] = now,
            ["requester"] = caller.Subject == caller.Reference ? new JsonObject { ["reference"] = caller.Reference } : new JsonObject { ["reference"] = caller.Reference, ["display"] = caller.Display },
            ["owner"] = new JsonObject { ["reference"] = unit.Reference, ["display"] = unit.Name },
        };
    }

    private static Report Read(Caller caller, StoredResource stored)
    {
        var task = stored.As<Fhir.R4.Task>();
        var answer = task.Note.Count > 0 ? task.Note[^1] : null;
        var isQuestion = task.Code?.Coding.Any(c => c is { System: CodeSystem, Code: Question }) == true;
        return new Report(
            stored.Id, task.Focus?.ReferenceValue ?? "", task.Focus?.Display ?? "", task.Owner?.Display ?? "",
            RecordText.Moment(task.AuthoredOn) ?? default, task.Description ?? "")
        {
            By = task.Requester?.ReferenceValue == caller.Reference ? null : task.Requester?.Display ?? "",
            IsQuestion = isQuestion,
            State = task.Status switch { "completed" when isQuestion => ReportState.Answered, "completed" when task.Output.Count > 0 => ReportState.Agreed, "completed" or "rejected" or "failed" or "cancelled" => ReportState.Refused, _ => ReportState.Waits },
            Answer = answer?.Text,
            AnsweredBy = answer?.AuthorReference?.Display ?? answer?.AuthorString,
            Answered = RecordText.Moment(answer?.Time),
            Extensions = task.Extension,
        };
    }

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
