namespace Helhed.Platform.Data;

/// <summary>One connection's way of running statements: SQLite's completes on the spot, PostgreSQL's awaits the network.</summary>
internal abstract class Channel
{
    internal abstract Dialect Dialect { get; }

    internal abstract ValueTask<int> Execute(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct);

    internal abstract ValueTask<List<T>> Query<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct);

    /// <summary>As <see cref="Query"/>, by a plan for these very values where the database would keep one for all.</summary>
    internal virtual ValueTask<List<T>> QueryPlanned<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct) => Query(sql, map, values, ct);

    internal abstract ValueTask<T?> First<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct);

    /// <summary>As <see cref="First"/>, without what was posted and has not been sent.</summary>
    internal virtual ValueTask<T?> Glance<T>(string sql, Func<Row, T> map, ReadOnlySpan<SqlValue> values, CancellationToken ct) => First(sql, map, values, ct);

    internal abstract IAsyncEnumerable<T> Stream<T>(string sql, Func<Row, T> map, SqlValue[] values, CancellationToken ct);

    internal abstract ValueTask BulkInsert(string table, IReadOnlyList<string> columns, BulkRows rows, CancellationToken ct);

    /// <summary>Runs a statement that nobody waits for: at once, or together with others before the next result is needed.</summary>
    internal abstract ValueTask Post(string sql, ReadOnlySpan<SqlValue> values, CancellationToken ct);

    /// <summary>Runs several statements without parameters, such as a migration's.</summary>
    internal abstract ValueTask Script(string sql, CancellationToken ct);
}

/// <summary>Rows to insert, given either row by row or as one buffer with the rows after each other.</summary>
internal readonly struct BulkRows
{
    private readonly IReadOnlyList<SqlValue[]>? _rows;
    private readonly ReadOnlyMemory<SqlValue> _cells;
    private readonly int _width;

    internal BulkRows(IReadOnlyList<SqlValue[]> rows, int width)
    {
        _rows = rows;
        _width = width;
        Count = rows.Count;
    }

    internal BulkRows(ReadOnlyMemory<SqlValue> cells, int width)
    {
        if (cells.Length % width != 0)
        {
            throw new ArgumentException($"{cells.Length} cells do not make whole rows of {width} columns.", nameof(cells));
        }

        _cells = cells;
        _width = width;
        Count = cells.Length / width;
    }

    internal int Count { get; }

    internal ReadOnlySpan<SqlValue> this[int row]
    {
        get
        {
            if (_rows is null)
            {
                return _cells.Span.Slice(row * _width, _width);
            }

            var values = _rows[row];
            return values.Length == _width
                ? values
                : throw new ArgumentException($"Row {row} has {values.Length} values for {_width} columns.");
        }
    }
}
