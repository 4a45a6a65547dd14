using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Records.Searching;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>A search: its criteria as text, and whether a thing meets them, judged over what the caller sees.</summary>
internal sealed record Question(string Type, string Query, Func<Thing, bool> Holds)
{
    public string? Compartment { get; init; }

    public IReadOnlyList<(string Path, string Type)> Includes { get; init; } = [];

    public (string Type, string Path)? Reverse { get; init; }
}

/// <content>Searches.</content>
internal sealed partial class Asking
{
    private static readonly string[] SearchedTypes =
    [
        "Observation", "Observation", "Observation", "Condition", "DiagnosticReport", "Procedure", "MedicationRequest", "Immunization", "DocumentReference", "AllergyIntolerance",
        "Communication", "Patient", "Patient", "Encounter", "Encounter", "Appointment", "ServiceRequest", "CarePlan", "CareTeam", "EpisodeOfCare", "Task", "Consent", "RelatedPerson", "Group", "Basic",
        "Practitioner", "Organization",
    ];

    private static readonly HashSet<string> WithEncounter = ["Observation", "Condition", "DiagnosticReport", "Procedure"];
    private static readonly HashSet<string> WithStatus =
        ["Observation", "DiagnosticReport", "Procedure", "MedicationRequest", "Immunization", "DocumentReference", "Communication", "Encounter", "Appointment", "ServiceRequest", "CarePlan", "CareTeam", "Task", "Consent"];

    private static readonly HashSet<string> WithCode = ["Observation", "Condition", "DiagnosticReport", "Procedure", "AllergyIntolerance", "Basic"];
    private static readonly HashSet<string> WithSubject =
        ["Observation", "Condition", "DiagnosticReport", "Procedure", "MedicationRequest", "DocumentReference", "Encounter", "ServiceRequest", "CarePlan", "CareTeam", "Communication"];

    private static readonly HashSet<string> WithPatient = ["Immunization", "AllergyIntolerance", "Consent", "RelatedPerson", "EpisodeOfCare"];

    private static bool IsData(string type) => Array.IndexOf(Making.Data, type) >= 0;

    private async Task Search(Caller caller, Question question)
    {
        var due = world.Current(question.Type).Where(t => Sees(caller, t) && question.Holds(t)).Select(t => t.Id).Order(StringComparer.Ordinal).ToList();
        Count(due.Count > 0);
        var size = random.Next(6) switch { 0 => 1, 1 => 3, 2 => 7, _ => 1000 };
        var total = random.Next(3) == 0 ? "&_total=accurate" : "";
        List<string> got = [];
        HashSet<string> included = [];
        string? cursor = "";
        long? said = null;
        for (var page = 0; cursor is not null && page < 6; page++)
        {
            var query = $"{question.Query}&_count={size}{total}{cursor}";
            _request = $"search {question.Compartment} {question.Type}?{query}";
            var outcome = await SearchOnce(caller, question, query);
            if (!outcome.TryGet(out var found, out var problem))
            {
                Check(problem.Kind is ProblemKind.Forbidden or ProblemKind.Unauthenticated or ProblemKind.NotFound && due.Count == 0, caller, due.Count > 0 ? world.Find($"{question.Type}/{due[0]}") : null,
                    due.Count > 0 ? world.Find($"{question.Type}/{due[0]}")!.Last : null, $"{due.Count} were due: {Tell(outcome)}");
                return;
            }

            got.AddRange(found.Matches.Select(m => m.Id));
            included.UnionWith(found.Included.Select(i => $"{i.Type}/{i.Id}"));
            said = found.Total ?? said;
            cursor = found.Next is null ? null : $"&_cursor={found.Next}";
        }

        CheckMatches(caller, question, due, got, cursor is null);
        Check(said is null || said == due.Count, caller, null, null, $"the total was {said} and not {due.Count}");
        CheckIncluded(caller, question, got, included);
    }

    private ValueTask<Outcome<SearchPage>> SearchOnce(Caller caller, Question question, string query) => question.Compartment is { } patient
        ? store.Search(caller, new SearchTarget(R4Definitions.Default.FindResource(question.Type), new CompartmentCondition("Patient", patient)), QueryText.Parse(query), isLenient: false, Ct)
        : store.Search(caller, question.Type, query, Ct);

    private void CheckMatches(Caller caller, Question question, List<string> due, List<string> got, bool isWhole)
    {
        if (question.Query.Contains("_sort=_id", StringComparison.Ordinal))
        {
            Check(got.SequenceEqual(due.Take(got.Count)), caller, null, null, $"[{string.Join(' ', got)}] is not the order of [{string.Join(' ', due)}]");
        }

        foreach (var wrong in got.Except(due).Concat(isWhole ? due.Except(got) : []))
        {
            var thing = world.Find($"{question.Type}/{wrong}");
            Check(false, caller, thing, thing?.Last, $"{wrong} was {(due.Contains(wrong) ? "due and not found" : "found and not due")}: [{string.Join(' ', got)}] where [{string.Join(' ', due)}]");
        }

        Check(got.Distinct().Count() == got.Count, caller, null, null, $"found twice: {string.Join(' ', got)}");
    }

