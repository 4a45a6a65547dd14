using System.Globalization;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary><c>/klinik/sager</c>: what patients say is wrong in what the unit has written, and what they ask about visits; <c>/klinik/sager/{id}</c>: read one and answer.</summary>
internal static class CasePages
{
    public const string Path = "/klinik/sager";
    private const int LeastWords = 10;
    private const int MostWords = 1000;
    private const int MostClosed = 20;

    public static bool MaySee(Caller caller) => caller.Role is "doctor" or "nurse" or "visitation" or "secretary" or "paramedic";

    public static string Of(string id) => $"{Path}/{id}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, Cases cases, CancellationToken ct) => ForUnit(context, async caller =>
        {
            var open = await cases.Of(caller, isOpen: true, ct);
            var closed = await cases.Of(caller, isOpen: false, ct);
            return open is null ? ErrorPages.Broken(context)
                : PageEndpoints.Page<CasesPage>(ClinicFrame.Of(context), new CasesModel(open, [.. (closed ?? []).Take(MostClosed)], context.Request.Query.ContainsKey("svaret")));
        }));
        pages.MapGet(Path + "/{id}", (HttpContext context, string id, Cases cases) => ForUnit(context, async caller =>
            FhirId.IsValid(id) && await cases.One(caller, id, context.Language(), context.RequestAborted) is { } one
                ? PageEndpoints.Page<CasePage>(ClinicFrame.Of(context), new CaseModel(one, new CaseForm("", "", ""), []))
                : ErrorPages.NotFound(context)));
        pages.MapPost(Path + "/{id}", (HttpContext context, string id, Cases cases) => ForUnit(context, caller => Answer(context, caller, id, cases)));
    }

    private static Task<IResult> ForUnit(HttpContext context, Func<Caller, Task<IResult>> page) => ClinicFrame.ForStaff(
        context, caller => MaySee(caller) ? page(caller) : Task.FromResult(ErrorPages.Forbidden(context, ClinicFrame.Of(context).Viewer)));

    private static async Task<IResult> Answer(HttpContext context, Caller caller, string id, Cases cases)
    {
        var ct = context.RequestAborted;
        if (!FhirId.IsValid(id) || await cases.One(caller, id, context.Language(), ct) is not { } one)
        {
            return ErrorPages.NotFound(context);
        }

        var typed = await context.Request.ReadFormAsync(ct);
        var t = new CaseTexts(context.Language());
        var form = new CaseForm(typed["hvad"].ToString(), typed["tilfoejelse"].ToString().Trim(), typed["svar"].ToString().Trim());
        _ = int.TryParse(typed["udgave"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var errors = new List<FormError>();
        Check(one.IsQuestion || form.What is "ret" or "nej", "hvad", t.ChoiceWrong);
        Check(one.IsQuestion || form.What != "ret" || IsLong(form.Addition), "tilfoejelse", t.WordsWrong);
        Check(one.IsQuestion || form.What != "nej" || form.Addition.Length == 0, "tilfoejelse", t.AdditionToNo);
        Check(IsLong(form.Words), "svar", t.WordsWrong);
        if (errors.Count == 0)
        {
            if (await cases.Answer(caller, one, version, (!one.IsQuestion && form.What == "ret" ? form.Addition : null, form.Words), ct) is not { } problem)
            {
                return new SeeOther(Path + "?svaret=1");
            }

            errors.Add(new FormError("svar", problem.Kind == ProblemKind.PreconditionFailed ? t.Meanwhile : t.Failed));
            one = await cases.One(caller, id, context.Language(), ct) ?? one;
        }

        return PageEndpoints.Page<CasePage>(ClinicFrame.Of(context), new CaseModel(one, form, errors), StatusCodes.Status422UnprocessableEntity);

        void Check(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                errors.Add(new FormError(field, message));
            }
        }
    }

    private static bool IsLong(string words) => words.Length is >= LeastWords and <= MostWords;
}

/// <summary>FHIR's own pattern for ids. https://hl7.org/fhir/R4/datatypes.html#id</summary>
internal static class FhirId
{
    public static bool IsValid(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}

/// <summary>Cases of a unit.</summary>
/// <param name="Open">Those that wait, oldest first.</param>
/// <param name="Closed">Those that were answered, newest first.</param>
/// <param name="WasAnswered">One was answered just now.</param>
public sealed record CasesModel(IReadOnlyList<ErrorCase> Open, IReadOnlyList<ErrorCase> Closed, bool WasAnswered);

/// <summary>One case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Errors">What to correct.</param>
public sealed record CaseModel(ErrorCase Case, CaseForm Form, IReadOnlyList<FormError> Errors);

/// <summary>An answer as it was typed.</summary>
/// <param name="What">"ret" or "nej".</param>
/// <param name="Addition">What is added to the record.</param>
/// <param name="Words">The answer to the patient.</param>
public sealed record CaseForm(string What, string Addition, string Words);
