using System.Diagnostics;
using Helhed.Platform.Data.PostgreSql;
using Helhed.Platform.Data.Sqlite;
using Helhed.Platform.Feed;

namespace Helhed.Platform.Data;

/// <summary>The seam to the store: SQLite in a file, or PostgreSQL. One for the whole program.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly Engine _engine;
    private int _disposed;

    private Database(Engine engine, DatabaseOptions options, FeedSignal signal)
    {
        _engine = engine;
        Options = options;
        Signal = signal;
    }

    /// <summary>Which database this is.</summary>
    public Dialect Dialect => _engine.Dialect;

    internal DatabaseOptions Options { get; }

    internal FeedSignal Signal { get; }

    /// <summary>Connects, and makes the SQLite file where there is none.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="ct">Cancels the attempt.</param>
    /// <returns>The open database.</returns>
    public static async Task<Database> Open(DatabaseOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var signal = new FeedSignal();
        Engine engine = options.IsPostgreSql
            ? await PostgreSqlEngine.Open(options, signal, ct)
            : SqliteEngine.Open(options, signal);
        return new Database(engine, options, signal);
    }

    /// <summary>Runs work on one snapshot of what is committed.</summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="work">The work; its session ends with it.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The work's result.</returns>
    /// <exception cref="DatabaseBusyException">All connections are in use for longer than the limit.</exception>
    public ValueTask<T> Read<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken ct) => _engine.Read(work, snapshot: true, ct);

    /// <summary>
    /// Runs work whose statements may each see a newer state. On PostgreSQL it spares the COMMIT's round trip (measured in bench/);
    /// right for a single statement, wrong where two must agree.
    /// </summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="work">The work; its session ends with it.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The work's result.</returns>
    /// <exception cref="DatabaseBusyException">All connections are in use for longer than the limit.</exception>
    public ValueTask<T> ReadLatest<T>(Func<SqlSession, ValueTask<T>> work, CancellationToken ct) => _engine.Read(work, snapshot: false, ct);

    /// <summary>
    /// Runs work in a write transaction and returns after its commit is durable.
    /// SQLite: works queue for one writer thread; several share a commit, each in a savepoint of its own, so that one that fails takes no other along.
    /// Do no other waiting in it, and no Write within a Write.
    /// PostgreSQL: READ COMMITTED, one transaction each; run again after a deadlock or serialisation failure, so it must have no effects outside the database.
    /// </summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="work">The work. It is rolled back when it throws.</param>
    /// <param name="ct">Cancels it as long as its commit has not begun.</param>
    /// <returns>The work's result.</returns>
    /// <exception cref="DatabaseBusyException">The queue is full.</exception>
    public ValueTask<T> Write<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        ThrowIfWriting();
        return Telemetry.WriteMs.Enabled || Telemetry.Source.HasListeners() ? Measured(() => _engine.Write(work, ct)) : _engine.Write(work, ct);
    }

    /// <summary>
    /// As <see cref="Write"/>, for brief work: on PostgreSQL works that come at the same time may share a transaction, and so see each other's
    /// changes before the commit. A work that throws after it has changed something makes all of them run again, each alone.
    /// </summary>
    /// <typeparam name="T">The result's type.</typeparam>
    /// <param name="work">The work: some milliseconds, no waiting but for the database. Its own session cannot be cancelled once it has begun.</param>
    /// <param name="ct">Cancels it as long as it waits.</param>
    /// <returns>The work's result.</returns>
    /// <exception cref="DatabaseBusyException">The queue is full.</exception>
    public ValueTask<T> WriteShared<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        ThrowIfWriting();
        return Telemetry.WriteMs.Enabled || Telemetry.Source.HasListeners() ? Measured(() => _engine.WriteShared(work, ct)) : _engine.WriteShared(work, ct);
    }

    /// <summary>Brings the schema up to date: the platform's own tables first, then the rooms' in the order given. Several nodes may start at once.</summary>
    /// <param name="rooms">The rooms' steps.</param>
    /// <param name="ct">Cancels it; nothing is changed then.</param>
    /// <returns>When the schema is up to date.</returns>
    /// <exception cref="MigrationException">A step that was run has been changed since, or steps are out of order.</exception>
    public async Task Migrate(IReadOnlyList<RoomMigrations> rooms, CancellationToken ct)
    {
        ThrowIfWriting();
        ArgumentNullException.ThrowIfNull(rooms);
        await _engine.Exclusive(channel => Migrator.Run(channel, [PlatformMigrations.Room, .. rooms], Options.Clock, ct), ct);
    }

    /// <summary>Lets the planner look at the tables' contents (ANALYZE). To be called after a large import, and when a node starts with much in the store.</summary>
    /// <param name="ct">Cancels it.</param>
    /// <returns>When it is done.</returns>
    public async Task Optimize(CancellationToken ct)
    {
        ThrowIfWriting();
        await _engine.Optimize(ct);
    }

    /// <summary>Lets running work end, then closes the connections.</summary>
    /// <returns>When all is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _engine.DisposeAsync();
        }
    }

    internal void ThrowIfWriting()
    {
        if (_engine.IsWriting)
        {
            throw new InvalidOperationException("A write was started from within a write. Do both in the same transaction, or fetch ids before it begins.");
        }
    }

    private static async ValueTask<T> Measured<T>(Func<ValueTask<T>> write)
    {
        using var activity = Telemetry.Source.StartActivity("database.write");
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await write();
        }
        catch (DatabaseBusyException)
        {
            Telemetry.Busy.Add(1);
            throw;
        }
        finally
        {
            Telemetry.WriteMs.Record(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }
}
