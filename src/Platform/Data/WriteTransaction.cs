using Helhed.Platform.Feed;

namespace Helhed.Platform.Data;

/// <summary>A write in progress: all of it is stored, or nothing. It sees its own changes.</summary>
public sealed class WriteTransaction : SqlSession
{
    private List<FeedEntry>? _entries;
    private List<Action>? _onCommitted;

    internal WriteTransaction(Channel channel, CancellationToken cancellation)
        : base(channel, cancellation)
    {
    }

    internal IReadOnlyList<FeedEntry> Entries => _entries ?? (IReadOnlyList<FeedEntry>)[];

    /// <summary>Inserts many rows: COPY on PostgreSQL, a prepared statement of many rows on SQLite.</summary>
    /// <param name="table">The table; a name from the code, never from input.</param>
    /// <param name="columns">Its columns, in the order of the values.</param>
    /// <param name="rows">The rows, each with a value for every column.</param>
    /// <returns>When they are inserted.</returns>
    public ValueTask BulkInsert(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count == 0 ? default : Channel.BulkInsert(table, columns, new BulkRows(rows, columns.Count), Cancellation);
    }

    /// <summary>Inserts many rows from one buffer, which spares an array for each row.</summary>
    /// <param name="table">The table; a name from the code, never from input.</param>
    /// <param name="columns">Its columns, in the order of the values.</param>
    /// <param name="cells">The rows' values, row after row.</param>
    /// <returns>When they are inserted.</returns>
    public ValueTask BulkInsert(string table, IReadOnlyList<string> columns, ReadOnlyMemory<SqlValue> cells)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return cells.IsEmpty ? default : Channel.BulkInsert(table, columns, new BulkRows(cells, columns.Count), Cancellation);
    }

    /// <summary>
    /// Runs a statement whose count of rows nobody needs. On PostgreSQL it travels together with others, before the next statement that has
    /// a result or before the commit: an error may come up there.
    /// </summary>
    /// <param name="sql">One statement.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>When it has run, or is on its way.</returns>
    public ValueTask Post(string sql, params ReadOnlySpan<SqlValue> values) => Channel.Post(sql, values, Cancellation);

    /// <summary>
    /// As <see cref="SqlSession.First"/>, but without waiting for what was posted before: for what this transaction has not changed itself. On
    /// PostgreSQL it lets posted statements go on gathering.
    /// </summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">One statement.</param>
    /// <param name="map">Makes a value of a row.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>The first row, or default when there is none.</returns>
    public ValueTask<T?> Glance<T>(string sql, Func<Row, T> map, params ReadOnlySpan<SqlValue> values) => Channel.Glance(sql, map, values, Cancellation);

    /// <summary>Adds a row to the change feed. The number is given just before the commit, together with the transaction's other entries and in their order.</summary>
    /// <param name="entry">What has changed.</param>
    public void Append(in FeedEntry entry) => (_entries ??= []).Add(entry);

    /// <summary>Runs an action after the commit has become durable. Not run when the transaction fails. It must be short and must not throw.</summary>
    /// <param name="action">The action.</param>
    public void OnCommitted(Action action) => (_onCommitted ??= []).Add(action);

    internal ValueTask<T> OnChannel<T>(Func<Channel, ValueTask<T>> work) => work(Channel);

    internal void RunCommitted()
    {
        foreach (var action in _onCommitted ?? [])
        {
            action();
        }
    }
}
