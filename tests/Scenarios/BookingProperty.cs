using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Tests.Scenarios.Support;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Tests.Scenarios;

/// <summary>
/// Random histories of booking, moving, cancelling, putting on top, and of writes past Booking, held against a model in memory that
/// knows nothing of cells: lists of spans for each actor.
/// </summary>
public abstract class BookingProperty(Dialect dialect) : BookingTest(dialect)
{
    private const int Steps = 150;
    private static readonly string[] Actors = ["Practitioner/nina", "Practitioner/olga", "Location/room-1", "Location/room-2", "Device/scanner"];
    private static readonly string[] Patients = ["anna", "bo", "carl", "dora"];

    private readonly Dictionary<string, Held> _model = [];

    // Who has which lane of an actor's five minutes: the lowest that was free when it was written.
    private readonly Dictionary<(string Actor, long Cell), Dictionary<int, string>> _lanes = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_done_the_store_and_the_model_agree_and_nobody_is_booked_twice(long seed)
    {
        var random = new SeededRandom(seed);
        var refused = 0;
        for (var step = 0; step < Steps; step++)
        {
            refused += await Step(random) ? 0 : 1;
        }

        Assert.InRange(refused, 5, Steps - 20);
        var cells = await Database.ReadLatest(
            s => s.Query("SELECT a.reference, t.cell, count(*), max(a.capacity + a.overbook) FROM booking_taken t JOIN booking_actor a ON a.actor = t.actor GROUP BY a.reference, t.cell", r => (Actor: r.Text(0), Cell: r.Long(1), Count: r.Int(2), Most: r.Int(3))), Ct);
        Assert.All(cells, c => Assert.True(c.Count <= c.Most, $"{c.Actor} at {c.Cell}"));
        var expected = _model.Values.Where(h => h.Stands).SelectMany(h => h.Actors.SelectMany(a => Cells(h).Select(c => (a, c)))).GroupBy(x => x).Select(g => (g.Key.a, g.Key.c, g.Count()));
        Assert.Equal(expected.Order(), cells.Select(c => (c.Actor, c.Cell, c.Count)).Order());
    }

    private async Task<bool> Step(SeededRandom random) => random.Int(0, 10) switch
    {
        < 4 => await Write(random, null),
        < 7 when _model.Count > 0 => await Write(random, Pick(random)),
        < 9 when _model.Count > 0 => await CallOff(Pick(random)),
        _ => await BookOpen(random),
    };

    // Past Booking, as the API or an import would.
    private async Task<bool> Write(SeededRandom random, string? id)
    {
        var start = Today.AddHours(20) + TimeSpan.FromMinutes(random.Int(0, 60) * 5) + (random.Int(0, 3) == 0 ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);
        var held = new Held(start, start.AddMinutes(random.Int(1, 12) * 5), [.. Actors.Where(_ => random.Int(0, 3) == 0)], random.Int(0, 4) == 0) { Stands = random.Int(0, 8) > 0 };
        var json = Encode(held, id, random.Pick(Patients));
        var written = id is null ? await Store.Create(Caller.Program, "Appointment", json, Ct) : await Store.Update(Caller.Program, "Appointment", id, json, null, Ct);
        Assert.Equal(Fits(held, id), written.IsOk);
        if (written.IsOk)
        {
            Keep(written.Value.Id, held);
        }

        return written.IsOk;
    }

    private async Task<bool> CallOff(string id)
    {
        var json = JsonNode.Parse((await Read("Appointment", id)).Json.Span)!.AsObject();
        json["status"] = "noshow";
        Assert.True((await Store.Update(Caller.Program, "Appointment", id, Json(json.ToJsonString()), null, Ct)).IsOk);
        Keep(id, _model[id] with { Stands = false });
        return true;
    }

