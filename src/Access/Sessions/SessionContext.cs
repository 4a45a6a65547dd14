using Helhed.Access.LogIn;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.Sessions;

/// <summary>The session of an HTTP request.</summary>
public static class SessionContext
{
    /// <summary>How long a proof is fresh enough for a dangerous act.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private static readonly object Key = new();

    /// <summary>How long the session lasts yet; null without one.</summary>
    /// <param name="context">The request.</param>
    /// <returns>When it ends, and whether it can be made to last.</returns>
    public static SessionTime? SessionTime(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Session() is { } session ? new SessionTime(session.Until, session.CanStay) : null;
    }

    /// <summary>
    /// For a dangerous act: whether the person has proved who they are within the last five minutes, or came by a token. Personas have nothing to
    /// prove and count as fresh, in demo mode alone.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="clock">The time.</param>
    /// <param name="backTo">The local path of the page that the act belongs to.</param>
    /// <param name="within">For an act at the end of a page that takes long to fill in, and asked for the proof when it was opened: how old it may be.</param>
    /// <returns>Null when it is fresh; otherwise the local path where it can be proved, which leads back.</returns>
    public static string? WhereToProve(this HttpContext context, TimeProvider clock, string backTo, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(clock);
        if (context.Session() is not { IsPersona: false } session)
        {
            return null;
        }

        return session.ProvenAt is { } at && clock.GetUtcNow() - at <= (within ?? Fresh) ? null : $"/log-ind/bekraeft?to={Uri.EscapeDataString(backTo)}";
    }

    internal static Session? Session(this HttpContext context) => context.Items.TryGetValue(Key, out var session) ? (Session?)session : null;

    internal static void SetSession(this HttpContext context, Session? session) => context.Items[Key] = session;
}
