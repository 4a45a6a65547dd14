using System.Text.Json;

namespace Helhed.Records.Bulk;

/// <summary>What became of each file of an import: a part of the manifest.</summary>
internal static class ImportManifest
{
    public static async ValueTask Write(Utf8JsonWriter writer, BulkJob job, BulkJobs jobs, CancellationToken ct)
    {
        writer.WriteStartArray("output"u8);
        foreach (var input in await jobs.Inputs(job.Id, ct))
        {
            writer.WriteStartObject();
            if (input.Type.Length > 0)
            {
                writer.WriteString("type"u8, input.Type);
            }

            if (input.Url.Length > 0)
            {
                writer.WriteString("inputUrl"u8, input.Url);
            }

            writer.WriteNumber("count"u8, input.Created + input.Updated + input.Unchanged);
            writer.WriteNumber("created"u8, input.Created);
            writer.WriteNumber("updated"u8, input.Updated);
            writer.WriteNumber("unchanged"u8, input.Unchanged);
            writer.WriteNumber("refused"u8, input.Refused);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
