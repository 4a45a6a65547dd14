// https://hl7.org/fhir/R4/http.html#history
using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Records.Reading;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class History
{
    private const int DefaultCount = 50;
    private const int MaxCount = 1000;

    public static async Task<IResult> Instance(string type, string id, RecordStore store, HttpContext context)
    {
        if (!Query.Read(context.Request).TryGet(out var query, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var newest = query.Before is { } before ? before.Version - 1 : int.MaxValue;
        var outcome = await store.History(context.Caller(), type, id, newest, query.Count + 1, context.RequestAborted);
        if (!outcome.TryGet(out var versions, out problem))
        {
            return FhirResults.Of(problem);
        }

        var page = versions.Where(v => v.LastUpdated.ToUnixTimeMilliseconds() >= query.SinceMs).Take(query.Count).ToList();
        var next = versions.Count > query.Count && page.Count == query.Count ? new HistoryPosition(0, 0, page[^1].Version) : (HistoryPosition?)null;
        return new BundleResult((writer, server) => Write(writer, server, $"{type}/{id}/_history", query, page, next, AnswerForm.Of(context)));
    }

    public static async Task<IResult> Type(string type, RecordStore store, HttpContext context)
    {
        if (!Query.Read(context.Request).TryGet(out var query, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var outcome = await store.TypeHistory(context.Caller(), type, query.Before ?? HistoryPosition.Newest, query.SinceMs, query.Count + 1, context.RequestAborted);
        if (!outcome.TryGet(out var versions, out problem))
        {
            return FhirResults.Of(problem);
        }

        var page = versions.Take(query.Count).ToList();
        var next = versions.Count > query.Count ? page[^1].Position : (HistoryPosition?)null;
        return new BundleResult((writer, server) => Write(writer, server, $"{type}/_history", query, page.ConvertAll(p => p.Resource), next, AnswerForm.Of(context)));
    }

    private static void Write(Utf8JsonWriter writer, string server, string path, Query query, List<StoredResource> versions, HistoryPosition? next, AnswerForm form)
    {
        writer.WriteString("type"u8, "history"u8);
        writer.WriteStartArray("link"u8);
        Search.WriteLink(writer, "self", $"{server}/{path}{query.Text}");
        if (next is { } position)
        {
            var join = query.Text.Length > 0 ? "&" : "?";
            Search.WriteLink(writer, "next", string.Create(CultureInfo.InvariantCulture, $"{server}/{path}{query.Text}{join}_before={position.UpdatedMs}.{position.Rid}.{position.Version}"));
        }

        writer.WriteEndArray();
        if (versions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        versions.ForEach(v => WriteVersion(writer, server, v, form));
        writer.WriteEndArray();
    }

    private static void WriteVersion(Utf8JsonWriter writer, string server, StoredResource version, AnswerForm form)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{server}/{version.Type}/{version.Id}");
        if (version.Act != RecordAct.Deleted)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(form.Shown(version.Json).Span, skipInputValidation: true);
        }

        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, version.Act switch { RecordAct.Deleted => "DELETE"u8, RecordAct.Created => "POST"u8, _ => "PUT"u8 });
        writer.WriteString("url"u8, version.Act == RecordAct.Created ? version.Type : $"{version.Type}/{version.Id}");
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, version.Act switch { RecordAct.Deleted => "204"u8, RecordAct.Created => "201"u8, _ => "200"u8 });
        writer.WriteString("etag"u8, string.Create(CultureInfo.InvariantCulture, $"W/\"{version.Version}\""));
        writer.WriteString("lastModified"u8, version.LastUpdated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private sealed record Query(int Count, long SinceMs, HistoryPosition? Before, string Text)
    {
        public static Outcome<Query> Read(HttpRequest request)
        {
            var query = new Query(DefaultCount, 0, null, "");
            foreach (var (name, value) in QueryText.Parse(request.QueryString.Value ?? ""))
            {
                switch (name)
                {
                    case "_count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0:
                        query = query with { Count = Math.Min(count, MaxCount) };
                        break;
                    case "_since" when SearchDates.TryRange(value, TimeZoneInfo.Utc, out var low, out _):
                        query = query with { SinceMs = low };
                        break;
                    case "_before" when Position(value) is { } before:
                        query = query with { Before = before };
                        continue;
                    case "_format" or "_pretty" or "_summary" or "_elements":
                        break;
                    default:
                        return new Problem(ProblemKind.Invalid, $"A history takes _count (from 1) and _since (an instant); '{name}' is something else or has another value.", name);
                }

                query = query with { Text = $"{query.Text}{(query.Text.Length == 0 ? "?" : "&")}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}" };
            }

            return query;
        }

        private static HistoryPosition? Position(string text) =>
            text.Split('.') is [var updated, var rid, var version]
            && long.TryParse(updated, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            && long.TryParse(rid, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new HistoryPosition(ms, id, number)
                : null;
    }
}
