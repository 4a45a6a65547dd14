namespace Helhed.Platform.Data;

/// <summary>A part of an expression: a column's name, or a value that becomes a parameter.</summary>
public readonly struct SqlTerm
{
    private readonly SqlNames? _column;
    private readonly SqlValue _value;

    private SqlTerm(SqlNames? column, SqlValue value)
    {
        _column = column;
        _value = value;
    }

    /// <summary>A column, such as <c>r.patient</c>, or an expression of columns.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The term.</returns>
    public static SqlTerm Column(SqlNames name) => new(name, default);

    /// <summary>A value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The term.</returns>
    public static SqlTerm Of(SqlValue value) => new(null, value);

    internal void AddTo(SqlText sql)
    {
        if (_column is { } column)
        {
            sql.Add(column);
        }
        else
        {
            sql.Value(_value);
        }
    }
}
