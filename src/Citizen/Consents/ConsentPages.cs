using Helhed.Access;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/samtykker</c>: consents, with examples; <c>…/giv</c>: give one; <c>…/{id}/papir</c>: the scanned paper, <c>…/papir/stop</c> the one that ended it; <c>/borger/papir/{id}</c>: one of anything else.</summary>
internal static class ConsentPages
{
    public const string Path = "/borger/samtykker";
    public const string Give = Path + "/giv";
    public const string Withdraw = Path + "/fortryd";
    private const string Whole = "alt";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, Consents consents) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => await records.Reach.Sees(caller, "Consent", context.RequestAborted)
                ? await Show(context, (caller, name), consents, hasFailed: false)
                : CitizenPages.Show<ConsentsPage>(context, caller, name, new ConsentsModel(null, false) { IsOutside = true })));
        pages.MapGet(Withdraw, () => new SeeOther(Path));
        pages.MapPost(Withdraw, (HttpContext context, CitizenRecords records, Consents consents) =>
            CitizenPages.ForOwn(context, records, async (caller, name) =>
            {
                var id = context.Request.Form["nummer"].ToString();
                return FhirIds.IsId(id) && await consents.Withdraw(caller, id, context.RequestAborted) is null
                    ? new SeeOther(Path + "?fortrudt=1")
                    : await Show(context, (caller, name), consents, hasFailed: true);
            }));
        pages.MapGet(Give, (HttpContext context, CitizenRecords records, RecordQuery query) =>
            CitizenPages.ForOwn(context, records, (caller, name) => WithKind(context, caller, query, async (kind, courses) => await Task.FromResult(
                CitizenPages.Show<GiveConsentPage>(context, caller, name, new GiveConsentModel(kind, courses, null, []))))));
        pages.MapPost(Give, (HttpContext context, CitizenRecords records, RecordQuery query, Consents consents) =>
            CitizenPages.ForOwn(context, records, (caller, name) => WithKind(context, caller, query, (kind, courses) => Send(context, (caller, name), (kind, courses), consents))));
        pages.MapGet(Path + "/{id}/papir", (HttpContext context, string id, CitizenRecords records, Consents consents) => ShowPaper(context, id, (records, consents), ofEnd: false));
        pages.MapGet(Path + "/{id}/papir/stop", (HttpContext context, string id, CitizenRecords records, Consents consents) => ShowPaper(context, id, (records, consents), ofEnd: true));
        pages.MapGet("/borger/papir/{id}", (HttpContext context, string id, CitizenRecords records, Consents consents, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, _) => await Scan(context, caller, FhirIds.IsId(id) ? "DocumentReference/" + id : null, consents, ct)));
    }

    /// <summary>Where the paper is shown that gave a consent, a block or a mandate; null where there is none.</summary>
    public static string? PaperOf(string id, bool hasPaper) => hasPaper ? $"{Path}/{id}/papir" : null;

    /// <summary>Where the paper is shown that ended it; null where there is none.</summary>
    public static string? EndPaperOf(string id, IReadOnlyList<Fhir.R4.Extension> extensions) => ToldText.PaperOf(extensions, "ended") is null ? null : $"{Path}/{id}/papir/stop";

    /// <summary>Where a paper is shown, "DocumentReference/x"; null where there is none.</summary>
    public static string? PaperOf(string? paper) => paper?.Split('/') is ["DocumentReference", var id] ? $"/borger/papir/{id}" : null;

    private static Task<IResult> ShowPaper(HttpContext context, string id, (CitizenRecords Records, Consents Consents) from, bool ofEnd) =>
        CitizenPages.ForCitizen(context, from.Records, async (caller, _) =>
            await Scan(context, caller, FhirIds.IsId(id) ? await from.Consents.Paper(caller, id, ofEnd, context.RequestAborted) : null, from.Consents, context.RequestAborted));

    private static async Task<IResult> Scan(HttpContext context, Caller caller, string? paper, Consents consents, CancellationToken ct) =>
        await consents.Scan(caller, paper, ct) is { } scan && ForeignFile.Of(context, scan.ContentType, scan.Data) is { } file ? file : ErrorPages.NotFound(context);

    private static async Task<IResult> Send(HttpContext context, (Caller Caller, CitizenName? Name) reader, (ConsentKind Kind, IReadOnlyList<Choice> Courses) about, Consents consents)
    {
        var t = new ConsentTexts(context.Language());
        var chosen = context.Request.Form["for"].ToString();
        var message = t.CourseWrong;
        if (about.Courses.FirstOrDefault(c => c.Value == chosen) is { } course)
        {
            if (await consents.Give(reader.Caller, about.Kind.Code, chosen == Whole ? null : new Named(chosen, course.Text), context.RequestAborted) is not { } problem)
            {
                return new SeeOther(Path + "?givet=1");
            }

            message = problem.Kind == ProblemKind.NotFound ? t.NoMunicipality : t.Failed;
        }

        return CitizenPages.Show<GiveConsentPage>(
            context, reader.Caller, reader.Name, new GiveConsentModel(about.Kind, about.Courses, chosen, [new FormError("for", message)]), StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> WithKind(HttpContext context, Caller caller, RecordQuery query, Func<ConsentKind, IReadOnlyList<Choice>, Task<IResult>> page)
    {
        var t = new ConsentTexts(context.Language());
        var asked = context.Request.Query["hvad"].ToString();
        if (t.Kinds.FirstOrDefault(k => k.Code == asked) is not { } kind)
        {
            return ErrorPages.NotFound(context);
        }

        var courses = await query.Lines(caller, [RecordPart.Courses], new RecordTexts(context.Language()), context.RequestAborted);
        return await page(kind, [.. (courses ?? []).Where(c => c.IsNow).Select(c => new Choice(c.Reference, c.Title)), new Choice(Whole, t.WholeTreatment)]);
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, Consents consents, bool hasFailed)
    {
        var query = context.Request.Query;
        var model = new ConsentsModel(await consents.All(reader.Caller, context.RequestAborted), reader.Caller.Subject == reader.Caller.Reference)
        {
            WasGiven = query.ContainsKey("givet"),
            WasWithdrawn = query.ContainsKey("fortrudt"),
            HasFailed = hasFailed,
        };
        return CitizenPages.Show<ConsentsPage>(context, reader.Caller, reader.Name, model, hasFailed ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }
}

/// <summary>The citizen's consents.</summary>
/// <param name="Given">Newest first; null when they could not be fetched.</param>
/// <param name="CanEdit">The reader is who they are about.</param>
public sealed record ConsentsModel(IReadOnlyList<GivenConsent>? Given, bool CanEdit)
{
    /// <summary>The reader acts for somebody, and may not see consents.</summary>
    public bool IsOutside { get; init; }

    /// <summary>One was given just now.</summary>
    public bool WasGiven { get; init; }

    /// <summary>One was withdrawn just now.</summary>
    public bool WasWithdrawn { get; init; }

    /// <summary>One could not be withdrawn.</summary>
    public bool HasFailed { get; init; }
}

/// <summary>The form to agree.</summary>
/// <param name="Kind">To what.</param>
/// <param name="Courses">What it can count for.</param>
/// <param name="Chosen">What was chosen.</param>
/// <param name="Errors">What to correct.</param>
public sealed record GiveConsentModel(ConsentKind Kind, IReadOnlyList<Choice> Courses, string? Chosen, IReadOnlyList<FormError> Errors);
