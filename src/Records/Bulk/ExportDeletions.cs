using System.Buffers;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Bulk;

/// <summary>
/// What has been deleted since the last export: transaction bundles of DELETE entries, a hundred in each.
/// See <see href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html#response---complete-status"/>.
/// </summary>
internal sealed class ExportDeletions(RecordStore store, Caller caller, ExportScope scope, long asOfMs)
{
    private const int PerBundle = 100;
    private const int PerHistory = 500;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <param name="session">The export's snapshot.</param>
    /// <param name="belongs">Whether the last content of a deleted resource was of what is exported.</param>
    /// <param name="output">Where the bundles go.</param>
    public async ValueTask<Problem?> Write(SqlSession session, Func<StoredResource, bool> belongs, IExportOutput output)
    {
        output.Begin(BulkSection.Deleted, "Bundle");
        var names = new List<string>(PerBundle);
        foreach (var type in scope.Types.Where(t => AccessRule.Decide(caller, Act.History, t).Allowed))
        {
            await foreach (var name in Deleted(session, R4Definitions.Default.FindResource(type)!, belongs))
            {
                names.Add(name);
                if (names.Count == PerBundle)
                {
                    await output.Add(Bundle(names), session.Cancellation);
                    names.Clear();
                }
            }
        }

        if (names.Count > 0)
        {
            await output.Add(Bundle(names), session.Cancellation);
        }

        await output.End(session.Cancellation);
        return null;
    }

    private async IAsyncEnumerable<string> Deleted(SqlSession session, TypeDefinition type, Func<StoredResource, bool> belongs)
    {
        var before = new HistoryPosition(asOfMs, long.MaxValue, int.MaxValue);
        while (true)
        {
            var page = await store.Reader.TypeHistory(session, caller, type, before, scope.SinceMs!.Value + 1, PerHistory);
            var versions = page.IsOk ? page.Value : [];
            foreach (var (version, _) in versions.Where(v => v.Resource.Act == RecordAct.Deleted))
            {
                if (await IsTheLast(session, version) && await WasThere(session, type, version) is { } last && belongs(last))
                {
                    yield return $"{type.Name}/{version.Id}";
                }
            }

            if (versions.Count < PerHistory)
            {
                yield break;
            }

            before = versions[^1].Position;
        }
    }

    /// <summary>True when nothing was written behind the deletion, up to the export's time.</summary>
    /// <remarks>Whoever may see the version behind it: what is in the store again has not been deleted.</remarks>
    private async ValueTask<bool> IsTheLast(SqlSession session, StoredResource deletion) =>
        await ByRid.Read(session, deletion.Rid, deletion.Version + 1) is not { } later || later.Resource.LastUpdated.ToUnixTimeMilliseconds() > asOfMs;

    /// <summary>The content before the deletion, when a client that exported at the time asked about could have it.</summary>
    private async ValueTask<StoredResource?> WasThere(SqlSession session, TypeDefinition type, StoredResource deletion)
    {
        var earlier = await store.Reader.InstanceHistory(session, caller, type, deletion.Id, deletion.Version - 1, deletion.Version - 1, 1);
        return earlier.IsOk && earlier.Value is [{ Act: not RecordAct.Deleted } last] ? last : null;
    }

    private static byte[] Bundle(List<string> names)
    {
        var output = new ArrayBufferWriter<byte>(names.Count * 96);
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, "transaction"u8);
            writer.WriteStartArray("entry"u8);
            foreach (var name in names)
            {
                writer.WriteStartObject();
                writer.WriteStartObject("request"u8);
                writer.WriteString("method"u8, "DELETE"u8);
                writer.WriteString("url"u8, name);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
