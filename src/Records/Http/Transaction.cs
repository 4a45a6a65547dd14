// https://hl7.org/fhir/R4/http.html#transaction
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;
using Helhed.Records.Searching;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Records.Http;

internal static class Transaction
{
    public static async Task<IResult> Handle(RecordStore store, EndpointDataSource endpoints, HttpContext context)
    {
        var body = await RequestBody.Parse(context.Request);
        if (!body.TryGet(out var parsed, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var budget = new AnswerBudget(AnswerLimit.Of(context));
        var prefers = PreferHeader.ReturnOf(context.Request);
        var calls = new EntryCalls(context, endpoints) { Budget = budget };
        var language = AnswerLanguage.Of(context.Request);
        var time = context.Features.Get<RequestTime>();
        var runner = new BundleRunner(store, BaseAddress.Of(context.Request), calls.Answer)
        {
            Language = language,
            IsLenient = PreferHeader.IsLenient(context.Request),
            Budget = budget,
            ShowsWritten = prefers == Return.Representation,
            Failed = calls.Failed,
            IsLate = () => time is { IsUp: true },
        };
        var outcome = await runner.Run(context.Caller(), parsed, context.RequestAborted);
        if (!outcome.TryGet(out var answer, out problem))
        {
            return FhirResults.Of(problem);
        }

        context.Features.Set(answer);
        if (time is { IsUp: true })
        {
            time.Stop();
        }

        return new BundleResult((writer, server) => new EntryWriter(writer, server, prefers) { Language = language }.Write(answer));
    }
}

/// <summary>Writes what the entries of a batch or a transaction came to.</summary>
internal sealed class EntryWriter(Utf8JsonWriter writer, string server, Return prefers)
{
    /// <summary>The language of what is told.</summary>
    public TextLanguage Language { get; init; }

    public void Write(BundleAnswer bundle)
    {
        writer.WriteString("type"u8, $"{bundle.Type}-response");
        if (bundle.Answers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        foreach (var answer in bundle.Answers)
        {
            writer.WriteStartObject();
            Write(answer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void Write(EntryAnswer answer)
    {
        if (answer.Problem is { } problem)
        {
            WriteResponse(FhirResults.StatusOf(problem.Kind), null, FhirJson.Write(FhirResults.Outcome(problem, Language)));
        }
        else if (answer.Call is { } call)
        {
            WriteCall(call);
        }
        else if (answer.Page is { } page)
        {
            WritePage(answer, page);
        }
        else if (answer.History is { } history)
        {
            WriteHistory(answer, history);
        }
        else if (answer.Read is { } read)
        {
            if (!answer.IsKnown && answer.Entry.Method == "GET")
            {
                WriteResource(read, FormOf(answer));
            }

            WriteResponse(answer.IsKnown ? StatusCodes.Status304NotModified : StatusCodes.Status200OK, read.Version > 0 ? read : null, null);
        }
        else
        {
            WriteChange(answer, answer.Change!);
        }
    }

    private void WriteChange(EntryAnswer answer, ChangeResult change)
    {
        var resource = change.Resource;
        if (resource.Json.Length > 0 && prefers == Return.Representation)
        {
            WriteResource(resource, AnswerForm.Default);
        }

        var status = answer.Entry.Method == "DELETE" ? StatusCodes.Status204NoContent : resource.Act == RecordAct.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var tells = prefers == Return.Outcome || (change.Warnings.Count > 0 && prefers != Return.Minimal);
        WriteResponse(status, resource.Version > 0 ? resource : null, tells ? FhirJson.Write(FhirResults.OutcomeOf(change, Language)) : null, withLocation: resource.Act != RecordAct.Deleted);
    }

    private void WriteResource(StoredResource resource, AnswerForm form)
    {
        writer.WriteString("fullUrl"u8, $"{server}/{resource.Type}/{resource.Id}");
        writer.WritePropertyName("resource"u8);
        writer.WriteRawValue(form.Shown(resource.Json).Span, skipInputValidation: true);
    }

    private void WritePage(EntryAnswer answer, SearchPage page)
    {
        if (answer.Entry.Method == "GET")
        {
            var url = answer.Entry.Url ?? "";
            var question = url.IndexOf('?', StringComparison.Ordinal);
            writer.WriteStartObject("resource"u8);
            writer.WriteString("resourceType"u8, "Bundle"u8);
            Search.WritePage(writer, server, (question < 0 ? url : url[..question]).Trim('/'), page, FormOf(answer));
            writer.WriteEndObject();
        }

        WriteResponse(StatusCodes.Status200OK, null, null);
    }

    private void WriteCall(EntryCallAnswer call)
    {
        var isRefused = call.Status >= StatusCodes.Status400BadRequest;
        if (!isRefused && call.Json.Length > 0)
        {
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(call.Json.Span, skipInputValidation: true);
        }

        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, FhirResults.StatusLine(call.Status));
        if (call.Location is { } location)
        {
            writer.WriteString("location"u8, location);
        }

        if (isRefused && call.Json.Length > 0)
        {
            writer.WritePropertyName("outcome"u8);
            writer.WriteRawValue(call.Json.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private void WriteHistory(EntryAnswer answer, HistoryPage page)
    {
        if (answer.Entry.Method == "GET")
        {
            writer.WriteStartObject("resource"u8);
            writer.WriteString("resourceType"u8, "Bundle"u8);
            History.Write(writer, server, page, FormOf(answer));
            writer.WriteEndObject();
        }

        WriteResponse(StatusCodes.Status200OK, null, null);
    }

    // The order is that of the specification, which XML needs.
    private void WriteResponse(int status, StoredResource? resource, byte[]? outcome, bool withLocation = false)
    {
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, FhirResults.StatusLine(status));
        if (resource is not null)
        {
            if (withLocation)
            {
                writer.WriteString("location"u8, $"{resource.Type}/{resource.Id}/_history/{resource.Version}");
            }

            writer.WriteString("etag"u8, FhirResults.ETagOf(resource.Version));
            writer.WriteString("lastModified"u8, FhirResults.InstantOf(resource.LastUpdated));
        }

        if (outcome is not null)
        {
            writer.WritePropertyName("outcome"u8);
            writer.WriteRawValue(outcome, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    private static AnswerForm FormOf(EntryAnswer answer)
    {
        var url = answer.Entry.Url ?? "";
        var question = url.IndexOf('?', StringComparison.Ordinal);
        return question >= 0 && AnswerForm.Read(QueryText.Parse(url[question..]), AnswerForm.Default).TryGet(out var form, out _) ? form : AnswerForm.Default;
    }
}
