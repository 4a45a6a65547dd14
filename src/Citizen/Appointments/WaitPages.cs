using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/aftaler/{id}/venteliste</c>: waiting for a time before the one one has; <c>…/ny/{service}/venteliste</c>: without having one.</summary>
internal static class WaitPages
{
    private const string End = "/venteliste";

    public static string Path(string service) => $"{VisitPages.New}/{Uri.EscapeDataString(service)}{End}";

    public static void Map(RouteGroupBuilder pages)
    {
        foreach (var path in new[] { VisitPages.List + "/{id}" + End, VisitPages.New + "/{service}" + End })
        {
            pages.MapGet(path, (HttpContext context, CitizenRecords records, BookingDoors doors) =>
                WithTask(context, (records, doors), (reader, task) => Show(context, reader, task, null)));
            pages.MapPost(path, (HttpContext context, CitizenRecords records, BookingDoors doors) =>
                WithTask(context, (records, doors), (reader, task) => Send(context, reader, task, doors)));
        }
    }

    // A visit that could come sooner, or a service that there is no visit for yet. One entry for a service: who has a visit waits with that.
    private static Task<IResult> WithTask(HttpContext context, (CitizenRecords Records, BookingDoors Doors) from, Func<(Caller Caller, CitizenName? Name), WaitTask, Task<IResult>> page)
    {
        var ct = context.RequestAborted;
        if (context.Request.RouteValues["id"] is string id)
        {
            return VisitPages.WithVisit(context, from, id, async (caller, name, visit) => visit is { Ours: { Service.OffersEarlier: true } ours, Move: Refusal.None }
                ? await page((caller, name), new WaitTask(VisitPages.Path(visit.Id) + End, ours.Clinic, ours.Service) { Visit = visit, Waits = await Of(from.Doors, caller, ours.Service.Code, ct) })
                : new SeeOther(VisitPages.Path(visit.Id)));
        }

        return CitizenPages.ForCitizen(context, from.Records, async (caller, name) =>
        {
            var code = context.Request.RouteValues["service"] as string;
            if ((await from.Doors.Bookings.Bookable(caller, ct)).FirstOrDefault(s => s.Service.Code == code) is not { Service: { OffersEarlier: true } service } found)
            {
                return ErrorPages.NotFound(context);
            }

            var waits = await Of(from.Doors, caller, service.Code, ct);
            return waits?.Appointment is { } visit
                ? new SeeOther(VisitPages.Path(visit) + End)
                : await page((caller, name), new WaitTask(Path(service.Code), found.Clinic, service) { Waits = waits });
        });
    }

    private static async Task<Waiting?> Of(BookingDoors doors, Caller caller, string service, CancellationToken ct) =>
        (await doors.Waiting.Of(caller, ct)).FirstOrDefault(w => w.Service == service);

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, WaitTask task, string? failed) => await Task.FromResult(
        CitizenPages.Show<WaitPage>(context, reader.Caller, reader.Name, new WaitModel(task, failed), failed is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict));

    private static async Task<IResult> Send(HttpContext context, (Caller Caller, CitizenName? Name) reader, WaitTask task, BookingDoors doors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["forlad"] == "1")
        {
            _ = long.TryParse(form["nummer"], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            await doors.Waiting.Leave(reader.Caller, number, context.RequestAborted);
            return new SeeOther(task.DonePath + "?forladt=1");
        }

        var part = form["tid"].ToString();
        var request = new WaitRequest(task.Service.Code, task.Visit?.Id)
        {
            Days = [.. form["dage"].Select(d => int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? day : 0).Where(d => d is >= 1 and <= 7)],
            From = part == "e" ? new TimeOnly(12, 0) : TimeOnly.MinValue,
            Until = part == "f" ? new TimeOnly(12, 0) : new TimeOnly(23, 59),
            NoticeHours = int.TryParse(form["varsel"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? hours : 24,
            Person = form["hos"].ToString() is { Length: > 0 } person ? person : null,
        };
        return await doors.Waiting.Join(reader.Caller, reader.Caller.Subject, request, context.RequestAborted) is { } problem
            ? await Show(context, reader, task, new VisitTexts(context.Language()).Failed(problem))
            : new SeeOther(task.DonePath + "?venter=1");
    }
}
