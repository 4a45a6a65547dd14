using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary>What the pages about appointments ask.</summary>
/// <param name="List">The one list.</param>
/// <param name="Bookings">Books, moves and cancels.</param>
/// <param name="Offers">Earlier times.</param>
/// <param name="Waiting">Who waits.</param>
/// <param name="Clinics">The clinics.</param>
internal sealed record BookingDoors(AppointmentList List, Bookings Bookings, Offers Offers, WaitingList Waiting, ClinicTemplates Clinics);

/// <summary><c>/borger/aftaler</c>: the one list of all sectors, one appointment, its calendar file, offers, and how to cancel.</summary>
internal static class VisitPages
{
    public const string List = "/borger/aftaler";
    public const string New = List + "/ny";
    public const string Messages = List + "/beskeder";
    public const string OfferAnswer = List + "/tilbud";

    public static string Path(string id) => $"{List}/{Uri.EscapeDataString(id)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(List, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => ShowList(context, (caller, name), (records, doors, clock))));
        pages.MapGet(OfferAnswer, () => new SeeOther(List));
        pages.MapPost(OfferAnswer, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            CitizenPages.ForCitizen(context, records, (caller, _) => Answer(context, caller, doors)));
        pages.MapGet(List + "/{id}", (HttpContext context, string id, CitizenRecords records, BookingDoors doors, Reports reports, TimeProvider clock) =>
            WithVisit(context, (records, doors), id, (caller, name, visit) => ShowVisit(context, (caller, name), visit, (doors, reports, clock))));
        pages.MapGet(List + "/{id}/kalender.ics", (HttpContext context, string id, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            WithVisit(context, (records, doors), id, (_, _, visit) => Task.FromResult(Results.File(
                CalendarFile.Of(visit, clock.GetUtcNow(), $"{context.Request.Scheme}://{context.Request.Host}{Path(visit.Id)}"), CalendarFile.MediaType, "aftale.ics"))));
        pages.MapGet(List + "/{id}/aflys", (HttpContext context, string id, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            WithVisit(context, (records, doors), id, (caller, name, visit) => Task.FromResult<IResult>(
                CitizenPages.Show<CancelVisitPage>(context, caller, name, new CancelVisitModel(visit, null, [], Ids.NewUuid7Text(clock))))));
        pages.MapPost(List + "/{id}/aflys", (HttpContext context, string id, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            WithVisit(context, (records, doors), id, (caller, name, visit) => Cancel(context, (caller, name), visit, (doors, clock))));
    }

    /// <summary>The page for an appointment of the citizen's; "not found" for every other.</summary>
    public static Task<IResult> WithVisit(HttpContext context, (CitizenRecords Records, BookingDoors Doors) from, string id, Func<Caller, CitizenName?, VisitLine, Task<IResult>> page) =>
        CitizenPages.ForCitizen(context, from.Records, async (caller, name) =>
        {
            if (id.Length > 64)
            {
                return ErrorPages.NotFound(context);
            }

            var found = await from.Doors.List.One(caller, id, context.RequestAborted);
            return found.TryGet(out var visit, out var problem) ? await page(caller, name, visit)
                : problem.Kind is ProblemKind.NotFound or ProblemKind.Gone or ProblemKind.Invalid ? ErrorPages.NotFound(context) : ErrorPages.Broken(context);
        });

    /// <summary>The version that the form was made for: a page from before a change is refused, not mixed with it.</summary>
    public static int Version(IFormCollection form, VisitLine visit) =>
        int.TryParse(form["version"], System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : visit.Version;

    private static async Task<IResult> ShowList(HttpContext context, (Caller Caller, CitizenName? Name) reader, (CitizenRecords Records, BookingDoors Doors, TimeProvider Clock) from)
    {
        var ct = context.RequestAborted;
        var t = new VisitTexts(context.Language());
        var now = from.Clock.GetUtcNow();
        var isOutside = !await from.Records.Reach.Sees(reader.Caller, "Appointment", ct);
        var coming = isOutside ? null : (await from.Doors.List.Coming(reader.Caller, ct)) is { IsOk: true } found ? found.Value : null;
        var query = context.Request.Query;
        return CitizenPages.Show<AppointmentsPage>(context, reader.Caller, reader.Name, new VisitsModel(
            now,
            new Section<VisitLine>(coming) { IsOutside = isOutside },
            await from.Doors.Offers.Of(reader.Caller, ct),
            await from.Records.PastAppointments(reader.Caller, now, ct))
        {
            Notice = query.ContainsKey("venter") ? t.Joined : query.ContainsKey("forladt") ? t.Left : query.ContainsKey("nej") ? t.Declined : query.ContainsKey("vaek") ? t.OfferGone : TogetherPages.Notice(query, context.Language()),
            HasFailed = query.ContainsKey("vaek") || query["mangler"].ToString() is not ("" or "0"),
            Key = Ids.NewUuid7Text(from.Clock),
            Clinics = await from.Doors.Clinics.Now(ct),
            Waits = [.. (await from.Doors.Waiting.Of(reader.Caller, ct)).Where(w => w.Appointment is null)],
        });
    }

    private static async Task<IResult> ShowVisit(HttpContext context, (Caller Caller, CitizenName? Name) reader, VisitLine visit, (BookingDoors Doors, Reports Reports, TimeProvider Clock) from)
    {
        var t = new VisitTexts(context.Language());
        var query = context.Request.Query;
        var waits = visit.Ours is { } ours ? (await from.Doors.Waiting.Of(reader.Caller, context.RequestAborted)).FirstOrDefault(w => w.Service == ours.Service.Code) : null;
        var receipt = Receipt(query["kvittering"].ToString(), visit.Status);
        return CitizenPages.Show<VisitPage>(context, reader.Caller, reader.Name, new VisitModel(visit, from.Clock.GetUtcNow(), waits, receipt)
        {
            Notice = query.ContainsKey("venter") ? t.Joined : query.ContainsKey("forladt") ? t.Left : query.ContainsKey("spurgt") ? new ReportTexts(context.Language()).AskSent : null,
            IsOwn = reader.Caller.Subject == reader.Caller.Reference,
            Questions = [.. (await from.Reports.All(reader.Caller, context.RequestAborted) ?? []).Where(r => r.IsQuestion && r.Line == $"Appointment/{visit.Id}")],
        });
    }

    /// <summary>What is told as done just now: an address that is opened again later tells no more than what still holds.</summary>
    internal static string? Receipt(string asked, string status) => asked switch
    {
        "flyttet" or "booket" or "tilbud" when status is "booked" or "pending" => asked,
        "aflyst" when status == "cancelled" => asked,
        _ => null,
    };

    private static async Task<IResult> Answer(HttpContext context, Caller caller, BookingDoors doors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        _ = long.TryParse(form["nummer"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number);
        if (form["svar"] == "nej")
        {
            return new SeeOther(await doors.Offers.Decline(caller, number, context.RequestAborted) is null ? List + "?nej=1" : List + "?vaek=1");
        }

        var accepted = await doors.Offers.Accept(caller, number, form["noegle"].ToString(), context.RequestAborted);
        return new SeeOther(accepted.IsOk ? $"{Path(accepted.Value.Id)}?kvittering=tilbud" : List + "?vaek=1");
    }

    private static async Task<IResult> Cancel(HttpContext context, (Caller Caller, CitizenName? Name) reader, VisitLine visit, (BookingDoors Doors, TimeProvider Clock) from)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new VisitTexts(context.Language());
        var reason = form["hvorfor"].ToString();
        var key = form["noegle"].ToString();
        if (!CancelReasons.Codes.Contains(reason))
        {
            return CitizenPages.Show<CancelVisitPage>(
                context, reader.Caller, reader.Name, new CancelVisitModel(visit, null, [new FormError("hvorfor", t.WhyMissing)], key), StatusCodes.Status422UnprocessableEntity);
        }

        var done = await from.Doors.Bookings.Cancel(reader.Caller, new CancelRequest(visit.Id, reason, Version(form, visit), key), context.RequestAborted);
        return done.Problem is { } problem
            ? CitizenPages.Show<CancelVisitPage>(
                context, reader.Caller, reader.Name, new CancelVisitModel(visit, reason, [], Ids.NewUuid7Text(from.Clock)) { Failed = t.Failed(problem) }, StatusCodes.Status409Conflict)
            : new SeeOther($"{Path(visit.Id)}?kvittering=aflyst");
    }
}
