using Helhed.Platform;
using Microsoft.Extensions.Configuration;

namespace Helhed.Access.LogIn;

/// <summary>Where people prove who they are. Secrets are in it: it is not to be written anywhere.</summary>
public sealed class LogInSettings
{
    private readonly IReadOnlyList<ProviderSettings> _providers;

    private LogInSettings(IReadOnlyList<ProviderSettings> providers) => _providers = providers;

    /// <summary>No provider at all.</summary>
    public static LogInSettings None { get; } = new([]);

    internal IReadOnlyList<ProviderSettings> Providers => _providers;

    /// <summary>Reads the providers below <c>Helhed:LogIn:Providers</c>; README.md explains each key.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <returns>The settings, or a problem that names each key at fault and the cure.</returns>
    public static Outcome<LogInSettings> Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var providers = new List<ProviderSettings>();
        var faults = new List<string>();
        foreach (var section in configuration.GetSection("Helhed:LogIn:Providers").GetChildren())
        {
            var reader = new ProviderReader(section);
            if (reader.Read() is { } provider)
            {
                providers.Add(provider);
            }

            faults.AddRange(reader.Faults);
        }

        return faults.Count > 0 ? new Problem(ProblemKind.Invalid, string.Join('\n', faults)) : new LogInSettings(providers);
    }

    internal ProviderSettings? Find(string name)
    {
        foreach (var provider in _providers)
        {
            if (provider.Name == name)
            {
                return provider;
            }
        }

        return null;
    }
}
