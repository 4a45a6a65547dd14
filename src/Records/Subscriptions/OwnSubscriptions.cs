using System.Security.Cryptography;
using System.Text;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Subscriptions;

/// <summary>What a page wants to be told of.</summary>
/// <param name="Topic">Canonical address of a topic.</param>
/// <param name="Filters">Searches on the topic's type.</param>
/// <param name="Content">How much of each resource.</param>
internal sealed record Wish(string Topic, IReadOnlyList<string> Filters, string Content);

/// <summary>
/// Subscriptions that the server makes on behalf of somebody whose page is open: a citizen may not write a Subscription, and need not. The
/// same wish of the same caller is always the same subscription, so that a page that comes back goes on where it was.
/// </summary>
internal sealed class OwnSubscriptions(Database database, RecordStore store, SubscriptionContext context, TimeProvider clock)
{
    /// <summary>Ids begin with this; the server deletes such a subscription at its end.</summary>
    public const string Prefix = "events-";

    private const int MostPerCaller = 100;

    // As long as a session may last; each opening of the page in the second half begins it anew.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Finds or makes the subscription, and waits until it is active. Problems: Invalid, Forbidden, TooMany, Busy.</summary>
    public async ValueTask<Outcome<SubscriptionRow>> Open(Caller caller, Wish wish, CancellationToken ct)
    {
        var resource = Resource(caller, wish);
        if (!SettingsReader.Read(resource).TryGet(out var settings, out var problem))
        {
            return problem;
        }

        var row = await database.ReadLatest(session => SubscriptionTables.Find(session, resource.Id!), ct);
        if (row is { State: SubscriptionState.Active } && row.EndsAtMs - clock.GetUtcNow().ToUnixTimeMilliseconds() > Lifetime.TotalMilliseconds / 2)
        {
            return row;
        }

        var query = settings.Interest.Query;
        var search = await store.Search(caller, settings.Interest.Type.Name, $"{query}{(query.Length > 0 ? "&" : "")}_id=none&_count=1", ct);
        if (!search.TryGet(out _, out problem))
        {
            return problem;
        }

        if (row is null && await database.ReadLatest(session => SubscriptionTables.CountStreams(session, caller), ct) >= MostPerCaller)
        {
            return new Problem(ProblemKind.TooMany, $"There are {MostPerCaller} event streams of yours already.");
        }

        return await Write(caller, resource, ct) is { } refused ? refused : await Await(resource.Id!, ct);
    }

    private async ValueTask<Problem?> Write(Caller caller, Subscription resource, CancellationToken ct)
    {
        // The version that is about to be written is noted as this caller's first: the write itself is the server's.
        var history = await store.History(Caller.Program, "Subscription", resource.Id!, int.MaxValue, 1, ct);
        var version = history.TryGet(out var versions, out _) && versions.Count > 0 ? versions[0].Version : 0;
        await database.Write(tx => SubscriptionTables.NoteCaller(tx, resource.Id!, version + 1, caller), ct);
        var written = await store.Update(Caller.Program, "Subscription", resource.Id!, FhirJson.Write(resource), version == 0 ? null : version, ct);

        // Another page of the same caller has just done the same.
        return written.TryGet(out _, out var problem) || problem.Kind is ProblemKind.PreconditionFailed or ProblemKind.Conflict ? null : problem;
    }

    private async ValueTask<Outcome<SubscriptionRow>> Await(string id, CancellationToken ct)
    {
        var deadline = clock.GetUtcNow() + Patience;
        while (clock.GetUtcNow() < deadline)
        {
            var queued = context.Queued.Next;
            if (await database.ReadLatest(session => SubscriptionTables.Find(session, id), ct) is { State: SubscriptionState.Active } row)
            {
                return row;
            }

            await Task.WhenAny(queued, Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct));
            ct.ThrowIfCancellationRequested();
        }

        return new Problem(ProblemKind.Busy, "The event stream is not ready yet. Try again in a moment.");
    }

    private Subscription Resource(Caller caller, Wish wish) => new()
    {
        Id = IdOf(caller, wish),
        Meta = new Meta { Profile = [SettingsReader.Profile] },
        Status = "active",
        Reason = "An open page",
        End = (clock.GetUtcNow() + Lifetime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        Criteria = wish.Topic,
        CriteriaElement = wish.Filters.Count == 0 ? null : new Element
        {
            Extension = [.. wish.Filters.Select(f => new Extension { Url = SettingsReader.FilterCriteria, ValueString = f })],
        },
        Channel = new SubscriptionChannel
        {
            Type = "rest-hook",
            TypeElement = new Element
            {
                Extension = [new Extension { Url = SettingsReader.ChannelType, ValueCoding = new Coding { System = SettingsReader.EventStreamSystem, Code = SettingsReader.EventStreamCode } }],
            },
            Payload = "application/fhir+json",
            PayloadElement = new Element { Extension = [new Extension { Url = SettingsReader.PayloadContent, ValueCode = wish.Content }] },
        },
    };

    // A cryptographic hash: nobody can make a wish that has the id of another's.
    private static string IdOf(Caller caller, Wish wish)
    {
        var text = string.Join('\n', [CallerText.Of(caller), wish.Topic, wish.Content, .. wish.Filters]);
        return Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
