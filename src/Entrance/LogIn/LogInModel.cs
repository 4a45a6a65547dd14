using Helhed.Access.LogIn;

namespace Helhed.Entrance;

/// <summary>The page on which to choose where to log in.</summary>
/// <param name="Providers">Where one can.</param>
/// <param name="Target">The local path to go to afterwards; null for the person's own page.</param>
/// <param name="Demo">Whether one can log in as a made-up person too.</param>
public sealed record LogInModel(IReadOnlyList<LogInProvider> Providers, string? Target, bool Demo);
