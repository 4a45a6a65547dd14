// https://hl7.org/fhir/R4/http.html#search
using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Http;

internal static class Search
{
    private const int MaxQueryChars = 16 * 1024;

    public static Task<IResult> Get(string type, RecordStore store, HttpContext context) => Answer(context, store, Typed(type), type);

    public static Task<IResult> Post(string type, RecordStore store, HttpContext context) => Posted(context, store, Typed(type), type);

    public static Task<IResult> GetSystem(RecordStore store, HttpContext context) => Answer(context, store, Everything, "");

    public static Task<IResult> PostSystem(RecordStore store, HttpContext context) => Posted(context, store, Everything, "");

    public static Task<IResult> GetCompartment(string compartment, string id, string type, RecordStore store, HttpContext context) =>
        Answer(context, store, Within(compartment, id, type), $"{compartment}/{id}/{type}");

    public static Task<IResult> PostCompartment(string compartment, string id, string type, RecordStore store, HttpContext context) =>
        Posted(context, store, Within(compartment, id, type), $"{compartment}/{id}/{type}");

    /// <summary>What a path without a query searches: nothing before it is everything, then a type, or a compartment's type.</summary>
    public static Outcome<SearchTarget> TargetOf(string[] path) => path switch
    {
        [""] => Everything,
        [var type] => Typed(type),
        [var compartment, var id, var type] => Within(compartment, id, type),
        _ => new Problem(ProblemKind.NotFound, "This is no address of a search."),
    };

    private static Outcome<SearchTarget> Everything => new SearchTarget(null);

    private static Outcome<SearchTarget> Typed(string type) =>
        R4Definitions.Default.FindResource(type) is { } definition ? new SearchTarget(definition) : Problems.UnknownType(type);

    // https://hl7.org/fhir/R4/search.html#searching: [base]/[Compartment]/[id]/{*{type}}
    private static Outcome<SearchTarget> Within(string compartment, string id, string type)
    {
        if (!R4Definitions.Default.Compartments.ContainsKey(compartment))
        {
            return new Problem(ProblemKind.NotFound, $"'{(compartment.Length > 60 ? compartment[..60] : compartment)}' has no compartment; Patient, Encounter, RelatedPerson, Practitioner and Device have.");
        }

        if (!ResourceIds.IsValid(id))
        {
            return Problems.BadId(id);
        }

        var place = new CompartmentCondition(compartment, id);
        return type == "*" ? new SearchTarget(null, place) : Typed(type).Map(t => t with { Compartment = place });
    }

    private static Task<IResult> Answer(HttpContext context, RecordStore store, Outcome<SearchTarget> target, string path) =>
        Handle(context, store, target, path, context.Request.QueryString.Value ?? "");

    private static async Task<IResult> Posted(HttpContext context, RecordStore store, Outcome<SearchTarget> target, string path)
    {
        // What has no body needs no type: all that is asked stands in the address.
        var isBare = context.Request.ContentType is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        if (!isBare && !new MediaRange(context.Request.ContentType ?? "").Name.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return FhirResults.Of(new Problem(ProblemKind.UnsupportedMediaType, "A search is posted as application/x-www-form-urlencoded."));
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var buffer = new char[MaxQueryChars + 1];
        var length = await reader.ReadBlockAsync(buffer, context.RequestAborted);
        var query = (context.Request.QueryString.Value ?? "").TrimStart('?');
        var form = new string(buffer, 0, length);
        return await Handle(context, store, target, path, query.Length == 0 ? form : $"{query}&{form}");
    }

    private static async Task<IResult> Handle(HttpContext context, RecordStore store, Outcome<SearchTarget> target, string path, string query)
    {
        if (!target.TryGet(out var place, out var problem))
        {
            return FhirResults.Of(problem);
        }

        if (query.Length > MaxQueryChars)
        {
            return FhirResults.Of(new Problem(ProblemKind.TooLarge, $"A search has at most {MaxQueryChars} characters."));
        }

        var parameters = QueryText.WithoutEmpty(QueryText.Parse(query));
        if (!FormOf(parameters, context).TryGet(out var form, out problem))
        {
            return FhirResults.Of(problem);
        }

        place = place with { BaseUrl = BaseAddress.Of(context.Request), MaxBytes = AnswerLimit.Of(context) };
        var isLenient = PreferHeader.IsLenient(context.Request);
        ValueTask<Outcome<SearchPage>> Stored(IReadOnlyList<KeyValuePair<string, string>> asked) => store.Search(context.Caller(), place, asked, isLenient, context.RequestAborted);
        var outcome = BuiltInSearch.Concerns(place) ? await BuiltInSearch.Page((store, context.Caller(), place), parameters, isLenient, Stored) : await Stored(parameters);
        if (!outcome.TryGet(out var page, out problem))
        {
            return FhirResults.Of(problem);
        }

        return new BundleResult((writer, server) => WritePage(writer, server, path, page, form));
    }

    // A posted search may say in its form how it is to be answered.
    private static Outcome<AnswerForm> FormOf(IReadOnlyList<KeyValuePair<string, string>> parameters, HttpContext context)
    {
        var form = AnswerForm.Of(context);
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            return form;
        }

        var format = parameters.LastOrDefault(p => p.Key == "_format").Value;
        if (Negotiation.Choose(format, context.Request) is not { } type)
        {
            return new Problem(ProblemKind.Invalid, "_format is json or xml.", "_format");
        }

        return AnswerForm.Read(parameters, form with { Type = format is null ? form.Type : type }).Map(read =>
        {
            context.Features.Set(read);
            return read;
        });
    }

    internal static void WritePage(Utf8JsonWriter writer, string server, string type, SearchPage page, AnswerForm form)
    {
        var asked = page.Understood;
        writer.WriteString("type"u8, "searchset"u8);
        if (page.Total is { } total)
        {
            writer.WriteNumber("total"u8, total);
        }

        writer.WriteStartArray("link"u8);
        var address = type.Length == 0 ? server : $"{server}/{type}";
        WriteLink(writer, "self", $"{address}{(asked.Length > 0 ? "?" : "")}{asked}");
        if (page.Next is { } next)
        {
            WriteLink(writer, "next", $"{address}?{asked}{(asked.Length > 0 ? "&" : "")}_cursor={next}");
        }

        writer.WriteEndArray();
        if (page.Matches.Count == 0 && page.Remark is null)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        foreach (var (resource, mode) in page.Matches.Select(m => (m, "match")).Concat(page.Included.Select(i => (i, "include"))))
        {
            writer.WriteStartObject();
            writer.WriteString("fullUrl"u8, $"{server}/{resource.Address}");
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(mode == "match" ? form.Shown(resource.Json).Span : resource.Json.Span, skipInputValidation: true);
            writer.WriteStartObject("search"u8);
            writer.WriteString("mode"u8, mode);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        if (page.Remark is { } remark)
        {
            WriteRemark(writer, remark);
        }

        writer.WriteEndArray();
    }

    private static void WriteRemark(Utf8JsonWriter writer, string remark)
    {
        var outcome = new OperationOutcome { Issue = [new OperationOutcomeIssue { Severity = "information", Code = "incomplete", Diagnostics = remark }] };
        writer.WriteStartObject();
        writer.WritePropertyName("resource"u8);
        writer.WriteRawValue(FhirJson.Write(outcome), skipInputValidation: true);
        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, "outcome"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    internal static void WriteLink(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation"u8, relation);
        writer.WriteString("url"u8, url);
        writer.WriteEndObject();
    }
}
