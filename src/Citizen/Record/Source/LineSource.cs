using Helhed.Access;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Json;
using Helhed.Records;

namespace Helhed.Citizen;

/// <summary>A line with where it comes from: who wrote it, its versions and what was changed in each, and what was added later.</summary>
internal sealed class LineSource(RecordQuery query, RecordStore records)
{
    private const int MostVersions = 20;
    private const int MostChanges = 12;

    public async Task<LineModel?> Of(Caller caller, string type, string id, RecordTexts t, CancellationToken ct)
    {
        if (await query.Line(caller, type, id, t, ct) is not var (line, stored))
        {
            return null;
        }

        var additions = await query.Additions(caller, line.Reference, t, ct);
        var versions = stored.Version == 1 ? [] : await Versions(caller, stored, t, ct);
        return new LineModel(line, additions, versions, stored.LastUpdated);
    }

    private async Task<IReadOnlyList<LineVersion>> Versions(Caller caller, StoredResource newest, RecordTexts t, CancellationToken ct)
    {
        var found = await records.History(caller, newest.Type, newest.Id, newest.Version, MostVersions, ct);
        if (!found.TryGet(out var history, out _))
        {
            return [];
        }

        var words = new ChangeWords(t.Language);
        var shown = history.Where(v => v.Act != RecordAct.Deleted).ToList();
        return [.. shown.Select((version, i) => new LineVersion(version.LastUpdated, i + 1 < shown.Count ? Between(shown[i + 1], version, words) : []))];
    }

    private static List<LineChange> Between(StoredResource before, StoredResource after, ChangeWords words) =>
        FhirDocument.Parse(before.Json).Document is { } old && FhirDocument.Parse(after.Json).Document is { } @new
            ? [.. ResourceDiff.Between(old, @new).Where(c => c.Kind != ChangeKind.Moved).Select(words.Of).OfType<LineChange>().Distinct().Take(MostChanges)]
            : [];
}
