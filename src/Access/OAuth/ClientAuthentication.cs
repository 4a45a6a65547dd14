using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Access.OAuth;

/// <summary>A client that is who it says.</summary>
/// <param name="App">The client.</param>
/// <param name="Assertion">By what it proved it, where that was a signed statement: it is to be used up in the transaction it is for.</param>
internal sealed record ProvenClient(App App, ClientAssertion? Assertion);

/// <summary>
/// Finds out which client asks, by the one method it is registered with: none, client_secret_basic or client_secret_post,
/// private_key_jwt. https://www.rfc-editor.org/rfc/rfc9700#section-2.5
/// </summary>
internal sealed class ClientAuthentication(AppRegistry apps, ClientKeys keys, AccessOptions options, TimeProvider clock, Database database)
{
    /// <summary>The client; a problem of kind Invalid for invalid_request, Unauthenticated for invalid_client.</summary>
    internal ValueTask<Outcome<ProvenClient>> Run(ClientForm form, string issuer, CancellationToken ct)
    {
        var inForm = form["client_secret"] is not null;
        var byKey = form["client_assertion"] is not null || form["client_assertion_type"] is not null;
        if ((form.Header.WasGiven ? 1 : 0) + (inForm ? 1 : 0) + (byKey ? 1 : 0) > 1)
        {
            return new(new Problem(ProblemKind.Invalid, "Authenticate the client in one way: by HTTP Basic, in the form, or by a signed assertion."));
        }

        if (byKey)
        {
            return ByKey(form, issuer, ct);
        }

        if (!form.Header.WasGiven)
        {
            return form["client_id"] is null && !inForm && form["grant_type"] == "refresh_token" && form["refresh_token"] is { } refresh
                ? ByRefreshToken(refresh, ct)
                : BySecret(form["client_id"], form["client_secret"], ct);
        }

        return form["client_id"] is { } named && named != form.Header.Id ? new(Refused()) : BySecret(form.Header.Id, form.Header.Secret, ct);
    }

    // A public app need not name itself to refresh (RFC 6749, section 6), and the SMART project's own client does not: its token says who it is.
    private async ValueTask<Outcome<ProvenClient>> ByRefreshToken(string refresh, CancellationToken ct)
    {
        var hash = Secret.Hash(refresh);
        var id = hash is null ? null : await database.ReadLatest(
            session => session.First("SELECT f.app FROM access_refresh r JOIN access_family f ON f.number = r.family WHERE r.hash = $1", row => row.Text(0), hash),
            ct);
        return await BySecret(id, null, ct);
    }

    private async ValueTask<Outcome<ProvenClient>> BySecret(string? id, string? secret, CancellationToken ct)
    {
        if (id == DemoClient.Id && options.Demo)
        {
            return secret is not null && DemoClient.IsSecret(secret) ? new ProvenClient(DemoClient.App, null) : Refused();
        }

        if (id is null || await Usable(id, ct) is not { } app)
        {
            return Refused();
        }

        var isProven = app.Registration.Kind switch
        {
            AppKind.Public => secret is null,
            AppKind.Secret => secret is not null && Secret.Hash(secret) is { } hash && app.SecretHash is { } expected
                && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(hash, expected),
            _ => false,
        };
        return isProven ? new ProvenClient(app, null) : Refused();
    }

    private async ValueTask<Outcome<ProvenClient>> ByKey(ClientForm form, string issuer, CancellationToken ct)
    {
        if (form["client_assertion_type"] != ClientAssertion.Type || ClientAssertion.Read(form["client_assertion"] ?? "") is not { } assertion)
        {
            return Refused();
        }

        if ((form["client_id"] is { } named && named != assertion.Client) || await Usable(assertion.Client, ct) is not { Registration.Kind: AppKind.Key } app)
        {
            return Refused();
        }

        // Only the registered address of keys counts; one that the client names may say the same, and nothing else.
        var isKnownAddress = assertion.KeySetAddress is null || assertion.KeySetAddress == app.Registration.JwksUri;
        return isKnownAddress
            && assertion.Holds([issuer, $"{issuer}{Addresses.Token}"], clock.GetUtcNow())
            && await keys.Find(app, assertion.Kid, assertion.Algorithm, ct) is { } key && assertion.IsSignedBy(key)
            ? new ProvenClient(app, assertion)
            : Refused();
    }

    private async ValueTask<App?> Usable(string id, CancellationToken ct) =>
        id.Length <= 100 && await apps.Find(id, ct) is { } app && Apps.MayBeUsed(app.State, options) ? app : null;

    // One text for all: whether a client exists is told to nobody.
    private static Problem Refused() => new(ProblemKind.Unauthenticated, "The client is not known, may not be used, or could not prove that it is itself.");
}
