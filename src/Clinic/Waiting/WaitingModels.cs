using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>A page of who waits at a clinic.</summary>
/// <param name="Clinics">The clinics that the reader looks after.</param>
/// <param name="Clinic">The one shown; null when there is none.</param>
/// <param name="List">Who waits; null when there is no clinic.</param>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Now">The moment the page was made.</param>
public sealed record WaitingListModel(IReadOnlyList<ClinicTemplate> Clinics, ClinicTemplate? Clinic, WaitingPage? List, int Page, DateTimeOffset Now)
{
    /// <summary>Something was done just now.</summary>
    public bool WasDone { get; init; }
}

/// <summary>Somebody who waits, with what can be done.</summary>
/// <param name="Clinic">The clinic.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Times">Free times that could be offered.</param>
/// <param name="Key">Key of the forms.</param>
/// <param name="Now">The moment the page was made.</param>
public sealed record WaitingEntryModel(ClinicTemplate Clinic, WaitingPatient Entry, IReadOnlyList<TimeToOffer> Times, string Key, DateTimeOffset Now)
{
    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Why it could not be done; null when it has not been tried.</summary>
    public string? Failed { get; init; }

    /// <summary>Something was done just now.</summary>
    public bool WasDone { get; init; }
}
