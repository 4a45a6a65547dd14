using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Helhed.Bench;

/// <summary>A place to measure on: an empty database for the store and one for the bare tables, gone afterwards.</summary>
internal abstract class Ground : IAsyncDisposable
{
    /// <summary>Short name for tables and drawings.</summary>
    public abstract string Name { get; }

    /// <summary>The store's connection.</summary>
    public abstract string StoreConnection { get; }

    /// <summary>Folder for files of this run.</summary>
    public string Folder { get; init; } = Directory.CreateTempSubdirectory("helhed-bench-").FullName;

    /// <summary>The folder and the store in it stay, to be used again.</summary>
    public bool IsKept { get; init; }

    /// <summary>Processor time of the database's own processes; null where it has none, or they are not on this machine.</summary>
    public abstract TimeSpan? DatabaseCpu();

    /// <summary>This process and the database.</summary>
    public CpuTime Cpu() => new(ProcessCpu.Own, DatabaseCpu());

    public abstract Task<BareDatabase> OpenBare(CancellationToken ct);

    /// <summary>Bytes on disk of the store's whole database.</summary>
    public abstract Task<long> StoreBytes(CancellationToken ct);

    /// <summary>Does at once what the database would do by itself some time after a load, and what would then be counted with whatever is measured.</summary>
    public virtual Task Settle(CancellationToken ct) => Task.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        if (!IsKept)
        {
            Directory.Delete(Folder, recursive: true);
        }

        return default;
    }
}

/// <summary>SQLite in fresh files.</summary>
internal sealed class SqliteGround : Ground
{
    public override string Name => "SQLite";

    public override string StoreConnection => Path.Combine(Folder, "helhed.db");

    public override TimeSpan? DatabaseCpu() => null;

    public override Task<BareDatabase> OpenBare(CancellationToken ct) => Task.FromResult<BareDatabase>(BareSqlite.Open(Folder, Cpu));

    public override Task<long> StoreBytes(CancellationToken ct)
    {
        using var connection = BareSqlite.Connect(StoreConnection);
        BareSqlite.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.FromResult(new FileInfo(StoreConnection).Length);
    }
}

/// <summary>Two fresh databases on a PostgreSQL server.</summary>
internal sealed class PostgreSqlGround : Ground
{
    private readonly NpgsqlConnection _administering;
    private readonly string _storeName = string.Create(CultureInfo.InvariantCulture, $"helhed_bench_store_{Environment.ProcessId}");
    private readonly string _bareName = string.Create(CultureInfo.InvariantCulture, $"helhed_bench_bare_{Environment.ProcessId}");
    private readonly int? _serverProcess;

    private PostgreSqlGround(NpgsqlConnection administering, int? serverProcess)
    {
        _administering = administering;
        _serverProcess = serverProcess;
    }

    public override string Name => "PostgreSQL";

    public override string StoreConnection => Connection(_storeName);

    public static async Task<PostgreSqlGround> Make(string server, CancellationToken ct)
    {
        var administering = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await administering.OpenAsync(ct);

        // Ids of processes mean something only where the server is on this machine.
        await using var ask = new NpgsqlCommand("SELECT pg_backend_pid() WHERE inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr()", administering);
        var process = await ask.ExecuteScalarAsync(ct) is int backend ? ProcessCpu.ServerOf(backend) : null;
        var ground = new PostgreSqlGround(administering, process);
        await ground.Execute($"CREATE DATABASE {ground._storeName}", ct);
        await ground.Execute($"CREATE DATABASE {ground._bareName}", ct);
        return ground;
    }

    public override TimeSpan? DatabaseCpu() => ProcessCpu.OfServer(_serverProcess);

    public override async Task<BareDatabase> OpenBare(CancellationToken ct) => await BarePostgreSql.Open(Connection(_bareName), Cpu, ct);

    public override async Task<long> StoreBytes(CancellationToken ct)
    {
        await using var size = new NpgsqlCommand($"SELECT pg_database_size('{_storeName}')", _administering);
        return (long)(await size.ExecuteScalarAsync(ct))!;
    }

    public override async Task Settle(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(StoreConnection);
        await connection.OpenAsync(ct);
        await using var vacuum = new NpgsqlCommand("VACUUM (ANALYZE)", connection) { CommandTimeout = 0 };
        await vacuum.ExecuteNonQueryAsync(ct);
    }

    public override async ValueTask DisposeAsync()
    {
        await Execute($"DROP DATABASE IF EXISTS {_storeName} WITH (FORCE)", CancellationToken.None);
        await Execute($"DROP DATABASE IF EXISTS {_bareName} WITH (FORCE)", CancellationToken.None);
        await _administering.DisposeAsync();
        await base.DisposeAsync();
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder(_administering.ConnectionString) { Database = database, Pooling = true }.ConnectionString;

    private async Task Execute(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _administering);
        await command.ExecuteNonQueryAsync(ct);
    }
}
