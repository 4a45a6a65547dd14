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

    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds a parameter and its placeholder.</summary>
    public SqlText Add(SqlValue value)
    {
        _values.Add(value);
        _text.Append(CultureInfo.InvariantCulture, $"${_values.Count}");
        return this;
    }

    public override string ToString() => _text.ToString();
}
