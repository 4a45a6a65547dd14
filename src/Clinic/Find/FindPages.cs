using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Clinic;

/// <summary>
/// <c>GET /klinik</c> shows the form and the last search's hits; <c>POST /klinik</c> searches. A CPR number leads straight
/// to the patient by the record's id, so that no CPR number ever stands in an address.
/// </summary>
internal static class FindPages
{
    private const string Field = "soeg";
    private const int LongestSearch = 100;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/klinik", (HttpContext context, FindQuery query, FindMemory memory, TimeProvider clock) =>
            ClinicFrame.ForStaff(context, caller => Show(context, caller, (query, memory), DateText.LocalDay(clock.GetUtcNow()))));
        pages.MapPost("/klinik", (HttpContext context, FindQuery query, FindMemory memory, TimeProvider clock) =>
            ClinicFrame.ForStaff(context, caller => Search(context, caller, (query, memory), DateText.LocalDay(clock.GetUtcNow()))));
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, (FindQuery Query, FindMemory Memory) find, DateOnly today)
    {
        if (find.Memory.Recall(context) is not { } typed)
        {
            return Page(context, new FindModel(null, [], null, false, false, today));
        }

        var found = await find.Query.Run(caller, typed, context.RequestAborted);
        return found.TryGet(out var hits, out _)
            ? Page(context, new FindModel(typed, [], hits.Take(FindQuery.MostHits).ToList(), false, hits.Count > FindQuery.MostHits, today))
            : Page(context, new FindModel(typed, [], null, true, false, today));
    }

    private static async Task<IResult> Search(HttpContext context, Caller caller, (FindQuery Query, FindMemory Memory) find, DateOnly today)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var typed = form[Field].ToString().Trim();
        typed = typed.Length > LongestSearch ? typed[..LongestSearch] : typed;
        if (Refusal(typed, ClinicTexts.Of(context.Language())) is { } refusal)
        {
            return Page(context, new FindModel(typed, [new FormError(Field, refusal)], null, false, false, today), StatusCodes.Status422UnprocessableEntity);
        }

        find.Memory.Remember(context, typed);
        if (Cpr.Digits(typed) is not null
            && (await find.Query.Run(caller, typed, context.RequestAborted)).TryGet(out var hits, out _)
            && hits is [var only])
        {
            return Redirect(OverviewPages.Path(only.Id));
        }

        return Redirect("/klinik");
    }

    private static string? Refusal(string typed, ClinicTexts t) => typed.Length switch
    {
        0 => t.FindEmpty,
        _ when Cpr.Digits(typed) is null && !FindQuery.Words(typed).Any(w => w.Length >= 2) => t.FindShort,
        _ => null,
    };

    // 303, so that the browser goes on with GET and a reload sends nothing twice.
    private static SeeOther Redirect(string path) => new SeeOther(path);

    private static IResult Page(HttpContext context, FindModel model, int status = StatusCodes.Status200OK) =>
        PageEndpoints.Page<FindPage>(ClinicFrame.Of(context), model, status);
}
