using Helhed.Access.Facts;
using Helhed.Access.Sessions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.LogIn;

/// <summary>Log-in at the providers that are configured, choice of role and log-out: what the entrance's pages are made on.</summary>
public sealed class LogIns
{
    private readonly LogInStart _start;
    private readonly LogInReturn _return;
    private readonly LogInLeaving _leaving;
    private readonly SessionStore _sessions;
    private readonly AccessOptions _options;

    internal LogIns(LogInStart start, LogInReturn @return, LogInLeaving leaving, SessionStore sessions, AccessOptions options)
    {
        _start = start;
        _return = @return;
        _leaving = leaving;
        _sessions = sessions;
        _options = options;
        Providers = [.. options.LogIn.Providers.Select(p => new LogInProvider(p.Name, p.Title, p.Kind))];
    }

    /// <summary>The providers to choose from, in the order of the configuration.</summary>
    public IReadOnlyList<LogInProvider> Providers { get; }

    /// <summary>Begins a log-in.</summary>
    /// <param name="context">The request; its answer gets a cookie.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="target">The local path to go to afterwards; null for the person's own page.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Where to send the browser; NotFound when there is no such provider, Busy or Invalid when it does not answer as it should.</returns>
    public async Task<Outcome<Uri>> Begin(HttpContext context, string provider, string? target, CancellationToken ct) =>
        _options.LogIn.Find(provider) is { } found ? await _start.Begin(context, found, target, null, ct) : NoProvider();

    /// <summary>Lets the person who is logged in prove anew who they are, where they did before.</summary>
    /// <param name="context">The request; its answer gets a cookie.</param>
    /// <param name="target">The local path to go to afterwards.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Where to send the browser; NotFound when nobody is logged in by a provider that is configured.</returns>
    public async Task<Outcome<Uri>> BeginProof(HttpContext context, string? target, CancellationToken ct) =>
        context.Session() is { Provider: { } name } session && _options.LogIn.Find(name) is { } provider
            ? await _start.Begin(context, provider, target, session, ct)
            : NoProvider();

    /// <summary>What people call the provider at which the person is logged in; null for a persona and for nobody.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Its title.</returns>
    public string? ProviderOf(HttpContext context) => context.Session() is { Provider: { } name } ? _options.LogIn.Find(name)?.Title : null;

    /// <summary>Completes a log-in when the browser comes back.</summary>
    /// <param name="context">The request; its answer gets the session's cookie when the person is in.</param>
    /// <param name="provider">The provider's name, out of the address.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>What came of it.</returns>
    public async Task<LogInAnswer> Complete(HttpContext context, string provider, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_options.LogIn.Find(provider) is not { } found)
        {
            return new LogInAnswer(LogInResult.Expired, "");
        }

        var browser = SessionCookie.ReadBrowser(context.Request, _options);
        SessionCookie.DeleteBrowser(context, _options);
        return await _return.Complete(context, found, browser, ct);
    }

    /// <summary>The roles the person who is logged in can choose; null when that is not an employee.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The roles by unit; empty when there is none any more.</returns>
    public async Task<IReadOnlyList<RoleChoice>?> Roles(HttpContext context, CancellationToken ct) =>
        context.Session() is { IsPersona: false, IsStaff: true } session ? await _leaving.Roles(session, ct) : null;

    /// <summary>Whether the person who is logged in holds a role that was or could be chosen: an employee, not a persona.</summary>
    /// <param name="context">The request.</param>
    /// <returns>True for an employee.</returns>
    public static bool HasRole(HttpContext context) => context.Session() is { IsPersona: false, IsStaff: true };

    /// <summary>Takes on a role.</summary>
    /// <param name="context">The request; its answer gets a new cookie.</param>
    /// <param name="post">The employment, as "PractitionerRole/x".</param>
    /// <param name="target">The local path to go to afterwards; anything else leads to the role's own page.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Where to go; null when the person does not have the role.</returns>
    public async Task<string?> TakeRole(HttpContext context, string post, string? target, CancellationToken ct)
    {
        if (await Roles(context, ct) is not { } roles || roles.FirstOrDefault(role => role.Post == post) is not { } chosen)
        {
            return null;
        }

        if (await _sessions.TakePost(context.Session()!, post, ct) is not { } secret)
        {
            return null;
        }

        SessionCookie.Write(context, _options, secret);
        return target is not null && LocalPath.IsLocal(target) ? target : StartOf(chosen.Role);
    }

    /// <summary>Ends the session here and in the browser.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>Where the browser can end the provider's session too; null when there is none. https://openid.net/specs/openid-connect-rpinitiated-1_0.html</returns>
    public async Task<Uri?> LogOut(HttpContext context, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ended = await _sessions.End(SessionCookie.Read(context.Request, _options), ct);
        SessionCookie.Delete(context, _options);
        return ended is { Provider: { } name } && _options.LogIn.Find(name) is { } provider ? await _leaving.EndSession(context, provider, ended, ct) : null;
    }

    /// <summary>Whether a browser that comes from a provider's log-out is the one that was sent there.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>False for an address that somebody else has made.</returns>
    public Task<bool> HasLeft(HttpContext context, CancellationToken ct) => _leaving.HasLeft(context, ct);

    internal static string RolePath(string target) => target.Length > 0 ? $"/log-ind/rolle?to={Uri.EscapeDataString(target)}" : "/log-ind/rolle";

    internal static string StartOf(string? role) => role switch
    {
        null or "citizen" => "/borger",
        "security" or "director" => "/admin",
        _ => "/klinik",
    };

    private static Problem NoProvider() => new(ProblemKind.NotFound, "There is no such provider; /log-ind lists them.");
}
