using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Bulk;

/// <summary>The manifest of a job that is complete: <see href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status"/>.</summary>
internal static class BulkManifest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async ValueTask<ReadOnlyMemory<byte>> Of(BulkJob job, BulkJobs jobs, string server, CancellationToken ct)
    {
        var files = await jobs.Files(job.Id, ct);
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("transactionTime"u8, ExportWalk.Instant(job.AsOfMs ?? job.CreatedMs));
        writer.WriteString("request"u8, job.Request);
        writer.WriteBoolean("requiresAccessToken"u8, true);
        if (job.Kind == BulkKind.Import)
        {
            await ImportManifest.Write(writer, job, jobs, ct);
        }
        else
        {
            Write(writer, "output", files.Where(f => f.Section == BulkSection.Output), job, server);
            Write(writer, "deleted", files.Where(f => f.Section == BulkSection.Deleted), job, server);
        }

        Write(writer, "error", files.Where(f => f.Section == BulkSection.Error), job, server);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, string name, IEnumerable<BulkFile> files, BulkJob job, string server)
    {
        writer.WriteStartArray(name);
        foreach (var file in files)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, file.Type);
            writer.WriteString("url"u8, string.Create(CultureInfo.InvariantCulture, $"{server}/{(job.Kind == BulkKind.Export ? "$export" : "$import")}-file/{job.Id}/{file.Number}"));
            writer.WriteNumber("count"u8, file.Lines);
            if (file.Source.Length > 0)
            {
                writer.WriteString("inputUrl"u8, file.Source);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>A manifest: JSON, but no FHIR resource.</summary>
internal sealed record ManifestResult(ReadOnlyMemory<byte> Json) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.ContentLength = Json.Length;
        await httpContext.Response.Body.WriteAsync(Json, httpContext.RequestAborted);
    }
}
