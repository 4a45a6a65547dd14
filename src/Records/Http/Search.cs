// https://hl7.org/fhir/R4/http.html#search
using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Search
{
    private const int MaxQueryChars = 16 * 1024;

    public static Task<IResult> Get(string type, RecordStore store, HttpContext context) =>
        Handle(type, context.Request.QueryString.Value ?? "", store, context);

    public static async Task<IResult> Post(string type, RecordStore store, HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return FhirResults.Of(new Problem(ProblemKind.UnsupportedMediaType, "A search is posted as application/x-www-form-urlencoded."));
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var buffer = new char[MaxQueryChars + 1];
        var length = await reader.ReadBlockAsync(buffer, context.RequestAborted);
        var query = (context.Request.QueryString.Value ?? "").TrimStart('?');
        var form = new string(buffer, 0, length);
        return await Handle(type, query.Length == 0 ? form : $"{query}&{form}", store, context);
    }

    private static async Task<IResult> Handle(string type, string query, RecordStore store, HttpContext context)
    {
        if (query.Length > MaxQueryChars)
        {
            return FhirResults.Of(new Problem(ProblemKind.TooLarge, $"A search has at most {MaxQueryChars} characters."));
        }

        var parameters = QueryText.Parse(query);
        var outcome = await store.Search(context.Caller(), type, parameters, PreferHeader.Has(context.Request, "handling=lenient"), context.RequestAborted);
        if (!outcome.TryGet(out var page, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var asked = string.Join('&', parameters.Where(p => p.Key != "_cursor").Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return new BundleResult((writer, server) => WritePage(writer, server, type, asked, page));
    }

    internal static void WritePage(Utf8JsonWriter writer, string server, string type, string asked, SearchPage page)
    {
        writer.WriteString("type"u8, "searchset"u8);
        if (page.Total is { } total)
        {
            writer.WriteNumber("total"u8, total);
        }

        writer.WriteStartArray("link"u8);
        WriteLink(writer, "self", $"{server}/{type}{(asked.Length > 0 ? "?" : "")}{asked}");
        if (page.Next is { } next)
        {
            WriteLink(writer, "next", $"{server}/{type}?{asked}{(asked.Length > 0 ? "&" : "")}_cursor={next}");
        }

        writer.WriteEndArray();
        if (page.Matches.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        foreach (var (resource, mode) in page.Matches.Select(m => (m, "match")).Concat(page.Included.Select(i => (i, "include"))))
        {
            writer.WriteStartObject();
            writer.WriteString("fullUrl"u8, $"{server}/{resource.Type}/{resource.Id}");
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(resource.Json.Span, skipInputValidation: true);
            writer.WriteStartObject("search"u8);
            writer.WriteString("mode"u8, mode);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    internal static void WriteLink(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation"u8, relation);
        writer.WriteString("url"u8, url);
        writer.WriteEndObject();
    }
}
