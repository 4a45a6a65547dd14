using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Helhed.Platform;

/// <summary>Puts the platform into the host.</summary>
public static class PlatformSetup
{
    /// <summary>Adds the database and what stands on it: ids, change feed, reactions and background work. Reactions and kinds of work are added with <see cref="AddReaction"/> and <see cref="AddWork"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">The open and migrated database; the host disposes of it.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddPlatform(this IServiceCollection services, Database database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(database);
        services.AddSingleton<IdBlocks>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<Reactions>();
        services.AddHostedService(provider => provider.GetRequiredService<Reactions>());
        services.AddHostedService<Workers>();
        return services;
    }

    /// <summary>Adds a reaction to the change feed.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="make">Makes the reaction.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddReaction(this IServiceCollection services, Func<IServiceProvider, Reaction> make) =>
        services.AddSingleton(make);

    /// <summary>Adds a kind of background work.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="make">Makes the kind.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddWork(this IServiceCollection services, Func<IServiceProvider, WorkKind> make) =>
        services.AddSingleton(make);
}
