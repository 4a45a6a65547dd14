using System.Globalization;
using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary>What the pages on a citizen's behalf ask.</summary>
/// <param name="Query">Reads.</param>
/// <param name="Records">Writes.</param>
/// <param name="Questions">Asks who has looked.</param>
/// <param name="Messages">How patients wish to be told.</param>
/// <param name="Papers">Papers that are kept.</param>
internal sealed record BehalfDoors(BehalfQuery Query, BehalfRecords Records, Questions Questions, Preferences Messages, Papers Papers);

/// <summary>
/// <c>/klinik/patient/{id}/vegne</c>: staff write down what a patient says by telephone or on paper: end a consent, a block or a mandate;
/// <c>…/spaerring</c>, <c>…/fuldmagt</c>, <c>…/fejl</c>, <c>…/oplysninger</c>, <c>…/svar</c>, <c>…/spoerg</c>, <c>…/besoeg</c>, <c>…/beskeder</c>: make one; <c>…/papir/{paper}</c>: a paper that is kept. The twins of the citizen's own pages.
/// </summary>
internal static partial class BehalfPages
{
    private const string Route = "/klinik/patient/{id}/vegne";
    private const int LongestField = 100;
    private const int LongestYears = 2;
    private const int LeastWords = 10;
    private const int MostWords = 1000;
    private const string Unseen = "usynlig";

    public static readonly string[] Forms = ["spaerring", "fuldmagt", "fejl", "oplysninger", "svar", "spoerg", "besoeg", "beskeder"];

    // In the order in which they stand in the forms.
    private static readonly string[] Names = ["hvem", "valgt", "cpr", "efternavn", "ser", "til", "linje", "hvad", "kigget", "ord", "telefon", "email", "ring", "ring-hvem", "ring-telefon", "nummer", "svar", "kanal", "modtager", "uge", "dagen-foer", "tilbud", "stille", "stille-til"];

    // Behind them, in every form.
    private static readonly string[] Told = ["hvordan", "dag", "papir"];

    // What a mandate can be about, as on the citizen's page.
    internal static readonly Dictionary<string, string[]> Scopes = new(StringComparer.Ordinal)
    {
        ["alt"] = [],
        ["aftaler"] = ["Appointment", "Encounter"],
        ["medicin"] = ["MedicationRequest", "MedicationStatement", "MedicationDispense", "Immunization", "AllergyIntolerance"],
        ["svar"] = ["Observation", "DiagnosticReport"],
        ["noter"] = ["DocumentReference", "Composition", "Condition", "Procedure", "CarePlan", "ServiceRequest"],
    };

    public static string Path(string id) => $"/klinik/patient/{Uri.EscapeDataString(id)}/vegne";

    public static string Path(string id, string what) => $"{Path(id)}/{what}";

    public static string PaperPath(string id, string paper) => $"{Path(id)}/papir/{Uri.EscapeDataString(paper)}";

