using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace Helhed.Records.Bulk;

/// <summary>
/// Keeps an export in the database as compressed chunks of 4 MB of lines. While one chunk is compressed and written, the next is gathered.
/// </summary>
internal sealed class DatabaseOutput(BulkRun run, int types, long maxFileBytes) : IExportOutput
{
    private const int ChunkBytes = 4 * 1024 * 1024;

    private ArrayBufferWriter<byte> _chunk = new(ChunkBytes + (256 * 1024));
    private ArrayBufferWriter<byte> _spare = new(ChunkBytes + (256 * 1024));
    private Task _writing = Task.CompletedTask;
    private BulkFile _file = new(0, BulkSection.Output, "", "", 0, 0);
    private int _part;
    private long _chunkLines;
    private long _done;
    private int _begun;

    public void Begin(BulkSection section, string type)
    {
        _begun += section == BulkSection.Output ? 1 : 0;
        _file = _file with { Section = section, Type = type, Lines = 0, Bytes = 0 };
        _part = 0;
    }

    public ValueTask Add(ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        _chunk.Write(json.Span);
        _chunk.Write("\n"u8);
        _chunkLines++;
        return _chunk.WrittenCount < ChunkBytes ? default : Flush(ct);
    }

    public async ValueTask End(CancellationToken ct)
    {
        await Flush(ct);
        await _writing;
    }

    private async ValueTask Flush(CancellationToken ct)
    {
        if (_chunkLines == 0)
        {
            return;
        }

        if (_part > 0 && _file.Bytes + _chunk.WrittenCount > maxFileBytes)
        {
            _part = 0;
        }

        _file = _part == 0
            ? _file with { Number = _file.Number + 1, Lines = _chunkLines, Bytes = _chunk.WrittenCount }
            : _file with { Lines = _file.Lines + _chunkLines, Bytes = _file.Bytes + _chunk.WrittenCount };
        _done += _file.Section == BulkSection.Output ? _chunkLines : 0;
        var chunk = new Chunk(_file, _part++, _done, string.Create(CultureInfo.InvariantCulture, $"type {_begun} of {types}, {_done} resources"));
        await _writing;
        var full = _chunk;
        (_chunk, _spare) = (_spare, full);
        _chunk.ResetWrittenCount();
        _chunkLines = 0;
        _writing = Task.Run(() => Write(full, chunk, ct), CancellationToken.None);
    }

    private async Task Write(ArrayBufferWriter<byte> lines, Chunk chunk, CancellationToken ct)
    {
        var content = Compress(lines.WrittenSpan);
        var (file, part) = (chunk.File, chunk.Part);
        var start = file.Bytes - lines.WrittenCount;
        await run.Jobs.Write(
            run,
            chunk.Done,
            chunk.Note,
            async tx =>
            {
                await tx.Execute(
                    """
                    INSERT INTO bulk_file (job, number, section, type, source, lines, bytes) VALUES ($1, $2, $3, $4, '', $5, $6)
                    ON CONFLICT (job, number) DO UPDATE SET lines = excluded.lines, bytes = excluded.bytes
                    """,
                    run.Job, file.Number, (short)file.Section, file.Type, file.Lines, file.Bytes);
                await tx.Execute("INSERT INTO bulk_chunk (job, file, part, start, content) VALUES ($1, $2, $3, $4, $5)", run.Job, file.Number, part, start, content);
            },
            ct);
    }

    internal static byte[] Compress(ReadOnlySpan<byte> lines)
    {
        using var output = new MemoryStream(lines.Length / 6);
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(lines);
        }

        return output.ToArray();
    }

    private sealed record Chunk(BulkFile File, int Part, long Done, string Note);
}
