using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Subscriptions;

/// <summary>What a caller asks of a subscription's events.</summary>
/// <param name="Since">First number.</param>
/// <param name="Until">Last number.</param>
/// <param name="Content">How much of each; null for what the subscription's own notifications hold.</param>
internal sealed record EventsQuestion(long Since, long Until, ContentLevel? Content);

/// <summary>Of which subscriptions a caller asks the status.</summary>
/// <param name="Ids">Only these; all where there are none.</param>
/// <param name="Statuses">Only those with one of these statuses; all where there are none.</param>
/// <param name="Count">Most on a page; null for as many as there may be.</param>
/// <param name="Page">Where the page begins, as a link of the server says it; null for the first.</param>
internal sealed record StatusQuestion(IReadOnlyList<string> Ids, IReadOnlyList<string> Statuses, int? Count, string? Page)
{
    /// <summary>As the query part of an address.</summary>
    public string Query => string.Join('&', Ids.Select(i => $"id={Uri.EscapeDataString(i)}").Concat(Statuses.Select(s => $"status={Uri.EscapeDataString(s)}"))
        .Concat(Count is { } count ? [string.Create(CultureInfo.InvariantCulture, $"_count={count}")] : []));
}

/// <summary>A page of statuses.</summary>
/// <param name="Views">The statuses.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Links">By relation, addresses below the server's.</param>
internal sealed record StatusPage(IReadOnlyList<StatusView> Views, long Total, IReadOnlyList<(string Relation, string Path)> Links);

/// <summary>The operations on Subscription: $status and $events.</summary>
internal sealed class SubscriptionOperations(Database database, RecordStore store, SubscriptionOptions options, TimeProvider clock)
{
    private const int MostEvents = 1000;
    private const int MostStatuses = 1000;

    /// <summary>The status of one subscription.</summary>
    public async ValueTask<IResult> Status(HttpContext context, string id)
    {
        var read = await store.Read(context.Caller(), "Subscription", id, context.RequestAborted);
        return read.TryGet(out var stored, out var problem)
            ? Answer(new StatusPage(await Views([stored], context.RequestAborted), 1, [("self", $"Subscription/{id}/$status")]), context)
            : FhirResults.Of(problem);
    }

    /// <summary>The status of all subscriptions that the caller may see, or of some, page by page.</summary>
    public async ValueTask<IResult> Status(HttpContext context, StatusQuestion question)
    {
        if (question.Count is < 1)
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "_count is a number from 1. For the number of subscriptions alone ask _summary=count.", "_count"));
        }

        var query = new List<KeyValuePair<string, string>>
        {
            new("_count", Math.Min(question.Count ?? MostStatuses, MostStatuses).ToString(CultureInfo.InvariantCulture)), new("_total", "accurate"),
        };
        query.AddRange(question.Ids.Count == 0 ? [] : [new("_id", string.Join(',', question.Ids))]);
        query.AddRange(question.Statuses.Count == 0 ? [] : [new("status", string.Join(',', question.Statuses))]);
        query.AddRange(question.Page is { } page ? [new("_cursor", page)] : []);
        query.AddRange(AnswerForm.Of(context).OnlyCount ? [new("_summary", "count")] : []);
        var found = await store.Search(context.Caller(), "Subscription", query, isLenient: false, context.RequestAborted);
        if (!found.TryGet(out var matches, out var problem))
        {
            return FhirResults.Of(problem.Expression == "_cursor" ? problem with { Expression = "_page" } : problem);
        }

        var asked = question.Query;
        var links = new List<(string, string)> { ("self", $"Subscription/$status{(asked.Length > 0 ? "?" : "")}{asked}") };
        if (matches.Next is { } next)
        {
            links.Add(("next", $"Subscription/$status?{asked}{(asked.Length > 0 ? "&" : "")}_page={next}"));
        }

        return Answer(new StatusPage(await Views(matches.Matches, context.RequestAborted), matches.Total ?? matches.Matches.Count, links), context);
    }

    /// <summary>Past events, on behalf of the one who asks: what the caller may not see is left out.</summary>
    public async ValueTask<IResult> Events(HttpContext context, string id, EventsQuestion question)
    {
        var ct = context.RequestAborted;
        var read = await store.Read(context.Caller(), "Subscription", id, ct);
        if (!read.TryGet(out var stored, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var resource = stored.As<Subscription>();
        var settings = SettingsReader.Read(resource) is { IsOk: true } sound ? sound.Value : null;
        var row = await database.ReadLatest(session => SubscriptionTables.Find(session, id), ct);
        var notices = new List<Notice>();
        if (row is not null)
        {
            foreach (var one in await database.ReadLatest(session => SubscriptionTables.Events(session, row.Rid, question.Since, question.Until, MostEvents), ct))
            {
                if (await Notices.For(store, context.Caller(), one, ct) is { } notice)
                {
                    notices.Add(notice);
                }
            }
        }

        var content = question.Content ?? settings?.Channel.Content ?? ContentLevel.IdOnly;
        var status = new StatusView(id, resource.Status ?? "off", "query-event", row?.LastNumber ?? 0, content == ContentLevel.Empty ? null : settings?.Interest.Topic?.Url, row?.LastError);
        var json = new NotificationBundle(BaseAddress.Of(context.Request), clock).Json(status, notices, content, options.MaxPayloadBytes);
        return FhirResults.Made(json);
    }

    private async ValueTask<IReadOnlyList<StatusView>> Views(IReadOnlyList<StoredResource> subscriptions, CancellationToken ct)
    {
        var views = new List<StatusView>(subscriptions.Count);
        foreach (var stored in subscriptions)
        {
            var resource = stored.As<Subscription>();
            var row = await database.ReadLatest(session => SubscriptionTables.Find(session, stored.Id), ct);
            views.Add(new StatusView(
                stored.Id, resource.Status ?? "off", "query-status", row?.LastNumber ?? 0, SettingsReader.IsOnTopic(resource) ? resource.Criteria : null, row?.LastError ?? resource.Error));
        }

        return views;
    }

    private BundleResult Answer(StatusPage page, HttpContext context)
    {
        var form = AnswerForm.Of(context);
        return new BundleResult((writer, server) => Write(writer, server, page, form));
    }

    private void Write(Utf8JsonWriter writer, string server, StatusPage page, AnswerForm form)
    {
        writer.WriteString("type"u8, "searchset"u8);
        writer.WriteNumber("total"u8, page.Total);
        writer.WriteStartArray("link"u8);
        foreach (var (relation, path) in page.Links)
        {
            Search.WriteLink(writer, relation, $"{server}/{path}");
        }

        writer.WriteEndArray();
        if (page.Views.Count == 0 || form.OnlyCount)
        {
            return;
        }

        var bundle = new NotificationBundle(server, clock);
        writer.WriteStartArray("entry"u8);
        foreach (var view in page.Views)
        {
            var id = Ids.NewUuid7Text(clock);
            writer.WriteStartObject();
            writer.WriteString("fullUrl"u8, $"urn:uuid:{id}");
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(form.Shown(bundle.Status(id, view)).Span, skipInputValidation: true);
            writer.WriteStartObject("search"u8);
            writer.WriteString("mode"u8, "match"u8);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
