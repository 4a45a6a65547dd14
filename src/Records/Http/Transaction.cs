// https://hl7.org/fhir/R4/http.html#transaction
using System.Globalization;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

internal static class Transaction
{
    public static async Task<IResult> Handle(RecordStore store, HttpContext context)
    {
        var body = await RequestBody.Read(context.Request);
        if (!body.TryGet(out var json, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var parsed = FhirDocument.Parse(json);
        if (parsed.Document is not { } document)
        {
            return FhirResults.Of(Problems.Of(parsed.Issues));
        }

        if (document.TypeName != "Bundle")
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, $"A Bundle is posted here; a {document.TypeName} is posted to its own address, /fhir/{document.TypeName}.", "resourceType"));
        }

        var bundle = new BundleDocument(document);
        var outcome = await new BundleRunner(store).Run(context.Caller(), bundle, context.RequestAborted);
        if (!outcome.TryGet(out var answers, out problem))
        {
            return FhirResults.Of(problem);
        }

        var withResources = PreferHeader.Has(context.Request, "return=representation");
        return new BundleResult((writer, server) => Write(writer, server, bundle.Type, answers, withResources));
    }

    private static void Write(Utf8JsonWriter writer, string server, string type, IReadOnlyList<EntryAnswer> answers, bool withResources)
    {
        writer.WriteString("type"u8, $"{type}-response");
        if (answers.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("entry"u8);
        foreach (var answer in answers)
        {
            writer.WriteStartObject();
            if (answer.Page is { } page)
            {
                WriteSearch(writer, server, answer, page);
            }
            else if (answer.Resource is { } resource)
            {
                WriteResource(writer, server, answer, resource, withResources);
            }
            else
            {
                WriteProblem(writer, answer.Problem!);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResource(Utf8JsonWriter writer, string server, EntryAnswer answer, StoredResource resource, bool withResources)
    {
        var isRead = answer.Entry.Method == "GET";
        if (resource.Json.Length > 0 && (isRead || withResources))
        {
            writer.WriteString("fullUrl"u8, $"{server}/{resource.Type}/{resource.Id}");
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(resource.Json.Span, skipInputValidation: true);
        }

        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, isRead ? "200 OK" : resource.Act switch { RecordAct.Created => "201 Created", _ when answer.Entry.Method == "DELETE" => "204 No Content", _ => "200 OK" });
        if (resource.Version > 0)
        {
            writer.WriteString("location"u8, string.Create(CultureInfo.InvariantCulture, $"{resource.Type}/{resource.Id}/_history/{resource.Version}"));
            writer.WriteString("etag"u8, string.Create(CultureInfo.InvariantCulture, $"W/\"{resource.Version}\""));
            writer.WriteString("lastModified"u8, resource.LastUpdated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }

        writer.WriteEndObject();
    }

    private static void WriteSearch(Utf8JsonWriter writer, string server, EntryAnswer answer, SearchPage page)
    {
        var url = answer.Entry.Url ?? "";
        var question = url.IndexOf('?', StringComparison.Ordinal);
        writer.WriteStartObject("resource"u8);
        writer.WriteString("resourceType"u8, "Bundle"u8);
        Search.WritePage(writer, server, question < 0 ? url : url[..question], question < 0 ? "" : url[(question + 1)..], page);
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, "200 OK"u8);
        writer.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter writer, Problem problem)
    {
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, FhirResults.StatusOf(problem.Kind).ToString(CultureInfo.InvariantCulture));
        writer.WritePropertyName("outcome"u8);
        writer.WriteRawValue(FhirJson.Write(FhirResults.Outcome(problem)), skipInputValidation: true);
        writer.WriteEndObject();
    }
}
