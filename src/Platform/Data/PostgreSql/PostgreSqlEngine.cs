using System.Net.Sockets;
using Helhed.Platform.Feed;
using Npgsql;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>PostgreSQL: two pools of connections with prepared statements. Those that read refuse to write.</summary>
internal sealed class PostgreSqlEngine : Engine
{
    // "Helhed" in ASCII: a lock number that nothing else in the database is likely to use.
    private const long MigrationLock = 0x48656C686564;

    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _reading;
    private readonly DatabaseOptions _options;
    private readonly ColumnTypes _columnTypes = new();
    private readonly PostgreSqlWakeUp _wakeUp;
    private readonly SharedWrites _shared;

    private PostgreSqlEngine(NpgsqlDataSource writing, NpgsqlDataSource reading, DatabaseOptions options, PostgreSqlWakeUp wakeUp)
    {
        _writing = writing;
        _reading = reading;
        _options = options;
        _wakeUp = wakeUp;
        _shared = new SharedWrites(options.MaxWaitingWrites, RunGroup);
    }

    internal override Dialect Dialect => Dialect.PostgreSql;

    internal override bool IsWriting => false;

    public override async ValueTask DisposeAsync()
    {
        await _shared.DisposeAsync();
        await _wakeUp.DisposeAsync();
        await _writing.DisposeAsync();
        await _reading.DisposeAsync();
    }

    internal static async Task<PostgreSqlEngine> Open(DatabaseOptions options, FeedSignal signal, CancellationToken ct)
    {
        var text = new NpgsqlConnectionStringBuilder(options.Connection)
        {
            MaxPoolSize = options.MaxConnections,
            Timeout = (int)Math.Ceiling(options.BusyTimeout.TotalSeconds),
            MaxAutoPrepare = 400,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // no session state is left behind: locks and settings are the transaction's
        };
        var writing = new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
        await using (await writing.OpenConnectionAsync(ct))
        {
        }

        var wakeUp = new PostgreSqlWakeUp(writing, text.ConnectionString, signal);

        // Nearly all statements are written so that one plan is right for all values; making one for each costs more than most of them do. Those
        // that are not say so: SqlText.IsPlannedByValues.
        text.Options = $"{text.Options} -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan".Trim();
        var reading = new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
        return new PostgreSqlEngine(writing, reading, options, wakeUp);
    }

    internal override async ValueTask<T> Read<T>(Func<SqlSession, ValueTask<T>> work, bool snapshot, CancellationToken ct)
    {
        await using var connection = await Connect(_reading, ct);
        var session = new ReadSession(new PostgreSqlChannel(connection, _columnTypes), ct);
        try
        {
            if (!snapshot)
            {
                return await work(session);
            }

            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            var result = await work(session);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (NpgsqlException error) when (IsLost(error))
        {
            throw Lost(error);
        }
        finally
        {
            session.Close();
        }
    }

    internal override ValueTask<T> Write<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct) =>
        Retrying(() => WriteOnce(work, ct), ct);

