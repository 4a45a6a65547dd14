using Helhed.Access;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/rettelser</c>: what a citizen has said is wrong; <c>/borger/journal/linje/Type/id/forkert</c>: say it.</summary>
internal static class ReportPages
{
    public const string Path = "/borger/rettelser";
    private const string FormRoute = RecordParts.Root + "/linje/{type}/{id}/forkert";
    private const int LeastWords = 10;
    private const int MostWords = 1000;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, Reports reports, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
                CitizenPages.Show<ReportsPage>(context, caller, name, new ReportsModel(await reports.All(caller, ct), context.Request.Query.ContainsKey("sendt")))));
        pages.MapGet(FormRoute, (HttpContext context, string type, string id, CitizenRecords records, RecordQuery query, TimeProvider clock) =>
            WithLine(context, records, query, (type, id), (caller, name, found) => Show(
                context, (caller, name), new ReportModel(found.Line, found.Unit, Platform.Ids.NewUuid7Text(clock)) { Errors = found.Unit is null ? [new FormError("ord", new ReportTexts(context.Language()).NoUnit)] : [] }, records.Reach)));
        pages.MapPost(FormRoute, (HttpContext context, string type, string id, CitizenRecords records, RecordQuery query, Reports reports) =>
            WithLine(context, records, query, (type, id), (caller, name, found) => Send(context, (caller, name), found, (reports, records.Reach))));
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, ReportModel model, Reach reach, int status = StatusCodes.Status200OK) => CitizenPages.Show<ReportPage>(
        context, reader.Caller, reader.Name,
        model with { IsKept = model.Unit is { } unit && await reach.IsKeptFrom(reader.Caller, unit, context.RequestAborted), IsOwn = reader.Caller.Subject == reader.Caller.Reference },
        status);

    private static Task<IResult> WithLine(
        HttpContext context, CitizenRecords records, RecordQuery query, (string Type, string Id) line, Func<Caller, CitizenName?, (RecordLine Line, Place? Unit), Task<IResult>> page) =>
        CitizenPages.ForCitizen(context, records, async (caller, name) =>
            await query.Line(caller, line.Type, line.Id, new RecordTexts(context.Language()), context.RequestAborted) is var (found, _)
                ? await page(caller, name, (found, await query.UnitOf(caller, found, context.RequestAborted)))
                : ErrorPages.NotFound(context));

    private static async Task<IResult> Send(HttpContext context, (Caller Caller, CitizenName? Name) reader, (RecordLine Line, Place? Unit) about, (Reports Reports, Reach Reach) to)
    {
        var form = context.Request.Form;
        var t = new ReportTexts(context.Language());
        var (key, kind, words) = (form["noegle"].ToString(), form["hvad"].ToString(), TypedText.Of(form["ord"]));
        var errors = new List<FormError>();
        if (!t.Kinds.Any(k => k.Value == kind))
        {
            errors.Add(new FormError("hvad", t.WhatWrong));
        }

        if (words.Length is < LeastWords or > MostWords)
        {
            errors.Add(new FormError("ord", t.WordsWrong));
        }

        if (!Once.IsKey(key) || about.Unit is null)
        {
            errors.Add(new FormError("ord", about.Unit is null ? t.NoUnit : t.Failed));
        }

        if (errors.Count == 0)
        {
            if (await to.Reports.Send(reader.Caller, about.Line, about.Unit!, (key, kind, words), context.RequestAborted) is not { } problem)
            {
                return new SeeOther(Path + "?sendt=1");
            }

            errors.Add(new FormError("ord", problem.Kind == ProblemKind.TooMany ? t.TooMany : t.Failed));
        }

        var model = new ReportModel(about.Line, about.Unit, key) { Kind = kind, Typed = words, Errors = errors };
        return await Show(context, reader, model, to.Reach, StatusCodes.Status422UnprocessableEntity);
    }
}

/// <summary>What has been reported.</summary>
/// <param name="Reports">Newest first; null when they could not be fetched.</param>
/// <param name="WasSent">One was sent just now.</param>
public sealed record ReportsModel(IReadOnlyList<Report>? Reports, bool WasSent);

/// <summary>The form to report an error.</summary>
/// <param name="Line">The line.</param>
/// <param name="Unit">Who is to answer; null when that is not known.</param>
/// <param name="Key">The form's own key: what is sent with it twice is done once.</param>
public sealed record ReportModel(RecordLine Line, Place? Unit, string Key)
{
    /// <summary>What is wrong, as chosen.</summary>
    public string? Kind { get; init; }

    /// <summary>A block keeps the unit from seeing what is sent.</summary>
    public bool IsKept { get; init; }

    /// <summary>The reader is whose record it is.</summary>
    public bool IsOwn { get; init; }

    /// <summary>What was written.</summary>
    public string? Typed { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];
}
