using System.Globalization;
using Helhed.Access;
using Helhed.Access.Veils;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Admin;

/// <summary><c>/admin/skjulte-navne</c>: which staff citizens see by a pseudonym, and who stands behind one. For information security alone.</summary>
internal static class PseudonymPages
{
    public const string Path = "/admin/skjulte-navne";
    public const string End = Path + "/ophoer";
    public const string Reveal = Path + "/find";
    private const int LongestYears = 2;

    private static readonly string[] Fields = ["enhed", "ansat", "navn", "fra", "til", "hvorfor"];

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, Pseudonyms pseudonyms, LookQuery query, TimeProvider clock) =>
            LookPages.ForSecurity(context, caller => Show(context, caller, (pseudonyms, query, clock), m => m with { Done = context.Request.Query["gjort"] })));
        pages.MapPost(Path, (HttpContext context, Pseudonyms pseudonyms, LookQuery query, TimeProvider clock) =>
            LookPages.ForSecurity(context, caller => Set(context, caller, (pseudonyms, query, clock)), Path));
        pages.MapPost(End, (HttpContext context, Pseudonyms pseudonyms) => LookPages.ForSecurity(
            context,
            async caller =>
            {
                _ = long.TryParse(context.Request.Form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
                await pseudonyms.End(caller, number, context.RequestAborted);
                return new SeeOther(Path + "?gjort=ophoert");
            },
            Path));
        pages.MapPost(Reveal, (HttpContext context, Pseudonyms pseudonyms, LookQuery query, TimeProvider clock) =>
            LookPages.ForSecurity(context, caller => Find(context, caller, (pseudonyms, query, clock)), Path));
    }

    private static async Task<IResult> Set(HttpContext context, Caller caller, (Pseudonyms Pseudonyms, LookQuery Query, TimeProvider Clock) from)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var typed = Fields.ToDictionary(f => f, f => form[f].ToString().Trim(), StringComparer.Ordinal);
        var t = new PseudonymTexts(context.Language());
        var (begins, ends) = (DateField.Parse(typed["fra"]), DateField.Parse(typed["til"]));
        var today = from.Query.Today;
        if (begins is null || ends is not { } last || last > today.AddYears(LongestYears))
        {
            var field = begins is null ? "fra" : "til";
            return await Show(context, caller, from, m => m with { Typed = typed, Errors = [new FormError(field, t.DateWrong)] });
        }

        var citizen = form["borger"].ToString().Trim();
        var patient = citizen.Length == 0 ? "" : await from.Query.Find(caller, citizen, context.RequestAborted) ?? "-";
        var decision = new Pseudonym(0, typed["ansat"], typed["enhed"], patient, typed["navn"], LookQuery.Start(begins.Value), LookQuery.Start(last.AddDays(1)), typed["hvorfor"]);
        var set = await from.Pseudonyms.Set(caller, decision, context.RequestAborted);
        return set.Problem is { } problem
            ? await Show(context, caller, from, m => m with { Typed = typed, Errors = [new FormError(FieldOf(problem.Expression), t.Error(problem.Expression))] })
            : new SeeOther(Path + "?gjort=sat");
    }

    private static async Task<IResult> Find(HttpContext context, Caller caller, (Pseudonyms Pseudonyms, LookQuery Query, TimeProvider Clock) from)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new PseudonymTexts(context.Language());
        Dictionary<string, string> typed = new() { ["vist"] = form["vist"].ToString(), ["grund"] = form["grund"].ToString() };
        var found = await from.Pseudonyms.Reveal(caller, typed["vist"], typed["grund"], context.RequestAborted);
        return found.TryGet(out var people, out var problem)
            ? await Show(context, caller, from, m => m with { Revealed = people })
            : await Show(context, caller, from, m => m with { Typed = typed, Errors = [new FormError(problem.Expression == "reason" ? "grund" : "vist", t.Error(problem.Expression))] });
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, (Pseudonyms Pseudonyms, LookQuery Query, TimeProvider Clock) from, Func<PseudonymModel, PseudonymModel> with)
    {
        var all = await from.Pseudonyms.All(caller, context.RequestAborted);
        if (!all.TryGet(out var decisions, out _))
        {
            return ErrorPages.Forbidden(context, AdminFrame.Of(context).Viewer);
        }

        var model = with(new PseudonymModel(decisions, from.Clock.GetUtcNow(), new Dictionary<string, string>()));
        var references = decisions.SelectMany(d => new[] { d.Staff, d.Unit, d.Author }).Concat(model.Revealed ?? []).Where(r => r.Length > 0);
        model = model with { Names = await from.Query.NamesOf(caller, references, context.RequestAborted) };
        return PageEndpoints.Page<PseudonymPage>(AdminFrame.Of(context), model, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static string FieldOf(string? expression) => expression switch { "unit" => "enhed", "staff" => "ansat", "patient" => "borger", "ends" => "til", "reason" => "hvorfor", _ => "navn" };
}
