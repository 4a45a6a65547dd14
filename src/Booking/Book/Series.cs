using Helhed.Access;
using Helhed.Platform;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Books visits that follow each other, all of them or none.</summary>
public sealed partial class Bookings
{
    private const int MostInSeries = 20;
    private const int MostWeeksBetween = 12;

    /// <summary>Books a series: the same weekday, time and person where they are free, else the nearest time within three days of it.</summary>
    /// <param name="caller">Staff of the clinic; a citizen where the service lets them book that many.</param>
    /// <param name="request">What is booked.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The Appointments in order; sent again, those that the key has booked. Problems: as for booking; Conflict names the visit for which there is no time.</returns>
    public async ValueTask<Outcome<IReadOnlyList<StoredResource>>> BookSeries(Caller caller, SeriesRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Count is < 2 or > MostInSeries || request.EveryWeeks is < 1 or > MostWeeksBetween)
        {
            return new Problem(ProblemKind.Invalid, "A series has 2 to 20 visits, 1 to 12 weeks between them.", "count");
        }

        if (KeyProblem(request.Key) is { } wrong)
        {
            return wrong;
        }

        if (await DoneSeries(caller, request.Key, ct) is { } done)
        {
            return done;
        }

        // Sent twice at the same moment: the other one did it, and has the times.
        var booked = await TrySeries(caller, request, ct);
        return booked.Problem is { Kind: ProblemKind.Conflict } && await DoneSeries(caller, request.Key, ct) is { } twice ? twice : booked;
    }

    private async ValueTask<Outcome<IReadOnlyList<StoredResource>>> TrySeries(Caller caller, SeriesRequest request, CancellationToken ct)
    {
        if (!(await Place(caller, request.Patient, request.Service, ct)).TryGet(out var place, out var problem))
        {
            return problem;
        }

        if (!place.IsDesk && place.Service.MostBooked < request.Count)
        {
            return BookingRules.Problem(Booking.Refusal.HasOne);
        }

        if (!(await Lines(place, request, ct)).TryGet(out var lines, out problem))
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var acts = lines.Select((line, i) => new BookingAct($"{request.Key}_{i}", Ids.NewUuid7Text(clock), "book", caller, null, line.StartMs)).ToList();
        var interpreter = request.NeedsInterpreter || await SaysInterpreter(request.Patient, ct);
        var writes = lines.SelectMany((line, i) => AppointmentDraft.New(
            acts[i].Appointment,
            new BookRequest(request.Patient, request.Service, line.Id, acts[i].Key) { NeedsTransport = request.NeedsTransport, NeedsInterpreter = interpreter },
            place, line, now)).ToList();
        var written = await records.WriteTogether(
            Desk.Writing(caller),
            writes,
            async (tx, _) =>
            {
                foreach (var act in acts)
                {
                    if (!await Note(tx, act, now.ToUnixTimeMilliseconds()))
                    {
                        return Twice;
                    }
                }

                return place.IsDesk ? null : await NotTooMany(tx, request.Patient, place.Service);
            },
            ct);
        return written.Map<IReadOnlyList<StoredResource>>(stored => [.. stored.Where(s => s.Type == "Appointment")]);
    }

    /// <summary>What the key of a series has booked already; null when nothing.</summary>
    private async ValueTask<Outcome<IReadOnlyList<StoredResource>>?> DoneSeries(Caller caller, string key, CancellationToken ct)
    {
        var visits = new List<StoredResource>();
        while (visits.Count < MostInSeries && await Done(caller, $"{key}_{visits.Count}", ct) is { } done)
        {
            if (!done.TryGet(out var visit, out var problem))
            {
                return problem;
            }

            visits.Add(visit);
        }

        return visits.Count == 0 ? (Outcome<IReadOnlyList<StoredResource>>?)null : visits;
    }

    private async ValueTask<Outcome<List<SlotLine>>> Lines(BookingPlace place, SeriesRequest request, CancellationToken ct)
    {
        var key = Hash64.Of(request.Patient);
        var now = clock.GetUtcNow();
        var first = await database.ReadLatest(session => OpenTimes.Line(session, request.FirstSlot, request.Service, key), ct);
        if (TimeProblem(first, place, isReturning: true, now) is { } problem)
        {
            return problem;
        }

        var lines = new List<SlotLine> { first! };
        var person = first!.Actors.FirstOrDefault(a => a.StartsWith("Practitioner/", StringComparison.Ordinal));
        for (var i = 1; i < request.Count; i++)
        {
            var wanted = OnWall(first.Start, i * request.EveryWeeks * 7);
            var question = new OpenTimesQuestion(request.Service, wanted.AddDays(-3), wanted.AddDays(3)) { Patient = key, Person = person };
            var found = await new OpenTimes(database).Find(question, ct);
            if (found.Count == 0)
            {
                found = await new OpenTimes(database).Find(question with { Person = null }, ct);
            }

            if (found.MinBy(t => (t.Start - wanted).Duration()) is not { } nearest)
            {
                return new Problem(ProblemKind.Conflict, $"There is no free time within three days of visit {i + 1}. Book fewer, or with other weeks between them.", "count");
            }

            lines.Add((await database.ReadLatest(session => OpenTimes.Line(session, nearest.Slot, request.Service, key), ct))!);
        }

        return lines;
    }

    // Nine o'clock stays nine o'clock across the change to summer time.
    private static DateTimeOffset OnWall(DateTimeOffset start, int days)
    {
        var local = TimeZoneInfo.ConvertTime(start, WeekPattern.Denmark).DateTime.AddDays(days);
        return new DateTimeOffset(local, WeekPattern.Denmark.GetUtcOffset(local));
    }
}
