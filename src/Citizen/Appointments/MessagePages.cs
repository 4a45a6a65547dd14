using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/aftaler/beskeder</c>: how to be told, and what was told; calendar addresses.</summary>
internal static class MessagePages
{
    private const string Calendar = VisitPages.Messages + "/kalender";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(VisitPages.Messages, (HttpContext context, CitizenRecords records, Preferences preferences, CalendarFeeds feeds, LookNames names) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => await Show(context, (caller, name), new MessageDoors(preferences, feeds, names), null)));
        pages.MapPost(VisitPages.Messages, (HttpContext context, CitizenRecords records, Preferences preferences, CalendarFeeds feeds, LookNames names) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Save(context, (caller, name), new MessageDoors(preferences, feeds, names))));
        pages.MapGet(Calendar, () => new SeeOther(VisitPages.Messages)); // after a reload or a change of language, which ask for what was sent
        pages.MapPost(Calendar, (HttpContext context, CitizenRecords records, Preferences preferences, CalendarFeeds feeds, LookNames names) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Address(context, (caller, name), new MessageDoors(preferences, feeds, names))));
    }

    private static async Task<IResult> Show(HttpContext context, (Caller Caller, CitizenName? Name) reader, MessageDoors from, string? newAddress)
    {
        var ct = context.RequestAborted;
        var wishes = await from.Preferences.Of(reader.Caller, ct);
        return CitizenPages.Show<MessagesPage>(context, reader.Caller, reader.Name, new MessagesModel(wishes, await from.Preferences.Sent(reader.Caller, ct), [], from.Preferences.IsSimulated)
        {
            WasSaved = context.Request.Query.ContainsKey("gemt"),
            WereClosed = context.Request.Query.ContainsKey("lukket"),
            Addresses = await from.Feeds.Count(reader.Caller, ct),
            NewAddress = newAddress,
            FeedKey = CalendarFeeds.NewKey(),
            WrittenBy = wishes.Told is { } told ? await from.Names.Shown(reader.Caller, told.By, ct) : null,
            IsOwn = reader.Caller.Subject == reader.Caller.Reference,
            MaySay = await from.Preferences.MaySay(reader.Caller, ct),
        });
    }

    private static async Task<IResult> Save(HttpContext context, (Caller Caller, CitizenName? Name) reader, MessageDoors from)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var wishes = new MessagePreferences
        {
            Channel = form["kanal"].ToString(),
            Receiver = form["modtager"].ToString().Trim() is { Length: > 0 } receiver ? receiver : null,
            WeekBefore = form["uge"] == "1",
            DayBefore = form["dag"] == "1",
            Offers = form["tilbud"] == "1",
            QuietFrom = Hour(form["stille"].ToString(), 21),
            QuietUntil = Hour(form["til"].ToString(), 8),
            Language = context.Language() == Language.English ? "en" : "da",
        };
        if (await from.Preferences.Put(reader.Caller, wishes, ct) is not { } problem)
        {
            return new SeeOther(VisitPages.Messages + "?gemt=1");
        }

        if (problem.Kind == ProblemKind.Forbidden)
        {
            return ErrorPages.Forbidden(context);
        }

        var t = new VisitTexts(context.Language());
        var model = new MessagesModel(wishes, await from.Preferences.Sent(reader.Caller, ct), [Error(problem, t)], from.Preferences.IsSimulated)
        {
            Addresses = await from.Feeds.Count(reader.Caller, ct),
            FeedKey = CalendarFeeds.NewKey(),
            IsOwn = reader.Caller.Subject == reader.Caller.Reference,
            MaySay = true,
        };
        return CitizenPages.Show<MessagesPage>(context, reader.Caller, reader.Name, model, StatusCodes.Status422UnprocessableEntity);
    }

    // The room that keeps the wishes says which field is wrong; everything else is no fault of what was typed.
    private static FormError Error(Problem problem, VisitTexts t) => problem switch
    {
        { Kind: ProblemKind.Invalid, Expression: "channel" } => new FormError("kanal", t.ChannelWrong),
        { Kind: ProblemKind.Invalid } => new FormError("modtager", t.ReceiverWrong),
        _ => new FormError("kanal", t.NotSaved),
    };

    private static async Task<IResult> Address(HttpContext context, (Caller Caller, CitizenName? Name) reader, MessageDoors from)
    {
        if (context.Request.Form["luk"] == "1")
        {
            await from.Feeds.Revoke(reader.Caller, context.RequestAborted);
            return new SeeOther(VisitPages.Messages + "?lukket=1");
        }

        // Sent once more after the addresses were closed, or with no key of ours, the form makes nothing.
        var made = await from.Feeds.Make(reader.Caller, context.Request.Form["noegle"].ToString(), context.RequestAborted);
        return made.TryGet(out var secret, out var problem)
            ? await Show(context, reader, from, $"{context.Request.Scheme}://{context.Request.Host}/kalender/{secret}.ics")
            : problem.Kind is ProblemKind.Gone or ProblemKind.Invalid ? new SeeOther(VisitPages.Messages) : ErrorPages.NotYours(context);
    }

    private static TimeOnly Hour(string typed, int otherwise) =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour is >= 0 and <= 23 ? new TimeOnly(hour, 0) : new TimeOnly(otherwise, 0);
}

/// <summary>What the page of messages asks.</summary>
/// <param name="Preferences">The wishes.</param>
/// <param name="Feeds">Calendar addresses.</param>
/// <param name="Names">Names of staff.</param>
internal sealed record MessageDoors(Preferences Preferences, CalendarFeeds Feeds, LookNames Names);
