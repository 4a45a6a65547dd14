using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Patient = Helhed.Fhir.R4.Patient;

namespace Helhed.Clinic;

/// <summary>What the calendar's pages ask.</summary>
/// <param name="Calendar">The calendar.</param>
/// <param name="Bookings">Books, moves and cancels.</param>
/// <param name="Find">Finds patients.</param>
/// <param name="Records">The record store.</param>
/// <param name="Clock">The clock.</param>
internal sealed record CalendarDoors(ClinicCalendar Calendar, Bookings Bookings, FindQuery Find, RecordStore Records, TimeProvider Clock)
{
    /// <summary>Who waits.</summary>
    public required WaitingList Waiting { get; init; }

    /// <summary>Who is away.</summary>
    public required Absences Absences { get; init; }

    /// <summary>What patients need.</summary>
    public required CareNeedsQuery Needs { get; init; }

    /// <summary>The clinics' weeks.</summary>
    public required ClinicTemplates Templates { get; init; }
}

/// <summary><c>/klinik/kalender</c>: a clinic's day and week, for a person, a room or all; book, move, cancel, arrived, did not come; letters. All by links and forms.</summary>
internal static class CalendarPages
{
    public const string Path = "/klinik/kalender";
    private const int MostTimes = 60;
    private const int LongestSearch = 100;
    private const int MostHits = 10;

    public static string Address(string? clinic, DateOnly day, bool isWeek, string? who) =>
        $"{Path}?klinik={Uri.EscapeDataString(clinic ?? "")}&dag={DateText.Numeric(day)}&vis={(isWeek ? "uge" : "dag")}&hvem={Uri.EscapeDataString(who ?? "")}";

    public static string Visit(string clinic, CalendarEntry entry) => Visit(clinic, Day(entry), entry.Appointment!);

    public static string Visit(string clinic, DateOnly day, string appointment) => $"{Path}/{Uri.EscapeDataString(clinic)}/{day:yyyy-MM-dd}/aftale/{Uri.EscapeDataString(appointment)}";

    public static string Letter(string clinic, CalendarEntry entry) => Visit(clinic, entry) + "/brev";

