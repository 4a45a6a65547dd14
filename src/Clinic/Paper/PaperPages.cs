using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Clinic;

/// <summary><c>/klinik/patient/{id}/samtykke</c>: a consent that was signed on paper is scanned and kept, as the twin of the citizen's own page.</summary>
internal static class PaperPages
{
    private const string Route = "/klinik/patient/{id}/samtykke";
    private const string Whole = "alt";

    public static string Path(string id) => $"/klinik/patient/{Uri.EscapeDataString(id)}/samtykke";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Route, (HttpContext context, string id, PaperConsents papers) => WithPatient(context, id, papers, async (_, who) => await Task.FromResult(
            PageEndpoints.Page<PaperPage>(ClinicFrame.Of(context), new PaperModel(id, who.Name, who.Courses, new PaperForm(papers.NewKey(), null, null, null), []) { WasSaved = context.Request.Query.ContainsKey("gemt") }))));
        pages.MapPost(Route, (HttpContext context, string id, PaperConsents papers) => WithPatient(context, id, papers, (caller, who) => Save(context, caller, (id, who.Name, who.Courses), papers)));
    }

    private static Task<IResult> WithPatient(HttpContext context, string id, PaperConsents papers, Func<Caller, (string Name, IReadOnlyList<Choice> Courses), Task<IResult>> page) =>
        ClinicFrame.ForStaff(context, async caller =>
            !CasePages.MaySee(caller) ? ErrorPages.Forbidden(context, ClinicFrame.Of(context).Viewer)
            : FhirId.IsValid(id) && await papers.Who(caller, id, new CaseTexts(context.Language()), context.RequestAborted) is { } who ? await page(caller, who)
            : AccessPages.NotSeen(context));

    private static async Task<IResult> Save(HttpContext context, Caller caller, (string Id, string Name, IReadOnlyList<Choice> Courses) who, PaperConsents papers)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var t = new CaseTexts(context.Language());
        var key = form["noegle"].ToString();
        var typed = new PaperForm(FhirId.IsValid(key) ? key : papers.NewKey(), form["hvad"].ToString(), form["for"].ToString(), form["dag"].ToString());
        var day = DateField.Parse(typed.Day);
        var course = who.Courses.FirstOrDefault(c => c.Value == typed.Course);
        var file = await PaperFile.Read(form.Files.GetFile("papir"), ct);
        var errors = new List<FormError>();
        Check(t.Kinds.Any(k => k.Value == typed.Kind), "hvad", t.PaperKindWrong);
        Check(course is not null, "for", t.PaperForWrong);
        Check(day is not null && day <= papers.Today, "dag", t.PaperDayWrong);
        Check(file is not null, "papir", t.PaperFileWrong);
        if (errors.Count == 0)
        {
            if (await papers.Keep(caller, (who.Id, typed.Key), (typed.Kind!, course!.Value == Whole ? null : course, day!.Value), file!, ct) is not { } problem)
            {
                return new SeeOther(Path(who.Id) + "?gemt=1");
            }

            errors.Add(problem.Kind == ProblemKind.NotFound ? new FormError("hvad", t.NoMunicipality) : new FormError("papir", t.Failed));
        }

        PaperFile.AskAgain(form.Files.GetFile("papir"), errors, context.Language());
        return PageEndpoints.Page<PaperPage>(ClinicFrame.Of(context), new PaperModel(who.Id, who.Name, who.Courses, typed, errors), StatusCodes.Status422UnprocessableEntity);

        void Check(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                errors.Add(new FormError(field, message));
            }
        }
    }
}

/// <summary>Keeps consents on paper: the scan as a DocumentReference, and a Consent that names it as its source.</summary>
internal sealed class PaperConsents(RecordStore records, TimeProvider clock)
{
    private const string KindSystem = "https://helhed.example/fhir/CodeSystem/consent-kind";
    private const string CourseUrl = "https://helhed.example/fhir/StructureDefinition/consent-course";

    private const string Municipality = "share-municipality";
    private const string MunicipalitySystem = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";
    private const string MunicipalityUrl = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-municipalityCodes";

    public DateOnly Today => DateText.LocalDay(clock.GetUtcNow());

    /// <summary>Who the patient is and what a consent can count for; null when the caller does not see them.</summary>
    public async Task<(string Name, IReadOnlyList<Choice> Courses)?> Who(Caller caller, string id, CaseTexts t, CancellationToken ct)
    {
        if (!(await records.Read(caller, "Patient", id, ct)).TryGet(out var stored, out _))
        {
            return null;
        }

        var found = await records.Search(caller, "EpisodeOfCare", $"patient=Patient/{id}&status=active&_count=50", ct);
        var courses = found.TryGet(out var page, out _)
            ? page.Matches.Select(m => new Choice($"EpisodeOfCare/{m.Id}", m.As<EpisodeOfCare>().Type.Select(c => c.Words()).FirstOrDefault(w => w is not null) ?? m.Id))
            : [];
        return (PatientText.Name(stored.As<Patient>()), [.. courses, new Choice("alt", t.PaperWhole)]);
    }

