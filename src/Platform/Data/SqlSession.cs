namespace Helhed.Platform.Data;

/// <summary>
/// Statements inside one read snapshot or one write transaction. Never shared between threads, never kept after the work has ended.
/// Parameters are positional in both dialects: $1, $2 …
/// On SQLite every call completes before it returns.
/// </summary>
public abstract class SqlSession
{
    private readonly Channel _channel;
    private bool _closed;

    private protected SqlSession(Channel channel, CancellationToken cancellation)
    {
        _channel = channel;
        Cancellation = cancellation;
    }

    /// <summary>Which database this is.</summary>
    public Dialect Dialect => _channel.Dialect;

    /// <summary>The caller's cancellation.</summary>
    public CancellationToken Cancellation { get; }

    private protected Channel Channel => _closed
        ? throw new InvalidOperationException("The session was used after its work had ended.")
        : _channel;

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>How many rows were changed.</returns>
    public ValueTask<int> Execute(string sql, params ReadOnlySpan<SqlValue> values) => Channel.Execute(sql, values, Cancellation);

    /// <summary>Runs a query and keeps all its rows; limit them in the statement.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">One statement.</param>
    /// <param name="map">Makes a value of a row.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>The rows in order.</returns>
    public ValueTask<List<T>> Query<T>(string sql, Func<Row, T> map, params ReadOnlySpan<SqlValue> values) =>
        Channel.Query(sql, map, values, Cancellation);

    /// <summary>Runs a query and keeps all its rows; limit them in the statement.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">One statement with its parameters.</param>
    /// <param name="map">Makes a value of a row.</param>
    /// <returns>The rows in order.</returns>
    public ValueTask<List<T>> Query<T>(SqlText sql, Func<Row, T> map)
    {
        ArgumentNullException.ThrowIfNull(sql);
        return sql.IsPlannedByValues ? Channel.QueryPlanned(sql.ToString(), map, sql.Values, Cancellation) : Channel.Query(sql.ToString(), map, sql.Values, Cancellation);
    }

    /// <summary>Runs a query and keeps its first row.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">One statement.</param>
    /// <param name="map">Makes a value of a row.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>The first row, or default when there is none (for a value type map to a nullable to tell the difference).</returns>
    public ValueTask<T?> First<T>(string sql, Func<Row, T> map, params ReadOnlySpan<SqlValue> values) =>
        Channel.First(sql, map, values, Cancellation);

    /// <summary>Runs a query and hands its rows out one by one. Run no other statement in the session until the stream has ended.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">One statement.</param>
    /// <param name="map">Makes a value of a row.</param>
    /// <param name="values">Its parameters in order.</param>
    /// <returns>The rows in order.</returns>
    public IAsyncEnumerable<T> Stream<T>(string sql, Func<Row, T> map, params ReadOnlySpan<SqlValue> values) =>
        Channel.Stream(sql, map, values.ToArray(), Cancellation);

    internal void Close() => _closed = true;
}

internal sealed class ReadSession : SqlSession
{
    internal ReadSession(Channel channel, CancellationToken cancellation)
        : base(channel, cancellation)
    {
    }
}