    private void CheckIncluded(Caller caller, Question question, List<string> got, HashSet<string> included)
    {
        HashSet<string> due = [];
        foreach (var match in got.Select(id => world.Find($"{question.Type}/{id}")!))
        {
            foreach (var (path, type) in question.Includes)
            {
                // Of a young person's visit a parent sees the place alone.
                var isVeiled = question.Type == "Appointment" && _rule.HidesVisits(caller);
                due.UnionWith(match.Body.Refers(path).Where(r => r.StartsWith(type, StringComparison.Ordinal) && (!isVeiled || r.StartsWith("Patient/", StringComparison.Ordinal) || r.StartsWith("Location/", StringComparison.Ordinal))));
            }

            if (question.Reverse is { } reverse)
            {
                due.UnionWith(world.Current(reverse.Type).Where(t => t.Body.Refers(reverse.Path).Contains(match.Reference)).Select(t => t.Reference));
            }
        }

        due.RemoveWhere(r => world.Find(r) is not { Body: not null } thing || !Sees(caller, thing));
        foreach (var wrong in included.Except(due).Concat(due.Except(included)))
        {
            var thing = world.Find(wrong);
            Check(false, caller, thing, thing?.Last, $"{wrong} was {(due.Contains(wrong) ? "due and not included" : "included and not due")}");
        }
    }

    /// <summary>A random search: some criteria, and what comes with it.</summary>
    private Question Question(Caller caller, string type)
    {
        var question = new Question(type, "", _ => true);
        var conditions = random.Next(4);
        for (var i = 0; i < conditions; i++)
        {
            var (text, holds) = Condition(caller, type);
            var before = question.Holds;
            question = question with { Query = $"{question.Query}&{text}", Holds = t => before(t) && holds(t) };
        }

        question = random.Next(10) switch
        {
            0 => question with { Query = $"{question.Query}&_sort=_id" },
            1 => question with { Query = $"{question.Query}&_sort=-_lastUpdated" },
            2 when type is "Observation" or "Encounter" or "Procedure" => question with { Query = $"{question.Query}&_sort=date" },
            3 or 4 => Including(question),
            5 when WithSubject.Contains(type) || WithPatient.Contains(type) => InCompartment(question),
            _ => question,
        };
        return question with { Query = question.Query.TrimStart('&') };
    }

    private Question InCompartment(Question question)
    {
        var patient = make.Patient();
        var before = question.Holds;
        return question with { Compartment = patient[8..], Holds = t => before(t) && Rule.PatientsOf(t.Type, t.Id, t.Body!).Contains(patient) };
    }

    private Question Including(Question question) => question.Type switch
    {
        "DiagnosticReport" => question with { Query = question.Query + "&_include=DiagnosticReport:result", Includes = [("result", "Observation")] },
        "Appointment" => question with { Query = question.Query + "&_include=Appointment:actor", Includes = [("participant.actor", "")] },
        "Observation" when make.Chance(30) => question with { Query = question.Query + "&_revinclude=DiagnosticReport:result", Reverse = ("DiagnosticReport", "result") },
        "Observation" when make.Chance(30) => question with { Query = question.Query + "&_include=Observation:performer", Includes = [("performer", "")] },
        "Encounter" when make.Chance(50) => question with { Query = question.Query + "&_revinclude=Observation:encounter", Reverse = ("Observation", "encounter") },
        "Patient" when make.Chance(50) => question with { Query = question.Query + "&_revinclude=Condition:subject", Reverse = ("Condition", "subject") },
        "Patient" => question with { Query = question.Query + "&_revinclude=Consent:patient", Reverse = ("Consent", "patient") },
        "Practitioner" => question with { Query = question.Query + "&_revinclude=Encounter:participant", Reverse = ("Encounter", "participant.individual") },
        "Organization" => question with { Query = question.Query + "&_revinclude=Patient:general-practitioner", Reverse = ("Patient", "generalPractitioner") },
        var t when WithEncounter.Contains(t) && make.Chance(50) => question with { Query = $"{question.Query}&_include={t}:encounter", Includes = [("encounter", "Encounter")] },
        var t when WithSubject.Contains(t) => question with { Query = $"{question.Query}&_include={t}:subject", Includes = [("subject", "")] },
        var t when WithPatient.Contains(t) => question with { Query = $"{question.Query}&_include={t}:patient", Includes = [("patient", "")] },
        _ => question,
    };
}
