using Helhed.Access.Scopes;

namespace Helhed.Access.OAuth;

/// <summary>How an app proves that it is itself.</summary>
public enum AppKind
{
    /// <summary>It cannot keep a secret: an app in a browser or on a phone.</summary>
    Public,

    /// <summary>By a secret that it was given.</summary>
    Secret,

    /// <summary>By a key of its own (private_key_jwt).</summary>
    Key,
}

/// <summary>How far an app has come.</summary>
public enum AppState
{
    /// <summary>Registered by itself in demo mode: for made-up people alone.</summary>
    Sandbox,

    /// <summary>Waits for approval.</summary>
    Waiting,

    /// <summary>May be used.</summary>
    Approved,

    /// <summary>Was not approved.</summary>
    Refused,

    /// <summary>Was closed; all its tokens ended then.</summary>
    Closed,
}

/// <summary>An app as it is to be registered.</summary>
/// <param name="Name">As people see it, at most 60 characters.</param>
/// <param name="Kind">How it proves that it is itself.</param>
/// <param name="Redirects">Addresses that answers may go to, compared letter by letter. None for a program that works on its own behalf.</param>
/// <param name="Scopes">The most it may be granted, separated by spaces.</param>
public sealed record AppRegistration(string Name, AppKind Kind, IReadOnlyList<string> Redirects, string Scopes)
{
    /// <summary>It runs on the person's own machine: its loopback addresses may have any port (RFC 8252, section 7.3).</summary>
    public bool IsNative { get; init; }

    /// <summary>Where it is opened from Helhed's pages; null when it is not.</summary>
    public string? LaunchUri { get; init; }

    /// <summary>HRESCH or HQUALIMP for a program that does research or quality work alone and sees people by pseudonyms; null for others.</summary>
    public string? Purpose { get; init; }

    /// <summary>Its public keys, a JWK set.</summary>
    public string? Jwks { get; init; }

    /// <summary>Where its public keys are fetched, in place of <see cref="Jwks"/>.</summary>
    public string? JwksUri { get; init; }
}

/// <summary>A registered app.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="State">How far it has come.</param>
/// <param name="MadeAt">When it was registered.</param>
/// <param name="Registration">What was registered.</param>
public sealed record App(string Id, AppState State, DateTimeOffset MadeAt, AppRegistration Registration)
{
    internal byte[]? SecretHash { get; init; }

    internal string Name => Registration.Name;

    internal ScopeSet Scopes => ScopeSet.Of(Registration.Scopes);
}

/// <summary>A newly registered app with what is told only once.</summary>
/// <param name="App">The app.</param>
/// <param name="Secret">Its secret; null when it has none.</param>
public sealed record NewApp(App App, string? Secret);
