using System.Globalization;
using System.Text;

namespace Helhed.Fhir.FhirPath;

/// <summary>Cuts an expression into tokens. See <see href="https://hl7.org/fhirpath/N1/#lexical-elements"/>.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols = ["<=", ">=", "!=", "!~", "<", ">", "=", "~", "+", "-", "*", "/", "&", "|", ".", ",", "(", ")", "[", "]", "{", "}", "%"];

    private int _at;

    public Token Next()
    {
        if (!SkipSpace(out var open))
        {
            return Error(open, "A comment that begins with /* ends with */.");
        }

        if (_at >= text.Length)
        {
            return new Token(TokenKind.End, _at, 0, "");
        }

        var c = text[_at];
        return c switch
        {
            '\'' => Quoted('\'', TokenKind.String),
            '`' => Quoted('`', TokenKind.Delimited),
            '@' => Moment(),
            '$' => Special(),
            _ when char.IsAsciiDigit(c) => Number(),
            _ when char.IsAsciiLetter(c) || c == '_' => Word(_at, TokenKind.Identifier),
            _ => Symbol(),
        };
    }

    private bool SkipSpace(out int open)
    {
        open = _at;
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\r' or '\n')
            {
                _at++;
            }
            else if (text.AsSpan(_at).StartsWith("//"))
            {
                var length = text.AsSpan(_at).IndexOfAny('\r', '\n');
                _at = length < 0 ? text.Length : _at + length;
            }
            else if (text.AsSpan(_at).StartsWith("/*"))
            {
                open = _at;
                var length = text.AsSpan(_at + 2).IndexOf("*/");
                if (length < 0)
                {
                    return false;
                }

                _at += length + 4;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private Token Word(int start, TokenKind kind)
    {
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            _at++;
        }

        return new Token(kind, start, _at - start, text[start.._at]);
    }

    private Token Special()
    {
        var start = _at++;
        var token = Word(start, TokenKind.Special);
        return token.Text is "$this" or "$index" or "$total" ? token : Error(start, "Behind $ stands this, index or total.");
    }

    private Token Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(_at).StartsWith(symbol))
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, _at - symbol.Length, symbol.Length, symbol);
            }
        }

        return Error(_at, $"'{text[_at]}' has no meaning in FHIRPath.");
    }

    private Token Number()
    {
        var start = _at;
        Digits();
        if (_at + 1 < text.Length && text[_at] == '.' && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Digits();
            return new Token(TokenKind.Decimal, start, _at - start, text[start.._at]);
        }

        if (_at < text.Length && text[_at] == 'L' && (_at + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[_at + 1])))
        {
            return new Token(TokenKind.Long, start, ++_at - start, text[start..(_at - 1)]);
        }

        return new Token(TokenKind.Integer, start, _at - start, text[start.._at]);
    }

    // The text of the token is the moment without @ and T; whether there is such a day is seen later.
    private Token Moment()
    {
        var start = _at++;
        if (_at < text.Length && text[_at] == 'T')
        {
            _at++;
            Clock();
            Zone();
            return _at == start + 2 ? Error(start, "Behind @T stands a time: @T14:30.") : new Token(TokenKind.Time, start, _at - start, text[(start + 2).._at]);
        }

        var first = _at;
        Digits();
        if (_at - first != 4)
        {
            return Error(start, "Behind @ stands a date, @2024-05-31, or T and a time, @T14:30.");
        }

        for (var parts = 0; parts < 2 && Follows('-', 2); parts++)
        {
            _at += 3;
        }

        if (_at >= text.Length || text[_at] != 'T')
        {
            return new Token(TokenKind.Date, start, _at - start, text[(start + 1).._at]);
        }

        var clock = ++_at;
        Clock();
        if (_at > clock)
        {
            Zone();
        }

        return new Token(TokenKind.DateTime, start, _at - start, text[(start + 1).._at]);
    }

    private void Clock()
    {
        if (_at + 1 >= text.Length || !char.IsAsciiDigit(text[_at]) || !char.IsAsciiDigit(text[_at + 1]))
        {
            return;
        }

        _at += 2;
        for (var parts = 0; parts < 2 && Follows(':', 2); parts++)
        {
            _at += 3;
            if (parts == 1 && Follows('.', 1))
            {
                _at++;
                Digits();
            }
        }
    }

    private void Zone()
    {
        if (_at < text.Length && text[_at] == 'Z')
        {
            _at++;
        }
        else if ((Follows('+', 2) || Follows('-', 2)) && _at + 3 < text.Length && text[_at + 3] == ':')
        {
            _at += 3;
            if (Follows(':', 2))
            {
                _at += 3;
            }
        }
    }

    private bool Follows(char separator, int digits)
    {
        if (_at + digits >= text.Length || text[_at] != separator)
        {
            return false;
        }

        return !text.AsSpan(_at + 1, digits).ContainsAnyExceptInRange('0', '9');
    }

    private void Digits()
    {
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }
    }

    private Token Quoted(char quote, TokenKind kind)
    {
        var start = _at++;
        var end = text.AsSpan(_at).IndexOfAny(quote, '\\');
        if (end >= 0 && text[_at + end] == quote)
        {
            _at += end + 1;
            return Whole(kind, start, text[(start + 1)..(_at - 1)]);
        }

        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] != '\\')
            {
                value.Append(text[_at++]);
                continue;
            }

            _at++;
            if (_at < text.Length)
            {
                Escape(value);
            }
        }

        if (_at >= text.Length)
        {
            return Error(start, $"A {(kind == TokenKind.String ? "text" : "name")} that begins with {quote} ends with {quote}.");
        }

        _at++;
        return Whole(kind, start, value.ToString());
    }

    private Token Whole(TokenKind kind, int start, string value)
    {
        for (var at = value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < value.Length; at++)
        {
            if (char.IsSurrogate(value[at]) && (!char.IsHighSurrogate(value[at]) || ++at == value.Length || !char.IsLowSurrogate(value[at])))
            {
                return Error(start, "Half of a surrogate pair (\\uD800 to \\uDFFF) is no character.");
            }
        }

        return new Token(kind, start, _at - start, value);
    }

    // A backslash before anything else is left out.
    private void Escape(StringBuilder value)
    {
        var c = text[_at++];
        switch (c)
        {
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case 'f':
                value.Append('\f');
                break;
            case 'u' when _at + 4 <= text.Length && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit):
                value.Append((char)unit);
                _at += 4;
                break;
            default:
                value.Append(c);
                break;
        }
    }

    private Token Error(int start, string message)
    {
        _at = text.Length;
        return new Token(TokenKind.Error, start, 0, message);
    }
}
