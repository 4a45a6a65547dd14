using System.Threading.Channels;

namespace Helhed.Platform.Data.PostgreSql;

/// <summary>
/// Brief writes that come at the same time share a transaction: their inserts go in the same statements, and one commit serves all. Where
/// one of them fails after it has begun to write, all are run again, each in a transaction of its own, so that none takes another along.
/// </summary>
internal sealed class SharedWrites : IAsyncDisposable
{
    private const int Loops = 1;
    private const int MostInGroup = 64;

    private readonly Channel<SharedWrite> _waiting;
    private readonly Func<IReadOnlyList<SharedWrite>, ValueTask> _runGroup;
    private readonly Task _running;

    internal SharedWrites(int mostWaiting, Func<IReadOnlyList<SharedWrite>, ValueTask> runGroup)
    {
        _waiting = System.Threading.Channels.Channel.CreateBounded<SharedWrite>(new BoundedChannelOptions(mostWaiting) { FullMode = BoundedChannelFullMode.Wait });
        _runGroup = runGroup;
        _running = Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(Loop)));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    internal void Enqueue(SharedWrite write)
    {
        if (!_waiting.Writer.TryWrite(write))
        {
            throw new DatabaseBusyException("As many writes are waiting as may.");
        }
    }

    private async Task Loop()
    {
        var group = new List<SharedWrite>(MostInGroup);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MostInGroup && _waiting.Reader.TryRead(out var write))
            {
                if (write.IsCancelled)
                {
                    write.Fail(new OperationCanceledException());
                }
                else
                {
                    group.Add(write);
                }
            }

            if (group.Count > 0)
            {
                await RunSafely(group);
            }
        }
    }

    private async Task RunSafely(List<SharedWrite> group)
    {
        try
        {
            await _runGroup(group);
        }
        catch (Exception error)
        {
            // The error belongs to the callers, who all get it; the loop goes on.
            foreach (var write in group)
            {
                write.Fail(error);
            }
        }
    }
}

/// <summary>A write that may share a transaction.</summary>
internal abstract class SharedWrite
{
    internal abstract bool IsCancelled { get; }

    internal abstract WriteTransaction? Transaction { get; }

    /// <summary>Runs the work and keeps its result until the commit.</summary>
    internal abstract ValueTask Run(PostgreSqlChannel channel);

    /// <summary>Runs it in a transaction of its own, to its end.</summary>
    internal abstract ValueTask RunAlone(PostgreSqlEngine engine);

    internal abstract void Complete();

    internal abstract void Fail(Exception error);
}

internal sealed class SharedWrite<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct) : SharedWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteTransaction? _transaction;
    private T? _result;

    internal Task<T> Done => _done.Task;

    internal override bool IsCancelled => ct.IsCancellationRequested;

    internal override WriteTransaction? Transaction => _transaction;

    internal override async ValueTask Run(PostgreSqlChannel channel)
    {
        // Not cancelled in the middle: that would undo the others' work too. It is brief.
        _transaction = new WriteTransaction(channel, CancellationToken.None);
        try
        {
            _result = await work(_transaction);
        }
        finally
        {
            _transaction.Close();
        }
    }

    internal override async ValueTask RunAlone(PostgreSqlEngine engine)
    {
        try
        {
            _done.TrySetResult(await engine.Write(work, ct));
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    internal override void Complete()
    {
        try
        {
            _transaction!.RunCommitted();
            _done.TrySetResult(_result!);
        }
        catch (Exception error)
        {
            // A bug in this caller's callback; the others' works are committed and theirs to hear of.
            _done.TrySetException(error);
        }
    }

    internal override void Fail(Exception error)
    {
        if (error is OperationCanceledException)
        {
            _done.TrySetCanceled(ct);
        }
        else
        {
            _done.TrySetException(error);
        }
    }
}
