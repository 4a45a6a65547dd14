using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>
/// The rule of access as docs/decisions/2026-11-22-the-rule-of-access.md states it, over everything, every time: slow and obvious, and
/// written apart from what it judges. It tells its steps when asked to.
/// </summary>
internal sealed partial class Rule(World world, DateTimeOffset now)
{
    public static readonly string[] Clinical = ["doctor", "nurse", "visitation", "secretary", "paramedic"];
    private static readonly HashSet<string> Directory =
        ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Schedule", "Slot", "Questionnaire", "ValueSet", "CodeSystem"];

    private static readonly HashSet<string> OfMany = ["Group", "Bundle", "Subscription", "List"];
    private static readonly string[] AtFifteen = ["Patient", "RelatedPerson", "Appointment", "Immunization", "ImmunizationRecommendation", "AllergyIntolerance"];

    // Where the patients are to whom a resource belongs: the compartment of the patient.
    private static readonly Dictionary<string, string[]> Compartment = new()
    {
        ["AllergyIntolerance"] = ["patient", "recorder", "asserter"],
        ["Appointment"] = ["participant.actor"],
        ["Basic"] = ["subject", "author"],
        ["CarePlan"] = ["subject", "activity.detail.performer"],
        ["CareTeam"] = ["subject", "participant.member"],
        ["Communication"] = ["subject", "sender", "recipient"],
        ["Condition"] = ["subject", "asserter"],
        ["Consent"] = ["patient"],
        ["DiagnosticReport"] = ["subject"],
        ["DocumentReference"] = ["subject", "author"],
        ["Encounter"] = ["subject"],
        ["EpisodeOfCare"] = ["patient"],
        ["Immunization"] = ["patient"],
        ["MedicationRequest"] = ["subject"],
        ["Observation"] = ["subject", "performer"],
        ["Patient"] = ["link.other"],
        ["Procedure"] = ["subject", "performer.actor"],
        ["RelatedPerson"] = ["patient"],
        ["ServiceRequest"] = ["subject", "performer"],
        ["Task"] = ["for"],
    };

    private readonly Dictionary<string, bool> _related = [];
    private readonly Dictionary<string, HashSet<string>> _parties = [];
    private List<string>? _steps;

    /// <summary>Set for a moment: the records that are not to grant anything.</summary>
    public Thing? Without { get; init; }

    /// <summary>Patients to whom what is being written is a relation by itself.</summary>
    public HashSet<string> Granted { get; set; } = [];

    public static IEnumerable<string> PatientsOf(string type, string id, JsonObject body) =>
        (Compartment.TryGetValue(type, out var paths) ? paths.SelectMany(p => body.Refers(p)).Where(r => r.StartsWith("Patient/", StringComparison.Ordinal)) : [])
        .Concat(type == "Patient" ? [$"Patient/{id}"] : []).Distinct();

    public static bool IsDirectory(string type) => Directory.Contains(type);

    /// <summary>Whether somebody sees a thing, as it is or as it was before it was deleted.</summary>
    /// <remarks>What is deleted is in nobody's compartment any more: only systems are told that it was there.</remarks>
    public bool Sees(Caller caller, Thing thing) => (thing.Body is not null || caller.Kind == CallerKind.System || (IsDirectory(thing.Type) && caller.Kind != CallerKind.Anonymous))
        && Sees(caller, thing.Type, thing.Id, thing.Versions.Last(v => v.Body is not null));

    /// <summary>Whether somebody who sees a thing sees an earlier version of it too.</summary>
    public bool SeesVersion(Caller caller, Thing thing, Written version) =>
        Sees(caller, thing) && (version.Body is null || caller.Scopes is null || LetThrough(caller, thing.Type, thing.Id, version.Body)) && (version.Body is null
            || (caller.Kind == CallerKind.Staff && !IsDirectory(thing.Type) && IsWork(thing.Type, thing.Id, version.Body)
                ? IsWork(thing.Type, thing.Id, thing.Said) || WasOf(caller, version)
                : Sees(caller, thing.Type, thing.Id, version)));

    // What was nobody's and is a patient's now: who wrote it is known, but not which unit they were in then.
    private bool WasOf(Caller caller, Written version) => Clinical.Contains(caller.Role)
        && (version.Writer.Reference == caller.Reference || Peek.AllReferences(version.Body).Any(Parties(caller).Contains));

    private static bool IsWork(string type, string id, JsonObject body) => OfMany.Contains(type) || !PatientsOf(type, id, body).Any();

    /// <summary>Why, step by step.</summary>
    public IReadOnlyList<string> Why(Caller caller, string type, string id, Written version)
    {
        _related.Clear();
        _steps = [];
        Step($"{(Sees(caller, type, id, version) ? "seen" : "not seen")}");
        var steps = _steps;
        _steps = null;
        return steps;
    }

    public bool Sees(Caller caller, string type, string id, Written version) =>
        HasSight(caller, type, id, version) && (LetThrough(caller, type, id, version.Body!) || Step("the app's scopes do not let it through", false));

    /// <summary>Whether somebody may change (u) or delete (d) a thing as far as that hangs on what it is now: they see it, and their app is let through to it.</summary>
    public bool Reaches(Caller caller, Thing thing, char letter) =>
        thing.Body is { } body && Sees(caller with { Scopes = null }, thing) && LetThrough(caller, thing.Type, thing.Id, body, letter);

