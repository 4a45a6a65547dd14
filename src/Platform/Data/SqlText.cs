using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Helhed.Platform.Data;

/// <summary>A statement in the making: text from the code, values as numbered parameters.</summary>
/// <param name="dialect">Which database it is for; most text is the same for both.</param>
public sealed class SqlText(Dialect dialect)
{
    private const int CommonChars = 2048;
    private const int CommonValues = 16;
    private const int MostSpareChars = 65_536;

    // The placeholders of all but the longest statements.
    private static readonly string[] Places = [.. Enumerable.Range(1, 256).Select(n => string.Create(CultureInfo.InvariantCulture, $"${n}"))];

    // Where the text of the thread's next statement is made: most statements are the same as one before, and leave nothing behind.
    [ThreadStatic]
    private static char[]? _spare;

    private readonly List<SqlValue> _values = new(CommonValues);
    private char[]? _chars;
    private int _length;
    private string? _made;

    /// <summary>Which database it is for; most text is the same for both.</summary>
    public Dialect Dialect { get; } = dialect;

    /// <summary>The parameters in order.</summary>
    public SqlValue[] Values => [.. _values];

    /// <summary>
    /// True where the best way depends on the values: how many rows each of several conditions leaves. PostgreSQL then makes a plan for these
    /// very values, a millisecond, where it else keeps one for all. SQLite has one plan always.
    /// </summary>
    public bool IsPlannedByValues { get; set; }

    /// <summary>Adds text that stands in the code: anything but a constant does not compile (CA1857), so that nothing from a request gets here.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same statement.</returns>
    public SqlText Add([ConstantExpected] string text)
    {
        Append(text);
        return this;
    }

    /// <summary>Adds one of two texts that stand in the code.</summary>
    /// <param name="isSo">True for the first text.</param>
    /// <param name="text">The first text.</param>
    /// <param name="otherwise">The second text.</param>
    /// <returns>The same statement.</returns>
    public SqlText Add(bool isSo, [ConstantExpected] string text, [ConstantExpected] string otherwise)
    {
        Append(isSo ? text : otherwise);
        return this;
    }

    /// <summary>Adds text with names of tables and columns in its holes; anything else in a hole is refused, see <see cref="SqlNames"/>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same statement.</returns>
    public SqlText Add([InterpolatedStringHandlerArgument("")] SqlNames text)
    {
        text.AddTo(this);
        return this;
    }

    /// <summary>Adds a parameter and its placeholder. Of another name than <see cref="Add(string)"/>, so that a text value can never become SQL.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The same statement.</returns>
    public SqlText Value(SqlValue value)
    {
        _values.Add(value);
        Append(_values.Count <= Places.Length ? Places[_values.Count - 1] : string.Create(CultureInfo.InvariantCulture, $"${_values.Count}"));
        return this;
    }

    /// <summary>Adds a term.</summary>
    /// <param name="term">A column or a value.</param>
    /// <returns>The same statement.</returns>
    public SqlText Term(SqlTerm term)
    {
        term.AddTo(this);
        return this;
    }

    /// <summary>Adds <c>= value</c>, or <c>IN (value, …)</c> where there are several.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The same statement.</returns>
    public SqlText Among(IReadOnlyList<long> values)
    {
        if (values.Count == 1)
        {
            return Add(" = ").Value(values[0]);
        }

        Add(" IN (NULL");
        foreach (var value in values)
        {
            Add(", ").Value(value);
        }

        return Add(")");
    }

    /// <summary>Adds one part for each item, joined by OR, in parentheses.</summary>
    /// <typeparam name="T">The items' type.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="add">Adds an item's part.</param>
    /// <returns>The same statement.</returns>
    public SqlText Any<T>(IReadOnlyList<T> items, Action<T> add)
    {
        Add("(");
        for (var i = 0; i < items.Count; i++)
        {
            Add(i == 0, "(", " OR (");
            add(items[i]);
            Add(")");
        }

        return Add(")");
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (_made is null)
        {
            _made = SqlTexts.Of(_chars.AsSpan(0, _length));
            if (_chars is { Length: <= MostSpareChars })
            {
                _spare = _chars;
            }

            _chars = null;
        }

        return _made;
    }

    internal void Append(ReadOnlySpan<char> text)
    {
        if (_chars is null || _chars.Length - _length < text.Length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_chars.AsSpan(_length));
        _length += text.Length;
    }

    [MemberNotNull(nameof(_chars))]
    private void Grow(int count)
    {
        var had = _chars is null ? _made.AsSpan() : _chars.AsSpan(0, _length);
        var needed = _length + count;
        char[] chars;
        if (_chars is null && _spare is { } spare && spare.Length >= needed)
        {
            (chars, _spare) = (spare, null);
        }
        else
        {
            chars = new char[Math.Max(CommonChars, needed * 2)];
        }

        had.CopyTo(chars);
        (_chars, _made) = (chars, null);
    }
}

/// <summary>
/// Interpolated SQL: its holes take names only (letters, digits, '_', '.', and lists of them). A value that strays into one
/// is a bug and throws, so that it can never be run.
/// </summary>
[InterpolatedStringHandler]
public readonly struct SqlNames
{
    private readonly StringBuilder? _names;
    private readonly SqlText? _into;

    /// <summary>Begins names that stand by themselves.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="holes">Number of holes.</param>
    public SqlNames(int literalLength, int holes) => _names = new StringBuilder(literalLength + (holes * 16));

    /// <summary>Begins names that go straight into a statement.</summary>
    /// <param name="literalLength">Characters outside the holes.</param>
    /// <param name="holes">Number of holes.</param>
    /// <param name="into">The statement.</param>
    public SqlNames(int literalLength, int holes, SqlText into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _into = into;
    }

    /// <summary>Takes text that stands in the code.</summary>
    /// <param name="text">The text.</param>
    public void AppendLiteral(string text) => Append(text);

    /// <summary>Takes a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="InvalidOperationException">It is not one.</exception>
    public void AppendFormatted(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or ',' or ' '))
            {
                throw new InvalidOperationException("A value stands where SQL takes a name: use Value.");
            }
        }

        Append(name);
    }

    /// <inheritdoc/>
    public override string ToString() => _names?.ToString() ?? "";

    // What was begun in the statement is there already.
    internal void AddTo(SqlText text)
    {
        if (_names is null)
        {
            return;
        }

        foreach (var chunk in _names.GetChunks())
        {
            text.Append(chunk.Span);
        }
    }

    private void Append(string text)
    {
        if (_into is null)
        {
            _names!.Append(text);
        }
        else
        {
            _into.Append(text);
        }
    }
}
