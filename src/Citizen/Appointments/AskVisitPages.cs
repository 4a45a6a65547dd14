using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/aftaler/{id}/spoerg</c>: asks the unit of a visit about it. The answer stands on the visit's page.</summary>
internal static class AskVisitPages
{
    private const string Route = VisitPages.List + "/{id}/spoerg";
    private const int LeastWords = 10;
    private const int MostWords = 1000;

    public static string Path(string id) => VisitPages.Path(id) + "/spoerg";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Route, (HttpContext context, string id, CitizenRecords records, BookingDoors doors, Places places, TimeProvider clock) =>
            WithUnit(context, (records, doors, places), id, (reader, visit, unit) => Show(context, reader, new AskVisitModel(visit, unit, Ids.NewUuid7Text(clock), "", []), records.Reach)));
        pages.MapPost(Route, (HttpContext context, string id, CitizenRecords records, BookingDoors doors, Places places, Reports reports) =>
            WithUnit(context, (records, doors, places), id, (reader, visit, unit) => Send(context, reader, (visit, unit), (reports, records.Reach))));
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, AskVisitModel model, Reach reach) => CitizenPages.Show<AskVisitPage>(
        context, reader.Caller, reader.Name,
        model with { IsKept = await reach.IsKeptFrom(reader.Caller, model.Unit, context.RequestAborted), IsOwn = reader.Caller.Subject == reader.Caller.Reference },
        model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    // A visit of a unit that the directory does not have is asked about by telephone.
    private static Task<IResult> WithUnit(
        HttpContext context, (CitizenRecords Records, BookingDoors Doors, Places Places) from, string id, Func<(Caller Caller, CitizenName? Name), VisitLine, Place, Task<IResult>> page) =>
        VisitPages.WithVisit(context, (from.Records, from.Doors), id, async (caller, name, visit) =>
            visit.Unit is { } unit && (await from.Places.Of(caller, [unit], context.RequestAborted)).GetValueOrDefault(unit) is { } place
                ? await page((caller, name), visit, place)
                : new SeeOther(VisitPages.Path(visit.Id)));

    private static async Task<IResult> Send(HttpContext context, (Caller Caller, CitizenName? Name) reader, (VisitLine Visit, Place Unit) about, (Reports Reports, Reach Reach) to)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new ReportTexts(context.Language());
        var (key, words) = (form["noegle"].ToString(), TypedText.Of(form["ord"]));
        var error = words.Length is < LeastWords or > MostWords ? t.WordsWrong : Once.IsKey(key) ? null : t.Failed;
        if (error is null)
        {
            var title = about.Visit.Title ?? CitizenTexts.Of(Language.Danish).AppointmentWithoutName;
            if (await to.Reports.Ask(reader.Caller, ($"Appointment/{about.Visit.Id}", title), about.Unit, (key, words), context.RequestAborted) is not { } problem)
            {
                return new SeeOther(VisitPages.Path(about.Visit.Id) + "?spurgt=1");
            }

            error = problem.Kind == ProblemKind.TooMany ? t.TooMany : t.Failed;
        }

        return await Show(context, reader, new AskVisitModel(about.Visit, about.Unit, key, words, [new FormError("ord", error)]), to.Reach);
    }
}

/// <summary>The form to ask about a visit.</summary>
/// <param name="Visit">The visit.</param>
/// <param name="Unit">Who is to answer.</param>
/// <param name="Key">The form's own key: what is sent with it twice is done once.</param>
/// <param name="Typed">What was written.</param>
/// <param name="Errors">What to correct.</param>
public sealed record AskVisitModel(VisitLine Visit, Place Unit, string Key, string Typed, IReadOnlyList<FormError> Errors)
{
    /// <summary>A block keeps the unit from seeing what is sent.</summary>
    public bool IsKept { get; init; }

    /// <summary>The reader is who the visit is for.</summary>
    public bool IsOwn { get; init; }
}
