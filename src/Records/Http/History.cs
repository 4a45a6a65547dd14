// https://hl7.org/fhir/R4/http.html#history
using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>A page of a history.</summary>
/// <param name="Path">Such as <c>Patient/1/_history</c>.</param>
/// <param name="Asked">The query as it was understood, without the cursor.</param>
/// <param name="Versions">Newest first.</param>
/// <param name="Next">Cursor of the next page; null on the last.</param>
internal sealed record HistoryPage(string Path, string Asked, IReadOnlyList<HistoryVersion> Versions, string? Next)
{
    /// <summary>How many versions there are, where only that is asked.</summary>
    public int? Total { get; init; }
}

/// <summary>The histories of a resource, of a type, and of everything.</summary>
internal static class History
{
    private const int DefaultCount = 50;
    private const int MaxCount = 1000;
    private const int MaxCounted = 100_000; // each is looked at, whether it may be seen

    public static Task<IResult> System(RecordStore store, HttpContext context) => Handle("_history", store, context);

    public static Task<IResult> Type(string type, RecordStore store, HttpContext context) => Handle($"{type}/_history", store, context);

    public static Task<IResult> Instance(string type, string id, RecordStore store, HttpContext context) => Handle($"{type}/{id}/_history", store, context);

    /// <summary>A page, read in a snapshot or a transaction that is open already.</summary>
    /// <param name="store">The store.</param>
    /// <param name="session">The session.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="path">The address without its query.</param>
    /// <param name="asked">The query, and the bytes after which the page ends.</param>
    public static async ValueTask<Outcome<HistoryPage>> Page(
        RecordStore store, SqlSession session, Caller caller, string path, (IReadOnlyList<KeyValuePair<string, string>> Parameters, long MaxBytes) asked)
    {
        if (!Scope(path).TryGet(out var scope, out var problem) || !Query.Read(asked.Parameters).TryGet(out var query, out problem))
        {
            return problem;
        }

        var context = $"{path}?{query.Text}\n{caller.Reference}";
        var before = HistoryPosition.Newest;
        if (query.Cursor is { } cursor)
        {
            if (PageCursor.Open(cursor, store.Options.CursorSecret, context) is not { Keys: [{ } updated, { } version] } place)
            {
                return new Problem(ProblemKind.Invalid, "This paging link is not one that was given to you for this history. Begin at the first page.", "_cursor");
            }

            before = new HistoryPosition(long.Parse(updated, CultureInfo.InvariantCulture), place.Rid, int.Parse(version, CultureInfo.InvariantCulture));
        }

        IReadOnlyDictionary<string, IReadOnlyList<long>>? members = null;
        if (query.List is { } list && !(await ListMembers.Listed(session, caller, list, store.Clock.GetUtcNow().ToUnixTimeMilliseconds())).TryGet(out members, out problem))
        {
            return problem;
        }

        var question = new HistoryQuestion(scope.Types, scope.Id, query.SinceMs, query.At, before, query.Count + 1) { MaxBytes = asked.MaxBytes, Members = members };
        var reader = new HistoryReader(store.Reader);
        if (query.Count == 0)
        {
            return (await Count(reader, session, caller, question)).Map(total => new HistoryPage(path, query.Text, [], null) { Total = total });
        }

        var read = await reader.Read(session, caller, question);
        return read.Map(part =>
        {
            IReadOnlyList<HistoryVersion> shown = [.. part.Versions.Take(query.Count)];
            return new HistoryPage(path, query.Text, shown, shown.Count > 0 && part.HasMore ? Seal(shown[^1].Position, store, context) : null);
        });
    }

    private static async ValueTask<Outcome<int>> Count(HistoryReader reader, SqlSession session, Caller caller, HistoryQuestion question)
    {
        var total = 0;
        for (var asked = question with { Limit = MaxCount, MaxBytes = long.MaxValue, IsShown = false }; total < MaxCounted;)
        {
            if (!(await reader.Read(session, caller, asked)).TryGet(out var part, out var problem))
            {
                return problem;
            }

            total += part.Versions.Count;
            if (part.Versions.Count < MaxCount)
            {
                return total;
            }

            asked = asked with { Before = part.Versions[^1].Position };
        }

        return new Problem(ProblemKind.Invalid, $"The history has more than {MaxCounted} versions, which are not counted. Ask for fewer by _since.", "_count");
    }

