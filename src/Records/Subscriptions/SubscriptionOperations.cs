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

/// <summary>The operations on Subscription: $status and $events.</summary>
internal sealed class SubscriptionOperations(Database database, RecordStore store, SubscriptionOptions options, TimeProvider clock)
{
    private const int MostEvents = 1000;
    private const int MostStatuses = 1000;

    /// <summary>The status of one subscription.</summary>
    public async ValueTask<IResult> Status(HttpContext context, string id)
    {
        var read = await store.Read(context.Caller(), "Subscription", id, context.RequestAborted);
        return read.TryGet(out var stored, out var problem) ? await Statuses([stored], context) : FhirResults.Of(problem);
    }

    /// <summary>The status of all subscriptions that the caller may see, or of some.</summary>
    public async ValueTask<IResult> Status(HttpContext context, IReadOnlyList<string> ids, IReadOnlyList<string> statuses)
    {
        var query = new List<string> { string.Create(CultureInfo.InvariantCulture, $"_count={MostStatuses}") };
        query.AddRange(ids.Count == 0 ? [] : [$"_id={Uri.EscapeDataString(string.Join(',', ids))}"]);
        query.AddRange(statuses.Count == 0 ? [] : [$"status={Uri.EscapeDataString(string.Join(',', statuses))}"]);
        var found = await store.Search(context.Caller(), "Subscription", string.Join('&', query), context.RequestAborted);
        return found.TryGet(out var page, out var problem) ? await Statuses(page.Matches, context) : FhirResults.Of(problem);
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

    private async ValueTask<IResult> Statuses(IReadOnlyList<StoredResource> subscriptions, HttpContext context)
    {
        var form = AnswerForm.Of(context);
        var views = new List<StatusView>(subscriptions.Count);
        foreach (var stored in subscriptions)
        {
            var resource = stored.As<Subscription>();
            var row = await database.ReadLatest(session => SubscriptionTables.Find(session, stored.Id), context.RequestAborted);
            views.Add(new StatusView(
                stored.Id, resource.Status ?? "off", "query-status", row?.LastNumber ?? 0, SettingsReader.IsOnTopic(resource) ? resource.Criteria : null, row?.LastError ?? resource.Error));
        }

        return new BundleResult((writer, server) => WriteStatuses(writer, server, views, form));
    }

    private void WriteStatuses(Utf8JsonWriter writer, string server, List<StatusView> views, AnswerForm form)
    {
        writer.WriteString("type"u8, "searchset"u8);
        writer.WriteNumber("total"u8, views.Count);
        if (views.Count == 0 || form.OnlyCount)
        {
            return;
        }

        var bundle = new NotificationBundle(server, clock);
        writer.WriteStartArray("entry"u8);
        foreach (var view in views)
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
