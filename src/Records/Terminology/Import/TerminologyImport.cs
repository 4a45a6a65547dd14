using Helhed.Access;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Records.Terminology;

/// <summary>Imports terminology as it is published. Each code system is taken as a whole or not at all.</summary>
/// <param name="database">The database.</param>
/// <param name="store">The store.</param>
/// <param name="clock">The clock.</param>
public sealed class TerminologyImport(Database database, RecordStore store, TimeProvider clock)
{
    // The whole of a FHIR file is held in memory, as bytes and as a table of its values.
    private const long MaxFhirBytes = 1024L * 1024 * 1024;

    private readonly SystemLoader _loader = new(database, store, clock);

    /// <summary>Imports a file or the folder of a release.</summary>
    /// <param name="source">What, and under which name.</param>
    /// <param name="progress">Called often, with what is being done.</param>
    /// <param name="ct">Stops it; nothing of the system is then to be seen.</param>
    /// <returns>What was loaded, or the lines that stood in the way. Problems: NotFound (no such path), Invalid (not FHIR), TooLarge.</returns>
    public async Task<Outcome<TerminologyImported>> Run(TerminologySource source, Action<TerminologyProgress> progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(progress);
        if (!File.Exists(source.Path) && !Directory.Exists(source.Path))
        {
            return new Problem(ProblemKind.NotFound, $"There is no file or folder {source.Path}.");
        }

        await _loader.Sweep(progress, ct);
        if (source.Format == TerminologyFormat.Fhir || (source.Format == TerminologyFormat.Icd10Da && IsJson(source.Path)))
        {
            return await new FhirTerminologyFile(store, _loader).Load(source, progress, ct);
        }

        var context = new ReadContext(source, progress, ct);
        var index = Read(context);
        if (index is null || index.Concepts.Length == 0 || (context.BadLineCount > 0 && !source.SkipsBadLines))
        {
            return new TerminologyImported([], context.BadLines, context.BadLineCount);
        }

        var loaded = await _loader.Load(index, null, progress, ct);
        await _loader.Sweep(progress, ct);
        return loaded.Map(_ => new TerminologyImported([Told(index)], context.BadLines, context.BadLineCount));
    }

    internal static long MostFhirBytes => MaxFhirBytes;

    internal static string Told(SystemIndex index) => $"{CanonicalUrl.Join(index.Head.Url, index.Head.Version)}: {index.Places.Count:N0} codes";

    private static SystemIndex? Read(ReadContext context) => context.Source.Format switch
    {
        TerminologyFormat.Sks => SksReader.Read(context, null),
        TerminologyFormat.Icd10Da => SksReader.Read(context, 'D'),
        TerminologyFormat.Icpc2 => TableReader.Read(context, Head(context, "urn:oid:1.2.208.176.2.31", "ICPC2", "ICPC-2-DK", "da"), byPrefix: true),
        TerminologyFormat.Npu => TableReader.Read(context, Head(context, "http://npu-terminology.org", "NPU", "NPU terminology", "da"), byPrefix: false),
        TerminologyFormat.Atc => TableReader.Read(context, Head(context, "http://www.whocc.no/atc", "ATC", "Anatomical Therapeutic Chemical classification", "en"), byPrefix: true),
        TerminologyFormat.Loinc => LoincReader.Read(context),
        TerminologyFormat.Snomed => SnomedReader.Read(context),
        _ => TableReader.Read(context, Head(context, $"urn:helhed:{Path.GetFileNameWithoutExtension(context.Source.Path)}", Path.GetFileNameWithoutExtension(context.Source.Path), null, null), byPrefix: false),
    };

    private static SystemHead Head(ReadContext context, string url, string name, string? title, string? language) =>
        new(context.Source.Url ?? url, context.Source.Version) { Name = name, Title = title, Language = context.Source.Language ?? language };

    private static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Loads the CodeSystems, ValueSets and ConceptMaps of a FHIR file.</summary>
internal sealed class FhirTerminologyFile(RecordStore store, SystemLoader loader)
{
    public async Task<Outcome<TerminologyImported>> Load(TerminologySource source, Action<TerminologyProgress> progress, CancellationToken ct)
    {
        if (new FileInfo(source.Path).Length > TerminologyImport.MostFhirBytes)
        {
            return new Problem(ProblemKind.TooLarge, $"A FHIR file may have {TerminologyImport.MostFhirBytes / 1024 / 1024} MB; {source.Path} has more. Split it, or import the layout it was made from.");
        }

        progress(new TerminologyProgress("reading", 0, 0));
        var parsed = FhirDocument.Parse(await Bytes(source.Path, ct), new ParseOptions(Missing: Fhir.IssueSeverity.Warning));
        if (parsed.Document is not { } document)
        {
            return Problems.Of(parsed.Issues);
        }

        var loaded = new List<string>();
        foreach (var resource in Resources(document))
        {
            if (FhirDocument.Parse(resource).Document is not { TypeName: "CodeSystem" or "ValueSet" or "ConceptMap" } one)
            {
                continue;
            }

            var outcome = one.TypeName == "CodeSystem" && resource.Length > RecordsSetup.MaxBodyBytes ? await LoadLarge(one, progress, ct) : await Store(one, ct);
            if (!outcome.TryGet(out var told, out var problem))
            {
                return problem;
            }

            loaded.Add(told);
        }

        return loaded.Count > 0
            ? new TerminologyImported(loaded, [], 0)
            : new Problem(ProblemKind.Invalid, $"{source.Path} has no CodeSystem, ValueSet or ConceptMap; it is a {document.TypeName}.");
    }

    private async Task<Outcome<string>> LoadLarge(FhirDocument document, Action<TerminologyProgress> progress, CancellationToken ct)
    {
        if (CodeSystemReader.Read(document.Json) is not { } index)
        {
            return new Problem(ProblemKind.Invalid, "The CodeSystem has no url.", "CodeSystem.url");
        }

        return (await loader.Load(index, document.Id, progress, ct)).Map(_ => TerminologyImport.Told(index));
    }

    private async Task<Outcome<string>> Store(FhirDocument document, CancellationToken ct)
    {
        var stored = document.Id is { } id
            ? await store.Update(Caller.Program, document.TypeName, id, document.Json, null, ct)
            : await store.Create(Caller.Program, document.TypeName, document.Json, ct);
        return stored.Map(s => $"{s.Type}/{s.Id}");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Resources(FhirDocument document)
    {
        if (document.TypeName != "Bundle")
        {
            return [document.Json];
        }

        var bundle = new BundleDocument(document);
        return bundle.Entries.Where(e => e.ResourceType is not null).Select(e => bundle.Resource(e, new Dictionary<string, string>()));
    }

    private static async Task<byte[]> Bytes(string path, CancellationToken ct)
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            return await File.ReadAllBytesAsync(path, ct);
        }

        await using var file = new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        return bytes.ToArray();
    }
}
