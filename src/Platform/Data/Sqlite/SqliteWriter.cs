using System.Diagnostics;
using Helhed.Platform.Feed;

namespace Helhed.Platform.Data.Sqlite;

/// <summary>
/// The one thread that writes. It takes what waits, and commits it together: one fsync (0.1-5 ms) for up to 256 works, instead of one for
/// each. Each runs in a savepoint, so that it can fail alone; but the first of a group has nobody before it, and SQLite need not keep a copy
/// of every page that it changes (a tenth of a bulk load).
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MostInGroup = 256;
    private static readonly TimeSpan LongestGroup = TimeSpan.FromMilliseconds(5);

    private readonly SqliteChannel _channel;
    private readonly DatabaseOptions _options;
    private readonly FeedSignal _signal;
    private readonly Queue<SqliteWrite> _waiting = new();
    private readonly List<(SqliteWrite Write, Exception Error)> _refused = []; // of the group that runs
    private readonly Thread _thread;
    private bool _stopping;

    internal SqliteWriter(SqliteChannel channel, DatabaseOptions options, FeedSignal signal)
    {
        _channel = channel;
        _options = options;
        _signal = signal;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    internal bool IsCurrentThread => Thread.CurrentThread == _thread;

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Dispose()
    {
        lock (_waiting)
        {
            _stopping = true;
            Monitor.Pulse(_waiting);
        }

        _thread.Join();
        _channel.Dispose();
    }

    internal void Enqueue(SqliteWrite write)
    {
        lock (_waiting)
        {
            ObjectDisposedException.ThrowIf(_stopping, typeof(Database));
            if (_waiting.Count >= _options.MaxWaitingWrites)
            {
                throw new DatabaseBusyException($"{_options.MaxWaitingWrites} writes are waiting already.");
            }

            _waiting.Enqueue(write);
            Monitor.Pulse(_waiting);
        }
    }

    private void Loop()
    {
        var group = new List<SqliteWrite>(MostInGroup);
        while (Next(wait: true) is { } first)
        {
            group.Clear();
            _refused.Clear();
            try
            {
                RunGroup(first, group);
            }
            catch (Exception error)
            {
                FailGroup(group, first, error);
            }
        }
    }

    private SqliteWrite? Next(bool wait)
    {
        lock (_waiting)
        {
            while (true)
            {
                if (_waiting.TryDequeue(out var write))
                {
                    return write;
                }

                if (_stopping || !wait)
                {
                    return null;
                }

                Monitor.Wait(_waiting);
            }
        }
    }

    private void RunGroup(SqliteWrite first, List<SqliteWrite> group)
    {
        _channel.ExecuteNow("BEGIN IMMEDIATE", []);
        var began = Stopwatch.GetTimestamp();
        for (var write = first; write is not null; write = Next(wait: false))
        {
            RunOne(write, group);
            if (group.Count >= MostInGroup || Stopwatch.GetElapsedTime(began) > LongestGroup)
            {
                break;
            }
        }

        var hasEntries = FeedWriter.WriteSqlite(_channel, group, _options.Clock);
        _channel.ExecuteNow("COMMIT", []);
        Telemetry.GroupSize.Record(group.Count);
        foreach (var write in group)
        {
            write.Complete();
        }

        // A refusal may rest on what others of the group have written: its caller hears of it when that can be read.
        _refused.ForEach(r => r.Write.Fail(r.Error));
        if (hasEntries)
        {
            _signal.Raise();
        }
    }

    private void RunOne(SqliteWrite write, List<SqliteWrite> group)
    {
        if (write.IsCancelled)
        {
            write.Fail(new OperationCanceledException());
            return;
        }

        var isFirst = group.Count == 0;
        if (!isFirst)
        {
            _channel.ExecuteNow("SAVEPOINT work", []);
        }

        try
        {
            write.Run(_channel);
            if (!isFirst)
            {
                _channel.ExecuteNow("RELEASE work", []);
            }

            group.Add(write);
        }
        catch (Exception error)
        {
            if (_channel.OutsideTransaction)
            {
                // SQLite has rolled the whole group back (disk full, I/O error): nobody's work is stored.
                write.Fail(error);
                throw;
            }

            Undo(isFirst);
            _refused.Add((write, error));
        }
    }

    private void Undo(bool isFirst)
    {
        if (isFirst)
        {
            _channel.ExecuteNow("ROLLBACK", []);
            _channel.ExecuteNow("BEGIN IMMEDIATE", []);
            return;
        }

        _channel.ExecuteNow("ROLLBACK TO work", []);
        _channel.ExecuteNow("RELEASE work", []);
    }

    // The error belongs to the callers, who all get it; the thread goes on with a clean connection. Where even the rollback
    // fails the connection is lost, and the program ends with that error rather than go on without a writer.
    private void FailGroup(List<SqliteWrite> group, SqliteWrite first, Exception error)
    {
        first.Fail(error);
        group.ForEach(write => write.Fail(error));
        _refused.ForEach(r => r.Write.Fail(error)); // what they were refused for may have gone

        if (!_channel.OutsideTransaction)
        {
            _channel.ExecuteNow("ROLLBACK", []);
        }
    }
}
