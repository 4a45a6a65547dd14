namespace Helhed.Tests.Scenarios.Oracle;

/// <summary>
/// A naive <c>_filter</c>, by https://hl7.org/fhir/R4/search_filter.html: from left to right, without precedence; each comparison is asked as the
/// criterion that says the same.
/// </summary>
internal sealed class OracleFilter(string text, Func<string, bool> isOrdered, Func<string, string, bool> holds, Func<string, string, bool> differs)
{
    private int _at;

    public bool Holds()
    {
        var holdsAll = Logical();
        return _at == text.Length ? holdsAll : throw new FormatException($"{text} at {_at}");
    }

    private bool Logical()
    {
        var so = Term();
        while (true)
        {
            if (Take(" and "))
            {
                so = Term() & so;
            }
            else if (Take(" or "))
            {
                so = Term() | so;
            }
            else
            {
                return so;
            }
        }
    }

    private bool Term()
    {
        if (Take("not ("))
        {
            var inner = Logical();
            return Take(")") ? !inner : throw new FormatException(text);
        }

        if (Take("("))
        {
            var inner = Logical();
            return Take(")") ? inner : throw new FormatException(text);
        }

        var (name, operation, value) = (Word(), Word(), Value());
        return operation switch
        {
            "pr" => holds($"{name}:missing", value == "true" ? "false" : "true"),
            "sw" or "re" => holds(name, value),
            "co" => holds($"{name}:contains", value),
            "eq" when !isOrdered(name) => holds(name, value),
            "ne" when !isOrdered(name) => differs(name, value),
            _ => holds(name, operation + value),
        };
    }

    private bool Take(string sought)
    {
        if (string.CompareOrdinal(text, _at, sought, 0, sought.Length) != 0)
        {
            return false;
        }

        _at += sought.Length;
        return true;
    }

    private string Word()
    {
        var end = text.IndexOf(' ', _at);
        var word = text[_at..end];
        _at = end + 1;
        return word;
    }

    private string Value()
    {
        var start = _at;
        if (text[_at] == '"')
        {
            _at = text.IndexOf('"', _at + 1) + 1;
            return text[(start + 1)..(_at - 1)];
        }

        while (_at < text.Length && text[_at] is not (' ' or ')'))
        {
            _at++;
        }

        return text[start.._at];
    }
}
