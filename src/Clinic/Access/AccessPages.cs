using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary>
/// <c>/klinik/adgang</c>: staff say that a treatment begins, or override a patient's block. The CPR number is sent in the form, so that it
/// never stands in an address.
/// </summary>
internal static class AccessPages
{
    public const string Path = "/klinik/adgang";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, Claims claims) =>
            ForClinical(context, caller => Show(context, caller, claims, new AccessForm(null, null, null, []))));
        pages.MapPost(Path, (HttpContext context, Claims claims) => ForClinical(context, caller => Claim(context, caller, claims)));
    }

    /// <summary>Says how to get access, and never whether the patient exists.</summary>
    public static IResult NotSeen(HttpContext context) =>
        PageEndpoints.Page<NotSeenPage>(ClinicFrame.Of(context), Path, StatusCodes.Status404NotFound);

    private static Task<IResult> ForClinical(HttpContext context, Func<Caller, Task<IResult>> page) => ClinicFrame.ForStaff(
        context,
        caller => Claims.MayMake(caller) ? page(caller) : Task.FromResult(ErrorPages.Forbidden(context, ClinicFrame.Of(context).Viewer)));

    private static async Task<IResult> Claim(HttpContext context, Caller caller, Claims claims)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new AccessTexts(context.Language());
        var (what, typed, words) = (form["grund"].ToString(), form["cpr"].ToString().Trim(), form["ord"].ToString().Trim());
        var cpr = Cpr.Digits(typed);
        var errors = new List<FormError>();
        Check(what is "contact-begins" or "patient-consents" or "patient-cannot-be-reached", "grund", t.WhatWrong);
        Check(cpr is not null, "cpr", t.CprWrong);
        Check(words.Length is >= 10 and <= 500, "ord", t.WordsWrong);
        if (errors.Count == 0)
        {
            var made = await claims.Make(caller, what == "contact-begins" ? ClaimKind.Relation : ClaimKind.Override, cpr!, (what, words), context.RequestAborted);
            if (made.TryGet(out var claim, out var problem))
            {
                return new SeeOther(OverviewPages.Path(claim.Patient["Patient/".Length..]));
            }

            errors.Add(problem.Kind switch
            {
                ProblemKind.NotFound => new FormError("cpr", t.NoSuch),
                ProblemKind.TooMany => new FormError("grund", t.TooMany),
                _ => new FormError("ord", t.WordsWrong),
            });
        }

        return await Show(context, caller, claims, new AccessForm(what, typed, words, errors), StatusCodes.Status422UnprocessableEntity);

        void Check(bool isRight, string field, string message)
        {
            if (!isRight)
            {
                errors.Add(new FormError(field, message));
            }
        }
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, Claims claims, AccessForm form, int status = StatusCodes.Status200OK) =>
        PageEndpoints.Page<AccessPage>(ClinicFrame.Of(context), new AccessModel(form, await claims.Open(caller, context.RequestAborted)), status);
}

/// <summary>The form, as it was sent.</summary>
/// <param name="What">contact-begins, patient-consents or patient-cannot-be-reached.</param>
/// <param name="Cpr">What was typed as the number.</param>
/// <param name="Words">What was written.</param>
/// <param name="Errors">What to correct.</param>
public sealed record AccessForm(string? What, string? Cpr, string? Words, IReadOnlyList<FormError> Errors);

/// <summary>The page to get access on.</summary>
/// <param name="Form">The form.</param>
/// <param name="Open">The reader's claims that count now.</param>
public sealed record AccessModel(AccessForm Form, IReadOnlyList<Claim> Open);
