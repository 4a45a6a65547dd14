using System.Collections.Concurrent;
using SQLitePCL;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>The connections that read: at most so many, opened as needed, kept for the next.</summary>
internal sealed class SqliteReaders : IAsyncDisposable
{
    private readonly DatabaseOptions _options;
    private readonly ConcurrentStack<SqliteChannel> _idle = new();
    private readonly SemaphoreSlim _free;

    internal SqliteReaders(DatabaseOptions options)
    {
        _options = options;
        _free = new SemaphoreSlim(options.MaxConnections);
    }

    /// <summary>Waits for the reads that are running, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < _options.MaxConnections; i++)
        {
            await _free.WaitAsync(_options.BusyTimeout);
        }

        CloseIdle();
        _free.Dispose();
    }

    internal void CloseIdle()
    {
        while (_idle.TryPop(out var channel))
        {
            channel.Dispose();
        }
    }

    internal async ValueTask<T> Read<T>(Func<SqlSession, ValueTask<T>> work, bool snapshot, CancellationToken ct)
    {
        if (!_free.Wait(0, ct) && !await _free.WaitAsync(_options.BusyTimeout, ct))
        {
            throw new DatabaseBusyException($"All {_options.MaxConnections} reading connections are in use.");
        }

        SqliteChannel? channel = null;
        try
        {
            channel = _idle.TryPop(out var idle) ? idle : SqliteChannel.Open(_options, readOnly: true);
            return await Run(channel, work, snapshot, ct);
        }
        finally
        {
            if (channel is not null)
            {
                _idle.Push(channel);
            }

            _free.Release();
        }
    }

    private static async ValueTask<T> Run<T>(SqliteChannel channel, Func<SqlSession, ValueTask<T>> work, bool snapshot, CancellationToken ct)
    {
        // Disposing a registration waits for a callback that is running, so no interrupt reaches the connection's next user.
        using var interrupt = ct.UnsafeRegister(static handle => raw.sqlite3_interrupt((sqlite3)handle!), channel.Handle);
        var session = new ReadSession(channel, ct);
        if (!snapshot)
        {
            try
            {
                return await work(session);
            }
            finally
            {
                session.Close();
            }
        }

        channel.ExecuteNow("BEGIN", []);
        try
        {
            return await work(session);
        }
        finally
        {
            session.Close();
            if (!channel.OutsideTransaction)
            {
                channel.ExecuteNow("ROLLBACK", []);
            }
        }
    }
}
