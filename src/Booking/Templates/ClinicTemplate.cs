namespace Helhed.Booking;

/// <summary>How a clinic works: what it offers, when, with whom and what, and by which rules. Written by people, kept with every earlier version.</summary>
public sealed record ClinicTemplate
{
    /// <summary>Id of the clinic's Location.</summary>
    public required string Clinic { get; init; }

    /// <summary>What the clinic is called, such as "Lungemedicinsk Ambulatorium, Slagelse Sygehus".</summary>
    public required string Name { get; init; }

    /// <summary>What a message may call the place without telling why somebody goes there, such as "Slagelse Sygehus".</summary>
    public required string PublicPlace { get; init; }

    /// <summary>hospital, gp or municipality.</summary>
    public required string Sector { get; init; }

    /// <summary>"Organization/x": the unit whose staff look after the calendar.</summary>
    public required string Organization { get; init; }

    /// <summary>Other units whose staff look after it too, each "Organization/x".</summary>
    public IReadOnlyList<string> Desks { get; init => field = value ?? []; } = [];

    /// <summary>Where to call.</summary>
    public required string Phone { get; init; }

    /// <summary>Street, postal code and town.</summary>
    public required string Address { get; init; }

    /// <summary>How to find it, in Danish.</summary>
    public string? WayDanish { get; init; }

    /// <summary>How to find it, in English.</summary>
    public string? WayEnglish { get; init; }

    /// <summary>Degrees north.</summary>
    public double Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    public double Longitude { get; init; }

    /// <summary>How many days ahead times are made, from today.</summary>
    public int HorizonDays { get; init => field = value == 0 ? 42 : value; } = 42;

    /// <summary>What it offers.</summary>
    public IReadOnlyList<ServiceType> Services { get; init => field = value ?? []; } = [];

    /// <summary>Persons, rooms and equipment that are booked, each exclusively.</summary>
    public IReadOnlyList<BookedActor> Actors { get; init => field = value ?? []; } = [];

    /// <summary>The pattern of the week.</summary>
    public IReadOnlyList<Session> Sessions { get; init => field = value ?? []; } = [];

    /// <summary>Days it is closed beside Danish public holidays.</summary>
    public IReadOnlyList<DateOnly> ClosedDays { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is open on public holidays.</summary>
    public bool OpenOnHolidays { get; init; }

    /// <summary>Whether its week has a session on a day.</summary>
    /// <param name="weekday">1 for Monday to 7 for Sunday.</param>
    /// <param name="service">Only sessions that give this service; null for any.</param>
    /// <returns>True when there is one.</returns>
    public bool HasSession(int weekday, string? service = null) => Sessions.Any(s => s.Days.Contains(weekday) && (service is null || s.Services.Contains(service)));

    /// <summary>The days of a week that people choose from: Monday to Friday, and those of the weekend on which there are sessions.</summary>
    /// <param name="service">Only sessions that give this service; null for any.</param>
    /// <returns>1 for Monday to 7 for Sunday.</returns>
    public IReadOnlyList<int> Weekdays(string? service = null) => [1, 2, 3, 4, 5, .. new[] { 6, 7 }.Where(d => HasSession(d, service))];
}

/// <summary>Something one can come for.</summary>
public sealed record ServiceType
{
    /// <summary>Code in <see cref="BookingSystems.Service"/>, one of a kind in the region: "slagelse-lunge-amb.kontrol".</summary>
    public required string Code { get; init; }

    /// <summary>What it is called in Danish.</summary>
    public required string Danish { get; init; }

    /// <summary>What it is called in English.</summary>
    public required string English { get; init; }

    /// <summary>How long it takes, in minutes; a multiple of five.</summary>
    public int Minutes { get; init; }

    /// <summary>How to prepare, in Danish.</summary>
    public string? PrepareDanish { get; init; }

    /// <summary>How to prepare, in English.</summary>
    public string? PrepareEnglish { get; init; }

    /// <summary>Kinds of actors that every session with it must have: person, room, equipment.</summary>
    public IReadOnlyList<string> Needs { get; init => field = value ?? ["person"]; } = ["person"];

    /// <summary>A citizen may book it without being called in.</summary>
    public bool CitizenBooks { get; init; }

