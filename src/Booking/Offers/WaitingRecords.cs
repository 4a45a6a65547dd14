using Helhed.Platform;

namespace Helhed.Booking;

/// <summary>A time that somebody on a waiting list was offered.</summary>
/// <param name="Start">When the visit would begin.</param>
/// <param name="Made">When it was offered.</param>
/// <param name="Expires">Until when it can be accepted.</param>
/// <param name="State">open, accepted, declined, expired or withdrawn (the clinic took the patient off the list).</param>
/// <param name="Answered">When it was answered or ran out; null while it is open.</param>
public sealed record WaitOffer(DateTimeOffset Start, DateTimeOffset Made, DateTimeOffset Expires, string State, DateTimeOffset? Answered);

/// <summary>Somebody on a clinic's waiting list, as its desk sees them.</summary>
/// <param name="Number">The entry's number.</param>
/// <param name="Service">Code of the service.</param>
/// <param name="Since">Since when.</param>
public sealed record WaitingPatient(long Number, string Service, DateTimeOffset Since)
{
    /// <summary>"Patient/x"; null for one whose record the reader does not see.</summary>
    public string? Patient { get; init; }

    /// <summary>The patient's name; null with <see cref="Patient"/>.</summary>
    public string? PatientName { get; init; }

    /// <summary>What suits, with the clinical priority.</summary>
    public required WaitRequest Wish { get; init; }

    /// <summary>When the visit begins that would be moved; null for none.</summary>
    public DateTimeOffset? Standing { get; init; }

    /// <summary>The visit that would be moved is over, cancelled or gone: nothing is offered.</summary>
    public bool Rests { get; init; }

    /// <summary>How far away the patient lives, metres as the bird flies; 0 when it is not known.</summary>
    public long DistanceMetres { get; init; }

    /// <summary>Which in line for the next time that suits, from 1; null for who has an open offer, rests, or waits no more.</summary>
    public int? InLine { get; init; }

    /// <summary>The times offered, newest first.</summary>
    public IReadOnlyList<WaitOffer> Offers { get; init; } = [];

    /// <summary>Until when they waited; null while they wait.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One of <see cref="WaitReasons.Codes"/> when the desk took them off the list; null otherwise.</summary>
    public string? Reason { get; init; }
}

/// <summary>A page of a clinic's waiting list.</summary>
/// <param name="Waiting">Who waits, by service and then in line.</param>
/// <param name="Total">How many wait.</param>
/// <param name="Gone">Who stopped waiting in the last 30 days, newest first, at most 50; only on the first page.</param>
public sealed record WaitingPage(IReadOnlyList<WaitingPatient> Waiting, int Total, IReadOnlyList<WaitingPatient> Gone);

/// <summary>A free time that the desk can offer.</summary>
/// <param name="Time">The time.</param>
/// <param name="Suits">Whether it suits what the patient has wished.</param>
/// <param name="WasOffered">The patient was offered it before.</param>
public sealed record TimeToOffer(OpenTime Time, bool Suits, bool WasOffered);

/// <summary>Why the desk takes somebody off a waiting list.</summary>
public static class WaitReasons
{
    /// <summary>The codes.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["asked", "unreachable", "elsewhere", "assessed", "mistake"];

    internal static Problem Unknown { get; } = new(ProblemKind.Invalid, $"Say why: {string.Join(", ", Codes)}.", "reason");
}
