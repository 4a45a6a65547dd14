namespace Helhed.Access.Tokens;

/// <summary>The programs that may ask for a token. In demo mode there is one, with a published secret; otherwise none yet.</summary>
internal sealed class Clients
{
    private const string DemoId = "demo-system";
    private const string DemoSecret = "demo-system";

    private static readonly Caller Demo = new(CallerKind.System, "Device/demo-system", "Demo-system", "system");

    private readonly AccessOptions _options;

    public Clients(AccessOptions options) => _options = options;

    /// <summary>Checks a client's secret, in the same time for a client that does not exist.</summary>
    internal bool Authenticate(ClientCredentials credentials)
    {
        var isKnown = Secret.Same(credentials.Id, DemoId);
        return Secret.Same(credentials.Secret, DemoSecret) & isKnown & _options.Demo;
    }

    /// <summary>On whose behalf a client acts; null when it is not known any more.</summary>
    internal Caller? CallerOf(string client) => _options.Demo && client == DemoId ? Demo : null;
}

internal sealed record ClientCredentials(string Id, string Secret);
