using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Import;

/// <summary>How far an import is.</summary>
/// <param name="Loaded">Resources created or updated.</param>
/// <param name="Unchanged">Resources that were already there.</param>
/// <param name="Refused">Resources that were refused.</param>
/// <param name="BytesDone">Bytes of files that have been read.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
public readonly record struct ImportProgress(long Loaded, long Unchanged, long Refused, long BytesDone, long BytesTotal);

/// <summary>A resource that was refused, or loaded with remarks.</summary>
/// <param name="File">Full path of the file.</param>
/// <param name="Line">Line of the file, counted from 1.</param>
/// <param name="Place">Place in a bundle, or null.</param>
/// <param name="Findings">What was found, each with its own path, line and column inside the resource.</param>
/// <param name="Json">The resource as it came.</param>
public sealed record ImportRemark(string File, int Line, string? Place, IReadOnlyList<Finding> Findings, ReadOnlyMemory<byte> Json);

/// <summary>
/// Imports files and folders of FHIR JSON. Each batch's commit also moves the file's mark in the journal, so an import that was
/// stopped, by whatever, goes on behind the last durable resource.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
public sealed class Importer(Database database, RecordStore store)
{
    private static readonly FileJournal Journal = new();

    private ImportProgress _progress;

    /// <summary>Imports the paths.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="refused">Called for each refused resource.</param>
    /// <param name="remarked">Called for each resource that was loaded although something is amiss.</param>
    /// <param name="progress">Called after each batch.</param>
    /// <param name="ct">Stops between batches; the next import of the same paths goes on from there.</param>
    /// <returns>The end's figures, or a problem: NotFound (no such path).</returns>
    public async Task<Outcome<ImportProgress>> Run(
        IReadOnlyList<string> paths, Action<ImportRemark> refused, Action<ImportRemark> remarked, Action<ImportProgress> progress, CancellationToken ct)
    {
        if (!ImportSource.Find(paths).TryGet(out var sources, out var problem))
        {
            return problem;
        }

        _progress = new ImportProgress(0, 0, 0, 0, sources.Sum(s => s.Bytes));
        var journal = await ReadJournal(ct);
        await new BulkLoader(store).Load(Items(sources, journal), Journal, results => Report(results, refused, remarked, progress), ct);
        _progress = _progress with { BytesDone = _progress.BytesTotal };
        progress(_progress);
        await Forget(sources, ct);
        return _progress;
    }

    private static IEnumerable<BulkItem> Items(IReadOnlyList<ImportSource> sources, Dictionary<(string, string), long> journal)
    {
        long before = 0;
        foreach (var source in sources)
        {
            var fingerprint = source.Fingerprint;
            var skip = journal.GetValueOrDefault((source.Path, fingerprint));
            long ordinal = 0;
            foreach (var read in source.Items())
            {
                ordinal++;
                if (!read.TryGet(out var item, out var problem))
                {
                    yield return new BulkItem(default, new Origin(source, fingerprint, ordinal, before + source.BytesRead, 1, null), null, problem);
                }
                else if (ordinal > skip)
                {
                    yield return new BulkItem(item.Json, new Origin(source, fingerprint, ordinal, before + source.BytesRead, item.Line, item.Place), item.Id, item.Refusal);
                }
            }

            before += source.Bytes;
        }
    }

    private void Report(IReadOnlyList<BulkResult> results, Action<ImportRemark> refused, Action<ImportRemark> remarked, Action<ImportProgress> progress)
    {
        foreach (var result in results)
        {
            var origin = (Origin)result.Item.Tag!;
            var remark = new ImportRemark(origin.Source.Path, origin.Line, origin.Place, result.Remarks, result.Item.Json);
            switch (result.Act)
            {
                case null:
                    refused(remark);
                    _progress = _progress with { Refused = _progress.Refused + 1 };
                    break;
                case RecordAct.Unchanged:
                    _progress = _progress with { Unchanged = _progress.Unchanged + 1 };
                    break;
                default:
                    _progress = _progress with { Loaded = _progress.Loaded + 1 };
                    break;
            }

            if (result.Act is not null && remark.Findings.Count > 0)
            {
                remarked(remark);
            }

            _progress = _progress with { BytesDone = origin.BytesBefore };
        }

        progress(_progress);
    }

    private async Task<Dictionary<(string, string), long>> ReadJournal(CancellationToken ct)
    {
        var rows = await database.Read(s => s.Query("SELECT path, fingerprint, done FROM import_file", r => (Key: (r.Text(0), r.Text(1)), Done: r.Long(2))), ct);
        return rows.ToDictionary(r => r.Key, r => r.Done);
    }

    private ValueTask<int> Forget(IReadOnlyList<ImportSource> sources, CancellationToken ct) => database.Write(
        async tx =>
        {
            foreach (var source in sources)
            {
                await tx.Execute("DELETE FROM import_file WHERE path = $1", source.Path);
            }

            return 0;
        },
        ct);

    /// <summary>Moves each file's mark behind its last durable resource.</summary>
    private sealed class FileJournal : IBulkJournal
    {
        public async ValueTask Write(WriteTransaction tx, IReadOnlyList<BulkResult> results)
        {
            foreach (var file in results.Select(r => (Origin)r.Item.Tag!).GroupBy(o => (o.Source.Path, o.Fingerprint)))
            {
                await tx.Execute(
                    """
                    INSERT INTO import_file (path, fingerprint, done) VALUES ($1, $2, $3)
                    ON CONFLICT (path) DO UPDATE SET fingerprint = excluded.fingerprint, done = excluded.done
                    """,
                    file.Key.Path, file.Key.Fingerprint, file.Max(o => o.Ordinal));
            }
        }

        public void Written(IReadOnlyList<BulkResult> results)
        {
        }
    }

    private sealed record Origin(ImportSource Source, string Fingerprint, long Ordinal, long BytesBefore, int Line, string? Place);
}
