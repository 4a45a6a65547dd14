namespace Helhed.Access.OAuth;

/// <summary>The program that exists in demo mode, with a published secret, and may do everything.</summary>
internal static class DemoClient
{
    internal const string Id = "demo-system";
    internal const string Reference = "Device/demo-system";
    private const string Secret = "demo-system";
    private const string Everything = "system/*.cruds";

    private static readonly Caller Caller = new(CallerKind.System, Reference, "Demo-system", "system");

    internal static App App { get; } = new(Id, AppState.Sandbox, DateTimeOffset.UnixEpoch, new AppRegistration("Demo-system", AppKind.Secret, [], Everything));

    internal static bool IsSecret(string given) => Access.Secret.Same(given, Secret);

    /// <summary>The caller with what was granted; null stands for everything.</summary>
    internal static Caller CallerWith(string? scopes) => scopes is null or Everything ? Caller : Caller with { Scopes = scopes };
}

/// <summary>Rules about apps.</summary>
internal static class Apps
{
    /// <summary>Approved, or of the sandbox where all people are made up.</summary>
    internal static bool MayBeUsed(AppState state, AccessOptions options) => state == AppState.Approved || (state == AppState.Sandbox && options.Demo);
}
