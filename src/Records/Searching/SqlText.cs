using System.Globalization;
using System.Text;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>A statement in the making: text from the code, values as numbered parameters.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<SqlValue> _values = [];

    public SqlValue[] Values => [.. _values];

    /// <summary>Adds text that stands in the code; never anything from a request.</summary>
    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a parameter and its placeholder. Of another name than <see cref="Add"/>, so that a text value can never become SQL.</summary>
    public SqlText Value(SqlValue value)
    {
        _values.Add(value);
        _text.Append(CultureInfo.InvariantCulture, $"${_values.Count}");
        return this;
    }

    public override string ToString() => _text.ToString();
}
