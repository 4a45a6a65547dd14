using System.Text;

namespace Helhed.Fhir.Shorthand;

internal readonly record struct Position(int Line, int Column);

internal enum TokenKind
{
    /// <summary>A word with a colon at the beginning of a line: <c>Profile:</c>; the text is without the colon.</summary>
    Keyword,

    /// <summary>The star that begins a rule; its column is the indentation plus one.</summary>
    Star,
    Word,

    /// <summary>A text in quotes, unescaped.</summary>
    Text,
    Open,
    Close,
}

internal readonly record struct Token(TokenKind Kind, string Text, Position Position)
{
    public bool Is(string word) => Kind == TokenKind.Word && Text == word;
}

/// <summary>Divides shorthand into tokens. See <see href="https://hl7.org/fhir/uv/shorthand/reference.html#whitespace"/>.</summary>
internal sealed class Lexer(string text, Action<Position, string> complain)
{
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    // True while there has been nothing but space on the line.
    private bool _isFresh = true;

    private Position Here => new(_line, _at - _lineStart + 1);

    public List<Token> Read()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                Pass();
            }
            else if (Follows("//"))
            {
                PassWhile(c => c != '\n');
            }
            else if (Follows("/*"))
            {
                PassComment();
            }
            else
            {
                ReadToken();
                _isFresh = false;
            }
        }

        return _tokens;
    }

    private bool Follows(string start) => string.CompareOrdinal(text, _at, start, 0, start.Length) == 0;

    private void Pass()
    {
        if (text[_at] == '\n')
        {
            _line++;
            _lineStart = _at + 1;
            _isFresh = true;
        }

        _at++;
    }

    private void Pass(int count)
    {
        for (var i = 0; i < count && _at < text.Length; i++)
        {
            Pass();
        }
    }

    private void PassWhile(Func<char, bool> goesOn)
    {
        while (_at < text.Length && goesOn(text[_at]))
        {
            _at++;
        }
    }

    private void PassComment()
    {
        var begin = Here;
        var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            complain(begin, "The comment has no end: write */ behind it.");
        }

        var wasFresh = _isFresh;
        Pass((end < 0 ? text.Length : end + 2) - _at);
        _isFresh |= wasFresh;
    }

    private void ReadToken()
    {
        switch (text[_at])
        {
            case '"':
                ReadText();
                break;
            case '(':
                Add(TokenKind.Open, 1);
                break;
            case ')':
                Add(TokenKind.Close, 1);
                break;
            case '*' when _isFresh && (_at + 1 == text.Length || char.IsWhiteSpace(text[_at + 1])):
                Add(TokenKind.Star, 1);
                break;
            default:
                ReadWord();
                break;
        }
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, text.Substring(_at, length), Here));
        _at += length;
    }

    private void ReadWord()
    {
        var begin = Here;
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] is not ('(' or ')'))
        {
            _at++;
            if (_at < text.Length && text[_at] == '"' && text[_at - 1] == '#')
            {
                // A code with spaces: #"a b".
                var end = text.IndexOf('"', _at + 1);
                _at = end < 0 ? text.Length : end + 1;
            }
        }

        // A comma only parts the words of a list.
        var word = text[start.._at].TrimEnd(',');
        if (word.Length == 0)
        {
            return;
        }

        var isKeyword = _isFresh && word.Length > 1 && word[^1] == ':' && word.AsSpan(0, word.Length - 1).IndexOfAnyExceptInRange('A', 'z') < 0;
        _tokens.Add(isKeyword ? new Token(TokenKind.Keyword, word[..^1], begin) : new Token(TokenKind.Word, word, begin));
    }

    private void ReadText()
    {
        var begin = Here;
        if (Follows("\"\"\""))
        {
            var end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            var inside = text[Math.Min(_at + 3, text.Length)..(end < 0 ? text.Length : end)];
            _tokens.Add(new Token(TokenKind.Text, string.Join('\n', inside.Split('\n', StringSplitOptions.TrimEntries)).Trim(), begin));
            ReportOpen(end < 0, begin);
            Pass((end < 0 ? text.Length : end + 3) - _at);
            return;
        }

        var content = new StringBuilder();
        Pass();
        while (_at < text.Length && text[_at] != '"')
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
                content.Append(text[_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'f' => '\f', var c => c });
            }
            else
            {
                content.Append(text[_at]);
            }

            Pass();
        }

        ReportOpen(_at >= text.Length, begin);
        Pass(1);
        _tokens.Add(new Token(TokenKind.Text, content.ToString(), begin));
    }

    private void ReportOpen(bool isOpen, Position begin)
    {
        if (isOpen)
        {
            complain(begin, "The text has no end: close its quotes.");
        }
    }
}
