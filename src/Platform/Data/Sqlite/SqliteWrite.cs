namespace Helhed.Platform.Data.Sqlite;

/// <summary>A write that waits for the writer thread.</summary>
internal abstract class SqliteWrite
{
    internal abstract bool IsCancelled { get; }

    internal abstract WriteTransaction? Transaction { get; }

    /// <summary>Runs the work and keeps its result until the commit.</summary>
    internal abstract void Run(SqliteChannel channel);

    internal abstract void Complete();

    internal abstract void Fail(Exception error);
}

internal sealed class SqliteWrite<T> : SqliteWrite
{
    private readonly Func<WriteTransaction, ValueTask<T>> _work;
    private readonly CancellationToken _ct;
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteTransaction? _transaction;
    private T? _result;

    internal SqliteWrite(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        _work = work;
        _ct = ct;
    }

    internal Task<T> Done => _done.Task;

    internal override bool IsCancelled => _ct.IsCancellationRequested;

    internal override WriteTransaction? Transaction => _transaction;

    internal override void Run(SqliteChannel channel)
    {
        _ct.ThrowIfCancellationRequested();
        _transaction = new WriteTransaction(channel, _ct);
        try
        {
            var work = _work(_transaction);
            _result = work.IsCompletedSuccessfully ? work.Result : work.AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _transaction.Close();
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
            _done.TrySetCanceled(_ct);
        }
        else
        {
            _done.TrySetException(error);
        }
    }
}
