using Helhed.Platform.Feed;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>SQLite: one thread writes, many connections read.</summary>
internal sealed class SqliteEngine : Engine
{
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    private SqliteEngine(SqliteWriter writer, SqliteReaders readers)
    {
        _writer = writer;
        _readers = readers;
    }

    internal override Dialect Dialect => Dialect.Sqlite;

    internal override bool IsWriting => _writer.IsCurrentThread;

    public override async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _readers.DisposeAsync();
    }

    internal static SqliteEngine Open(DatabaseOptions options, FeedSignal signal)
    {
        var writing = SqliteChannel.Open(options, readOnly: false);
        return new SqliteEngine(new SqliteWriter(writing, options, signal), new SqliteReaders(options));
    }

    internal override ValueTask<T> Read<T>(Func<SqlSession, ValueTask<T>> work, bool snapshot, CancellationToken ct) =>
        _readers.Read(work, snapshot, ct);

    internal override ValueTask<T> Write<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        var write = new SqliteWrite<T>(work, ct);
        _writer.Enqueue(write);
        return new(write.Done);
    }

    // Every write shares its commit here.
    internal override ValueTask<T> WriteShared<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct) => Write(work, ct);

    // BEGIN IMMEDIATE holds the file's write lock, which other processes wait for.
    internal override ValueTask<T> Exclusive<T>(Func<Channel, ValueTask<T>> work, CancellationToken ct) =>
        Write(tx => tx.OnChannel(work), ct);

    internal override async ValueTask Optimize(CancellationToken ct)
    {
        // 1,000 rows of each index are enough to tell which is narrow, and keep it under a second on any size.
        await Exclusive(
            async channel =>
            {
                await channel.Script("PRAGMA analysis_limit = 1000; ANALYZE;", ct);
                return 0;
            },
            ct);
        _readers.CloseIdle(); // a connection reads the statistics when it is opened
    }
}
