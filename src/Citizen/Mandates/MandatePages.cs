using Helhed.Access;
using Helhed.Access.Behalf;
using Helhed.Access.Sessions;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Citizen;

/// <summary>
/// <c>/borger/fuldmagter</c>: who may act for the citizen; <c>…/ny</c>: give a mandate, with what the other will see before it is given;
/// <c>…/ser</c>: what somebody sees now. Only for one's own record.
/// </summary>
internal static class MandatePages
{
    public const string Path = "/borger/fuldmagter";
    public const string New = Path + "/ny";
    public const string Give = Path + "/giv";
    public const string End = Path + "/stop";
    private const string Sees = Path + "/ser";
    private const int LongestYears = 2;

    // Whoever finds a page left open must not give themselves a mandate; who fills it in slowly must be able to.
    private static readonly TimeSpan FilledIn = TimeSpan.FromMinutes(30);

    public static string SeesOf(string person) => $"{Sees}?hvem={Uri.EscapeDataString(person)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, Mandates mandates, Holders holders) =>
            CitizenPages.ForOwn(context, records, (caller, name) => List(context, (caller, name), (mandates, holders), hasFailed: false)));
        pages.MapGet(Give, () => new SeeOther(New)); // after a reload or a change of language, which ask for what was sent
        pages.MapGet(End, () => new SeeOther(Path));
        pages.MapPost(End, (HttpContext context, CitizenRecords records, Mandates mandates, Holders holders) =>
            CitizenPages.ForOwn(context, records, async (caller, name) =>
            {
                var id = context.Request.Form["nummer"].ToString();
                return FhirIds.IsId(id) && await mandates.End(caller, id, context.RequestAborted) is null
                    ? new SeeOther($"{Path}?stoppet=1")
                    : await List(context, (caller, name), (mandates, holders), hasFailed: true);
            }));
        pages.MapGet(Sees, (HttpContext context, CitizenRecords records, Mandates mandates, Holders holders) =>
            CitizenPages.ForOwn(context, records, (caller, name) => Now(context, (caller, name), (mandates, holders))));
        pages.MapGet(New, (HttpContext context, CitizenRecords records, Mandates mandates) => CitizenPages.ForOwn(context, records, (caller, name) => Task.FromResult(
            WhereToProve(context) is { } path
                ? new SeeOther(path)
                : CitizenPages.Show<MandateFormPage>(context, caller, name, new MandateFormModel(new MandateTyped("", "", "alt", DateText.Numeric(mandates.Today.AddYears(1)), NewKey(context)))))));
        pages.MapPost(New, (HttpContext context, CitizenRecords records, Mandates mandates) => CitizenPages.ForOwn(context, records, (caller, name) => WithDraft(context, (caller, name), mandates, async (draft, typed) =>
        {
            if (context.Request.Form.ContainsKey("ret"))
            {
                return CitizenPages.Show<MandateFormPage>(context, caller, name, new MandateFormModel(typed));
            }

            var preview = await mandates.Preview(caller, draft.To, draft, context.RequestAborted);
            return preview.TryGet(out var parts, out _)
                ? CitizenPages.Show<MandatePreviewPage>(context, caller, name, new MandatePreviewModel(draft.Name, parts) { Draft = draft, Typed = typed })
                : Failed(context, (caller, name), typed);
        })));
        pages.MapPost(Give, (HttpContext context, CitizenRecords records, Mandates mandates) => CitizenPages.ForOwn(context, records, (caller, name) => WithDraft(context, (caller, name), mandates, async (draft, typed) =>
            WhereToProve(context, FilledIn) is { } path ? new SeeOther(path)
                : await mandates.Give(caller, draft, context.RequestAborted) is null ? new SeeOther($"{Path}?givet=1") : Failed(context, (caller, name), typed))));
    }

    private static string? WhereToProve(HttpContext context, TimeSpan? within = null) =>
        context.WhereToProve(context.RequestServices.GetRequiredService<TimeProvider>(), New, within);

    private static IResult Failed(HttpContext context, (Caller Caller, CitizenName? Name) reader, MandateTyped typed) => CitizenPages.Show<MandateFormPage>(
        context, reader.Caller, reader.Name, new MandateFormModel(typed) { Errors = [new FormError("cpr", new MandateTexts(context.Language()).GiveFailed)] }, StatusCodes.Status409Conflict);

    private static async Task<IResult> List(HttpContext context, (Caller Caller, CitizenName? Name) reader, (Mandates Mandates, Holders Holders) from, bool hasFailed)
    {
        var ct = context.RequestAborted;
        if (!(await from.Mandates.All(reader.Caller, ct)).TryGet(out var all, out _))
        {
            return ErrorPages.Broken(context);
        }

        var custody = (await from.Holders.Of(reader.Caller, ct)).Where(h => h.IsCustody).Select(h => h.Person).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var person in custody.Concat(all.Standing.Concat(all.Over).Select(g => g.To)).Distinct(StringComparer.Ordinal))
        {
            names[person] = await from.Mandates.NameOf(person, ct);
        }

        var query = context.Request.Query;
        var model = new MandatesModel(custody, all.Standing, names) { Over = all.Over, WasGiven = query.ContainsKey("givet"), WasEnded = query.ContainsKey("stoppet"), HasFailed = hasFailed };
        return CitizenPages.Show<MandatesPage>(context, reader.Caller, reader.Name, model, hasFailed ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
    }

    private static async Task<IResult> Now(HttpContext context, (Caller Caller, CitizenName? Name) reader, (Mandates Mandates, Holders Holders) from)
    {
        var ct = context.RequestAborted;
        var person = context.Request.Query["hvem"].ToString();
        if ((await from.Holders.Of(reader.Caller, ct)).All(h => h.Person != person))
        {
            return ErrorPages.NotFound(context);
        }

        var preview = await from.Mandates.Preview(reader.Caller, person, null, ct);
        return preview.TryGet(out var parts, out _)
            ? CitizenPages.Show<MandatePreviewPage>(context, reader.Caller, reader.Name, new MandatePreviewModel(await from.Mandates.NameOf(person, ct), parts))
            : ErrorPages.Broken(context);
    }

    // Each step checks all that was typed: what a page holds in hidden fields is typed text as well.
    private static async Task<IResult> WithDraft(HttpContext context, (Caller Caller, CitizenName? Name) reader, Mandates mandates, Func<MandateDraft, MandateTyped, Task<IResult>> next)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = form["noegle"].ToString();
        var typed = new MandateTyped(form["cpr"].ToString().Trim(), form["efternavn"].ToString().Trim(), form["hvad"].ToString(), form["til"].ToString().Trim(), FhirIds.IsId(key) ? key : NewKey(context));
        var t = new MandateTexts(context.Language());
        var (cpr, scope, last) = (Cpr.Digits(typed.Cpr), MandateScope.Of(typed.What), DateField.Parse(typed.Last));
        var errors = new List<FormError>();
        Check(cpr is null, "cpr", t.NumberWrong);
        Check(typed.Family.Length is 0 or > 100, "efternavn", t.FamilyWrong);
        Check(scope is null, "hvad", t.WhatWrong);
        Check(last is null || last < mandates.Today || last > mandates.Today.AddYears(LongestYears), "til", t.LastWrong);
        if (errors.Count == 0)
        {
            var found = await mandates.Find(reader.Caller, cpr!, typed.Family, context.RequestAborted);
            if (found.TryGet(out var person, out var problem))
            {
                return await next(new MandateDraft(person.Reference, person.Name, scope!, last!.Value, typed.Key), typed);
            }

            errors.Add(new FormError("cpr", problem.Kind switch { ProblemKind.TooMany => t.TooMany, ProblemKind.Unprocessable => t.TooYoung, _ => t.NotFound }));
        }

        return CitizenPages.Show<MandateFormPage>(context, reader.Caller, reader.Name, new MandateFormModel(typed) { Errors = errors }, StatusCodes.Status422UnprocessableEntity);

        void Check(bool isWrong, string field, string text)
        {
            if (isWrong)
            {
                errors.Add(new FormError(field, text));
            }
        }
    }

    private static string NewKey(HttpContext context) => Ids.NewUuid7Text((TimeProvider?)context.RequestServices.GetService(typeof(TimeProvider)) ?? TimeProvider.System);
}

