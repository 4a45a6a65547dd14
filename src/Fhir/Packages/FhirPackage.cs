using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Packages;

/// <summary>
/// A FHIR package: profiles, extensions, code systems, value sets of one implementation guide in one version.
/// See <see href="https://confluence.hl7.org/display/FHIR/NPM+Package+Specification"/>.
/// </summary>
/// <param name="Name">For example <c>hl7.fhir.dk.core</c>; empty where the package does not say.</param>
/// <param name="Version">For example <c>3.4.0</c>; empty where the package does not say.</param>
/// <param name="Resources">Its conformance and terminology resources.</param>
/// <param name="Problems">Files that could not be read, each with the reason.</param>
public sealed record FhirPackage(string Name, string Version, IReadOnlyList<FhirDocument> Resources, IReadOnlyList<string> Problems)
{
    // A package of everything in R4 has 60 MB; what is far beyond is not a package.
    private const long MaxBytes = 512L * 1024 * 1024;
    private const int MaxFiles = 50_000;
    private const int MaxFileBytes = 32 * 1024 * 1024;

    private static readonly HashSet<string> Wanted = ["StructureDefinition", "CodeSystem", "ValueSet", "ConceptMap", "NamingSystem", "SearchParameter", "OperationDefinition", "MessageDefinition", "Questionnaire"];

    /// <summary>Reads a <c>.tgz</c> as package servers give it. Its resources lie in the folder <c>package</c>; examples are passed over.</summary>
    /// <param name="archive">The compressed archive; it is read once, from beginning to end.</param>
    /// <exception cref="InvalidDataException">The stream is no gzip-compressed tar archive, or is beyond the limits (512 MB, 50,000 files).</exception>
    public static FhirPackage ReadArchive(Stream archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return Read(Files(archive));
    }

    /// <summary>Reads a package that lies open in a folder: each file by its name and its bytes.</summary>
    public static FhirPackage Read(IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (name, version) = ("", "");
        var resources = new List<FhirDocument>();
        var problems = new List<string>();
        foreach (var (file, content) in files)
        {
            if (file == "package.json")
            {
                (name, version) = ReadManifest(content, problems);
            }
            else if (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !file.StartsWith('.') && IsWanted(content.Span))
            {
                Add(file, content, resources, problems);
            }
        }

        return new FhirPackage(name, version, resources, problems);
    }

    private static void Add(string file, ReadOnlyMemory<byte> content, List<FhirDocument> resources, List<string> problems)
    {
        var json = content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;
        var parsed = FhirDocument.Parse(json, new ParseOptions(Missing: IssueSeverity.Warning));
        if (parsed.Draft is { } document)
        {
            resources.Add(document);
        }

        foreach (var issue in parsed.Issues)
        {
            if (issue.Severity == IssueSeverity.Error)
            {
                problems.Add($"{file}: {issue.Expression}: {issue.Message}");
            }
        }
    }

    // resourceType is looked for near the beginning, where every publisher writes it, before a large file is parsed.
    private static bool IsWanted(ReadOnlySpan<byte> json)
    {
        var at = json.IndexOf("\"resourceType\""u8);
        if (at < 0)
        {
            return false;
        }

        var rest = json[(at + 14)..];
        rest = rest[Math.Min(rest.Length, 64)..].IsEmpty ? rest : rest[..64];
        foreach (var type in Wanted)
        {
            if (rest.IndexOf(System.Text.Encoding.UTF8.GetBytes($"\"{type}\"")) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static (string Name, string Version) ReadManifest(ReadOnlyMemory<byte> content, List<string> problems)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return (Text(json.RootElement, "name"), Text(json.RootElement, "version"));
        }
        catch (JsonException e)
        {
            problems.Add($"package.json: {e.Message}");
            return ("", "");
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Files(Stream archive)
    {
        using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        using var tar = new TarReader(unzipped);
        var (bytes, files) = (0L, 0);
        while (Next(tar) is { } entry)
        {
            bytes += entry.Length;
            if (++files > MaxFiles || bytes > MaxBytes || entry.Length > MaxFileBytes)
            {
                throw new InvalidDataException($"The package is too large: at most {MaxFiles} files, {MaxBytes >> 20} MB in all and {MaxFileBytes >> 20} MB for one file are read.");
            }

            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.DataStream is { } data
                && entry.Name.Split('/') is ["package", var name])
            {
                var content = new byte[entry.Length];
                data.ReadExactly(content);
                yield return (name, content);
            }
        }
    }

    private static TarEntry? Next(TarReader tar)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException)
        {
            throw new InvalidDataException("The package is not a gzip-compressed tar archive, or is damaged.", e);
        }
    }
}
