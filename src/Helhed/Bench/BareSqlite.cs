using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Helhed.Bench;

/// <summary>Bare SQLite: a connection for each caller that reads, one that writes, and the store's own settings of the file.</summary>
internal sealed class BareSqlite : BareDatabase
{
    private readonly string _rowsPath;
    private readonly string _searchedPath;
    private readonly SqliteConnection _rows;
    private readonly SqliteConnection _searched;
    private readonly SqliteCommand _insert;
    private readonly SemaphoreSlim _writer = new(1);
    private readonly Reader?[] _readers = new Reader?[RecordsBench.MostCallers];

    private BareSqlite(string folder, Func<CpuTime> cpu)
        : base(cpu)
    {
        _rowsPath = Path.Combine(folder, "bare-rows.db");
        _searchedPath = Path.Combine(folder, "bare-searched.db");
        _rows = Connect(_rowsPath);
        _searched = Connect(_searchedPath);
        Execute(_rows, "CREATE TABLE bare_row (id TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL)");
        Execute(_searched, $"""
            CREATE TABLE bare_observation (id TEXT NOT NULL PRIMARY KEY, patient TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
            {IndexSql}
            """);
        _insert = Command(_rows, InsertSql, 2);
    }

    public override string Product => string.Create(CultureInfo.InvariantCulture, $"SQLite {_rows.ServerVersion}");

    public static BareSqlite Open(string folder, Func<CpuTime> cpu) => new(folder, cpu);

    public override Task Load(IReadOnlyList<SampleObservation> documents, CancellationToken ct) =>
        InTransactions(_rows, _insert, documents, (insert, document) => Bind(insert, document.Id, document.Json), ct);

    public override async Task LoadSearched(IReadOnlyList<SampleObservation> documents, CancellationToken ct)
    {
        await using var insert = Command(_searched, InsertSearchedSql, 5);
        await InTransactions(_searched, insert, documents, (command, d) => Bind(command, d.Id, d.Patient, d.Code, d.AtMs, d.Json), ct);
    }

    public override Task Analyze(CancellationToken ct)
    {
        Execute(_rows, "ANALYZE");
        Execute(_searched, "ANALYZE");
        return Task.CompletedTask;
    }

    public override Task<long> Bytes(CancellationToken ct)
    {
        Execute(_rows, "PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.FromResult(new FileInfo(_rowsPath).Length);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
        {
            reader?.Dispose();
        }

        await _insert.DisposeAsync();
        await _rows.DisposeAsync();
        await _searched.DisposeAsync();
        _writer.Dispose();
    }

    /// <summary>A connection with the settings that the store gives its own.</summary>
    internal static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 2147418112; PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 67108864;");
        return connection;
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected override ValueTask<int> Read(int caller, string id) => new(Count(Bind(Of(caller).Read, id)));

    protected override ValueTask<int> SearchByCode(int caller, string patient, string code) =>
        new(Count(Bind(Of(caller).SearchByCode, patient, code, SampleObservations.PageSize)));

    protected override ValueTask<int> SearchByDate(int caller, string patient) =>
        new(Count(Bind(Of(caller).SearchByDate, patient, SampleObservations.PageSize)));

    protected override ValueTask<int> SearchAll(int caller, string code) => new(Count(Bind(Of(caller).SearchAll, code, SampleObservations.PageSize)));

    protected override async ValueTask<int> Insert(int caller, string id, byte[] body)
    {
        await _writer.WaitAsync();
        try
        {
            return Bind(_insert, id, body).ExecuteNonQuery();
        }
        finally
        {
            _writer.Release();
        }
    }

    protected override async ValueTask<int> InsertAll(int caller, (string Id, byte[] Body)[] rows)
    {
        await _writer.WaitAsync();
        try
        {
            using var transaction = _rows.BeginTransaction();
            _insert.Transaction = transaction;
            foreach (var (id, body) in rows)
            {
                Bind(_insert, id, body).ExecuteNonQuery();
            }

            transaction.Commit();
            _insert.Transaction = null;
            return rows.Length;
        }
        finally
        {
            _writer.Release();
        }
    }

    private static Task InTransactions(
        SqliteConnection connection, SqliteCommand insert, IReadOnlyList<SampleObservation> documents, Action<SqliteCommand, SampleObservation> bind, CancellationToken ct)
    {
        foreach (var chunk in documents.Chunk(RowsPerTransaction))
        {
            ct.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var document in chunk)
            {
                bind(insert, document);
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
            insert.Transaction = null;
        }

        return Task.CompletedTask;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${number}") });
        }

        command.Prepare();
        return command;
    }

    private static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private static int Count(SqliteCommand command)
    {
        using var rows = command.ExecuteReader();
        var count = 0;
        while (rows.Read())
        {
            count += rows.GetFieldValue<byte[]>(0).Length > 0 ? 1 : 0;
        }

        return count;
    }

    private Reader Of(int caller) => _readers[caller] ??= new Reader(_rowsPath, _searchedPath);

    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _rows;
        private readonly SqliteConnection _searched;

        public Reader(string rowsPath, string searchedPath)
        {
            _rows = Connect(rowsPath);
            _searched = Connect(searchedPath);
            Read = Command(_rows, ReadSql, 1);
            SearchByCode = Command(_searched, SearchByCodeSql, 3);
            SearchByDate = Command(_searched, SearchByDateSql, 2);
            SearchAll = Command(_searched, SearchAllSql, 2);
        }

        public SqliteCommand Read { get; }

        public SqliteCommand SearchByCode { get; }

        public SqliteCommand SearchByDate { get; }

        public SqliteCommand SearchAll { get; }

        public void Dispose()
        {
            Read.Dispose();
            SearchByCode.Dispose();
            SearchByDate.Dispose();
            SearchAll.Dispose();
            _rows.Dispose();
            _searched.Dispose();
        }
    }
}