    public static string Blank(string id) => Path(id, "fuldmagt") + "/papir";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Route, (HttpContext context, string id, BehalfDoors doors) => WithPatient(context, id, doors, (caller, name) =>
            Show(context, caller, new BehalfModel(id, name, null, New(doors)) { WasSaved = context.Request.Query.ContainsKey("gemt") }, doors)));
        pages.MapPost(Route, (HttpContext context, string id, BehalfDoors doors) => WithPatient(context, id, doors, (caller, name) => End(context, caller, (id, name), doors)));
        pages.MapGet(Route + "/{what}", (HttpContext context, string id, string what, BehalfDoors doors) => WithForm(context, id, what, doors, async (caller, name) =>
        {
            var (version, fields) = await Now(caller, id, what, doors, context.RequestAborted);
            return await Form(context, caller, new BehalfFormModel(id, name, what, New(doors) with { Version = version, Fields = fields }), doors);
        }));
        pages.MapPost(Route + "/{what}", (HttpContext context, string id, string what, BehalfDoors doors) => WithForm(context, id, what, doors, (caller, name) =>
            Save(context, caller, (id, name, what), doors)));
        pages.MapGet(Route + "/fuldmagt/papir", (HttpContext context, string id, BehalfDoors doors) => WithPatient(context, id, doors, async (caller, name) =>
            PageEndpoints.Page<MandateBlankPage>(ClinicFrame.Of(context), new MandateBlank(id, name, await doors.Query.UnitOf(caller, context.RequestAborted)))));
        pages.MapGet(Route + "/papir/{paper}", (HttpContext context, string id, string paper, BehalfDoors doors) => WithPatient(context, id, doors, async (caller, _) =>
            FhirId.IsValid(paper) && await doors.Papers.Scan(caller, id, paper, context.RequestAborted) is { } scan && ForeignFile.Of(context, scan.ContentType, scan.Data) is { } file
                ? file
                : ErrorPages.NotFound(context)));
    }

    // Who may write in a record may write here: staff with a relation of treatment. The store asks once more when it is written.
    private static Task<IResult> WithPatient(HttpContext context, string id, BehalfDoors doors, Func<Caller, string, Task<IResult>> page) => ClinicFrame.ForStaff(context, async caller =>
        !CasePages.MaySee(caller) ? ErrorPages.Forbidden(context, ClinicFrame.Of(context).Viewer)
        : FhirId.IsValid(id) && await doors.Query.NameOf(caller, id, context.RequestAborted) is { } name ? await page(caller, name)
        : context.Request.Query["gemt"] == Unseen ? PageEndpoints.Page<BehalfUnseenPage>(ClinicFrame.Of(context), "/klinik")
        : AccessPages.NotSeen(context));

    private static Task<IResult> WithForm(HttpContext context, string id, string what, BehalfDoors doors, Func<Caller, string, Task<IResult>> page) =>
        Forms.Contains(what) ? WithPatient(context, id, doors, page) : Task.FromResult(ErrorPages.NotFound(context));

    // What stands now, where a form changes that.
    private static async Task<(int Version, IReadOnlyDictionary<string, string> Fields)> Now(Caller caller, string id, string what, BehalfDoors doors, CancellationToken ct) => what switch
    {
        "oplysninger" => await doors.Query.Contact(caller, id, ct),
        "beskeder" => await doors.Messages.For(caller, $"Patient/{id}", ct) is var (version, wishes) ? (version, MessageFields(wishes)) : null,
        "svar" => (0, new Dictionary<string, string> { ["svar"] = await doors.Query.Wish(caller, id, ct) }),
        _ => null,
    } ?? (0, new Dictionary<string, string>());

    private static BehalfTyped New(BehalfDoors doors) => new(doors.Records.NewKey(), null, DateText.Numeric(doors.Records.Today));

    private static async Task<IResult> Show(HttpContext context, Caller caller, BehalfModel model, BehalfDoors doors) => PageEndpoints.Page<BehalfPage>(
        ClinicFrame.Of(context), model with { Standing = await doors.Query.Standing(caller, model.Id, context.RequestAborted), Papers = await doors.Papers.Of(caller, model.Id, context.RequestAborted) },
        model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    private static async Task<IResult> Form(HttpContext context, Caller caller, BehalfFormModel model, BehalfDoors doors)
    {
        var ct = context.RequestAborted;
        IReadOnlyList<Choice> choices = model.What switch
        {
            "fejl" => [.. (await doors.Query.LinesOf(caller, model.Id, context.Language(), ct)).Select(l => new Choice(l.Reference, Short(l.Title)))],
            "besoeg" => [.. (await doors.Query.VisitsOf(caller, model.Id, context.Language(), ct)).Select(v => new Choice(v.Visit.Reference, Short(v.Words)))],
            "spaerring" or "spoerg" when model.Typed.Of("hvem") is { Length: > 1 } name => await doors.Query.Whom(caller, name, ct),
            _ => [],
        };
        return PageEndpoints.Page<BehalfFormPage>(
            ClinicFrame.Of(context), model with { Choices = choices }, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> End(HttpContext context, Caller caller, (string Id, string Name) of, BehalfDoors doors)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var t = new BehalfTexts(context.Language());
        var (typed, told, errors) = Typed(form, doors, t);
        var ask = await Ask(caller, of.Id, (typed, told), form.Files.GetFile("papir"), t, ct);
        var chosen = typed.Of("nummer");
        if (chosen is null || !FhirId.IsValid(chosen))
        {
            errors.Insert(0, new FormError("nummer", t.EndWhichWrong));
        }

        CheckPaper(ask, errors);
        if (errors.Count == 0)
        {
            // A form sent twice names what stands no more: it is of this patient's, and ended already.
            var problem = await doors.Records.End(caller, ask.Of, chosen!, ask.Said, ct);
            if (problem is null)
            {
                return new SeeOther(Path(of.Id) + "?gemt=1");
            }

            errors.Add(new FormError("nummer", problem.Kind == ProblemKind.Conflict ? t.EndedAlready : Words(problem, t)));
        }

        PaperFile.AskAgain(form.Files.GetFile("papir"), errors, context.Language());
        return await Show(context, caller, new BehalfModel(of.Id, of.Name, null, typed) { Errors = Sorted(errors) }, doors);
    }

    private static async Task<IResult> Save(HttpContext context, Caller caller, (string Id, string Name, string What) of, BehalfDoors doors)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var t = new BehalfTexts(context.Language());
        var (typed, told, errors) = Typed(form, doors, t);
        if (form["gaa"] == "find")
        {
            // Looking somebody up is no attempt to save.
            typed = typed with { Fields = typed.Fields.Where(f => f.Key != "valgt").ToDictionary() };
            var unfound = WhomErrors(typed, await Found(caller, typed, doors, ct), t);
            PaperFile.AskAgain(form.Files.GetFile("papir"), unfound, context.Language());
            return await Form(context, caller, new BehalfFormModel(of.Id, of.Name, of.What, typed) { Errors = unfound }, doors);
        }

        var ask = await Ask(caller, of.Id, (typed, told), form.Files.GetFile("papir"), t, ct);
        CheckPaper(ask, errors);
        var problem = of.What switch
        {
            "spaerring" => await Block(ask, doors, errors),
            "fuldmagt" => await Mandate(ask, doors, errors),
            "fejl" => await Report(ask, doors, errors, context.Language()),
            "spoerg" => await AskWhy(ask, of.Name, doors, errors),
            "besoeg" => await AskVisit(ask, doors, errors, context.Language()),
            "beskeder" => await Messages(ask, doors, errors),
            "svar" => await Wish(ask, doors, errors),
            _ => await Contact(ask, doors, errors),
        };
        if (problem is not null)
        {
            errors.Add(new FormError(FirstField(of.What), Words(problem, t)));
            typed = problem.Kind == ProblemKind.PreconditionFailed ? typed with { Version = (await Now(caller, of.Id, of.What, doors, ct)).Version } : typed;
        }

        if (errors.Count > 0)
        {
            PaperFile.AskAgain(form.Files.GetFile("papir"), errors, context.Language());
        }

        return errors.Count > 0
            ? await Form(context, caller, new BehalfFormModel(of.Id, of.Name, of.What, typed) { Errors = Sorted(errors) }, doors)
            : new SeeOther($"{Path(of.Id)}?gemt={(await doors.Query.NameOf(caller, of.Id, ct) is null ? Unseen : "1")}");
    }

    // From the top of the form down, as it is corrected.
    private static IReadOnlyList<FormError> Sorted(IEnumerable<FormError> errors) => [.. errors.OrderBy(e => Array.IndexOf(Told, e.Field)).ThenBy(e => Array.IndexOf(Names, e.Field))];

    private static string FirstField(string what) => what switch { "spaerring" or "spoerg" => "hvem", "fuldmagt" => "cpr", "fejl" or "besoeg" => "linje", "svar" => "svar", "beskeder" => "kanal", _ => "telefon" };

    private static string Words(Problem problem, BehalfTexts t) => problem.Kind switch
    {
        ProblemKind.Forbidden or ProblemKind.NotFound => t.Denied,
        ProblemKind.PreconditionFailed => t.Meanwhile,
        ProblemKind.Conflict => t.AskedAlready,
        _ => t.Failed,
    };

    private static (BehalfTyped Typed, ToldBy? Told, List<FormError> Errors) Typed(IFormCollection form, BehalfDoors doors, BehalfTexts t)
    {
        _ = int.TryParse(form["udgave"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var key = form["noegle"].ToString();
        var fields = Names.ToDictionary(n => n, n => form[n].ToString().Trim() is var text && n != "ord" && text.Length > LongestField ? text[..LongestField] : text, StringComparer.Ordinal);
        var typed = new BehalfTyped(FhirId.IsValid(key) ? key : doors.Records.NewKey(), form["hvordan"].ToString(), form["dag"].ToString()) { Fields = fields, Version = version };
        var errors = new List<FormError>();
        var day = DateField.Parse(typed.Day);
        if (t.Hows.All(h => h.Value != typed.How))
        {
            errors.Add(new FormError("hvordan", t.HowWrong));
        }

        if (day is null || day > doors.Records.Today)
        {
            errors.Add(new FormError("dag", t.DayWrong));
        }

        return (typed, errors.Count == 0 ? new ToldBy(typed.How!, day!.Value) : null, errors);
    }

    private static string Short(string title) => title.Length > LongestField ? title[..LongestField] + "…" : title;

    private static async Task<Asked> Ask(Caller caller, string patient, (BehalfTyped Typed, ToldBy? Told) form, IFormFile? file, BehalfTexts t, CancellationToken ct) =>
        new(caller, patient, form.Typed, t, ct) { Told = form.Told, Scan = await PaperFile.Read(file, ct), HasFile = file is { Length: > 0 } };

    private sealed record Asked(Caller Caller, string Patient, BehalfTyped Typed, BehalfTexts Texts, CancellationToken Cancellation)
    {
        public ToldBy? Told { get; init; }

        public PaperFile? Scan { get; init; }

        public bool HasFile { get; init; }

        public (string Patient, string Key) Of => (Patient, $"{Typed.Said}\n{Scan?.Print}");

        // Where nothing is wrong it was told in some way.
        public (ToldBy Told, PaperFile? Scan) Said => (Told!, Scan);
    }
}