    private async Task<bool> BookOpen(SeededRandom random)
    {
        var open = (await Bookings.Open(Desk, "Patient/anna", new OpenTimesQuestion(Control, Today, Today.AddDays(2)), Ct)).Value;
        if (open.Count == 0)
        {
            return false;
        }

        // What is said to be free can be booked.
        var time = open[random.Int(0, open.Count)];
        var booked = await Bookings.Book(Desk, new BookRequest($"Patient/{random.Pick(Patients)}", Control, time.Slot, Key()), Ct);
        Assert.True(booked.IsOk, booked.Problem?.Message);
        var actors = booked.Value.As<Appointment>().Participant.Select(p => p.Actor!.ReferenceValue!).Where(Actors.Contains).ToList();
        var held = new Held(time.Start, time.Start.AddMinutes(30), actors, false) { Stands = true };
        Assert.True(Fits(held, null));
        Keep(booked.Value.Id, held);
        return true;
    }

    private bool Fits(Held wanted, string? id) => !wanted.Stands || wanted.Actors.All(actor => Cells(wanted).All(cell => FreeLane(wanted, actor, cell, id) is not null));

    // One lane for all, and one on top at those who take it, for what is overbooked.
    private int? FreeLane(Held wanted, string actor, long cell, string? id)
    {
        var lanes = _lanes.GetValueOrDefault((actor, cell));
        var most = wanted.IsOverbooked && actor is "Practitioner/nina" or "Location/room-1" && wanted.IsOverbooked ? 2 : 1;
        return Enumerable.Range(0, most).Where(lane => lanes?.GetValueOrDefault(lane) is not { } who || who == id).Select(lane => (int?)lane).FirstOrDefault();
    }

    private void Keep(string id, Held held)
    {
        foreach (var lanes in _lanes.Values)
        {
            foreach (var (lane, _) in lanes.Where(l => l.Value == id).ToList())
            {
                lanes.Remove(lane);
            }
        }

        foreach (var (actor, cell) in held.Stands ? held.Actors.SelectMany(a => Cells(held).Select(c => (a, c))) : [])
        {
            var lane = FreeLane(held, actor, cell, id)!.Value;
            if (!_lanes.TryGetValue((actor, cell), out var lanes))
            {
                _lanes[(actor, cell)] = lanes = [];
            }

            lanes[lane] = id;
        }

        _model[id] = held;
    }

    private static IEnumerable<long> Cells(Held held)
    {
        var first = held.Start.ToUnixTimeSeconds() / 300;
        var last = (held.End.ToUnixTimeSeconds() - 1) / 300;
        return Enumerable.Range(0, (int)(last - first + 1)).Select(i => first + i);
    }

    private string Pick(SeededRandom random) => _model.Keys.Order(StringComparer.Ordinal).ElementAt(random.Int(0, _model.Count));

    private static byte[] Encode(Held held, string? id, string patient)
    {
        var participants = string.Concat(held.Actors.Select(a => $$""",{"actor":{"reference":"{{a}}"},"status":"accepted"}"""));
        var overbooked = held.IsOverbooked ? $$"""
            "extension":[{"url":"{{BookingSystems.Overbooked}}","valueBoolean":true}],
            """ : "";
        var name = id is null ? "" : $"\"id\":\"{id}\",";
        return Json($$"""
            {"resourceType":"Appointment",{{name}}{{overbooked}}"status":"{{(held.Stands ? "booked" : "cancelled")}}","start":"{{held.Start:yyyy-MM-ddTHH:mm:sszzz}}","end":"{{held.End:yyyy-MM-ddTHH:mm:sszzz}}","participant":[{"actor":{"reference":"Patient/{{patient}}"},"status":"accepted"}{{participants}}]}
            """);
    }

    private sealed record Held(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Actors, bool IsOverbooked)
    {
        public bool Stands { get; init; }
    }
}

public sealed class SqliteBookingProperty() : BookingProperty(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlBookingProperty() : BookingProperty(Dialect.PostgreSql);
