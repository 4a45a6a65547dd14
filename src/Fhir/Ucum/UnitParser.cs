using System.Globalization;

namespace Helhed.Fhir.Ucum;

/// <summary>
/// The grammar of https://ucum.org/ucum#section-Syntax-Rules, case sensitive: terms of components joined by . and /, each a unit with an
/// exponent and an annotation, a whole number, an annotation alone, or a term in parentheses. One pass, no recursion.
/// </summary>
internal ref struct UnitParser
{
    /// <summary>A longer text is refused: the longest unit in use has some 40 characters.</summary>
    public const int MostLength = 500;

    /// <summary>A larger exponent is refused.</summary>
    public const int MostExponent = 9999;

    private const int MostDepth = 50;

    private readonly ReadOnlySpan<char> _text;
    private readonly List<UnitToken> _tokens;
    private int _at;
    private int _depth;

    public UnitParser(ReadOnlySpan<char> text)
    {
        _text = text;
        _tokens = new List<UnitToken>(8);
    }

    /// <summary>What is wrong, where, and what would be right; null when nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>The pieces of the text, or null with an <see cref="Error"/>.</summary>
    public UnitToken[]? Parse()
    {
        if (_text.IsEmpty)
        {
            Error = "An empty text is no unit: the unit of a plain number is written 1.";
            return null;
        }

        if (_text.Length > MostLength)
        {
            Fail(MostLength, $"the unit has {_text.Length} characters", $"at most {MostLength} are read");
            return null;
        }

        if (_text[0] == '/')
        {
            Add(UnitTokenKind.Over, 1);
        }

        return Terms() ? [.. _tokens] : null;
    }

    private bool Terms()
    {
        while (true)
        {
            if (!Component())
            {
                return false;
            }

            while (Peek() == ')' && _depth > 0)
            {
                _depth--;
                Add(UnitTokenKind.Close, 1);
            }

            if (_at == _text.Length)
            {
                return _depth == 0 || Fail(_at, "a ')' is missing", "close every '('");
            }

            if (Peek() is not ('.' or '/'))
            {
                return FailBetween();
            }

            Add(Peek() == '.' ? UnitTokenKind.Times : UnitTokenKind.Over, 1);
        }
    }

    private bool Component()
    {
        while (Peek() == '(')
        {
            if (++_depth > MostDepth)
            {
                return Fail(_at, $"parentheses are more than {MostDepth} deep", "write the unit without the needless ones");
            }

            Add(UnitTokenKind.Open, 1);
        }

        if (_at == _text.Length)
        {
            return Fail(_at, _at > 0 && _text[_at - 1] == '(' ? "'(' is followed by nothing" : $"'{_text[_at - 1]}' is followed by nothing", "end with a unit");
        }

        var isTen = _text[_at..].StartsWith("10*") || _text[_at..].StartsWith("10^");
        return Peek() switch
        {
            '{' => Annotation(),
            >= '0' and <= '9' when !isTen => Factor() && (Peek() != '{' || Annotation()),
            _ => Symbol(isTen) && (Peek() != '{' || Annotation()),
        };
    }

    private bool Factor()
    {
        var end = DigitsEnd(_at);
        if (_text[_at..end].TrimStart('0').IsEmpty)
        {
            return Fail(_at, "a factor of zero makes no unit", "leave it out");
        }

        Add(UnitTokenKind.Factor, end - _at);
        return true;
    }

    private bool Annotation()
    {
        var length = _text[_at..].IndexOf('}');
        if (length < 0)
        {
            return Fail(_at, "the annotation that begins with '{' does not end", "put a '}' after it");
        }

        var inner = _text.Slice(_at + 1, length - 1);
        var wrong = inner.IndexOfAnyExceptInRange('!', '~');
        var brace = inner.IndexOf('{');
        if (wrong >= 0 || brace >= 0)
        {
            return wrong >= 0 && (brace < 0 || wrong < brace)
                ? Fail(_at + 1 + wrong, $"an annotation has no {NameOf(inner[wrong])}", "write it with the characters ! to ~, without blanks")
                : Fail(_at + 1 + brace, "an annotation stands within an annotation", "end the first with '}'");
        }

        Add(UnitTokenKind.Annotation, length + 1);
        return true;
    }

    private bool Symbol(bool isTen)
    {
        var start = _at;
        var end = start + 3;
        if (!isTen && !SymbolEnd(start, out end))
        {
            return false;
        }

        var symbol = _text[start..end];
        if (symbol.IsEmpty)
        {
            return Fail(start, $"{NameOf(_text[start])} cannot stand here", UnitCure.ForCharacter(_text[start]));
        }

        if (!UnitTable.Default.TryFind(symbol, out var prefix, out var atom))
        {
            return Fail(start, $"'{symbol}' is not a unit", UnitCure.ForSymbol(symbol));
        }

        _at = end;
        if (!Exponent(out var exponent))
        {
            return false;
        }

        _tokens.Add(new UnitToken(UnitTokenKind.Symbol, start, end - start, atom, prefix, exponent));
        return true;
    }

    // A symbol ends at a digit, a sign, an operator or a brace; between square brackets all of these belong to it.
    private bool SymbolEnd(int start, out int end)
    {
        for (end = start; end < _text.Length; end++)
        {
            var c = _text[end];
            if (c == '[')
            {
                var close = _text[end..].IndexOf(']');
                if (close < 0)
                {
                    return Fail(end, "the '[' does not end", "put a ']' after the symbol");
                }

                end += close;
            }
            else if (c is <= ' ' or > '~' or (>= '0' and <= '9') or '(' or ')' or '.' or '/' or '{' or '}' or '+' or '-' or ']')
            {
                break;
            }
        }

        return true;
    }

    private bool Exponent(out int exponent)
    {
        exponent = 1;
        var start = _at;
        var signed = Peek() is '+' or '-';
        var end = DigitsEnd(signed ? start + 1 : start);
        if (end == start)
        {
            return true;
        }

        if (signed && end == start + 1)
        {
            return Fail(start, $"'{_text[start]}' is not followed by an exponent", "write digits after it, as in s-1");
        }

        if (!int.TryParse(_text[start..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs((long)exponent) > MostExponent)
        {
            return Fail(start, "the exponent is too large", $"at most {MostExponent} is read");
        }

        _at = end;
        return true;
    }

    private readonly int DigitsEnd(int from)
    {
        while (from < _text.Length && char.IsAsciiDigit(_text[from]))
        {
            from++;
        }

        return from;
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void Add(UnitTokenKind kind, int length)
    {
        _tokens.Add(new UnitToken(kind, _at, length));
        _at += length;
    }

    // After a whole component something else than an operator follows.
    private bool FailBetween()
    {
        var c = Peek();
        var last = _tokens[^1];
        if (c == ')')
        {
            return Fail(_at, "')' closes nothing", "leave it out or open it with '('");
        }

        if (last.Kind == UnitTokenKind.Factor && (char.IsAsciiLetter(c) || c is '[' or '('))
        {
            return Fail(last.Start, $"'{_text[last.Start..]}' has no operator after the number", $"write {_text.Slice(last.Start, last.Length)}.{_text[_at..]}");
        }

        return char.IsAsciiLetterOrDigit(c) || c is '[' or '(' or '{' or '%'
            ? Fail(_at, $"an operator is missing before {NameOf(c)}", "put . (times) or / (over) between the two")
            : Fail(_at, $"{NameOf(c)} cannot stand here", UnitCure.ForCharacter(c));
    }

    private bool Fail(int at, string what, string cure)
    {
        Error = $"At character {at + 1} of '{Shown(_text)}': {what}; {cure}.";
        return false;
    }

    private static string Shown(ReadOnlySpan<char> text) => text.Length <= 80 ? text.ToString() : $"{text[..77]}...";

    private static string NameOf(char c) => c switch
    {
        ' ' => "blank",
        < ' ' or (> '~' and < '\u00a1') or >= '\ud800' => $"character U+{(int)c:X4}",
        _ => $"'{c}'",
    };
}