    public static string Book(string clinic, CalendarEntry entry) => $"{Path}/{Uri.EscapeDataString(clinic)}/{Day(entry):yyyy-MM-dd}/tid/{Uri.EscapeDataString(entry.Slot!)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CalendarDoors doors) => ClinicFrame.ForStaff(context, caller => Show(context, caller, doors)));
        pages.MapGet(Path + "/{clinic}/{day}/tid/{slot}", (HttpContext context, string clinic, string day, string slot, CalendarDoors doors) =>
            WithEntry(context, doors, (clinic, day), e => e.Slot == slot, (caller, found) => BookForm(context, caller, found, doors)));
        pages.MapPost(Path + "/{clinic}/{day}/tid/{slot}", (HttpContext context, string clinic, string day, string slot, CalendarDoors doors) =>
            WithEntry(context, doors, (clinic, day), e => e.Slot == slot, (caller, found) => DoBook(context, caller, found, doors)));
        pages.MapGet(Path + "/{clinic}/{day}/aftale/{id}", (HttpContext context, string clinic, string day, string id, CalendarDoors doors) =>
            WithEntry(context, doors, (clinic, day), e => e.Appointment == id, (caller, found) => ShowVisit(context, caller, found, doors, null)));
        pages.MapPost(Path + "/{clinic}/{day}/aftale/{id}", (HttpContext context, string clinic, string day, string id, CalendarDoors doors) =>
            WithEntry(context, doors, (clinic, day), e => e.Appointment == id, (caller, found) => Change(context, caller, found, doors)));
        pages.MapGet(Path + "/{clinic}/{day}/aftale/{id}/brev", (HttpContext context, string clinic, string day, string id, CalendarDoors doors) =>
            WithEntry(context, doors, (clinic, day), e => e.Appointment == id, (caller, found) => Letter(context, caller, found, doors)));
    }

    private static async Task<IResult> Show(HttpContext context, Caller caller, CalendarDoors doors)
    {
        var query = context.Request.Query;
        var clinics = await doors.Calendar.Clinics(caller, context.RequestAborted);
        var clinic = clinics.FirstOrDefault(c => c.Clinic == query["klinik"]) ?? clinics.FirstOrDefault(c => c.Organization == caller.Organization) ?? (clinics is [var first, ..] ? first : null);
        var isWeek = query["vis"] == "uge";
        var day = DateField.Parse(query["dag"].ToString()) ?? await OpenDay(caller, clinic, doors, context.RequestAborted);
        day = isWeek ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) : day;
        IReadOnlyList<CalendarEntry> entries = [];
        var who = clinic?.Actors.FirstOrDefault(a => a.Reference == query["hvem"])?.Reference;
        if (clinic is not null)
        {
            var found = await doors.Calendar.Entries(caller, clinic.Clinic, Midnight(day), Midnight(day.AddDays(isWeek ? 7 : 1)), context.RequestAborted);
            if (!found.TryGet(out var all, out _))
            {
                return ErrorPages.Broken(context);
            }

            entries = who is null ? all : [.. all.Where(e => e.Actors.Contains(who))];
        }

        return PageEndpoints.Page<CalendarPage>(ClinicFrame.Of(context), new CalendarModel(clinics, clinic, day, isWeek, entries) { Who = who, WasDone = query.ContainsKey("gjort"), WasPutOnList = query.ContainsKey("venter") });
    }

    private static int Number(string? typed, int otherwise) => int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    // The clinic's day is what the reader may see; an entry outside of it is not there.
    private static Task<IResult> WithEntry(
        HttpContext context, CalendarDoors doors, (string Clinic, string Day) at, Func<CalendarEntry, bool> isIt, Func<Caller, (ClinicTemplate Clinic, CalendarEntry Entry), Task<IResult>> page) =>
        ClinicFrame.ForStaff(context, async caller =>
        {
            var clinic = (await doors.Calendar.Clinics(caller, context.RequestAborted)).FirstOrDefault(c => c.Clinic == at.Clinic);
            if (clinic is null || !DateOnly.TryParseExact(at.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return ErrorPages.NotFound(context);
            }

            var found = await doors.Calendar.Entries(caller, clinic.Clinic, Midnight(day), Midnight(day.AddDays(1)), context.RequestAborted);
            return found.IsOk && found.Value.FirstOrDefault(isIt) is { } entry ? await page(caller, (clinic, entry)) : ErrorPages.NotFound(context);
        });

    private static async Task<IResult> BookForm(HttpContext context, Caller caller, (ClinicTemplate Clinic, CalendarEntry Entry) at, CalendarDoors doors, BookModel? tried = null)
    {
        var typed = (tried?.Typed ?? "").Trim();
        typed = typed.Length > LongestSearch ? typed[..LongestSearch] : typed;
        var model = (tried ?? new BookModel(at.Clinic, at.Entry, Ids.NewUuid7Text(doors.Clock))) with { Typed = typed };
        if (typed.Length > 1)
        {
            var found = await doors.Find.WithNeeds(caller, typed, MostHits, context.RequestAborted);
            model = model with { Hits = found.IsOk ? found.Value : [] };
        }

        return PageEndpoints.Page<BookPage>(ClinicFrame.Of(context), model, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : model.Failed is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DoBook(HttpContext context, Caller caller, (ClinicTemplate Clinic, CalendarEntry Entry) at, CalendarDoors doors)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var t = new CalendarTexts(context.Language());
        var model = new BookModel(at.Clinic, at.Entry, form["noegle"].ToString()) { Typed = form["soeg"].ToString(), Chosen = (form["patient"], form["ydelse"]), Series = (form["antal"], form["uger"]) };
        if (form["hvad"] == "find")
        {
            return await BookForm(context, caller, at, doors, model with { Key = Ids.NewUuid7Text(doors.Clock) });
        }

        var errors = new List<FormError>();
        if (form["patient"].ToString().Length == 0)
        {
            errors.Add(new FormError(form["soeg"].ToString().Trim().Length < 2 ? "soeg" : "patient", t.ChoosePatient));
        }

        if (!at.Entry.Services.Contains(form["ydelse"].ToString()))
        {
            errors.Add(new FormError("ydelse", t.ChooseService));
        }

        if (errors.Count > 0)
        {
            return await BookForm(context, caller, at, doors, model with { Errors = errors });
        }

        var (count, weeks) = (Number(form["antal"], 1), Number(form["uger"], 1));
        var patient = $"Patient/{form["patient"]}";
        if (form["hvad"] == "vent")
        {
            var wait = new WaitRequest(form["ydelse"].ToString(), null) { Priority = Number(form["haster"], 0) };
            return await doors.Waiting.Join(caller, patient, wait, context.RequestAborted) is { } why
                ? await BookForm(context, caller, at, doors, model with { Failed = t.Failure(why), Key = Ids.NewUuid7Text(doors.Clock) })
                : new SeeOther(Address(at.Clinic.Clinic, Day(at.Entry), false, null) + "&venter=1");
        }

        if (count > 1)
        {
            var series = new SeriesRequest(patient, form["ydelse"].ToString(), at.Entry.Slot!, count, weeks, model.Key) { NeedsTransport = form["koersel"] == "1", NeedsInterpreter = form["tolk"] == "1" };
            return (await doors.Bookings.BookSeries(caller, series, context.RequestAborted)).Problem is { } missing
                ? await BookForm(context, caller, at, doors, model with { Failed = missing.Kind == ProblemKind.Conflict ? t.SeriesFailed : t.Failure(missing), Key = Ids.NewUuid7Text(doors.Clock) })
                : new SeeOther(Address(at.Clinic.Clinic, Day(at.Entry), false, null) + "&gjort=1");
        }

        var request = new BookRequest(patient, form["ydelse"].ToString(), at.Entry.Slot!, model.Key)
        {
            Overbook = form["oveni"] == "1", NeedsTransport = form["koersel"] == "1", NeedsInterpreter = form["tolk"] == "1",
        };
        var booked = await doors.Bookings.Book(caller, request, context.RequestAborted);
        return booked.Problem is { } problem
            ? await BookForm(context, caller, at, doors, model with { Failed = t.Failure(problem), Key = Ids.NewUuid7Text(doors.Clock) })
            : new SeeOther(Address(at.Clinic.Clinic, Day(at.Entry), false, null) + "&gjort=1");
    }

    private static async Task<IResult> ShowVisit(HttpContext context, Caller caller, (ClinicTemplate Clinic, CalendarEntry Entry) at, CalendarDoors doors, CalendarVisitModel? tried)
    {
        var now = doors.Clock.GetUtcNow();
        IReadOnlyList<OpenTime> times = [];
        if (at.Entry is { Status: "booked" or "noshow", Patient: { } patient, Services: [var service, ..] })
        {
            var open = await doors.Bookings.Open(
                caller, patient, new OpenTimesQuestion(service, now, now.AddDays(at.Clinic.HorizonDays)) { Kept = ["triage", "acute", "returning"], Limit = MostTimes }, context.RequestAborted);
            times = open.IsOk ? open.Value : [];
        }

        var model = (tried ?? new CalendarVisitModel(at.Clinic, at.Entry, times, Ids.NewUuid7Text(doors.Clock))) with
        {
            Times = times,
            Now = now,
            WasDone = context.Request.Query.ContainsKey("gjort"),
            Needs = at.Entry.Patient is { } whose ? await doors.Needs.One(caller, whose["Patient/".Length..], context.RequestAborted) : null,
            Ordered = at.Entry.Appointment is { } visit ? await doors.Calendar.Ordered(caller, visit, context.RequestAborted) : [],
        };
        return PageEndpoints.Page<CalendarVisitPage>(
            ClinicFrame.Of(context), model, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : model.Failed is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> Change(HttpContext context, Caller caller, (ClinicTemplate Clinic, CalendarEntry Entry) at, CalendarDoors doors)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var t = new CalendarTexts(context.Language());
        var (id, key) = (at.Entry.Appointment!, form["noegle"].ToString());
        _ = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var what = form["hvad"].ToString();
        var (moveTo, why) = (form["tid"].ToString(), form["hvorfor"].ToString());
        if ((what == "flyt" && moveTo.Length == 0) || (what == "aflys" && why.Length == 0))
        {
            var missing = new FormError(what == "flyt" ? "tid" : "hvorfor", what == "flyt" ? t.Move : t.CancelReason);
            return await ShowVisit(context, caller, at, doors, new CalendarVisitModel(at.Clinic, at.Entry, [], key) { Errors = [missing] });
        }

        if (what == "vent")
        {
            var wait = new WaitRequest(at.Entry.Services is [var service, ..] ? service : "", id) { Priority = Number(form["haster"], 0) };
            return await doors.Waiting.Join(caller, at.Entry.Patient ?? "", wait, ct) is { } refused
                ? await ShowVisit(context, caller, at, doors, new CalendarVisitModel(at.Clinic, at.Entry, [], Ids.NewUuid7Text(doors.Clock)) { Failed = t.Failure(refused) })
                : new SeeOther(Address(at.Clinic.Clinic, Day(at.Entry), false, null) + "&venter=1");
        }

        var done = what switch
        {
            "flyt" => await doors.Bookings.Move(caller, new MoveRequest(id, moveTo, version, key), ct),
            "aflys" => await doors.Bookings.Cancel(caller, new CancelRequest(id, why, version, key), ct),
            "moedt" => await doors.Bookings.Mark(caller, (id, version), "arrived", key, ct),
            "set" => await doors.Bookings.Mark(caller, (id, version), "fulfilled", key, ct),
            "udeblevet" => await doors.Bookings.Mark(caller, (id, version), "noshow", key, ct),
            _ => new Problem(ProblemKind.Invalid, "There is no such act."),
        };
        return done.Problem is { } problem
            ? await ShowVisit(context, caller, at, doors, new CalendarVisitModel(at.Clinic, at.Entry, [], Ids.NewUuid7Text(doors.Clock)) { Failed = t.Failure(problem) })
            : new SeeOther(Address(at.Clinic.Clinic, Day(at.Entry), false, null) + "&gjort=1");
    }

    private static async Task<IResult> Letter(HttpContext context, Caller caller, (ClinicTemplate Clinic, CalendarEntry Entry) at, CalendarDoors doors)
    {
        var address = new List<string>();
        if (at.Entry.Patient is { } patient && (await doors.Records.Read(caller, "Patient", patient["Patient/".Length..], context.RequestAborted)).TryGet(out var stored, out _)
            && stored.As<Patient>() is { Address: [var home, ..] } person && !PatientText.IsProtected(person))
        {
            address.AddRange(home.Line.OfType<string>());
            address.Add($"{home.PostalCode} {home.City}");
        }

        return PageEndpoints.Page<LetterPage>(ClinicFrame.Of(context), new LetterModel(at.Clinic, at.Entry, address, DateText.LocalDay(doors.Clock.GetUtcNow())));
    }

    // At the weekend one looks at the week to come, where the clinic has nothing on that day.
    private static async Task<DateOnly> OpenDay(Caller caller, ClinicTemplate? clinic, CalendarDoors doors, CancellationToken ct)
    {
        var today = DateText.LocalDay(doors.Clock.GetUtcNow());
        for (var day = today; clinic is not null && day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday; day = day.AddDays(1))
        {
            if (clinic.HasSession(day.DayOfWeek == DayOfWeek.Saturday ? 6 : 7)
                || (await doors.Calendar.Entries(caller, clinic.Clinic, Midnight(day), Midnight(day.AddDays(1)), ct)) is { IsOk: true, Value.Count: > 0 })
            {
                return day;
            }
        }

        return today.DayOfWeek switch { DayOfWeek.Saturday => today.AddDays(2), DayOfWeek.Sunday => today.AddDays(1), _ => today };
    }

    private static DateOnly Day(CalendarEntry entry) => DateText.LocalDay(entry.Start);

    private static DateTimeOffset Midnight(DateOnly day) =>
        new(day.ToDateTime(TimeOnly.MinValue), DateText.Local(new DateTimeOffset(day.ToDateTime(new TimeOnly(0, 30)), TimeSpan.Zero)).Offset);
}
