using System.IO.Compression;

namespace Helhed.Records.Bulk;

/// <summary>Writes an export into a folder, a file for each type. Files have the ending .part until the whole export is complete.</summary>
internal sealed class FolderOutput(string folder, bool isPacked, Action<long> progress) : IExportOutput, IAsyncDisposable
{
    public const string Part = ".part";

    private const int ReportEvery = 1000;

    private readonly List<ExportedFile> _files = [];
    private ExportedFile _file = new("", "", 0);
    private Stream? _stream;
    private long _done;

    public IReadOnlyList<ExportedFile> Files => _files;

    public void Begin(BulkSection section, string type) =>
        _file = new ExportedFile(section == BulkSection.Deleted ? "deleted" : type, $"{(section == BulkSection.Deleted ? "deleted" : type)}.ndjson{(isPacked ? ".gz" : "")}", 0);

    public async ValueTask Add(ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        _stream ??= Open();
        _stream.Write(json.Span);
        _stream.WriteByte((byte)'\n');
        _file = _file with { Resources = _file.Resources + 1 };
        if (++_done % ReportEvery == 0)
        {
            ct.ThrowIfCancellationRequested();
            progress(_done);
        }

        await ValueTask.CompletedTask;
    }

    public async ValueTask End(CancellationToken ct)
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
            _stream = null;
            _files.Add(_file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }

    private Stream Open()
    {
        var file = new FileStream(Path.Combine(folder, _file.Name + Part), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        return isPacked ? new BufferedStream(new GZipStream(file, CompressionLevel.Fastest), 1 << 18) : file;
    }
}