    public static void Write(Utf8JsonWriter writer, string server, HistoryPage page, AnswerForm form)
    {
        var address = $"{server}/{page.Path}{(page.Asked.Length > 0 ? "?" : "")}{page.Asked}";
        writer.WriteString("type"u8, "history"u8);
        if (page.Total is { } total)
        {
            writer.WriteNumber("total"u8, total);
        }

        writer.WriteStartArray("link"u8);
        Search.WriteLink(writer, "self", address);
        if (page.Next is { } next)
        {
            Search.WriteLink(writer, "next", $"{address}{(page.Asked.Length > 0 ? "&" : "?")}_cursor={next}");
        }

        writer.WriteEndArray();
        if (page.Versions.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        foreach (var version in page.Versions)
        {
            WriteVersion(writer, server, version.Resource, form);
        }

        writer.WriteEndArray();
    }

    private static async Task<IResult> Handle(string path, RecordStore store, HttpContext context)
    {
        var parameters = QueryText.Parse(context.Request.QueryString.Value ?? "");
        var outcome = await store.Snapshot(session => Page(store, session, context.Caller(), path, (parameters, AnswerLimit.Of(context))), context.RequestAborted);
        return outcome.TryGet(out var page, out var problem)
            ? new BundleResult((writer, server) => Write(writer, server, page, AnswerForm.Of(context)))
            : FhirResults.Of(problem);
    }

    private static Outcome<(IReadOnlyList<TypeDefinition> Types, string? Id)> Scope(string path)
    {
        var parts = path.Split('/');
        if (parts.Length == 1)
        {
            return (R4Definitions.Default.ResourceTypes, null);
        }

        return R4Definitions.Default.FindResource(parts[0]) is { } type ? ((IReadOnlyList<TypeDefinition>)[type], parts.Length == 3 ? parts[1] : null) : Problems.UnknownType(parts[0]);
    }

    private static string Seal(HistoryPosition position, RecordStore store, string context) => new PageCursor(
        PageMode.ById, [position.UpdatedMs.ToString(CultureInfo.InvariantCulture), position.Version.ToString(CultureInfo.InvariantCulture)], position.Rid).Seal(store.Options.CursorSecret, context);

    private static void WriteVersion(Utf8JsonWriter writer, string server, StoredResource version, AnswerForm form)
    {
        writer.WriteStartObject();
        writer.WriteString("fullUrl"u8, $"{server}/{version.Type}/{version.Id}");
        if (version.Act != RecordAct.Deleted)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(form.Shown(version.Json).Span, skipInputValidation: true);
        }

        // What was created under an id of ours was posted; under any other id, and after a deletion, it was put.
        var wasPosted = version is { Act: RecordAct.Created, Version: 1 } && Guid.TryParseExact(version.Id, "D", out var uuid) && uuid.Version == 7;
        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, version.Act == RecordAct.Deleted ? "DELETE"u8 : wasPosted ? "POST"u8 : "PUT"u8);
        writer.WriteString("url"u8, wasPosted ? version.Type : $"{version.Type}/{version.Id}");
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, version.Act switch { RecordAct.Deleted => "204 No Content"u8, RecordAct.Created => "201 Created"u8, _ => "200 OK"u8 });
        writer.WriteString("etag"u8, FhirResults.ETagOf(version.Version));
        writer.WriteString("lastModified"u8, FhirResults.InstantOf(version.LastUpdated));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What is asked of a history.</summary>
    private sealed record Query(int Count, long SinceMs, (long From, long To)? At, string? Cursor, string Text)
    {
        /// <summary>Only what is on this List.</summary>
        public string? List { get; init; }

        public static Outcome<Query> Read(IReadOnlyList<KeyValuePair<string, string>> parameters)
        {
            var query = new Query(DefaultCount, 0, null, null, "");
            if (parameters.GroupBy(p => p.Key).FirstOrDefault(p => p.Key is "_count" or "_since" or "_at" && p.Count() > 1) is { } twice)
            {
                return new Problem(ProblemKind.Invalid, $"'{twice.Key}' stands more than once. Give it once.", twice.Key);
            }

            foreach (var (name, value) in parameters)
            {
                switch (name)
                {
                    case "_count" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count):
                        query = query with { Count = Math.Min(count, query.Count == 0 ? 0 : MaxCount) };
                        break;
                    case "_since" when SearchDates.TryRange(value, TimeZoneInfo.Utc, out var low, out _):
                        query = query with { SinceMs = low };
                        break;
                    case "_at" when SearchDates.TryRange(value, TimeZoneInfo.Utc, out var from, out var to):
                        query = query with { At = (from, to) };
                        break;
                    case "_list" when query.List is null:
                        query = query with { List = value };
                        break;
                    case "_cursor":
                        query = query with { Cursor = value };
                        continue;
                    case "_sort" when value is "-_lastUpdated":
                    case "_summary":
                        query = value == "count" ? query with { Count = 0 } : query;
                        break;
                    case "_format" or "_pretty" or "_elements":
                        break;
                    default:
                        return new Problem(
                            ProblemKind.Invalid, $"A history takes _count (from 0), _since (an instant), _at (a date or a time) and _list (the id of a List); '{name}' is something else or has another value.", name);
                }

                query = query with { Text = $"{query.Text}{(query.Text.Length == 0 ? "" : "&")}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}" };
            }

            return query;
        }
    }
}
