using Helhed.Access;
using Helhed.Booking;
using Helhed.Commands;
using Helhed.Platform.Data;
using Helhed.Platform.Ledger;
using Helhed.Records;

namespace Helhed.Hosting;

/// <summary>An open, migrated database with its record store, for every verb.</summary>
internal sealed class Store : IAsyncDisposable
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private Store(Database database, IdBlocks ids, RecordsOptions options)
    {
        Database = database;
        Ledger = new LedgerBook(database, ids);
        Records = new RecordStore(database, ids, options, TimeProvider.System);
        BookingRoom.Attach(Records);
    }

    public Database Database { get; }

    public RecordStore Records { get; }

    public LedgerBook Ledger { get; }

    /// <summary>The key that signs the ledger's heads: a file in the data folder, so that it does not lie in a database elsewhere.</summary>
    public static string LedgerKey(DirectoryInfo data) => Path.Combine(KeyFolder(data), "ledger.pem");

    /// <summary>The folder of all keys.</summary>
    public static string KeyFolder(DirectoryInfo data) => data.CreateSubdirectory("keys").FullName;

    public static async Task<Store> Open(string connection, CancellationToken ct)
    {
        var database = await Database.Open(new DatabaseOptions(connection), ct);
        try
        {
            await database.Migrate([AccessMigrations.Room, RecordsMigrations.Room, BookingMigrations.Room], ct);
            var store = new Store(database, new IdBlocks(database), await RecordsOptions.Load(database, Denmark, ct));
            await MakeReady(store.Records, ct);
            return store;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static async Task MakeReady(RecordStore records, CancellationToken ct)
    {
        ProgressLine? line = null;
        try
        {
            await records.MakeReady(
                (done, total) => (line ??= new ProgressLine("The store has a new form. Making its index anew")).Show(done, total == 0 ? 1 : (double)done / total), ct);
        }
        finally
        {
            line?.Dispose();
        }
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