    /// <summary>An app does what its user may and one of its scopes names: of all whom the user sees, or of the patient in its launch.</summary>
    public static bool LetThrough(Caller caller, string type, string id, JsonObject body, char letter = 'r')
    {
        if (caller.Scopes is null)
        {
            return true;
        }

        var own = caller.Kind == CallerKind.System ? "system" : "user";
        foreach (var scope in caller.Scopes!.Split(' '))
        {
            var (level, rest) = (scope[..scope.IndexOf('/', StringComparison.Ordinal)], scope[(scope.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            var (name, query) = (rest[..rest.IndexOf('.', StringComparison.Ordinal)], rest.Contains('?', StringComparison.Ordinal) ? rest[(rest.IndexOf('?', StringComparison.Ordinal) + 1)..] : null);
            var isAbout = level == own || (level == "patient" && !OfMany.Contains(type) && caller.Kind != CallerKind.System && caller.LaunchPatient is { } launch && (IsDirectory(type) || PatientsOf(type, id, body).Contains(launch)));
            var letters = rest[(name.Length + 1)..].Split('?')[0];
            if (isAbout && letters.Contains(letter) && (name == "*" || name == type) && (query is null || Matches(query, body)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string query, JsonObject body) => query.Split('=') is ["code", var code] ? body.Says("code.coding.code").Contains(code)
        : query.Split('=') is ["status", var status] ? body.Say("status") == status
        : throw new InvalidOperationException(query);

    private bool HasSight(Caller caller, string type, string id, Written version)
    {
        var body = version.Body!;
        switch (caller.Kind)
        {
            case CallerKind.Anonymous:
                return Step("nobody has logged in", false);
            case CallerKind.System:
                return Step("systems see everything", true);
            case var _ when IsDirectory(type):
                return Step("a directory is seen by all who are logged in", true);
            case CallerKind.Citizen:
                return CitizenSees(caller, type, id, version, body);
            default:
                return Clinical.Contains(caller.Role) ? StaffSees(caller, type, id, version, body) : Step("the role sees no patient data", false);
        }
    }

    private bool CitizenSees(Caller caller, string type, string id, Written version, JsonObject body)
    {
        var subject = caller.Subject;
        if (OfMany.Contains(type) || !PatientsOf(type, id, body).Contains(subject))
        {
            return Step($"it is not {subject}'s", false);
        }

        var isOwn = subject == caller.Reference;
        if (isOwn && !IsFifteen(subject))
        {
            return Step("younger than 15", false);
        }

        if (!isOwn && !HasCustody(caller, subject, type) && !HasMandate(caller, subject, type))
        {
            return Step("neither custody nor mandate", false);
        }

        return !(!isOwn && Denials(subject).Any(d => d.Blocks(this, caller, type, body)) && Step("blocked", true))
            && !(Denials(subject).Any(d => d.Hides(subject, type, version.At, now)) && Step("the patient wished to wait", true));
    }

    private bool StaffSees(Caller caller, string type, string id, Written version, JsonObject body)
    {
        var patients = PatientsOf(type, id, body).ToList();
        if (patients.Count == 0 || OfMany.Contains(type))
        {
            return Step("of nobody: who wrote it, their unit, whom it refers to",
                version.Writer.Reference == caller.Reference || (version.Writer.Organization is { } unit && Parties(caller).Contains(unit))
                || Peek.AllReferences(body).Any(Parties(caller).Contains));
        }

        if (!patients.Any(p => Related(caller, p)))
        {
            return Step("no relation", false);
        }

        return !patients.Any(p => !Overrides(caller, p) && Denials(p).Any(d => d.Blocks(this, caller, type, body) && Step($"blocked by {d.Source.Reference}", true)));
    }

    private bool Overrides(Caller caller, string patient) =>
        world.Claims.Any(c => c.Kind == ClaimKind.Override && c.Patient == patient && c.Who.Reference == caller.Reference && new Span(c.From, c.Until).Holds(now)) && Step("overridden", true);

    private bool IsFifteen(string patient) => Born(patient) is not { } born || born.Latest.AddYears(15) <= Span.Today(now);

    /// <summary>Whether a citizen sees of somebody's visits when and where they are, and nothing else: as the parent of a young person without a mandate.</summary>
    public bool HidesVisits(Caller caller) => caller.Kind == CallerKind.Citizen && caller.Subject != caller.Reference
        && Born(caller.Subject) is { } born && born.Latest.AddYears(15) <= Span.Today(now) && !HasMandate(caller, caller.Subject, "Appointment");

    private bool HasCustody(Caller caller, string child, string type)
    {
        if (Born(child) is not { } born || born.Earliest.AddYears(18) <= Span.Today(now) || (born.Earliest.AddYears(15) <= Span.Today(now) && !AtFifteen.Contains(type)))
        {
            return Step("too old for custody of this, or of unknown age", false);
        }

        var numbers = Numbers(world.Body(caller.Reference)).ToList();
        return world.Current("RelatedPerson").Any(r =>
            r.Body.Refers("patient").Contains(child) && r.Body.Say("active") != "false" && r.Body.Says("relationship.coding.code").Contains("PARAUTH")
            && Span.Of(r.Body!["period"]).Holds(now) && Numbers(r.Body).Intersect(numbers).Any() && Step($"custody by {r.Reference}", true));
    }

    private static IEnumerable<string> Numbers(JsonNode? body) => body.At("identifier").Where(i => i.Say("system") == "urn:oid:1.2.208.176.1.2").Select(i => i.Say("value")!);

    private (DateOnly Earliest, DateOnly Latest)? Born(string patient)
    {
        if (world.Body(patient).Say("birthDate") is not { Length: 10 } text) // A year or a month is not known well enough.
        {
            return null;
        }

        var span = Span.Of(text);
        return (Span.Today(span.From), Span.Today(span.To.AddMilliseconds(-1)));
    }

    private bool Step(string text, bool answer)
    {
        if (answer || !text.StartsWith("of nobody", StringComparison.Ordinal))
        {
            Step($"{text}: {answer}");
        }

        return answer;
    }

    private void Step(string text) => _steps?.Add(text);
}
