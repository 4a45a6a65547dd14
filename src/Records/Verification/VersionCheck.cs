using System.Globalization;
using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;

namespace Helhed.Records.Verification;

/// <summary>Looks whether each version parses, is what its row says, and whether none is missing.</summary>
internal sealed class VersionCheck(SqlSession session, FaultList faults)
{
    private const int PageSize = 500;

    private static readonly ParseOptions Stored = new(Missing: IssueSeverity.Warning);

    private long _afterRid;
    private int _afterVersion;
    private int _dueVersion = 1;

    /// <summary>Earlier versions that were looked at.</summary>
    public long Count { get; private set; }

    /// <summary>Checks the versions of a page's resources, and of what lies between them.</summary>
    public async ValueTask Add(IReadOnlyList<ScannedResource> page)
    {
        var current = page.ToDictionary(r => r.Row.Rid);
        var seen = new Dictionary<long, int>();
        await Walk(page[^1].Row.Rid, current, seen);
        foreach (var resource in page)
        {
            CheckCurrent(resource);
            var earlier = seen.GetValueOrDefault(resource.Row.Rid);
            if (earlier != resource.Row.Version - 1)
            {
                faults.Add(StoreFault.Versions, NameOf(resource), string.Create(CultureInfo.InvariantCulture, $"It is at version {resource.Row.Version}, and has {earlier} earlier versions without a gap."));
            }
        }
    }

    /// <summary>Checks what lies behind the last resource.</summary>
    public ValueTask Finish() => Walk(long.MaxValue, [], []);

    private async ValueTask Walk(long last, Dictionary<long, ScannedResource> current, Dictionary<long, int> seen)
    {
        while (true)
        {
            var rows = await session.Query(
                "SELECT rid, version, type, updated, act, body FROM resource_history WHERE (rid, version) > ($1, $2) AND rid <= $3 ORDER BY rid, version LIMIT $4",
                r => new EarlierVersion(r.Long(0), r.Int(1), r.Int(2), r.Long(3), r.Short(4) == 2, BodyCompression.DecompressOrNothing(r.Span(5))), _afterRid, _afterVersion, last, PageSize);
            var problems = new string?[rows.Count];
            Parallel.For(0, rows.Count, i => problems[i] = Problem(rows[i], current.GetValueOrDefault(rows[i].Rid)));
            for (var i = 0; i < rows.Count; i++)
            {
                Follow(rows[i], problems[i], current.GetValueOrDefault(rows[i].Rid), seen);
            }

            Count += rows.Count;
            if (rows.Count < PageSize)
            {
                return;
            }
        }
    }

    private void Follow(EarlierVersion row, string? problem, ScannedResource? current, Dictionary<long, int> seen)
    {
        _dueVersion = row.Rid == _afterRid ? _dueVersion : 1;
        (_afterRid, _afterVersion) = (row.Rid, row.Version);
        var place = current is null ? string.Create(CultureInfo.InvariantCulture, $"internal id {row.Rid}") : NameOf(current);
        if (current is null)
        {
            faults.Add(StoreFault.Versions, place, string.Create(CultureInfo.InvariantCulture, $"There is a version {row.Version} of no resource."));
            return;
        }

        if (row.Version == _dueVersion)
        {
            seen[row.Rid] = row.Version;
            _dueVersion++;
        }

        if (problem is not null)
        {
            faults.Add(StoreFault.Content, string.Create(CultureInfo.InvariantCulture, $"{place}/_history/{row.Version}"), problem);
        }
    }

    private static string? Problem(EarlierVersion row, ScannedResource? current)
    {
        if (current is null)
        {
            return null;
        }

        if (row.IsDeletion)
        {
            return row.Body.Length == 0 ? null : "It is a deletion, but has content.";
        }

        var parsed = FhirDocument.Parse(row.Body, Stored);
        return parsed.Document is null
            ? $"It does not parse: {parsed.Issues[0].Expression}: {parsed.Issues[0].Message}"
            : Envelope(row.Body, R4Definitions.Default.Types[row.Type].Name, current.Row.Id, (row.Version, row.UpdatedMs));
    }

    private void CheckCurrent(ScannedResource resource)
    {
        var row = resource.Row;
        var fault = resource.Fault ?? (row.IsDeleted ? null : Envelope(row.Body, row.Definition.Name, row.Id, (row.Version, row.UpdatedMs)));
        if (fault is not null)
        {
            faults.Add(StoreFault.Content, NameOf(resource), fault);
        }
    }

    // Type, id, version and time stand at the beginning of the stored form, see StoredForm.
    private static string? Envelope(ReadOnlySpan<byte> body, string type, string id, (int Number, long UpdatedMs) version)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        (string? Type, string? Id, string? Version, string? Updated) says = default;
        while (reader.Read() && reader.CurrentDepth < 3)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var name = reader.GetString();
            var depth = reader.CurrentDepth;
            reader.Read();
            switch (depth, name)
            {
                case (1, "resourceType"): says.Type = reader.GetString(); break;
                case (1, "id"): says.Id = reader.GetString(); break;
                case (2, "versionId"): says.Version = reader.GetString(); break;
                case (2, "lastUpdated"): says.Updated = reader.GetString(); break;
                case (1, "meta"): break;
                default: reader.Skip(); break;
            }

            if (says is { Type: not null, Id: not null, Version: not null, Updated: not null })
            {
                break;
            }
        }

        var time = DateTimeOffset.FromUnixTimeMilliseconds(version.UpdatedMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return says == (type, id, version.Number.ToString(CultureInfo.InvariantCulture), time)
            ? null
            : $"It says {says.Type}/{says.Id}, version {says.Version} of {says.Updated}; its row says {type}/{id}, version {version.Number} of {time}.";
    }

    private static string NameOf(ScannedResource resource) => $"{resource.Row.Definition.Name}/{resource.Row.Id}";

    private sealed record EarlierVersion(long Rid, int Version, int Type, long UpdatedMs, bool IsDeletion, byte[] Body);
}
