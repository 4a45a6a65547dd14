using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Support;

/// <summary>A test on a fresh database of its own. Scenarios are written once in an abstract class and run by one class for each database.</summary>
public abstract class StoreTest(Dialect dialect) : IAsyncLifetime
{
    private readonly List<Database> _opened = [];
    private string? _folder;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected ManualClock Clock { get; } = new();

    protected Database Database { get; private set; } = null!;

    protected string Connection { get; private set; } = "";

    /// <summary>The schema that the test needs beside the platform's.</summary>
    protected virtual IReadOnlyList<RoomMigrations> Rooms => [];

    public async ValueTask InitializeAsync()
    {
        if (dialect == Dialect.PostgreSql)
        {
            var schema = string.Join(' ', Rooms.Select(room => $"{room.Room} {string.Join(' ', room.Steps.Select(step => step.PostgreSql))}"));
            Connection = await PostgreSqlServer.NewDatabase(schema, async connection =>
            {
                await using var database = await Database.Open(new DatabaseOptions(connection) { Clock = Clock }, Ct);
                await database.Migrate(Rooms, Ct);
            });
        }
        else
        {
            _folder = Directory.CreateTempSubdirectory("helhed-test-").FullName;
            Connection = Path.Combine(_folder, "test.db");
        }

        Database = await OpenNode();
        await Database.Migrate(Rooms, Ct); // on PostgreSQL there is nothing left to do
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened)
        {
            await database.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the same database once more, as another node would.</summary>
    protected async Task<Database> OpenNode(Func<DatabaseOptions, DatabaseOptions>? change = null)
    {
        var options = new DatabaseOptions(Connection) { Clock = Clock };
        var database = await Database.Open(change is null ? options : change(options), Ct);
        _opened.Add(database);
        return database;
    }

    protected static RoomMigrations OneTable(string columns) => new("test",
        [new Migration(1, "table", $"CREATE TABLE thing ({columns})", $"CREATE TABLE thing ({columns})")]);

    protected ValueTask<int> Run(string sql, params SqlValue[] values) => Database.Write(tx => tx.Execute(sql, values), Ct);

    protected async ValueTask<long> Number(string sql, params SqlValue[] values) =>
        await Database.ReadLatest(session => session.First(sql, row => row.Long(0), values), Ct);
}
