using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>A clinic's day or week.</summary>
/// <param name="Clinics">The clinics that the reader looks after.</param>
/// <param name="Clinic">The one shown; null when there is none.</param>
/// <param name="Day">The first day shown.</param>
/// <param name="IsWeek">A week is shown: Monday to Friday, and the days of the weekend on which there is something.</param>
/// <param name="Entries">What stands in it.</param>
public sealed record CalendarModel(IReadOnlyList<ClinicTemplate> Clinics, ClinicTemplate? Clinic, DateOnly Day, bool IsWeek, IReadOnlyList<CalendarEntry> Entries)
{
    /// <summary>Only whom or what; null for all.</summary>
    public string? Who { get; init; }

    /// <summary>Something was done just now.</summary>
    public bool WasDone { get; init; }

    /// <summary>Somebody was put on the waiting list just now.</summary>
    public bool WasPutOnList { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>The days shown.</summary>
    internal IReadOnlyList<DateOnly> Days => !IsWeek ? [Day] :
        [.. Enumerable.Range(0, 7).Where(i => i < 5 || Clinic?.HasSession(i + 1) == true || Entries.Any(e => DateText.LocalDay(e.Start) == Day.AddDays(i))).Select(Day.AddDays)];

    internal string Address(DateOnly day) => CalendarPages.Address(Clinic?.Clinic, day, IsWeek, Who);
}

/// <summary>A time that is booked for a patient.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Entry">The time.</param>
/// <param name="Key">Key of the form.</param>
public sealed record BookModel(ClinicTemplate Clinic, CalendarEntry Entry, string Key)
{
    /// <summary>What was typed to find the patient.</summary>
    public string? Typed { get; init; }

    /// <summary>Patients found; null before a search.</summary>
    public IReadOnlyList<PatientHit>? Hits { get; init; }

    /// <summary>The patient and service that were chosen.</summary>
    public (string? Patient, string? Service) Chosen { get; init; }

    /// <summary>How many visits, and how many weeks between them.</summary>
    public (string? Count, string? Weeks) Series { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Why it could not be done; null when it has not been tried.</summary>
    public string? Failed { get; init; }
}

/// <summary>A visit with what can be done to it.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Entry">The visit.</param>
/// <param name="Times">Free times to move it to.</param>
/// <param name="Key">Key of the forms.</param>
public sealed record CalendarVisitModel(ClinicTemplate Clinic, CalendarEntry Entry, IReadOnlyList<OpenTime> Times, string Key)
{
    /// <summary>What the patient has said that we should take into account; null when the reader does not see the patient.</summary>
    public CareNeeds? Needs { get; init; }

    /// <summary>What is ordered for the visit: transport, interpreter.</summary>
    public IReadOnlyList<string> Ordered { get; init; } = [];

    /// <summary>The moment the page was made.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Why it could not be done; null when it has not been tried.</summary>
    public string? Failed { get; init; }

    /// <summary>Something was done just now.</summary>
    public bool WasDone { get; init; }
}

/// <summary>A letter about a visit.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Entry">The visit.</param>
/// <param name="Address">The patient's address, line by line; empty when it is protected or not known.</param>
/// <param name="Today">The letter's day.</param>
public sealed record LetterModel(ClinicTemplate Clinic, CalendarEntry Entry, IReadOnlyList<string> Address, DateOnly Today);
