using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>Who is away from a clinic.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Absences">Absences to come, with the visits that stand in them.</param>
/// <param name="Typed">What was typed.</param>
public sealed record AbsencesModel(ClinicTemplate Clinic, IReadOnlyList<(Absence Absence, IReadOnlyList<TouchedVisit> Visits)> Absences, AbsenceForm Typed)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Something was saved just now.</summary>
    public bool WasSaved { get; init; }
}

/// <summary>An absence as it is typed.</summary>
/// <param name="Who">Reference of a person, room or piece of equipment.</param>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="From">Time of day on the first day; empty for all of it.</param>
/// <param name="To">Time of day on the last day; empty for all of it.</param>
/// <param name="Why">holiday, course, repair or other.</param>
public sealed record AbsenceForm(string Who, string First, string Last, string From, string To, string Why);

/// <summary>A clinic's week.</summary>
/// <param name="Clinic">The clinic.</param>
public sealed record WeekModel(ClinicTemplate Clinic)
{
    /// <summary>Something was saved just now.</summary>
    public bool WasSaved { get; init; }
}

/// <summary>A session that is changed, or a new one.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Id">Its name; null for a new one.</param>
/// <param name="Typed">What was typed.</param>
/// <param name="Read">What it was when it was read: a form of before a change is refused.</param>
public sealed record SessionModel(ClinicTemplate Clinic, string? Id, SessionForm Typed, string Read)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Why it was not saved; null when it has not been tried.</summary>
    public string? Failed { get; init; }
}

/// <summary>A session as it is typed.</summary>
/// <param name="Days">Days of the week, 1 for Monday.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends.</param>
/// <param name="Minutes">Minutes of each time.</param>
/// <param name="Kept">"alle", or for whom the times are kept.</param>
public sealed record SessionForm(IReadOnlyList<string> Days, string From, string To, string Minutes, string Kept)
{
    /// <summary>Codes of services.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>References of persons, rooms and equipment.</summary>
    public IReadOnlyList<string> Actors { get; init; } = [];
}
