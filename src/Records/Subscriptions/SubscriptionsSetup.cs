using Helhed.Platform.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Helhed.Records.Subscriptions;

/// <summary>Puts subscriptions into the host.</summary>
public static class SubscriptionsSetup
{
    /// <summary>Follows the change feed for subscriptions and sends their notifications, as long as the host runs. Needs the platform and the store.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How notifications are sent.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services, SubscriptionOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(new SubscriptionContext(options));
        services.AddSingleton(provider => new SubscriptionList(provider.GetRequiredService<Database>()));
        services.AddSingleton<SubscriptionOperations>();
        services.AddSingleton<EventStream>();
        services.AddHostedService<Follower>();
        services.AddHostedService<Dispatcher>();
        return services;
    }
}
