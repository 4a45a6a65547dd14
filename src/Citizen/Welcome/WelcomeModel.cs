using Helhed.Access;

namespace Helhed.Citizen;

/// <summary>The front page.</summary>
/// <param name="LogInPath">Where to log in; null when no log-in is set up.</param>
/// <param name="OwnPath">The page of whoever is logged in; null for nobody.</param>
public sealed record WelcomeModel(string? LogInPath, string? OwnPath);

/// <summary>The list of made-up people to log in as.</summary>
/// <param name="Personas">All of them.</param>
public sealed record DemoModel(IReadOnlyList<Persona> Personas)
{
    /// <summary>The citizen's page to go to afterwards; null for the person's own.</summary>
    public string? Target { get; init; }
}
