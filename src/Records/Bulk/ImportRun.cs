using System.Buffers;
using System.Globalization;
using System.Text;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Import;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Bulk;

/// <summary>
/// Loads one file of an import. How far it is, its figures and the errors of its lines are written in the transactions of its resources:
/// an import that stops, by whatever, goes on behind the last durable line, and no error is told twice.
/// </summary>
internal sealed class ImportRun : IBulkJournal
{
    private readonly RecordStore _store;
    private readonly BulkRun _run;
    private readonly ImportPlace _place;
    private BulkInput _input;
    private ErrorFile _errors;

    private ImportRun(RecordStore store, BulkRun run, ImportPlace place, BulkInput input, ErrorFile errors)
    {
        _store = store;
        _run = run;
        _place = place;
        _input = input;
        _errors = errors;
    }

    /// <summary>Prepares to load a file, or to go on with it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="run">The job's run.</param>
    /// <param name="input">The file, as far as it is.</param>
    /// <param name="place">Which file of how many, and how many lines were before it.</param>
    /// <param name="ct">Cancels it.</param>
    public static async ValueTask<ImportRun> Prepare(RecordStore store, BulkRun run, BulkInput input, ImportPlace place, CancellationToken ct)
    {
        var errors = await store.Database.ReadLatest(
            session => session.First(
                "SELECT f.lines, f.bytes, (SELECT MAX(part) + 1 FROM bulk_chunk c WHERE c.job = f.job AND c.file = f.number) FROM bulk_file f WHERE f.job = $1 AND f.number = $2",
                r => new ErrorFile(r.Long(0), r.Long(1), r.Int(2)), run.Job, input.Number + 1),
            ct);
        return new ImportRun(store, run, place, input, errors ?? new ErrorFile(0, 0, 0));
    }

    /// <summary>Loads the lines that are not durable yet.</summary>
    /// <returns>The file, read to its end.</returns>
    public async Task<BulkInput> Load(Stream content, CancellationToken ct)
    {
        await new BulkLoader(_store).Load(Items(content), this, _ => { }, ct);
        await End(ct);
        return _input;
    }

    /// <summary>Ends a file that could not be fetched, with the reason as its error.</summary>
    public async Task<BulkInput> Fail(Problem problem, CancellationToken ct)
    {
        List<BulkResult> results = [new BulkResult(new BulkItem(default, _input.Lines + 1, null, problem), null, [new Finding("error", "not-found", problem.Message, null, null, null)])];
        await _store.Database.Write(
            async tx =>
            {
                await Write(tx, results);
                return 0;
            },
            ct);
        Written(results);
        await End(ct);
        return _input;
    }

    public async ValueTask Write(WriteTransaction tx, IReadOnlyList<BulkResult> results)
    {
        var input = After(results);
        await _run.Mark(tx, _place.LinesBefore + input.Lines, string.Create(CultureInfo.InvariantCulture, $"file {_place.File} of {_place.Files}, {_place.LinesBefore + input.Lines} lines"));
        await tx.Execute(
            "UPDATE bulk_input SET tag = $3, lines = $4, created = $5, updated = $6, unchanged = $7, refused = $8 WHERE job = $1 AND number = $2",
            _run.Job, input.Number, input.Tag, input.Lines, input.Created, input.Updated, input.Unchanged, input.Refused);
        if (ErrorLines(results) is { } lines)
        {
            var errors = _errors.After(results, lines);
            await tx.Execute(
                """
                INSERT INTO bulk_file (job, number, section, type, source, lines, bytes) VALUES ($1, $2, $3, 'OperationOutcome', $4, $5, $6)
                ON CONFLICT (job, number) DO UPDATE SET lines = excluded.lines, bytes = excluded.bytes
                """,
                _run.Job, input.Number + 1, (short)BulkSection.Error, input.Url, errors.Lines, errors.Bytes);
            await tx.Execute(
                "INSERT INTO bulk_chunk (job, file, part, start, content) VALUES ($1, $2, $3, $4, $5)",
                _run.Job, input.Number + 1, _errors.Parts, _errors.Bytes, DatabaseOutput.Compress(lines));
        }
    }

    public void Written(IReadOnlyList<BulkResult> results)
    {
        if (ErrorLines(results) is { } lines)
        {
            _errors = _errors.After(results, lines);
        }

        _input = After(results);
    }

    private ValueTask<int> End(CancellationToken ct) => _store.Database.Write(
        async tx =>
        {
            await _run.Mark(tx, _place.LinesBefore + _input.Lines, string.Create(CultureInfo.InvariantCulture, $"file {_place.File} of {_place.Files}, {_place.LinesBefore + _input.Lines} lines"));
            _input = _input with { IsComplete = true };
            return await tx.Execute("UPDATE bulk_input SET complete = 1 WHERE job = $1 AND number = $2", _run.Job, _input.Number);
        },
        ct);

    private IEnumerable<BulkItem> Items(Stream content)
    {
        var type = _input.Type.Length > 0 ? _input.Type : null;
        var done = _input.Lines;
        long line = 0;
        foreach (var read in LineReader.Read(content))
        {
            if (!read.TryGet(out var item, out var problem))
            {
                yield return new BulkItem(default, line + 1, null, problem);
                continue;
            }

            line = item.Line;
            if (line > done)
            {
                yield return new BulkItem(item.Json, line, null, null, type);
            }
        }
    }

    private BulkInput After(IReadOnlyList<BulkResult> results) => results.Count == 0 ? _input : _input with
    {
        Lines = (long)results[^1].Item.Tag!,
        Created = _input.Created + results.Count(r => r.Act == RecordAct.Created),
        Updated = _input.Updated + results.Count(r => r.Act == RecordAct.Updated),
        Unchanged = _input.Unchanged + results.Count(r => r.Act == RecordAct.Unchanged),
        Refused = _input.Refused + results.Count(r => r.Act is null),
    };

    /// <summary>An OperationOutcome for each refused line; null where there is none.</summary>
    private byte[]? ErrorLines(IReadOnlyList<BulkResult> results)
    {
        ArrayBufferWriter<byte>? output = null;
        foreach (var result in results)
        {
            if (result.Act is null)
            {
                output ??= new ArrayBufferWriter<byte>();
                FhirJson.Write(Outcome(result), output);
                output.Write("\n"u8);
            }
        }

        return output?.WrittenSpan.ToArray();
    }

    private OperationOutcome Outcome(BulkResult result)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{(_input.Url.Length > 0 ? _input.Url : "body")}, line {result.Item.Tag}");
        return new OperationOutcome
        {
            Issue =
            [
                .. result.Remarks.Select(f => new OperationOutcomeIssue
                {
                    Severity = f.Severity,
                    Code = f.Code,
                    Diagnostics = f.Column is { } column ? string.Create(CultureInfo.InvariantCulture, $"{place}, column {column}: {f.Message}") : $"{place}: {f.Message}",
                    Expression = f.Expression is { } expression ? [expression] : [],
                }),
            ],
        };
    }

    private sealed record ErrorFile(long Lines, long Bytes, int Parts)
    {
        public ErrorFile After(IReadOnlyList<BulkResult> results, byte[] lines) => new(Lines + results.Count(r => r.Act is null), Bytes + lines.Length, Parts + 1);
    }
}

/// <summary>Where in an import a file stands.</summary>
internal readonly record struct ImportPlace(int File, int Files, long LinesBefore);
