using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Records.Import;

namespace Helhed.Commands;

/// <summary>
/// What an import has to say: every refusal and remark with file, line, path and reason in <c>report.ndjson</c>, and the refused
/// resources themselves in <c>refused.ndjson</c>, so that they can be mended and imported again. Files are made at the first entry.
/// </summary>
internal sealed class ImportReport(string folder, TimeProvider clock) : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(folder, clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
    private readonly List<string> _first = [];
    private StreamWriter? _report;
    private FileStream? _refused;
    private long _remarks;

    public void AddRefused(ImportRemark remark)
    {
        Add(remark, "refused");
        if (!remark.Json.IsEmpty)
        {
            _refused ??= Open("refused.ndjson");
            _refused.Write(OneLine(remark.Json.Span));
            _refused.WriteByte((byte)'\n');
        }
    }

    public void AddRemarked(ImportRemark remark) => Add(remark, "loaded with a remark");

    public async Task Print(TextWriter output, int limit)
    {
        foreach (var text in _first.Take(limit))
        {
            await output.WriteLineAsync(text);
        }

        if (_remarks > limit)
        {
            await output.WriteLineAsync($"… and {_remarks - limit} more.");
        }

        if (_report is not null)
        {
            await output.WriteLineAsync($"Report: {Path.Combine(_folder, "report.ndjson")}{(_refused is null ? "" : $"; refused resources: {Path.Combine(_folder, "refused.ndjson")}")}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_report is not null)
        {
            await _report.DisposeAsync();
        }

        if (_refused is not null)
        {
            await _refused.DisposeAsync();
        }
    }

    private void Add(ImportRemark remark, string what)
    {
        _report ??= new StreamWriter(Open("report.ndjson"), new UTF8Encoding(false));
        foreach (var finding in remark.Findings)
        {
            _remarks++;
            var path = string.Join(", ", new[] { remark.Place, finding.Expression }.Where(p => p is not null));
            var line = remark.Line + (finding.Line ?? 1) - 1;
            _report.WriteLine(JsonSerializer.Serialize(new { what, file = remark.File, line, column = finding.Column, path, finding.Severity, finding.Code, reason = finding.Message }, JsonSerializerOptions.Web));
            if (_first.Count < 100)
            {
                _first.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {remark.File}:{line}: {path}: {finding.Message}"));
            }
        }
    }

    private FileStream Open(string name)
    {
        Directory.CreateDirectory(_folder);
        return new FileStream(Path.Combine(_folder, name), FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    // Line breaks in JSON stand only between its tokens.
    private static byte[] OneLine(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }
}