    public string NewKey() => Ids.NewUuid7Text(clock);

    public async Task<Problem?> Keep(Caller caller, (string Patient, string Key) of, (string Kind, Choice? Course, DateOnly Day) consent, PaperFile file, CancellationToken ct)
    {
        var with = consent.Kind == Municipality ? await MunicipalityOf(caller, of.Patient, ct) : null;
        if (consent.Kind == Municipality && with is null)
        {
            return new Problem(ProblemKind.NotFound, "There is no unit of the patient's municipality.");
        }

        var scan = NewKey();
        var day = consent.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var id = FormKey.IdOf(caller, (of.Patient, string.Join('\n', of.Key, consent.Kind, consent.Course?.Value, day, file.Print)));
        var given = new JsonObject
        {
            ["resourceType"] = "Consent",
            ["id"] = id,
            ["status"] = "active",
            ["scope"] = Concept("http://terminology.hl7.org/CodeSystem/consentscope", consent.Kind switch { Municipality => "patient-privacy", "research-contact" => "research", _ => "treatment" }),
            ["category"] = new JsonArray(Concept(KindSystem, consent.Kind)),
            ["patient"] = new JsonObject { ["reference"] = $"Patient/{of.Patient}" },
            ["dateTime"] = day,
            ["performer"] = new JsonArray(new JsonObject { ["reference"] = $"Patient/{of.Patient}" }),
            ["sourceReference"] = new JsonObject { ["reference"] = $"DocumentReference/{scan}" },
            ["policyRule"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            ["provision"] = new JsonObject { ["type"] = "permit" },
        };
        if (with is not null)
        {
            given["provision"]!["actor"] = new JsonArray(new JsonObject
            {
                ["role"] = Concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
                ["reference"] = new JsonObject { ["reference"] = with.Value, ["display"] = with.Text },
            });
        }

        if (consent.Course is { } course)
        {
            given["extension"] = new JsonArray(new JsonObject { ["url"] = CourseUrl, ["valueReference"] = new JsonObject { ["reference"] = course.Value, ["display"] = course.Text } });
        }

        // Both or none: a scan without its consent would be a paper that nobody finds.
        var paper = Papers.Written(caller, (of.Patient, scan, "Samtykke på papir", Papers.ConsentDocument), (consent.Day, clock.GetUtcNow()), file);
        var both = await records.WriteTogether(
            caller,
            [paper.Document, paper.Scan, new RecordWrite("Consent", id, Encoding.UTF8.GetBytes(given.ToJsonString())) { IsNew = true }],
            (_, _) => new((Problem?)null),
            ct);
        return both.Problem is { Kind: ProblemKind.PreconditionFailed } ? null : both.Problem; // this very form was kept before
    }

    // Whom the patient shares with: the unit of the municipality in which they live.
    private async Task<Choice?> MunicipalityOf(Caller caller, string id, CancellationToken ct)
    {
        var read = await records.Read(caller, "Patient", id, ct);
        var patient = read.IsOk ? read.Value.As<Patient>() : null;
        if (patient?.Extension.Concat(patient.Address.SelectMany(a => a.Extension)).FirstOrDefault(e => e.Url == MunicipalityUrl)?.ValueCodeableConcept?.Coding.Select(c => c.Code).FirstOrDefault() is not { } code)
        {
            return null;
        }

        var found = await records.Search(caller, "Organization", $"identifier={MunicipalitySystem}|{code}&_count=1", ct);
        return found.IsOk && found.Value.Matches is [var unit, ..] ? new Choice($"Organization/{unit.Id}", unit.As<Organization>().Name ?? unit.Id) : null;
    }

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}

/// <summary>The form to keep a paper.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Name">The patient's name.</param>
/// <param name="Courses">What it can count for.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Errors">What to correct.</param>
public sealed record PaperModel(string Id, string Name, IReadOnlyList<Choice> Courses, PaperForm Form, IReadOnlyList<FormError> Errors)
{
    /// <summary>One was kept just now.</summary>
    public bool WasSaved { get; init; }
}

/// <summary>What was typed; a file must be chosen anew, as browsers want it.</summary>
/// <param name="Key">Tells this form from all others.</param>
/// <param name="Kind">Code of what is agreed to.</param>
/// <param name="Course">What it counts for.</param>
/// <param name="Day">The day it was signed.</param>
public sealed record PaperForm(string Key, string? Kind, string? Course, string? Day);
