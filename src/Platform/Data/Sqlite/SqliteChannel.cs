using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>One SQLite connection with its prepared statements. Every call completes before it returns.</summary>
internal sealed class SqliteChannel : Channel, IDisposable
{
    private const int MaxStatements = 512;
    private const int PlannerStability = 1007; // SQLITE_DBCONFIG_ENABLE_QPSG

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(SqlTexts.Comparer.Instance);
    private long _uses;

    // A connection is one thread's at a time, as its owner sees to, and nobody asks SQLite how much memory it takes: the locks that it takes
    // for both cost a twentieth of a search.
    static SqliteChannel()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    internal SqliteChannel(SqliteConnection connection)
    {
        _connection = connection;
        Handle = connection.Handle!;
    }

    internal override Dialect Dialect => Dialect.Sqlite;

    internal sqlite3 Handle { get; }

    /// <summary>False inside a transaction. SQLite ends a transaction by itself on errors such as a full disk.</summary>
    internal bool OutsideTransaction => raw.sqlite3_get_autocommit(Handle) != 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    internal static SqliteChannel Open(DatabaseOptions options, bool readOnly)
    {
        var text = options.Connection.Contains("Data Source=", StringComparison.OrdinalIgnoreCase)
            ? new SqliteConnectionStringBuilder(options.Connection)
            : new SqliteConnectionStringBuilder { DataSource = options.Connection };
        if (text.DataSource.Length == 0 || text.DataSource.Contains(":memory:", StringComparison.Ordinal))
        {
            throw new ArgumentException("SQLite needs a file: readers and the writer are separate connections.", nameof(options));
        }

        text.Pooling = false;
        text.Mode = readOnly ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate;
        if (!readOnly && Path.GetDirectoryName(Path.GetFullPath(text.DataSource)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var connection = new SqliteConnection(text.ConnectionString);
        connection.Open();
        var channel = new SqliteChannel(connection);
        raw.sqlite3_busy_timeout(channel.Handle, (int)options.BusyTimeout.TotalMilliseconds);

        // A plan is made for a statement, once. Otherwise SQLite plans it anew whenever it is given other values, which for a statement with
        // many parameters costs ten times what it does.
        raw.sqlite3_db_config(channel.Handle, PlannerStability, 1, out _);

        // FULL: a commit that was answered survives a power cut; the group commit shares its fsync.
        // 32 MiB are gathered before they are moved into the file: pages that are written again and again are moved once (a bulk load writes
        // four fifths of the bytes that it does with SQLite's 4 MiB).
        // 2 GiB of the file are mapped (the most SQLite allows) and shared by all; each connection's own cache is small, since there may be 32.
        channel.ScriptNow($"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 8192;
            PRAGMA temp_store = MEMORY;
            PRAGMA mmap_size = 2147418112;
            PRAGMA cache_size = {(readOnly ? -8192 : -65536)};
            PRAGMA journal_size_limit = 67108864;
            PRAGMA query_only = {(readOnly ? "ON" : "OFF")};
            """);
        return channel;
    }

    internal override ValueTask<int> Execute(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new(ExecuteNow(sql, values));
    }

    internal override ValueTask Post(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ExecuteNow(sql, values);
        return default;
    }

    internal int ExecuteNow(string sql, ReadOnlySpan<SqlValue> values)
    {
        var statement = Rent(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
            {
            }

            return raw.sqlite3_changes(Handle);
        }
        finally
        {
            Return(statement);
        }
    }

    internal override ValueTask<List<T>> Query<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var statement = Rent(sql);
        try
        {
            statement.Bind(values);
            var rows = new List<T>();
            while (statement.Step())
            {
                rows.Add(map(statement.Row));
            }

            return new(rows);
        }
        finally
        {
            Return(statement);
        }
    }

    internal override ValueTask<T?> First<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct)
        where T : default
    {
        ct.ThrowIfCancellationRequested();
        var statement = Rent(sql);
        try
        {
            statement.Bind(values);
            return new(statement.Step() ? map(statement.Row) : default);
        }
        finally
        {
            Return(statement);
        }
    }

    internal override async IAsyncEnumerable<T> Stream<T>(
        string sql, Func<Row, T> map, SqlValue[] values, [EnumeratorCancellation] CancellationToken ct)
    {
        var statement = Rent(sql);
        try
        {
            statement.Bind(values);
            while (statement.Step())
            {
                ct.ThrowIfCancellationRequested();
                yield return map(statement.Row);
            }
        }
        finally
        {
            Return(statement);
        }

        await ValueTask.CompletedTask;
    }

    internal override ValueTask BulkInsert(string table, IReadOnlyList<string> columns, BulkRows rows, CancellationToken ct)
    {
        SqliteBulkInsert.Run(this, table, columns, rows, ct);
        return default;
    }

    internal override ValueTask Script(string sql, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ScriptNow(sql);
        return default;
    }

    internal SqliteStatement Rent(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement) && !statement.InUse)
        {
            statement.InUse = true;
            statement.LastUse = ++_uses;
            return statement;
        }

        // The same text may be running already (a query inside a stream): then this run gets a statement of its own.
        var isKept = statement is null;
        var prepared = SqliteStatement.Prepare(Handle, sql);
        prepared.InUse = true;
        prepared.IsKept = isKept;
        prepared.LastUse = ++_uses;
        if (isKept)
        {
            Evict();
            _statements[sql] = prepared;
        }

        return prepared;
    }

    internal static void Return(SqliteStatement statement)
    {
        statement.Reset();
        statement.InUse = false;
        if (!statement.IsKept)
        {
            statement.Dispose();
        }
    }

    private void ScriptNow(string sql)
    {
        var rc = raw.sqlite3_exec(Handle, sql);
        if (rc != raw.SQLITE_OK)
        {
            throw SqliteStatement.Failure(Handle, rc, sql);
        }
    }

    // Half of them at once, the longest unused first: searching for one victim at every miss would cost more than preparing.
    private void Evict()
    {
        if (_statements.Count < MaxStatements)
        {
            return;
        }

        foreach (var (sql, statement) in _statements.Where(pair => !pair.Value.InUse)
            .OrderBy(pair => pair.Value.LastUse).Take(MaxStatements / 2).ToList())
        {
            _statements.Remove(sql);
            statement.Dispose();
        }
    }
}
