using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Platform.Data;
using Helhed.Records.Reindexing;
using Helhed.Records.Writing;

namespace Helhed.Records.Verification;

/// <summary>Compares everything that is stored with everything else, in one snapshot, while the store goes on being used.</summary>
internal sealed class Verifier(SqlSession session, WritePreparer preparer)
{
    private readonly FaultList _faults = new();

    public async Task<VerifyReport> Run(Action<VerifyProgress> progress, CancellationToken ct)
    {
        var total = await session.First("SELECT COUNT(*) FROM resource", r => r.Long(0));
        var scan = new StoreScan(session, preparer, await ParameterTable.Load(session));
        var comparison = new IndexComparison(session.Dialect, await ParameterTable.InState(session, ParameterState.Indexing, ParameterState.Removing));
        var versions = new VersionCheck(session, _faults);
        var references = new ReferenceCheck(session);
        var names = new NameCheck(session, _faults);
        var done = 0L;
        await foreach (var page in scan.Pages(null, ct))
        {
            Parallel.ForEach(page, r => comparison.Expect(r.Expected));
            CheckKeys(page);
            await CheckNames(page);
            await versions.Add(page);
            await references.Add(page);
            await names.Add(page);
            done += page.Count;
            progress(new VerifyProgress(false, done, total));
        }

        await versions.Finish();
        if (!await comparison.TakeStored(session, rows => Tell(progress, new VerifyProgress(true, rows, Math.Max(rows, comparison.Due)), ct)))
        {
            await CompareRows(comparison, scan, ct);
        }

        return new VerifyReport
        {
            Resources = done,
            EarlierVersions = versions.Count,
            IndexRows = comparison.Rows,
            References = references.Count,
            Faults = _faults.Counts,
            Findings = _faults.First,
            Unresolved = references.Unresolved,
            FirstUnresolved = references.First,
        };
    }

    private static ValueTask Tell(Action<VerifyProgress> progress, VerifyProgress now, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        progress(now);
        return default;
    }

    private void CheckKeys(IReadOnlyList<ScannedResource> page)
    {
        foreach (var (row, rows, _) in page)
        {
            var type = row.Definition.Name;
            if (Keys.TypeOf(row.Rid) != row.Type)
            {
                _faults.Add(StoreFault.Key, $"{type}/{row.Id}", string.Create(CultureInfo.InvariantCulture, $"Its internal id {row.Rid} is not of its type."));
            }

            if (row.Self != Keys.Reference(type, row.Id))
            {
                _faults.Add(StoreFault.Key, $"{type}/{row.Id}", "The hash of its name is wrong, so it cannot be read.");
            }

            if (row.Patient != rows.Patient)
            {
                _faults.Add(StoreFault.Key, $"{type}/{row.Id}", "The patient that its row names is not the one that its content names.");
            }
        }
    }

    // The database does not see to it that a name is borne once: the writer does.
    private async Task CheckNames(IReadOnlyList<ScannedResource> page)
    {
        var sql = new SqlText(session.Dialect).Add("SELECT r.type, r.id FROM resource r WHERE r.self").Among([.. page.Select(r => r.Row.Self)]).Add(" GROUP BY r.type, r.id HAVING COUNT(*) > 1");
        foreach (var name in await session.Query(sql.ToString(), r => $"{R4Definitions.Default.Types[r.Int(0)].Name}/{r.Text(1)}", sql.Values))
        {
            _faults.Add(StoreFault.Key, name, "Several resources bear its name, so that one is read and the others are not.");
        }
    }

    private async Task CompareRows(IndexComparison comparison, StoreScan scan, CancellationToken ct)
    {
        var (found, _) = await comparison.Differences(session, wanted => scan.Expected(wanted, ct));
        foreach (var difference in found)
        {
            var place = _faults.First.Count < VerifyReport.MostNamed ? await PlaceOf(difference.Rid) : "";
            _faults.Add(difference.IsMissing ? StoreFault.MissingRow : StoreFault.SuperfluousRow, place, $"{difference.Table.Name}{NameOf(difference.Found.Param)}");
        }
    }

    private async ValueTask<string> PlaceOf(long rid)
    {
        var name = await session.First("SELECT type, id FROM resource WHERE rid = $1", r => $"{R4Definitions.Default.Types[r.Int(0)].Name}/{r.Text(1)}", rid);
        return name ?? string.Create(CultureInfo.InvariantCulture, $"internal id {rid}");
    }

    private static string NameOf(int param)
    {
        if (param < 0)
        {
            return "";
        }

        var number = param % Keys.ParametersPerType;
        var known = R4Definitions.Default.SearchParameters;
        return number < known.Count ? $": {known[number].Code}" : string.Create(CultureInfo.InvariantCulture, $": parameter {number}");
    }
}