    /// <summary>A citizen books it only at a clinic that knows them: by a visit within a year or to come, or an active referral (ServiceRequest) to it.</summary>
    public bool NeedsReferral { get; init; }

    /// <summary>A citizen may move it.</summary>
    public bool CitizenMoves { get; init; }

    /// <summary>A citizen may cancel it.</summary>
    public bool CitizenCancels { get; init; }

    /// <summary>Hours before the visit until when a citizen may move or cancel it.</summary>
    public int LatestHours { get; init; } = 24;

    /// <summary>How often a citizen may move one appointment.</summary>
    public int MostMoves { get; init; } = 3;

    /// <summary>How many coming appointments for it one citizen may book.</summary>
    public int MostBooked { get; init; } = 1;

    /// <summary>Those who wait are offered times that become free.</summary>
    public bool OffersEarlier { get; init; } = true;

    /// <summary>Visits that come before this one where both are planned together, such as the blood test whose answer it needs.</summary>
    public IReadOnlyList<PrecedingVisit> After { get; init => field = value ?? []; } = [];
}

/// <summary>A visit that must be over before another begins.</summary>
/// <param name="Service">Code of its service, of this clinic or another.</param>
/// <param name="Minutes">From its end until the other can begin: how long the answer takes.</param>
public sealed record PrecedingVisit(string Service, int Minutes);

/// <summary>A person, a room or a piece of equipment.</summary>
/// <param name="Reference">"Practitioner/x", "Location/x" or "Device/x".</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">person, room or equipment.</param>
/// <param name="Capacity">How many appointments it takes at once: 1, or the seats of a class.</param>
/// <param name="Overbook">How many more staff may put on top of that.</param>
public sealed record BookedActor(string Reference, string Name, string Kind, int Capacity = 1, int Overbook = 0);

/// <summary>A part of the week in which times are given.</summary>
public sealed record Session
{
    /// <summary>Its name within the clinic, of a-z, 0-9 and '-'.</summary>
    public required string Id { get; init; }

    /// <summary>Days of the week, 1 for Monday to 7 for Sunday.</summary>
    public IReadOnlyList<int> Days { get; init => field = value ?? []; } = [];

    /// <summary>When it begins, Danish time.</summary>
    public TimeOnly From { get; init; }

    /// <summary>When it ends.</summary>
    public TimeOnly To { get; init; }

    /// <summary>Length of each time in minutes; at least that of its services.</summary>
    public int Minutes { get; init; }

    /// <summary>Codes of the services that are given.</summary>
    public IReadOnlyList<string> Services { get; init => field = value ?? []; } = [];

    /// <summary>References of the actors that every time needs.</summary>
    public IReadOnlyList<string> Actors { get; init => field = value ?? []; } = [];

    /// <summary>For whom the times are kept: empty for all, "triage", "acute" or "returning". Citizens book only those for all, and returning patients theirs.</summary>
    public string Kept { get; init => field = value ?? ""; } = "";

    /// <summary>Every how many weeks, from <see cref="FirstDay"/>; 1 for each.</summary>
    public int EveryWeeks { get; init => field = value == 0 ? 1 : value; } = 1;

    /// <summary>First day it holds; null for always.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Last day it holds; null for ever.</summary>
    public DateOnly? LastDay { get; init; }
}

/// <summary>Code systems and extensions of Booking.</summary>
public static class BookingSystems
{
    /// <summary>Codes of services: <c>Appointment.serviceType</c>, <c>Slot.serviceType</c>.</summary>
    public const string Service = "https://helhed.example/fhir/CodeSystem/booking-service";

    /// <summary>Boolean extension of an Appointment that staff put on top of what an actor takes.</summary>
    public const string Overbooked = "https://helhed.example/fhir/StructureDefinition/overbooked";

    /// <summary>Codes of why an appointment was cancelled.</summary>
    public const string Reasons = "https://helhed.example/fhir/CodeSystem/booking-reason";

    /// <summary>Categories of the needs that follow an appointment: transport, interpreter.</summary>
    public const string Needs = "https://helhed.example/fhir/CodeSystem/booking-need";

    /// <summary>Categories of the Flags in which citizens say what they need: interpreter, hearing, sight, wheelchair.</summary>
    public const string CitizenNeeds = "https://helhed.example/fhir/CodeSystem/citizen-need";
}
