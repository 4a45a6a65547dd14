using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Platform;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/aftaler/samlet</c>: chooses visits, proposes the fewest trips, and books and moves what was proposed.</summary>
internal static class TogetherPages
{
    public const string Path = VisitPages.List + "/samlet";
    public const string Plan = Path + "/forslag";
    private const int Least = 2;
    private const int Most = 6;
    private const int MostTimes = 250;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Path, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Choose(context, (caller, name), (doors, clock), isImpossible: false)));
        pages.MapGet(Plan, (HttpContext context, CitizenRecords records, BookingDoors doors, TimeProvider clock) =>
            CitizenPages.ForCitizen(context, records, (caller, name) => Propose(context, (caller, name), (doors, clock))));
        pages.MapPost(Plan, (HttpContext context, CitizenRecords records, BookingDoors doors) =>
            CitizenPages.ForCitizen(context, records, (caller, _) => Use(context, caller, doors)));
    }

    /// <summary>What came of a proposal, on the list; null when none was used just now.</summary>
    public static string? Notice(IQueryCollection query, Language language)
    {
        if (!int.TryParse(query["samlet"], NumberStyles.None, CultureInfo.InvariantCulture, out var done) || !int.TryParse(query["mangler"], NumberStyles.None, CultureInfo.InvariantCulture, out var failed))
        {
            return null;
        }

        var t = new TogetherTexts(language);
        return failed == 0 ? t.Done : string.Format(CultureInfo.InvariantCulture, t.Partly, failed, done + failed);
    }

    private static async Task<IResult> Choose(HttpContext context, (Caller Caller, CitizenName? Name) reader, (BookingDoors Doors, TimeProvider Clock) from, bool isImpossible, params FormError[] errors)
    {
        var needs = await Needs(reader.Caller, from.Doors, context.Language(), context.RequestAborted);
        var query = context.Request.Query;
        return CitizenPages.Show<TogetherPage>(
            context, reader.Caller, reader.Name,
            new TogetherModel([.. needs.Where(n => n.Moving is not null)], [.. needs.Where(n => n.Moving is null)])
            {
                Chosen = Chosen(query),
                KeepsPerson = KeepsPerson(query),
                From = query["fra"].ToString() is { Length: > 0 and <= 20 } typed ? typed : DateText.Numeric(DateText.LocalDay(from.Clock.GetUtcNow()).AddDays(1)),
                Errors = errors,
                IsImpossible = isImpossible,
            },
            errors.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async Task<IResult> Propose(HttpContext context, (Caller Caller, CitizenName? Name) reader, (BookingDoors Doors, TimeProvider Clock) from)
    {
        var ct = context.RequestAborted;
        var t = new TogetherTexts(context.Language());
        var query = context.Request.Query;
        var wanted = Chosen(query);
        var chosen = (await Needs(reader.Caller, from.Doors, context.Language(), ct)).Where(n => wanted.Contains(n.Key)).ToList();
        if (chosen.Count is < Least or > Most)
        {
            return await Choose(context, reader, from, false, new FormError("v", t.Few));
        }

        if (DateField.Parse(query["fra"]) is not { } first)
        {
            return await Choose(context, reader, from, false, new FormError("fra", t.DateWrong));
        }

        var planned = new List<PlannedNeed>();
        foreach (var need in chosen)
        {
            planned.Add(new PlannedNeed(need.Service.Code, need.Service.Minutes, (need.Clinic.Latitude, need.Clinic.Longitude), await Times(reader.Caller, need, (first, KeepsPerson(query)), from, ct)) { After = need.Service.After });
        }

        if (TripPlanner.Plan(planned) is not { } plan)
        {
            return await Choose(context, reader, from, isImpossible: true);
        }

        var days = chosen.Select((need, i) => new TogetherTime(need, plan.Times[i]) { After = chosen.FirstOrDefault(o => need.Service.After.Any(a => a.Service == o.Service.Code))?.What }).GroupBy(p => DateText.LocalDay(p.Time.Start)).OrderBy(d => d.Key)
            .Select(d => (d.Key, (IReadOnlyList<TogetherTime>)[.. d.OrderBy(p => p.Time.Start)])).ToList();
        return CitizenPages.Show<TogetherPlanPage>(context, reader.Caller, reader.Name, new TogetherPlanModel(days, Path + context.Request.QueryString, Ids.NewUuid7Text(from.Clock)));
    }

    // Each visit is booked or moved by itself: what was taken meanwhile leaves the others as proposed, and is told.
    private static async Task<IResult> Use(HttpContext context, Caller caller, BookingDoors doors)
    {
        var ct = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(ct);
        var key = form["noegle"].ToString();
        var (done, failed) = (0, 0);
        foreach (var line in form["tid"].OfType<string>().Take(Most).Distinct(StringComparer.Ordinal))
        {
            // "need version slot". Sent twice, the first time has moved and booked, and nothing is left to be put together: the key knows that it is done.
            var part = $"{key}-{done + failed}";
            var isDone = line.Split(' ') switch
            {
                [['b', '-', .. var id], var version, var slot] when FhirIds.IsId(id) && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var read) =>
                    (await doors.Bookings.Move(caller, new MoveRequest(id, slot, read, part), ct)).IsOk,
                [['n', '-', .. var service], _, var slot] =>
                    (await doors.Bookings.Book(caller, new BookRequest(caller.Subject, service, slot, part) { NeedsTransport = form["koersel"] == "1", NeedsInterpreter = form["tolk"] == "1" }, ct)).IsOk,
                _ => false,
            };
            (done, failed) = isDone ? (done + 1, failed) : (done, failed + 1);
        }

        return new SeeOther(string.Create(CultureInfo.InvariantCulture, $"{VisitPages.List}?samlet={done}&mangler={failed}"));
    }

    private static async Task<IReadOnlyList<OpenTime>> Times(Caller caller, TogetherNeed need, (DateOnly First, bool KeepsPerson) wish, (BookingDoors Doors, TimeProvider Clock) from, CancellationToken ct)
    {
        var now = from.Clock.GetUtcNow();
        var start = new DateTimeOffset(wish.First.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var found = await from.Doors.Bookings.Open(
            caller, caller.Subject, new OpenTimesQuestion(need.Service.Code, start > now ? start : now, now.AddDays(need.Clinic.HorizonDays + 1))
            {
                Limit = MostTimes,
                Person = wish.KeepsPerson ? need.Moving?.PersonReference : null,
            },
            ct);
        IReadOnlyList<OpenTime> open = found.IsOk ? found.Value : [];

        // A visit may stay where it is.
        return need.Moving is { } visit && visit.Start >= start ? [.. open.Where(o => o.Start != visit.Start), new OpenTime("", visit.Start, visit.PersonReference, "")] : open;
    }

    private static async Task<IReadOnlyList<TogetherNeed>> Needs(Caller caller, BookingDoors doors, Language language, CancellationToken ct)
    {
        var coming = await doors.List.Coming(caller, ct);
        var needs = (coming.IsOk ? coming.Value : []).Where(v => v is { Ours: not null, Move: Refusal.None })
            .Select(v => new TogetherNeed("b-" + v.Id, VisitTitle.Of(v, language) ?? Name(v.Ours!.Value.Service, language), v.Ours!.Value.Clinic, v.Ours.Value.Service, v)).ToList();
        var had = needs.Select(n => n.Service.Code).ToHashSet(StringComparer.Ordinal);
        var bookable = await doors.Bookings.Bookable(caller, ct);
        return [.. needs, .. bookable.Where(s => !had.Contains(s.Service.Code)).OrderBy(s => s.Clinic.Name, StringComparer.Ordinal)
            .Select(s => new TogetherNeed("n-" + s.Service.Code, $"{Name(s.Service, language)}, {s.Clinic.Name}", s.Clinic, s.Service, null))];
    }

    private static bool KeepsPerson(IQueryCollection query) => query["samme"] == "1";

    private static HashSet<string> Chosen(IQueryCollection query) => [.. query["v"].OfType<string>().Take(20)];

    private static string Name(ServiceType service, Language language) => language == Language.English ? service.English : service.Danish;
}
