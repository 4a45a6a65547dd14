using Helhed.Access.Facts;
using Helhed.Access.Sessions;
using Helhed.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Helhed.Access.LogIn;

/// <summary>The person's roles, and the way out by the provider.</summary>
internal sealed class LogInLeaving(ProviderDirectory directory, PendingLogIns pending, AccessOptions options, Database database, TimeProvider clock)
{
    private const string Path = "/logget-af";

    internal async Task<IReadOnlyList<RoleChoice>> Roles(Session session, CancellationToken ct)
    {
        var posts = await database.ReadLatest(s => People.PostsOf(s, session.Who, clock.GetUtcNow()), ct);
        return [.. posts.Select(post => RoleChoice.Of(post, session.Post))];
    }

    /// <summary>The provider's own log-out, which leads back here. Null when the provider has none, or does not answer: here the person is out anyway.</summary>
    internal async Task<Uri?> EndSession(HttpContext context, ProviderSettings provider, EndedSession ended, CancellationToken ct)
    {
        if (!(await directory.Metadata(provider, ct)).TryGet(out var metadata, out _) || metadata.EndSession is not { } address)
        {
            return null;
        }

        var (state, browser) = (Secret.New(), Secret.New());
        var back = options.Origin(context.Request) + Path;
        await pending.Add(state, browser, new Pending(provider.Name, "", "", back, "", null), ct);
        SessionCookie.WriteBrowser(context, options, browser);
        var query = address.Query.Length > 1 ? $"{address.Query}&" : "?";
        return new Uri(
            $"{address.GetLeftPart(UriPartial.Path)}{query}client_id={Uri.EscapeDataString(provider.ClientId)}&id_token_hint={Uri.EscapeDataString(ended.IdToken ?? "")}"
            + $"&post_logout_redirect_uri={Uri.EscapeDataString(back)}&state={state}");
    }

    internal async Task<bool> HasLeft(HttpContext context, CancellationToken ct)
    {
        var browser = SessionCookie.ReadBrowser(context.Request, options);
        foreach (var provider in options.LogIn.Providers)
        {
            if (await pending.Take(context.Request.Query["state"], browser, provider.Name, ct) is not null)
            {
                SessionCookie.DeleteBrowser(context, options);
                return true;
            }
        }

        return false;
    }
}
