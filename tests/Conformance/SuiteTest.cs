using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Import;
using Helhed.Tests.Engine;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Conformance;

/// <summary>Published examples through the whole store, and through the typed records alone.</summary>
public abstract class SuiteTest() : StoreTest(Dialect.Sqlite)
{
    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];

    /// <summary>Imports every file, and again, and reads everything back. Returns what was refused: file name and reason.</summary>
    protected async Task<IReadOnlyDictionary<string, string>> ImportAndReadBack(IReadOnlyList<string> files)
    {
        var store = new RecordStore(Database, new IdBlocks(Database), await RecordsOptions.Load(Database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), Clock);
        var refused = new Dictionary<string, string>();
        var first = await Import(store, files, r => refused.Add(Path.GetFileName(r.File), $"{r.Findings[0].Expression}: {r.Findings[0].Message}"));
        Assert.Equal((files.Count - refused.Count, 0, refused.Count), (first.Loaded, first.Unchanged, first.Refused));

        var differences = new List<string>();
        foreach (var file in files.Where(f => !refused.ContainsKey(Path.GetFileName(f))))
        {
            var json = await File.ReadAllBytesAsync(file, Ct);
            var (type, id) = NameOf(json);
            var stored = (await store.Read(Caller.Program, type, id, Ct)).Value;
            if (CanonicalJson.Difference(json, stored.Json, "meta.versionId", "meta.lastUpdated") is { } difference)
            {
                differences.Add($"{Path.GetFileName(file)}: {difference}");
            }
        }

        Assert.Empty(differences);
        var second = await Import(store, files, _ => { });
        Assert.Equal((0, first.Loaded, first.Refused), (second.Loaded, second.Unchanged, second.Refused));
        return refused;
    }

    /// <summary>Reads every file into its record and writes it again. Returns how many came out as they went in.</summary>
    protected static int ReadAndWriteTyped(IEnumerable<string> files)
    {
        var differences = new List<string>();
        var same = 0;
        foreach (var file in files)
        {
            var json = File.ReadAllBytes(file);
            var parsed = FhirDocument.Parse(json, new ParseOptions(Missing: IssueSeverity.Warning));
            var difference = parsed.Document is { } document
                ? CanonicalJson.Difference(json, FhirJson.Write(FhirJson.Read(document)))
                : $"{parsed.Issues[0].Expression}: {parsed.Issues[0].Message}";
            if (difference is null)
            {
                same++;
            }
            else
            {
                differences.Add($"{Path.GetFileName(file)}: {difference}");
            }
        }

        Assert.Empty(differences);
        return same;
    }

    private async Task<ImportProgress> Import(RecordStore store, IReadOnlyList<string> files, Action<ImportRemark> refused) =>
        (await new Importer(Database, store).Run(files, refused, _ => { }, _ => { }, Ct)).Value;

    private static (string Type, string Id) NameOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        return (document.RootElement.GetProperty("resourceType").GetString()!, document.RootElement.GetProperty("id").GetString()!);
    }
}
