using System.IO.Compression;
using System.Text;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;
using Helhed.Records.Import;
using Helhed.Tests.Modules.Support;

namespace Helhed.Tests.Modules.Records;

/// <summary>A store, a folder for files, and an import of them.</summary>
public abstract class ImportTest(Dialect dialect) : StoreTest(dialect), IDisposable
{
    private RecordStore? _store;

    protected override IReadOnlyList<RoomMigrations> Rooms => [AccessMigrations.Room, RecordsMigrations.Room];

    protected string Folder { get; } = Directory.CreateTempSubdirectory("helhed-import-").FullName;

    /// <summary>What the last import refused.</summary>
    protected List<ImportRemark> Refused { get; } = [];

    /// <summary>What the last import loaded with a remark.</summary>
    protected List<ImportRemark> Remarked { get; } = [];

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Put(string name, string text) => Put(name, Encoding.UTF8.GetBytes(text));

    protected string Put(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    protected static byte[] Gzip(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }

    protected async Task<Outcome<ImportProgress>> Try(IReadOnlyList<string> paths, Action<ImportProgress>? progress = null, CancellationToken? ct = null)
    {
        Refused.Clear();
        Remarked.Clear();
        return await new Importer(Database, await Store()).Run(paths, Refused.Add, Remarked.Add, progress ?? (_ => { }), ct ?? Ct);
    }

    /// <summary>Imports the paths and asserts the figures at the end.</summary>
    protected async Task Imports(IReadOnlyList<string> paths, long loaded, long unchanged = 0, long refused = 0)
    {
        var figures = (await Try(paths)).Value;
        Assert.Equal((loaded, unchanged, refused), (figures.Loaded, figures.Unchanged, figures.Refused));
        Assert.Equal(refused, Refused.Count);
        Assert.Equal(figures.BytesTotal, figures.BytesDone);
    }

    protected async Task<StoredResource> Read(string type, string id) => (await (await Store()).Read(Caller.Program, type, id, Ct)).Value;

    protected async Task<string> Json(string type, string id) => Encoding.UTF8.GetString((await Read(type, id)).Json.Span);

    protected ValueTask<long> Count() => Number("SELECT COUNT(*) FROM resource");

    protected static string Patient(int number) => $$"""{"resourceType":"Patient","id":"p{{number}}","name":[{"family":"Family{{number}}"}]}""";

    private async Task<RecordStore> Store() =>
        _store ??= new RecordStore(Database, new IdBlocks(Database), await RecordsOptions.Load(Database, TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen"), Ct), Clock);
}
