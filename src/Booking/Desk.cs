using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>Who may do what at a clinic's desk, and in whose name Booking then writes.</summary>
internal static class Desk
{
    /// <summary>The name under which Booking does what people ask of it.</summary>
    private const string Client = "helhed-booking";

    /// <summary>The clinic is not looked after by the caller's unit.</summary>
    public static Problem NotYours { get; } = new(ProblemKind.Forbidden, "Access is denied by the rule 'booking-own-clinic'.") { Rule = "booking-own-clinic" };

    /// <summary>Whether the caller looks after a clinic's calendar: a system, or staff of its unit or of another that does it for them.</summary>
    public static bool IsOf(Caller caller, ClinicTemplate clinic) => caller.Kind switch
    {
        CallerKind.System => true,
        CallerKind.Staff => caller is { Organization: { } unit, Role: "doctor" or "nurse" or "visitation" or "secretary" } && (unit == clinic.Organization || clinic.Desks.Contains(unit)),
        _ => false,
    };

    /// <summary>
    /// The caller with Booking's rights, for a write that Booking's rules have let through: the record store writes down who asked, on whose
    /// behalf, and that it went through Booking.
    /// </summary>
    public static Caller Writing(Caller caller) => caller.Kind == CallerKind.System
        ? caller
        : caller with { Kind = CallerKind.System, Client = Client, Scopes = null };

    /// <summary>Whether a citizen sees the appointments of the patient they are at: what Booking keeps of them goes with those.</summary>
    public static ValueTask<bool> IsOwn(SqlSession session, Caller caller, TimeProvider clock) => Acting.Sees(session, caller, "Appointment", clock.GetUtcNow());

    /// <summary>Whether a citizen sees what the visits of the patient they are at are for: a parent of somebody of 15 to 17 sees only when and where they are.</summary>
    public static async ValueTask<bool> SeesWhatFor(SqlSession session, Caller caller, TimeProvider clock) =>
        await IsOwn(session, caller, clock) && !await Acting.SeesWhenAlone(session, caller, clock.GetUtcNow());

    /// <summary>The part of a reference behind the type.</summary>
    public static string IdOf(string reference) => reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
