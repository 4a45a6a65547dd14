using Helhed.Platform;

namespace Helhed.Booking;

/// <summary>Why a citizen may not do something with a visit.</summary>
public enum Refusal
{
    /// <summary>They may.</summary>
    None,

    /// <summary>This sort of visit is booked, moved or cancelled by calling.</summary>
    ByPhoneOnly,

    /// <summary>It is too late before the visit.</summary>
    TooLate,

    /// <summary>It has been moved as often as one may.</summary>
    MovedOften,

    /// <summary>They have as many coming visits of the sort as they may.</summary>
    HasOne,

    /// <summary>The visit is over, cancelled or has begun.</summary>
    Over,

    /// <summary>The time is kept for others.</summary>
    Kept,

    /// <summary>The clinic does not know them, and nobody has referred them to it.</summary>
    NeedsReferral,
}

/// <summary>What a citizen may do, computed from the clinic's template. Staff are not held by these, only by what is taken.</summary>
internal static class BookingRules
{
    /// <summary>May a visit be booked?</summary>
    public static Refusal Book(ServiceType service, int coming, string kept, bool isReturning, bool isOffered) =>
        !service.CitizenBooks && !isOffered ? Refusal.ByPhoneOnly
        : coming >= service.MostBooked && !isOffered ? Refusal.HasOne
        : MayTake(kept, isReturning) ? Refusal.None : Refusal.Kept;

    /// <summary>May a visit be moved?</summary>
    public static Refusal Move(ServiceType service, string status, TimeSpan left, int moves) =>
        status is not ("booked" or "pending") || left <= TimeSpan.Zero ? Refusal.Over
        : !service.CitizenMoves ? Refusal.ByPhoneOnly
        : left < TimeSpan.FromHours(service.LatestHours) ? Refusal.TooLate
        : moves >= service.MostMoves ? Refusal.MovedOften
        : Refusal.None;

    /// <summary>May a visit be cancelled?</summary>
    public static Refusal Cancel(ServiceType service, string status, TimeSpan left) =>
        status is not ("booked" or "pending") || left <= TimeSpan.Zero ? Refusal.Over
        : !service.CitizenCancels ? Refusal.ByPhoneOnly
        : left < TimeSpan.FromHours(service.LatestHours) ? Refusal.TooLate
        : Refusal.None;

    /// <summary>Whether a citizen may take a time that is kept: returning patients may take theirs.</summary>
    public static bool MayTake(string kept, bool isReturning) => kept.Length == 0 || (kept == "returning" && isReturning);

    /// <summary>The refusal as a problem.</summary>
    public static Problem Problem(Refusal refusal) => new(ProblemKind.Unprocessable, refusal switch
    {
        Refusal.ByPhoneOnly => "Visits of this sort are booked, moved and cancelled by calling the clinic.",
        Refusal.TooLate => "It is too late to do this here. Call the clinic.",
        Refusal.MovedOften => "The visit has been moved as often as it can be here. Call the clinic.",
        Refusal.HasOne => "There is a coming visit of this sort already. Move that one.",
        Refusal.NeedsReferral => "Visits of this sort need a referral to the clinic. Ask your own doctor.",
        Refusal.Kept => "This time is kept for others. Choose another one.",
        _ => "The visit is over or has been cancelled.",
    })
    {
        Rule = "booking-" + refusal.ToString().ToLowerInvariant(),
    };
}
