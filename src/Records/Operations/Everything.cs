// https://hl7.org/fhir/R4/patient-operation-everything.html, https://hl7.org/fhir/R4/encounter-operation-everything.html
using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Records.Searching;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary><c>$everything</c> of a patient or an encounter.</summary>
internal static class Everything
{
    /// <summary>Resources in one answer when no <c>_count</c> is asked for; what is left over is on further pages.</summary>
    private const int DefaultCount = 10_000;

    private const int MaxCount = 1000;

    public static Task<IResult> Patient(string id, RecordStore store, HttpContext context) => Handle("Patient", id, store, context);

    public static Task<IResult> Encounter(string id, RecordStore store, HttpContext context) => Handle("Encounter", id, store, context);

    /// <summary>Everything of the one patient that the caller may see. For others the answer would be the whole store: <c>$export</c> is for that.</summary>
    public static Task<IResult> OwnPatient(RecordStore store, HttpContext context)
    {
        var decision = AccessRule.Decide(context.Caller(), Act.Search, "Patient");
        if (!decision.Allowed)
        {
            return Task.FromResult(FhirResults.Of(Problems.Denied(decision.Rule)));
        }

        return decision.OnlyPatient is { } only
            ? Handle("Patient", only["Patient/".Length..], store, context)
            : Task.FromResult(FhirResults.Of(new Problem(
                ProblemKind.Invalid, "Say whose record: Patient/[id]/$everything. For many patients use Patient/$export or Group/[id]/$export, which run in the background.")));
    }

    private static async Task<IResult> Handle(string owner, string id, RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem)
            || !Request(owner, id, arguments, store.Options, BaseAddress.Of(context.Request)).Map(r => r with { MaxBytes = AnswerLimit.Of(context) }).TryGet(out var request, out problem)
            || !Position(arguments, store.Options, Seal(request, context.Caller())).TryGet(out var from, out problem) || !arguments.Form(context).TryGet(out var form, out problem))
        {
            return FhirResults.Of(problem);
        }

        if (form.OnlyCount)
        {
            return await Count(request, arguments, store, context);
        }

        var outcome = await new EverythingWalk(store, context.Caller(), request).Page(from, context.RequestAborted);
        if (!outcome.TryGet(out var page, out problem))
        {
            return FhirResults.Of(problem);
        }

        var self = $"{request.Server}/{owner}/{id}/$everything";
        var asked = arguments.Query(without: "_page");
        return OperationAnswer.Written("Bundle", writer =>
        {
            WriteHead(writer, from, page);
            writer.WriteStartArray("link"u8);
            Search.WriteLink(writer, "self", asked.Length > 0 ? $"{self}?{asked}" : self);
            if (page.Next is { } next)
            {
                Search.WriteLink(writer, "next", $"{self}?{asked}{(asked.Length > 0 ? "&" : "")}_page={Sealed(next, store.Options, Seal(request, context.Caller()))}");
            }

            writer.WriteEndArray();
            WriteEntries(writer, request.Server, page, form);
        });
    }

    private static async Task<IResult> Count(EverythingRequest request, OperationArguments arguments, RecordStore store, HttpContext context)
    {
        var outcome = await new EverythingWalk(store, context.Caller(), request).Count(context.RequestAborted);
        return !outcome.TryGet(out var count, out var problem) ? FhirResults.Of(problem) : OperationAnswer.Written("Bundle", writer =>
        {
            writer.WriteString("type"u8, "searchset"u8);
            writer.WriteNumber("total"u8, count);
            writer.WriteStartArray("link"u8);
            Search.WriteLink(writer, "self", $"{request.Server}/{request.Owner}/{request.Id}/$everything?{arguments.Query(without: "_page")}");
            writer.WriteEndArray();
        });
    }

    private static Outcome<EverythingRequest> Request(string owner, string id, OperationArguments arguments, RecordsOptions options, string server)
    {
        string[] known = owner == "Patient" ? ["start", "end", "_since", "_type", "_count", "_page"] : ["_since", "_type", "_count", "_page"];
        var types = arguments.List("_type");
        var wrong = arguments.Unknown(known) ?? types.Where(t => R4Definitions.Default.FindResource(t) is null)
            .Select(t => new Problem(ProblemKind.Invalid, $"'{t}' is not a resource type of R4.", "_type")).FirstOrDefault();
        if (wrong is not null)
        {
            return wrong;
        }

        if (!arguments.Time("start", options.LocalZone).TryGet(out var start, out var problem) || !arguments.Time("end", options.LocalZone).TryGet(out var end, out problem)
            || !arguments.Time("_since", options.LocalZone).TryGet(out var since, out problem) || !arguments.Positive("_count").TryGet(out var count, out problem))
        {
            return problem;
        }

        return new EverythingRequest(
            owner, id, (start?.Low ?? long.MinValue, end?.High ?? long.MaxValue), since?.Low,
            types.Count == 0 ? null : types.ToHashSet(StringComparer.Ordinal), count is { } asked ? Math.Min(asked, MaxCount) : DefaultCount, server);
    }

    private static Outcome<EverythingPosition> Position(OperationArguments arguments, RecordsOptions options, string context)
    {
        if (arguments.Text("_page") is not { } text)
        {
            return EverythingPosition.Start;
        }

        if (PageCursor.Open(text, options.CursorSecret, context) is not { } cursor)
        {
            return new Problem(ProblemKind.Invalid, "This paging link is not one that was given to you for this request. Begin at the first page.", "_page");
        }

        var (phase, rest) = (cursor.Keys[0]!, cursor.Keys[1]);
        return phase == "reference"
            ? new EverythingPosition(0, null, rest ?? "")
            : new EverythingPosition(int.Parse(phase, CultureInfo.InvariantCulture), rest, null);
    }

    private static string Sealed(EverythingPosition position, RecordsOptions options, string context) => (position.Reference is { } reference
        ? new PageCursor(PageMode.ById, ["reference", reference], 0)
        : new PageCursor(PageMode.ById, [position.Skip.ToString(CultureInfo.InvariantCulture), position.Cursor], 0)).Seal(options.CursorSecret, context);

    /// <summary>What a paging link is good for: this very request of this caller.</summary>
    private static string Seal(EverythingRequest request, Caller caller) => string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Owner}/{request.Id}/$everything {request.Care} {request.SinceMs} {string.Join(',', request.Types ?? new HashSet<string>())} {request.Count}\n{caller.Reference}");

    private static void WriteHead(Utf8JsonWriter writer, EverythingPosition from, EverythingPage page)
    {
        writer.WriteString("type"u8, "searchset"u8);
        if (from.IsStart && page.Next is null)
        {
            writer.WriteNumber("total"u8, page.Matches.Count);
        }
    }

    private static void WriteEntries(Utf8JsonWriter writer, string server, EverythingPage page, AnswerForm form)
    {
        if (page.Matches.Count + page.Supporting.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        page.Matches.ForEach(m => SearchEntry.Write(writer, server, m with { Json = form.Shown(m.Json) }, "match"u8));
        page.Supporting.ForEach(s => SearchEntry.Write(writer, server, s, "include"u8)); // whole, as what a search includes
        writer.WriteEndArray();
    }
}

/// <summary>An entry of a search's answer.</summary>
internal static class SearchEntry
{
    public static void Write(Utf8JsonWriter writer, string server, StoredResource resource, ReadOnlySpan<byte> mode)
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
}