/// <summary>What was typed.</summary>
/// <param name="Cpr">The other's CPR number.</param>
/// <param name="Family">The other's family name.</param>
/// <param name="What">The key of a <see cref="MandateScope"/>.</param>
/// <param name="Last">The last day.</param>
/// <param name="Key">Of the form.</param>
public sealed record MandateTyped(string Cpr, string Family, string What, string Last, string Key);

/// <summary>The form of a mandate.</summary>
/// <param name="Typed">What stands in it.</param>
public sealed record MandateFormModel(MandateTyped Typed)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];
}

/// <summary>What somebody sees, or would see.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Parts">How much of each part.</param>
public sealed record MandatePreviewModel(string Name, IReadOnlyList<SeenPart> Parts)
{
    /// <summary>The mandate that is not given yet; null for what is seen now.</summary>
    public MandateDraft? Draft { get; init; }

    /// <summary>What was typed for it.</summary>
    public MandateTyped? Typed { get; init; }
}

/// <summary>Who may act for the citizen.</summary>
/// <param name="Custody">"Patient/x" of who has custody.</param>
/// <param name="Given">Mandates that hold.</param>
/// <param name="Names">Names by reference.</param>
public sealed record MandatesModel(IReadOnlyList<string> Custody, IReadOnlyList<GivenMandate> Given, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Mandates that hold no more.</summary>
    public IReadOnlyList<GivenMandate> Over { get; init; } = [];

    /// <summary>One was given just now.</summary>
    public bool WasGiven { get; init; }

    /// <summary>One was ended just now.</summary>
    public bool WasEnded { get; init; }

    /// <summary>One could not be ended.</summary>
    public bool HasFailed { get; init; }
}
