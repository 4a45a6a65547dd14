using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Helhed.Records;
using Helhed.Records.Subscriptions;

namespace Helhed.Admin;

/// <summary>Asks the store and the platform how they are.</summary>
internal sealed class OverviewQuery(StoreAdministration store, ChangeFeed feed, Reactions reactions, WorkQueue work, SubscriptionList subscriptions)
{
    private const int MostShown = 50;

    public async Task<Outcome<OverviewModel>> Run(Caller caller, CancellationToken ct)
    {
        var size = await store.Size(caller, ct);
        var indexing = await store.Indexing(caller, ct);
        var past = await store.LastRepair(caller, ct);
        var parameters = await store.Parameters(caller, ct);
        if ((size.Problem ?? indexing.Problem ?? past.Problem ?? parameters.Problem) is { } problem)
        {
            return problem;
        }

        var page = await subscriptions.Read(0, MostShown, ct);
        return new OverviewModel(
            size.Value,
            new IndexModel(indexing.Value, past.Value, parameters.Value),
            new FeedModel(await feed.Horizon(ct), await reactions.Positions(ct), [.. (await reactions.Poisoned(ct)).Take(MostShown)]),
            new WorkModel(await work.Summaries(ct), [.. (await work.Failed(ct)).Take(MostShown)]),
            new SubscriptionsModel(page.Subscriptions, page.Next is not null, await subscriptions.Lag(ct)));
    }
}
