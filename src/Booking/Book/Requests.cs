namespace Helhed.Booking;

/// <summary>A visit to be booked.</summary>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Service">Code of the service.</param>
/// <param name="Slot">Id of the Slot.</param>
/// <param name="Key">Key of the form or call, 8 to 80 characters: sent twice, it is done once.</param>
public sealed record BookRequest(string Patient, string Service, string Slot, string Key)
{
    /// <summary>Staff: on top of what the persons, rooms and equipment take.</summary>
    public bool Overbook { get; init; }

    /// <summary>The patient must be fetched.</summary>
    public bool NeedsTransport { get; init; }

    /// <summary>An interpreter must come; set by itself when the patient's record says so.</summary>
    public bool NeedsInterpreter { get; init; }

    /// <summary>A remark that patient and clinic read, at most 500 characters; null for none.</summary>
    public string? Comment { get; init; }
}

/// <summary>A visit to be moved.</summary>
/// <param name="Appointment">Id of the Appointment.</param>
/// <param name="Slot">Id of the new Slot.</param>
/// <param name="Version">The version that was read.</param>
/// <param name="Key">Key of the form or call.</param>
public sealed record MoveRequest(string Appointment, string Slot, int Version, string Key);

/// <summary>A visit to be cancelled.</summary>
/// <param name="Appointment">Id of the Appointment.</param>
/// <param name="Reason">One of <see cref="CancelReasons.Codes"/>.</param>
/// <param name="Version">The version that was read.</param>
/// <param name="Key">Key of the form or call.</param>
public sealed record CancelRequest(string Appointment, string Reason, int Version, string Key);

/// <summary>Visits of one sort that follow each other.</summary>
/// <param name="Patient">"Patient/x".</param>
/// <param name="Service">Code of the service.</param>
/// <param name="FirstSlot">Id of the first Slot.</param>
/// <param name="Count">How many, 2 to 20.</param>
/// <param name="EveryWeeks">Weeks between them, 1 to 12.</param>
/// <param name="Key">Key of the form or call.</param>
public sealed record SeriesRequest(string Patient, string Service, string FirstSlot, int Count, int EveryWeeks, string Key)
{
    /// <summary>The patient must be fetched each time.</summary>
    public bool NeedsTransport { get; init; }

    /// <summary>An interpreter must come each time.</summary>
    public bool NeedsInterpreter { get; init; }
}

/// <summary>Why a visit was cancelled.</summary>
public static class CancelReasons
{
    /// <summary>Codes in <see cref="BookingSystems.Reasons"/>: well, ill, busy, transport, elsewhere, clinic, other.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["well", "ill", "busy", "transport", "elsewhere", "other"];

    /// <summary>The reason that only the clinic gives.</summary>
    public const string ByClinic = "clinic";

    internal static string Danish(string code) => code switch
    {
        "well" => "Jeg har det godt igen",
        "ill" => "Jeg er syg",
        "busy" => "Jeg kan ikke den dag",
        "transport" => "Jeg kan ikke komme frem",
        "elsewhere" => "Jeg er blevet hjulpet et andet sted",
        ByClinic => "Klinikken har aflyst",
        _ => "Andet",
    };
}
