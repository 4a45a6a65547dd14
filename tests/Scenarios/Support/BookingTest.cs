using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Booking;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Platform.Ledger;
using Helhed.Platform.Work;
using Helhed.Records;
using Helhed.Tests.Modules.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Helhed.Tests.Scenarios.Support;

/// <summary>A clinic with two nurses, two rooms and a scanner on a fresh store; background work is done when a test says so. The clock stands on Sunday 22 November 2026, 12:00.</summary>
public abstract class BookingTest(Dialect dialect) : IAsyncLifetime
{
    protected const string Control = "lung.control";
    protected const string Scan = "lung.scan";
    protected const string Call = "lung.call";

    private readonly Fresh _fresh = new(dialect);
    private ServiceProvider? _services;
    private Workers? _workers;
    private int _keys;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected static Caller Desk { get; } = new(CallerKind.System, "Device/desk", "Desk", "system");

    protected static DateTimeOffset Today { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.FromHours(1));

    protected RecordStore Store { get; private set; } = null!;

    protected Database Database => _fresh.Open;

    protected ManualClock Clock => _fresh.TheClock;

    protected T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    protected Bookings Bookings => Get<Bookings>();

    protected static Caller Citizen(string id) => new(CallerKind.Citizen, $"Patient/{id}", id, "citizen");

    protected string Key() => string.Create(CultureInfo.InvariantCulture, $"key-{++_keys:00000000}");

    public virtual async ValueTask InitializeAsync()
    {
        await _fresh.InitializeAsync();
        Clock.Move(Today - Clock.GetUtcNow());
        Store = new RecordStore(Database, new IdBlocks(Database), await RecordsOptions.Load(Database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), Clock);
        BookingRoom.Attach(Store);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(Database).AddSingleton(Store).AddSingleton<WorkQueue>().AddBooking();
        services.AddSingleton(new AccessLog(Database, new LedgerBook(Database, new IdBlocks(Database), AccessLog.Bind), Clock));
        _services = services.BuildServiceProvider();
        _workers = new Workers(Get<WorkQueue>(), _services.GetServices<WorkKind>(), Clock, NullLogger<Workers>.Instance);
        await _workers.StartAsync(Ct);
        await People("anna", "bo", "carl", "dora");
        await Get<ClinicTemplates>().Put(Caller.Program, Template, Ct);
        await Work();
    }

    public async ValueTask DisposeAsync()
    {
        if (_workers is not null)
        {
            await _workers.StopAsync(CancellationToken.None);
            _workers.Dispose();
        }

        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await _fresh.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static ClinicTemplate Template { get; } = new()
    {
        Clinic = "lung",
        Name = "Lungeambulatoriet, Testkøbing Sygehus",
        PublicPlace = "Testkøbing Sygehus",
        Sector = "hospital",
        Organization = "Organization/lung",
        Phone = "58 00 00 00",
        Address = "Sygehusvej 1, 4200 Slagelse",
        HorizonDays = 28,
        Services =
        [
            new ServiceType { Code = Control, Danish = "Kontrol af lunger", English = "Lung control", Minutes = 30, Needs = ["person", "room"], CitizenBooks = true, CitizenMoves = true, CitizenCancels = true, MostMoves = 2, MostBooked = 2 },
            new ServiceType { Code = Scan, Danish = "Scanning", English = "Scan", Minutes = 20, Needs = ["person", "room", "equipment"], CitizenMoves = true },
            new ServiceType { Code = Call, Danish = "Opkald", English = "Call", Minutes = 10, CitizenBooks = true },
        ],
        Actors =
        [
            new BookedActor("Practitioner/nina", "Nina Nurse", "person", Overbook: 1), new BookedActor("Practitioner/olga", "Olga Nurse", "person"),
            new BookedActor("Location/room-1", "Rum 1", "room", Overbook: 1), new BookedActor("Location/room-2", "Rum 2", "room"), new BookedActor("Device/scanner", "Scanner", "equipment"),
        ],
        Sessions =
        [
            new Session { Id = "nina", Days = [1, 2, 3, 4, 5], From = new(8, 0), To = new(12, 0), Minutes = 30, Services = [Control], Actors = ["Practitioner/nina", "Location/room-1"] },
            new Session { Id = "olga", Days = [2, 4], From = new(9, 0), To = new(11, 0), Minutes = 30, Services = [Control, Scan], Actors = ["Practitioner/olga", "Location/room-2", "Device/scanner"] },
            new Session { Id = "acute", Days = [1], From = new(13, 0), To = new(14, 0), Minutes = 30, Services = [Control], Actors = ["Practitioner/nina", "Location/room-1"], Kept = "acute" },
            new Session { Id = "back", Days = [3], From = new(13, 0), To = new(14, 0), Minutes = 30, Services = [Control], Actors = ["Practitioner/nina", "Location/room-1"], Kept = "returning" },
        ],
    };

    protected async Task People(params string[] ids)
    {
        foreach (var id in ids)
        {
            Assert.Null((await Store.Update(Caller.Program, "Patient", id, Json($$"""{"resourceType":"Patient","id":"{{id}}","name":[{"text":"Test {{id}}"}],"telecom":[{"system":"phone","value":"20 00 00 00"}]}"""), null, Ct)).Problem);
        }
    }

    /// <summary>Does all background work that is due, and tells the reactions of what has been written.</summary>
    protected async Task Work()
    {
        for (var calm = 0; calm < 2;)
        {
            await new Reactions(Database, _services!.GetServices<Reaction>(), Clock, NullLogger<Reactions>.Instance).CatchUp(Ct);
            var kinds = await Get<WorkQueue>().Summaries(Ct);
            Assert.DoesNotContain(kinds, k => k.Failed > 0);
            calm = kinds.Any(k => k.Running + k.Waiting > 0) ? 0 : calm + 1;
            await Task.Delay(calm == 0 ? 10 : 0, Ct);
        }
    }

    /// <summary>The free time of a service that begins at a Danish day and time.</summary>
    protected async Task<OpenTime?> At(string service, string when, string? person = null, params string[] kept)
    {
        var local = DateTime.ParseExact(when, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var start = new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen").GetUtcOffset(local));
        var open = await Bookings.Open(Desk, "Patient/anna", new OpenTimesQuestion(service, start, start.AddMinutes(1)) { Person = person, Kept = kept }, Ct);
        return open.Value is [var first, ..] ? first : null;
    }

    protected async Task<StoredResource> Booked(Caller caller, string patient, string service, string when, string? person = null)
    {
        var time = await At(service, when, person) ?? throw new InvalidOperationException($"Nothing is free on {when}.");
        var booked = await Bookings.Book(caller, new BookRequest($"Patient/{patient}", service, time.Slot, Key()), Ct);
        Assert.True(booked.IsOk, booked.Problem?.Message);
        return booked.Value;
    }

    protected async Task<StoredResource> Read(string type, string id) => (await Store.Read(Caller.Program, type, id, Ct)).Value;

    protected static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class Fresh(Dialect dialect) : StoreTest(dialect)
    {
        internal ManualClock TheClock => Clock;

        internal Database Open => Database;

        protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room, BookingMigrations.Room];
    }
}
