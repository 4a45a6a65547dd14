using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary>Chooses a time and confirms it, for an appointment that is moved and for a new one: choose, look, receipt.</summary>
internal static class TimePages
{
    private const int DaysLooked = 21;
    private const int DaysShown = 6;
    private const int MostYears = 2;
    private const string Chosen = "/valgt";
    private const string Taken = "optaget";
    private const string Past = "forbi";
    private const string Unknown = "ukendt";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(VisitPages.New, (HttpContext context, CitizenRecords records, BookingDoors doors) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => ShowNew(context, (caller, name), doors)));
        foreach (var path in new[] { VisitPages.List + "/{id}/flyt", VisitPages.New + "/{service}" })
        {
            pages.MapGet(path, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
                WithTask(context, (records, doors), (reader, task) => Choose(context, reader, task, (doors, clock))));
            pages.MapGet(path + Chosen, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
                WithTask(context, (records, doors), (reader, task) => Confirm(context, reader, task, (doors, clock))));
            pages.MapPost(path + Chosen, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
                WithTask(context, (records, doors), (reader, task) => Do(context, reader, task, (doors, clock))));
        }
    }

    private static async Task<IResult> ShowNew(HttpContext context, (Caller Caller, CitizenName? Name) reader, BookingDoors doors)
    {
        var clinics = (await doors.Bookings.Bookable(reader.Caller, context.RequestAborted))
            .GroupBy(s => s.Clinic, (clinic, services) => (Clinic: clinic, Services: (IReadOnlyList<ServiceType>)[.. services.Select(s => s.Service)]))
            .OrderBy(c => c.Clinic.Sector == "gp" ? 0 : 1).ThenBy(c => c.Clinic.Name, StringComparer.Ordinal).ToList();
        return CitizenPages.Show<NewVisitPage>(context, reader.Caller, reader.Name, new NewVisitModel(clinics));
    }

    // An appointment that is moved, or a service that is booked.
    private static Task<IResult> WithTask(HttpContext context, (CitizenRecords Records, BookingDoors Doors) from, Func<(Caller Caller, CitizenName? Name), TimeTask, Task<IResult>> page)
    {
        var language = context.Language();
        if (context.Request.RouteValues["id"] is string id)
        {
            return VisitPages.WithVisit(context, from, id, async (caller, name, visit) => visit is { Ours: { } ours, Move: Refusal.None }
                ? await page((caller, name), new TimeTask(VisitPages.Path(visit.Id) + "/flyt", VisitTitle.Of(visit, language) ?? Name(ours.Service, language), ours.Clinic) { Moving = visit, Service = ours.Service })
                : new SeeOther(VisitPages.Path(visit.Id)));
        }

        return CitizenPages.ForCitizen(context, from.Records, async (caller, name) =>
        {
            var code = context.Request.RouteValues["service"] as string;
            return (await from.Doors.Bookings.Bookable(caller, context.RequestAborted)).FirstOrDefault(s => s.Service.Code == code) is { Service: not null } found
                ? await page((caller, name), new TimeTask($"{VisitPages.New}/{Uri.EscapeDataString(found.Service.Code)}", Name(found.Service, language), found.Clinic) { Service = found.Service })
                : ErrorPages.NotFound(context);
        });
    }

    private static async Task<IResult> Choose(HttpContext context, (Caller Caller, CitizenName? Name) reader, TimeTask task, (BookingDoors Doors, TimeProvider Clock) from)
    {
        var t = new VisitTexts(context.Language());
        var query = context.Request.Query;
        var today = DateText.LocalDay(from.Clock.GetUtcNow());
        var typed = query["fra"].ToString();
        var day = DateField.Parse(typed);
        IReadOnlyList<FormError> errors = typed.Length > 0 && day is null ? [new FormError("fra", t.DateWrong)] : [];
        var wish = new TimeWish(
            day is { } wanted && wanted > today ? wanted < today.AddYears(MostYears) ? wanted : today.AddYears(MostYears) : today,
            task.Clinic.Actors.FirstOrDefault(a => a.Kind == "person" && a.Reference == query["hos"])?.Reference,
            int.TryParse(query["dag"], NumberStyles.None, CultureInfo.InvariantCulture, out var weekday) && weekday is >= 1 and <= 7 ? weekday : 0,
            query["tid"].ToString() is "f" or "e" ? query["tid"].ToString() : "");
        var start = Midnight(wish.From);
        var found = await from.Doors.Bookings.Open(
            reader.Caller, reader.Caller.Subject, new OpenTimesQuestion(task.Service.Code, start, start.AddDays(DaysLooked)) { Person = wish.Person }, context.RequestAborted);
        if (!found.TryGet(out var times, out var problem))
        {
            return problem.Kind is ProblemKind.NotFound or ProblemKind.Forbidden ? ErrorPages.NotFound(context) : ErrorPages.Broken(context);
        }

        var gone = query.ContainsKey(Taken) ? t.WasTaken : query.ContainsKey(Past) ? t.WasPast : query.ContainsKey(Unknown) ? t.WasUnknown : null;
        return CitizenPages.Show<ChooseTimePage>(context, reader.Caller, reader.Name, new ChooseTimeModel(task, wish, Days(times, wish, task.Moving?.Start), gone, errors)
        {
            TypedDay = errors.Count > 0 ? typed : DateText.Numeric(wish.From),
            People = [.. People(task.Clinic, task.Service, task.Moving?.PersonReference).Select(p => new Choice(p.Reference, string.Format(CultureInfo.InvariantCulture, t.Same, p.Name)))],
        });
    }

    private static async Task<IResult> Confirm(HttpContext context, (Caller Caller, CitizenName? Name) reader, TimeTask task, (BookingDoors Doors, TimeProvider Clock) from)
    {
        var time = await Find(reader.Caller, task, context.Request.Query["tid"].ToString(), from, context.RequestAborted);
        return time is null
            ? new SeeOther(await Instead(reader.Caller, task, context.Request.Query["tid"].ToString(), from, context.RequestAborted))
            : CitizenPages.Show<ConfirmTimePage>(context, reader.Caller, reader.Name, await ToConfirm(reader.Caller, task, time, from, context.RequestAborted));
    }

    // A clash is a warning: who wants both may have both. Where the others cannot be looked up, the page says nothing of them.
    private static async Task<ConfirmTimeModel> ToConfirm(Caller caller, TimeTask task, OpenTime time, (BookingDoors Doors, TimeProvider Clock) from, CancellationToken ct)
    {
        var clashing = await from.Doors.List.ClashingWith(caller, time.Start, (task.Clinic, task.Service), task.Moving?.Id, ct);
        return new ConfirmTimeModel(task, time, PersonOf(task, time), Ids.NewUuid7Text(from.Clock)) { Clashing = clashing.IsOk ? clashing.Value : [] };
    }

    private static async Task<IResult> Do(HttpContext context, (Caller Caller, CitizenName? Name) reader, TimeTask task, (BookingDoors Doors, TimeProvider Clock) from)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var slot = form["tid"].ToString();
        var key = form["noegle"].ToString();
        var done = task.Moving is { } visit
            ? await from.Doors.Bookings.Move(reader.Caller, new MoveRequest(visit.Id, slot, VisitPages.Version(form, visit), key), context.RequestAborted)
            : await from.Doors.Bookings.Book(
                reader.Caller,
                new BookRequest(reader.Caller.Subject, task.Service.Code, slot, key) { NeedsTransport = form["koersel"] == "1", NeedsInterpreter = form["tolk"] == "1" },
                context.RequestAborted);
        if (done.TryGet(out var stored, out var problem))
        {
            return new SeeOther($"{VisitPages.Path(stored.Id)}?kvittering={(task.Moving is null ? "booket" : "flyttet")}");
        }

        if (problem.Kind == ProblemKind.Conflict || await Find(reader.Caller, task, slot, from, context.RequestAborted) is not { } time)
        {
            return new SeeOther(await Instead(reader.Caller, task, slot, from, context.RequestAborted));
        }

        var model = await ToConfirm(reader.Caller, task, time, from, context.RequestAborted) with { Failed = new VisitTexts(context.Language()).Failed(problem) };
        return CitizenPages.Show<ConfirmTimePage>(context, reader.Caller, reader.Name, model, StatusCodes.Status409Conflict);
    }

    // A time that is not free any more: who has it already comes to the visit, after "back" or a second click; everybody else is told why.
    private static async Task<string> Instead(Caller caller, TimeTask task, string slot, (BookingDoors Doors, TimeProvider Clock) from, CancellationToken ct)
    {
        var now = from.Clock.GetUtcNow();
        if (StartOf(slot, task.Clinic) is not { } start || start > now.AddDays(task.Clinic.HorizonDays + 1))
        {
            return $"{task.Path}?{Unknown}=1";
        }

        var coming = await from.Doors.List.Coming(caller, ct);
        return coming.IsOk && coming.Value.FirstOrDefault(v => v.Start == start && v.Ours?.Service.Code == task.Service.Code) is { } own ? VisitPages.Path(own.Id)
            : $"{task.Path}?{(start <= now ? Past : Taken)}=1";
    }

    /// <summary>When a Slot of a clinic begins: the end of its name is its time on the wall. Null for what is no Slot of it.</summary>
    internal static DateTimeOffset? StartOf(string slot, ClinicTemplate clinic) =>
        slot.StartsWith($"sl-{clinic.Clinic}-", StringComparison.Ordinal)
        && DateTime.TryParseExact(slot[(slot.LastIndexOf('-') + 1)..], "yyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            ? DateText.StartOfDay(DateOnly.FromDateTime(wall)) is var midnight && DateText.Local(midnight.Add(wall.TimeOfDay)) is var local ? local.AddMinutes((wall - local.DateTime).TotalMinutes) : null
            : null;

    // The store has the last word when it is booked.
    private static async Task<OpenTime?> Find(Caller caller, TimeTask task, string slot, (BookingDoors Doors, TimeProvider Clock) from, CancellationToken ct)
    {
        var now = from.Clock.GetUtcNow();
        var found = await from.Doors.Bookings.Open(caller, caller.Subject, new OpenTimesQuestion(task.Service.Code, now, now.AddDays(task.Clinic.HorizonDays + 1)) { Limit = 2000 }, ct);
        return found.IsOk ? found.Value.FirstOrDefault(t => t.Slot == slot) : null;
    }

    private static List<FreeDay> Days(IReadOnlyList<OpenTime> times, TimeWish wish, DateTimeOffset? moving) =>
        [.. times.Where(t => t.Start != moving && Suits(DateText.Local(t.Start), wish)).GroupBy(t => DateText.LocalDay(t.Start)).Select(g => new FreeDay(g.Key, [.. g.DistinctBy(t => (t.Start, t.Person))])).Take(DaysShown)];

    private static bool Suits(DateTimeOffset local, TimeWish wish) =>
        (wish.Weekday == 0 || ((int)local.DayOfWeek + 6) % 7 == wish.Weekday - 1) && (wish.Part.Length == 0 || (wish.Part == "f") == (local.Hour < 12));

    /// <summary>Whom one can meet for a service, the one that is asked for first.</summary>
    public static IEnumerable<BookedActor> People(ClinicTemplate clinic, ServiceType service, string? first)
    {
        var able = clinic.Sessions.Where(s => s.Services.Contains(service.Code)).SelectMany(s => s.Actors).ToHashSet(StringComparer.Ordinal);
        return clinic.Actors.Where(a => a.Kind == "person" && able.Contains(a.Reference)).OrderBy(a => a.Reference == first ? 0 : 1);
    }

    private static string? PersonOf(TimeTask task, OpenTime time) => task.Clinic.Actors.FirstOrDefault(a => a.Reference == time.Person)?.Name;

    private static string Name(ServiceType service, Language language) => language == Language.English ? service.English : service.Danish;

    private static DateTimeOffset Midnight(DateOnly day) => DateText.Local(new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), TimeSpan.Zero)) is var noon
        ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), noon.Offset) : default;
}
