using System.Text;
using Helhed.Access.Sessions;
using Helhed.Platform;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.LogIn;

/// <summary>Sends a browser to a provider. https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest</summary>
internal sealed class LogInStart(ProviderDirectory directory, PendingLogIns pending, AccessOptions options)
{
    /// <summary>Where to send the browser; the answer gets the cookie that binds the log-in to it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="target">The local path to go to afterwards; anything else counts as none.</param>
    /// <param name="toProve">The session to be proven anew; null for a log-in.</param>
    /// <param name="ct">Cancels it.</param>
    internal async Task<Outcome<Uri>> Begin(HttpContext context, ProviderSettings provider, string? target, Session? toProve, CancellationToken ct)
    {
        if (!(await directory.Metadata(provider, ct)).TryGet(out var metadata, out var problem))
        {
            return problem;
        }

        var state = Secret.New();
        var browser = Secret.New();
        var begun = new Pending(
            provider.Name,
            Secret.New(),
            Secret.New(),
            $"{options.Origin(context.Request)}/log-ind/svar/{provider.Name}",
            target is not null && LocalPath.IsLocal(target) ? target : "",
            toProve?.Hash);
        await pending.Add(state, browser, begun, ct);
        SessionCookie.WriteBrowser(context, options, browser);
        return Address(provider, metadata, begun, state);
    }

    private static Uri Address(ProviderSettings provider, ProviderMetadata metadata, Pending begun, string state)
    {
        var query = new StringBuilder(metadata.Authorization.Query.Length > 1 ? $"{metadata.Authorization.Query}&" : "?");
        Add(query, "response_type", "code");
        Add(query, "client_id", provider.ClientId);
        Add(query, "redirect_uri", begun.RedirectUri);
        Add(query, "scope", provider.Scopes);
        Add(query, "state", state);
        Add(query, "nonce", begun.Nonce);
        Add(query, "code_challenge", begun.Challenge);
        Add(query, "code_challenge_method", "S256");
        if (provider.AcrValues is { Length: > 0 } acr)
        {
            Add(query, "acr_values", acr);
        }

        if (begun.Session is not null)
        {
            // Both: prompt makes the person prove it now, max_age makes the provider say when they did.
            Add(query, "prompt", "login");
            Add(query, "max_age", "0");
        }

        query.Length--;
        return new Uri(metadata.Authorization.GetLeftPart(UriPartial.Path) + query);
    }

    private static void Add(StringBuilder query, string name, string value) => query.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
}
