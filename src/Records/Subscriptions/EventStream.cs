// https://html.spec.whatwg.org/multipage/server-sent-events.html
using System.Globalization;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Helhed.Records.Subscriptions;

/// <summary>
/// GET /events: server-sent events for pages. With <c>topic</c> and <c>filter</c> the server makes the subscription; with
/// <c>subscription</c> it is one of the caller's own with this channel. Each event's id is its number, so a browser that reconnects goes
/// on behind the last it got (<c>Last-Event-ID</c>). The data are notifications as a rest-hook gets them.
/// </summary>
internal sealed class EventStream(Database database, RecordStore store, SubscriptionContext context, TimeProvider clock, IHostApplicationLifetime host)
{
    private const int PerRead = 100;
    private const int MostFilters = 10;
    private const int LongestFilter = 1000;

    // Proxies close what is silent for half a minute or more.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    // How soon a stream ends after its session.
    private static readonly TimeSpan CallerCheck = TimeSpan.FromSeconds(5);

    // Other nodes' events come without a wake-up; on SQLite there are no other nodes.
    private readonly TimeSpan _poll = database.Dialect == Dialect.Sqlite ? CallerCheck : TimeSpan.FromSeconds(1);

    private static readonly byte[] Beat = ": heartbeat\n\n"u8.ToArray();

    private readonly OwnSubscriptions _own = new(database, store, context, clock);

    /// <summary>Opens a stream, and keeps it until the caller or the session ends.</summary>
    public async Task<IResult> Open(HttpContext http)
    {
        var caller = http.Caller();
        if (caller.Kind == CallerKind.Anonymous)
        {
            return FhirResults.Of(new Problem(ProblemKind.Unauthenticated, "Log in first, or send a bearer token."));
        }

        using var place = context.Streams.Enter(caller);
        if (place is null)
        {
            return FhirResults.Of(new Problem(ProblemKind.TooMany, "Too many event streams are open. Close one, or try again later."));
        }

        if (!(await Find(http, caller)).TryGet(out var row, out var problem) || !LastNumber(http.Request, row).TryGet(out var last, out problem))
        {
            return FhirResults.Of(problem);
        }

        var version = await database.Read(session => Reading.ByRid.Read(session, row.Rid, row.Version), http.RequestAborted);
        if (version is null || !SettingsReader.Read(version.Resource.As<Fhir.R4.Subscription>()).TryGet(out var settings, out problem))
        {
            return FhirResults.Of(problem ?? Problems.NotFound("Subscription", row.Id));
        }

        // A program that stops ends its streams; browsers come back to the next one.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        try
        {
            await Run(http, row, settings, (last, stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }

        return TypedResults.Empty;
    }

    private async ValueTask<Outcome<SubscriptionRow>> Find(HttpContext http, Caller caller)
    {
        var query = http.Request.Query;
        if (query["subscription"].ToString() is { Length: > 0 } id)
        {
            // Another's subscription is as if it were not there.
            var row = await database.ReadLatest(session => SubscriptionTables.Find(session, id), http.RequestAborted);
            return row is null || !IsSame(row.Caller, caller) || row.Host.Length > 0 || row.State is SubscriptionState.Off or SubscriptionState.Error ? Problems.NotFound("Subscription", id) : row;
        }

        var filters = query["filter"].OfType<string>().ToList();
        if (filters.Count > MostFilters || filters.Exists(f => f.Length > LongestFilter))
        {
            return new Problem(ProblemKind.Invalid, $"There are at most {MostFilters} filters of {LongestFilter} characters.", "filter");
        }

        var content = query["content"].ToString();
        return query["topic"].ToString() is { Length: > 0 } topic
            ? await _own.Open(caller, new Wish(topic, filters, content.Length > 0 ? content : "id-only"), http.RequestAborted)
            : new Problem(ProblemKind.Invalid, "Say what you want to be told of: /events?topic=…&filter=…, or /events?subscription=id.", "topic");
    }

    /// <summary>What the client has: by the header that a browser sends when it comes back, or <c>since</c>; else all that is there now.</summary>
    private static Outcome<long> LastNumber(HttpRequest request, SubscriptionRow row)
    {
        var text = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["since"].ToString();
        if (text.Length == 0)
        {
            return row.LastNumber;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, row.LastNumber)
            : new Problem(ProblemKind.Invalid, "Last-Event-ID is the number of an event.", "Last-Event-ID");
    }

    private async ValueTask Run(HttpContext http, SubscriptionRow row, SubscriptionSettings settings, (long Last, CancellationToken Stop) from)
    {
        var (last, ct) = from;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var bundles = new NotificationBundle(BaseAddress.Of(http.Request), clock);
        var topic = settings.Channel.Content == ContentLevel.Empty ? null : settings.Interest.Topic!.Url;
        var (signal, place) = context.Streams.Listen(row.Rid);
        using var _ = place;
        await Write(http.Response, "handshake", last, bundles.Json(new StatusView(row.Id, "active", "handshake", row.LastNumber, topic), [], ContentLevel.Empty, int.MaxValue), ct);
        var (beatAt, checkAt) = (clock.GetUtcNow() + SignOfLife, clock.GetUtcNow() + CallerCheck);
        while (!ct.IsCancellationRequested)
        {
            var next = signal.Next;
            var sent = last;
            last = await Send(http, row, (settings, bundles, topic), last);
            var now = clock.GetUtcNow();
            if (now >= checkAt)
            {
                checkAt = now + CallerCheck;
                if (!await http.IsStillCaller(ct) || await database.ReadLatest(session => SubscriptionTables.Find(session, row.Rid), ct) is not { State: SubscriptionState.Active })
                {
                    return;
                }
            }

            if (last > sent)
            {
                beatAt = now + SignOfLife;
                continue;
            }

            if (now >= beatAt)
            {
                beatAt = now + SignOfLife;
                await http.Response.Body.WriteAsync(Beat, ct);
                await http.Response.Body.FlushAsync(ct);
            }

            await Task.WhenAny(next, Task.Delay(_poll, clock, ct));
        }
    }

    private async ValueTask<long> Send(HttpContext http, SubscriptionRow row, (SubscriptionSettings Settings, NotificationBundle Bundles, string? Topic) how, long last)
    {
        var ct = http.RequestAborted;
        foreach (var one in await database.ReadLatest(session => SubscriptionTables.Events(session, row.Rid, last + 1, long.MaxValue, PerRead), ct))
        {
            if (await Notices.For(store, row.Caller, one, ct) is { } notice)
            {
                var status = new StatusView(row.Id, "active", "event-notification", one.Number, how.Topic);
                await Write(http.Response, "event-notification", one.Number, how.Bundles.Json(status, [notice], how.Settings.Channel.Content, context.Options.MaxPayloadBytes), ct);
            }

            last = one.Number;
        }

        return last;
    }

    // The bundle is compact JSON, without a line end in it.
    private static async ValueTask Write(HttpResponse response, string type, long number, byte[] json, CancellationToken ct)
    {
        await response.Body.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {type}\nid: {number}\ndata: ")), ct);
        await response.Body.WriteAsync(json, ct);
        await response.Body.WriteAsync("\n\n"u8.ToArray(), ct);
        await response.Body.FlushAsync(ct);
    }

    private static bool IsSame(Caller a, Caller b) => CallerText.Of(a) == CallerText.Of(b);
}
