namespace Helhed.Platform.Data;

/// <summary>What a kind of database does with a piece of work: give it a snapshot, or a transaction that is committed.</summary>
internal abstract class Engine : IAsyncDisposable
{
    internal abstract Dialect Dialect { get; }

    /// <summary>True on a thread that must not wait for a write, because it is the one that writes.</summary>
    internal abstract bool IsWriting { get; }

    internal abstract ValueTask<T> Read<T>(Func<SqlSession, ValueTask<T>> work, bool snapshot, CancellationToken ct);

    internal abstract ValueTask<T> Write<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct);

    /// <summary>As <see cref="Write"/>, in a transaction that others may share.</summary>
    internal abstract ValueTask<T> WriteShared<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken ct);

    /// <summary>Runs work in a transaction of its own with a lock that all nodes share, without the change feed (its tables may not exist yet).</summary>
    internal abstract ValueTask<T> Exclusive<T>(Func<Channel, ValueTask<T>> work, CancellationToken ct);

    /// <summary>Looks at the tables' contents so that the planner chooses well.</summary>
    internal abstract ValueTask Optimize(CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