    internal override ValueTask<T> WriteShared<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        var write = new SharedWrite<T>(work, ct);
        _shared.Enqueue(write);
        return new(write.Done);
    }

    internal override async ValueTask<T> Exclusive<T>(Func<Channel, ValueTask<T>> work, CancellationToken ct)
    {
        await using var connection = await Connect(_writing, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var channel = new PostgreSqlChannel(connection, _columnTypes);
        await channel.Execute("SELECT pg_advisory_xact_lock($1)", [MigrationLock], ct);
        var result = await work(channel);
        await transaction.CommitAsync(ct);
        return result;
    }

    internal override async ValueTask Optimize(CancellationToken ct)
    {
        await using var connection = await Connect(_writing, ct);
        await new PostgreSqlChannel(connection, _columnTypes).Execute("ANALYZE", [], ct);
    }

    private async ValueTask<T> WriteOnce<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        await using var connection = await Connect(_writing, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var channel = new PostgreSqlChannel(connection, _columnTypes);
        var write = new WriteTransaction(channel, ct);
        T result;
        bool hasEntries;
        try
        {
            result = await work(write);
            hasEntries = FeedWriter.PostPostgreSql(channel, write.Entries, _options.Clock);
            await channel.Flush(ct);
        }
        catch (NpgsqlException error) when (IsLost(error))
        {
            throw Lost(error);
        }
        finally
        {
            write.Close();
        }

        // Not cancelled any more: whether a commit that was sent has happened could not be told.
        await transaction.CommitAsync(CancellationToken.None);
        write.RunCommitted();
        if (hasEntries)
        {
            _wakeUp.Committed();
        }

        return result;
    }

    // One transaction for all. A work that refuses before it has asked for any change leaves the others alone; any other failure undoes
    // all of it, and each is run on its own.
    private async ValueTask RunGroup(IReadOnlyList<SharedWrite> group)
    {
        if (group.Count == 1)
        {
            await group[0].RunAlone(this);
            return;
        }

        if (await TryTogether(group) is { } stored)
        {
            foreach (var write in stored)
            {
                write.Complete();
            }

            return;
        }

        foreach (var write in group)
        {
            await write.RunAlone(this);
        }
    }

    private async ValueTask<IReadOnlyList<SharedWrite>?> TryTogether(IReadOnlyList<SharedWrite> group)
    {
        await using var connection = await Connect(_writing, CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var channel = new PostgreSqlChannel(connection, _columnTypes);
        var stored = new List<SharedWrite>(group.Count);
        var refused = new List<(SharedWrite Write, Exception Error)>();
        var isCommitting = false;
        try
        {
            foreach (var write in group)
            {
                var effects = channel.Effects;
                try
                {
                    await write.Run(channel);
                    stored.Add(write);
                }
                catch (Exception error) when (error is not NpgsqlException && channel.Effects == effects)
                {
                    refused.Add((write, error));
                }
            }

            var hasEntries = FeedWriter.PostPostgreSql(channel, [.. stored.SelectMany(w => w.Transaction!.Entries)], _options.Clock);
            await channel.Flush(CancellationToken.None);
            isCommitting = true;
            await transaction.CommitAsync();
            if (hasEntries)
            {
                _wakeUp.Committed();
            }
        }
        catch (NpgsqlException error) when (!isCommitting && IsLost(error))
        {
            throw Lost(error);
        }
        catch (Exception error) when (error is PostgresException || (!isCommitting && error is not NpgsqlException))
        {
            // Whether a commit that was sent has happened could not be told without an answer: then nobody's work is run again.
            await transaction.RollbackAsync();
            return null;
        }

        refused.ForEach(r => r.Write.Fail(r.Error));
        return stored;
    }

    private async ValueTask<T> Retrying<T>(Func<ValueTask<T>> attempt, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await attempt();
            }
            catch (PostgresException error) when (
                error.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected && tried <= _options.MaxRetries)
            {
                // Two that met once shall not meet again at the same moment.
                await Task.Delay(Random.Shared.Next(1, 5 << tried), ct);
            }
        }
    }

    private async ValueTask<NpgsqlConnection> Connect(NpgsqlDataSource source, CancellationToken ct)
    {
        try
        {
            return await source.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException error) when (error.InnerException is TimeoutException)
        {
            throw new DatabaseBusyException(
                $"No connection within {_options.BusyTimeout.TotalSeconds:0} s: all {_options.MaxConnections} are in use, or PostgreSQL does not answer.", error);
        }
        catch (NpgsqlException error) when (IsLost(error))
        {
            throw Lost(error);
        }
    }

    // The server was restarted, or closed the connection. Only before a commit is sent: nothing has happened then, and to ask again is right.
    private static bool IsLost(NpgsqlException error) => error is PostgresException stated
        ? stated.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        : error.InnerException is IOException or SocketException;

    private static DatabaseBusyException Lost(NpgsqlException error) => new("PostgreSQL has closed the connection, or takes none.", error);
}
