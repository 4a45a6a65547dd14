using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>A visit that is put together with others: one that is moved, or a new one.</summary>
/// <param name="Key">"b-" and the Appointment's id, or "n-" and the service's code.</param>
/// <param name="What">What it is called.</param>
/// <param name="Clinic">Where.</param>
/// <param name="Service">The service.</param>
/// <param name="Moving">The appointment; null for a new visit.</param>
public sealed record TogetherNeed(string Key, string What, ClinicTemplate Clinic, ServiceType Service, VisitLine? Moving);

/// <summary>What can be put together.</summary>
/// <param name="Visits">Visits that can be moved.</param>
/// <param name="Fresh">New visits that can be booked.</param>
public sealed record TogetherModel(IReadOnlyList<TogetherNeed> Visits, IReadOnlyList<TogetherNeed> Fresh)
{
    /// <summary>Keys that were chosen.</summary>
    public IReadOnlyCollection<string> Chosen { get; init; } = [];

    /// <summary>The first day, as typed.</summary>
    public string From { get; init; } = "";

    /// <summary>Visits that are moved stay with whom they are with.</summary>
    public bool KeepsPerson { get; init; }

    /// <summary>What to correct.</summary>
    public IReadOnlyList<FormError> Errors { get; init; } = [];

    /// <summary>Nothing fits together.</summary>
    public bool IsImpossible { get; init; }
}

/// <summary>A visit of a proposal.</summary>
/// <param name="Need">The visit.</param>
/// <param name="Time">Its time; its Slot is empty when it stays where it is.</param>
public sealed record TogetherTime(TogetherNeed Need, OpenTime Time)
{
    /// <summary>What comes before it because it needs the answer; null for nothing.</summary>
    public string? After { get; init; }
}

/// <summary>A proposal.</summary>
/// <param name="Days">The days with their visits.</param>
/// <param name="Back">Address of the choice that it was made for.</param>
/// <param name="Key">Key of the form.</param>
public sealed record TogetherPlanModel(IReadOnlyList<(DateOnly Day, IReadOnlyList<TogetherTime> Times)> Days, string Back, string Key);
