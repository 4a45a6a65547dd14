using System.Globalization;
using Helhed.Access;
using Helhed.Access.Facts;
using Helhed.Access.Log;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Admin;

/// <summary>
/// <c>/admin/adgange</c>: cases to go over and what is unusual; <c>…/log</c>: the log about somebody. For information security alone. A CPR
/// number is sent in a form and never stands in an address.
/// </summary>
internal static class LookPages
{
    public const string Path = "/admin/adgange";
    public const string Log = Path + "/log";
    public const string Find = Path + "/find";
    public const string Review = Path + "/vurder";
    private const int MostCases = 100;
    private const int DaysFirst = 7;
    private const int Blocks = 100;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, LookQuery query) => ForSecurity(context, caller => Show(context, caller, query, null, [])));
        pages.MapGet(Log, (HttpContext context, LookQuery query) => ForSecurity(context, caller => ShowLog(context, caller, query)));
        pages.MapPost(Find, (HttpContext context, LookQuery query) => ForSecurity(context, async caller =>
        {
            var typed = context.Request.Form["hvem"].ToString().Trim();
            return await query.Find(caller, typed, context.RequestAborted) is { } whose
                ? new SeeOther(LogOf(whose))
                : await Show(context, caller, query, typed, [new FormError("hvem", new LookTexts(context.Language()).NoSuch)]);
        }));
        pages.MapPost(Review, (HttpContext context, LookQuery query, Claims claims) => ForSecurity(context, caller => Judge(context, caller, query, claims), Path));
    }

    public static string LogOf(string whose) => $"{Log}?hvem={Uri.EscapeDataString(whose)}";

    /// <summary>The page for information security; a clear refusal for all others.</summary>
    public static Task<IResult> ForSecurity(HttpContext context, Func<Caller, Task<IResult>> page, string backTo = Path) => AdminFrame.ForAdministrators(
        context,
        caller => caller.Role == "security" ? page(caller) : Task.FromResult(ErrorPages.Forbidden(context, AdminFrame.Of(context).Viewer)),
        backTo);

    private static async Task<IResult> Judge(HttpContext context, Caller caller, LookQuery query, Claims claims)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        _ = long.TryParse(form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var field = string.Create(CultureInfo.InvariantCulture, $"note-{number}");
        var judged = await claims.Review(caller, number, form["dom"] == "ja", form[field].ToString(), context.RequestAborted);
        if (judged.Problem is not { } problem)
        {
            return new SeeOther(Path + "?vurderet=1");
        }

        var t = new LookTexts(context.Language());
        return await Show(context, caller, query, null, [new FormError(field, problem.Kind == ProblemKind.Invalid ? t.NoteWrong : t.GoneAlready)]);
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, LookQuery query, string? typed, IReadOnlyList<FormError> errors)
    {
        var (from, to) = (Day(context, "fra") ?? query.Today.AddDays(1 - DaysFirst), Day(context, "til") ?? query.Today);
        var found = await query.Findings(caller, from, to, context.RequestAborted);
        if (found.Problem is { Kind: not ProblemKind.Invalid })
        {
            return ErrorPages.Broken(context);
        }

        FindingReport? report = found.TryGet(out var good, out _) ? good : null;
        if (report is null)
        {
            errors = [.. errors, new FormError("til", new LookTexts(context.Language()).PeriodWrong)];
        }

        var cases = await query.Cases(MostCases, context.RequestAborted);
        var names = await query.NamesOf(caller, [.. cases.Select(c => c.Person), .. report?.Found.Select(f => f.Person) ?? []], context.RequestAborted);
        var model = new ReviewModel(cases, report, from, to, names) { Errors = errors, Typed = typed, WasReviewed = context.Request.Query.ContainsKey("vurderet") };
        return PageEndpoints.Page<ReviewPage>(AdminFrame.Of(context), model, errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ShowLog(HttpContext context, Caller caller, LookQuery query)
    {
        var asked = context.Request.Query;
        if (await query.Find(caller, asked["hvem"].ToString(), context.RequestAborted) is not { } whose)
        {
            return ErrorPages.NotFound(context);
        }

        var filter = new LogFilter(Day(context, "fra"), Day(context, "til"), Text(asked["hvad"]), Text(asked["regel"]));
        (long, long)? before = asked["side"].ToString().Split('-') is [var at, var number]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var atMs) && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? (atMs, place) : null;
        var log = await query.Log(caller, whose, filter, (before, Blocks), context.RequestAborted);
        if (!log.TryGet(out var page, out _))
        {
            return ErrorPages.Forbidden(context, AdminFrame.Of(context).Viewer);
        }

        var names = await query.NamesOf(caller, page.Found.Select(a => a.Entry.Caller.Reference), context.RequestAborted);
        var model = new LogModel(whose, page.Found, page.Grounds, filter, page.Next is { } next ? AddressOf(whose, filter, string.Create(CultureInfo.InvariantCulture, $"{next.AtMs}-{next.Number}")) : null) { Names = names };
        return PageEndpoints.Page<LogPage>(AdminFrame.Of(context), model);
    }

    private static string AddressOf(string whose, LogFilter filter, string page)
    {
        var parts = new[] { ("fra", filter.From is { } from ? DateText.Numeric(from) : null), ("til", filter.To is { } to ? DateText.Numeric(to) : null), ("hvad", filter.Kind), ("regel", filter.Rule), ("side", page) };
        return LogOf(whose) + string.Concat(parts.Where(p => p.Item2 is not null).Select(p => $"&{p.Item1}={Uri.EscapeDataString(p.Item2!)}"));
    }

    private static DateOnly? Day(HttpContext context, string name) => DateField.Parse(context.Request.Query[name]);

    private static string? Text(string? typed) => string.IsNullOrEmpty(typed) || typed.Length > 100 ? null : typed;
}
