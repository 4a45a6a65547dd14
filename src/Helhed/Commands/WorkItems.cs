using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Helhed.Commands;

/// <summary>Reads files and lines one after the other; no more than one of them is in memory here.</summary>
internal static class WorkItems
{
    private const int MaxLineBytes = 64 * 1024 * 1024;
    private const long MaxFileBytes = 512L * 1024 * 1024;

    private static readonly string[] Extensions = [".json", ".xml", ".ndjson", ".jsonl"];

    /// <summary>The resources of files and folders; each line of an NDJSON file is one.</summary>
    public static async IAsyncEnumerable<WorkItem> OfPaths(IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var path in paths.SelectMany(Files))
        {
            if (!File.Exists(path))
            {
                yield return new WorkItem(path, default, "there is no such file or folder.");
            }
            else if (path.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            {
                await using var file = File.OpenRead(path);
                await foreach (var line in OfLines(file, path, ct))
                {
                    yield return line;
                }
            }
            else
            {
                yield return await OfFile(path, ct);
            }
        }
    }

    /// <summary>The lines of a stream, the empty ones too; what stands behind the last line end is one only if it is not empty.</summary>
    public static async IAsyncEnumerable<WorkItem> OfLines(Stream stream, string name, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var number = 1;
        var searched = 0L; // What has been searched for a line end already: a long line comes in many pieces.
        var isTooLong = false;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var rest = read.Buffer;
            while (rest.Slice(searched).PositionOf((byte)'\n') is { } end)
            {
                yield return Line(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
                searched = 0;
            }

            searched = rest.Length;
            if (searched > MaxLineBytes)
            {
                (isTooLong, rest, searched) = (true, rest.Slice(rest.End), 0);
            }

            if (read.IsCompleted)
            {
                if (searched > 0 || isTooLong)
                {
                    yield return Line(rest);
                }

                await reader.CompleteAsync();
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        WorkItem Line(ReadOnlySequence<byte> line)
        {
            var at = $"{name}:{number++}";
            var item = isTooLong ? new WorkItem(at, default, $"the line is longer than {MaxLineBytes >> 20} MB.") : new WorkItem(at, line.ToArray());
            isTooLong = false;
            return item;
        }
    }

    private static IEnumerable<string> Files(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
        : [path];

    private static async Task<WorkItem> OfFile(string path, CancellationToken ct)
    {
        try
        {
            return new FileInfo(path).Length > MaxFileBytes
                ? new WorkItem(path, default, $"the file is larger than {MaxFileBytes >> 20} MB.")
                : new WorkItem(path, await File.ReadAllBytesAsync(path, ct));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new WorkItem(path, default, e.Message);
        }
    }
}
