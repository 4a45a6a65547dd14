using System.IO.Compression;
using System.Text.Json;
using Helhed.Platform;

namespace Helhed.Records.Import;

/// <summary>One resource of a source.</summary>
/// <param name="Json">Its UTF-8 JSON.</param>
/// <param name="Line">Line of an NDJSON file, or of the entry's beginning, counted from 1.</param>
/// <param name="Place">Place inside a bundle, such as <c>Bundle.entry[3]</c>, or null.</param>
/// <param name="Id">The id that it gets when it has none of its own.</param>
/// <param name="Refusal">Why it is not loaded, when that is known before it is parsed.</param>
internal readonly record struct ImportItem(ReadOnlyMemory<byte> Json, int Line, string? Place = null, string? Id = null, Problem? Refusal = null);

/// <summary>A file with FHIR JSON: a resource, a bundle or NDJSON, plain or gzip.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size on disk, for the progress.</param>
internal sealed record ImportSource(string Path, long Bytes)
{
    /// <summary>Largest file that is not NDJSON, uncompressed: it is read as a whole.</summary>
    public const long MaxDocumentBytes = 512L * 1024 * 1024;

    /// <summary>Longest line of NDJSON.</summary>
    public const int MaxLineBytes = 50 * 1024 * 1024;

    private static readonly string[] Extensions = [".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz"];

    /// <summary>What makes the same file the same: a file that was changed is begun anew.</summary>
    public string Fingerprint => $"{Bytes}-{File.GetLastWriteTimeUtc(Path).Ticks}";

    private bool IsGzip => Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The files of a path, in a fixed order; a folder is walked. Problem: NotFound.</summary>
    public static Outcome<IReadOnlyList<ImportSource>> Find(IEnumerable<string> paths)
    {
        var sources = new List<ImportSource>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                sources.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(f => Extensions.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)) && System.IO.Path.GetFileName(f) != "manifest.json") // an export's list of its files
                    .Order(StringComparer.Ordinal)
                    .Select(Source));
            }
            else if (File.Exists(path))
            {
                sources.Add(Source(path));
            }
            else
            {
                return new Problem(ProblemKind.NotFound, $"There is no file or folder '{path}'.");
            }
        }

        return sources;
    }

    /// <summary>Bytes of the file that have been read, for the progress.</summary>
    public long BytesRead { get; set; }

    /// <summary>Opens the file.</summary>
    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.SequentialScan);

    /// <summary>What is in the file.</summary>
    public Stream Content(FileStream file) => IsGzip ? new GZipStream(file, CompressionMode.Decompress) : file;

    /// <summary>Every resource of the file, or the problem that ends the reading.</summary>
    public IEnumerable<Outcome<ImportItem>> Items() => (IsLines ? LineReader.Read(this) : Document()).SelectMany(BundleExpansion.Expand);

    private bool IsLines
    {
        get
        {
            var name = IsGzip ? Path[..^3] : Path;
            return name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static ImportSource Source(string path) => new(System.IO.Path.GetFullPath(path), new FileInfo(path).Length);

    private IEnumerable<Outcome<ImportItem>> Document()
    {
        var content = ReadAll();
        if (!content.TryGet(out var json, out var problem))
        {
            return [problem];
        }

        return Values(json).Select(v => Outcome.Ok(v));
    }

    /// <summary>The values of a file: one as a rule, or several one after another, on one line each or not.</summary>
    private static List<ImportItem> Values(ReadOnlyMemory<byte> json)
    {
        var items = new List<ImportItem>();
        var start = 0;
        var line = 1;
        var counted = 0;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 256 });
        try
        {
            while (reader.Read())
            {
                start = (int)reader.TokenStartIndex;
                line += json.Span[counted..start].Count((byte)'\n');
                counted = start;
                reader.Skip();
                items.Add(new ImportItem(json[start..(int)reader.BytesConsumed], line));
                start = (int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            // Broken from here on: the parser will say where and why.
            var rest = start + Math.Max(0, json.Span[start..].IndexOfAnyExcept(" \t\r\n"u8));
            items.Add(new ImportItem(json[rest..], line + json.Span[counted..rest].Count((byte)'\n')));
        }

        return items.Count > 0 ? items : [new ImportItem(json, 1)];
    }

    private Outcome<ReadOnlyMemory<byte>> ReadAll()
    {
        using var file = Open();
        using var stream = Content(file);
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        try
        {
            while ((read = stream.Read(chunk)) > 0)
            {
                if (buffer.Length + read > MaxDocumentBytes)
                {
                    return new Problem(ProblemKind.TooLarge, $"The file is over {MaxDocumentBytes / 1024 / 1024} MB uncompressed. Split it, or send it as NDJSON, which is read line by line.");
                }

                buffer.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return new Problem(ProblemKind.Invalid, "The file is not gzip, or is damaged. Copy it again.");
        }

        return (ReadOnlyMemory<byte>)buffer.ToArray();
    }
}
