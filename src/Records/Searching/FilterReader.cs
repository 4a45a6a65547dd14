using System.Runtime.InteropServices;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>
/// Reads <c>_filter</c>: <c>name co "pet" and (birthdate ge 2010 or not (active eq true))</c>; its paths are <see cref="FilterPath"/>'s.
/// See <see href="https://hl7.org/fhir/R4/search_filter.html"/>.
/// </summary>
internal sealed class FilterReader(ConditionReader conditions, TypeDefinition type, string text, int depth)
{
    private const int MaxNesting = 20;
    private int _at;
    private int _nesting;

    public Condition Read()
    {
        var condition = ReadAny();
        SkipSpace();
        return _at == text.Length ? condition : throw Bad("Something stands behind the end of the expression.");
    }

    // "Logical expressions are evaluated left to right, with no precedence between "and" and "or"."
    private Condition ReadAny()
    {
        var read = ReadOne();
        while (true)
        {
            if (TakeWord("and"))
            {
                read = new AllCondition(read is AllCondition all ? [.. all.Inner, ReadOne()] : [read, ReadOne()]);
            }
            else if (TakeWord("or"))
            {
                read = new AnyCondition(read is AnyCondition any ? [.. any.Inner, ReadOne()] : [read, ReadOne()]);
            }
            else
            {
                return read;
            }
        }
    }

    private Condition ReadOne()
    {
        if (TakeWord("not"))
        {
            Expect('(');
            return new NotCondition(ReadNested());
        }

        SkipSpace();
        if (_at < text.Length && text[_at] == '(')
        {
            _at++;
            return ReadNested();
        }

        var path = TakePath();
        var operation = TakeOperation();
        return FilterPath.Compare(conditions, new FilterPlace(type, depth), CollectionsMarshal.AsSpan(path), new FilterTest(operation, TakeValue()));
    }

    private Condition ReadNested()
    {
        if (++_nesting > MaxNesting)
        {
            throw Bad($"Parentheses may be {MaxNesting} deep.");
        }

        var inner = ReadAny();
        Expect(')');
        _nesting--;
        return inner;
    }

    /// <summary>One comparison alone, as it stands in the brackets of a parameter with parts.</summary>
    public (string Name, FilterTest Test) ReadPart()
    {
        var path = TakePath();
        var test = new FilterTest(TakeOperation(), TakeValue());
        SkipSpace();
        return path is [{ Filter: null } only] && _at == text.Length ? (only.Name, test) : throw Bad("One part and its value are expected.");
    }

    // patient[active eq true].name: each name may be followed by a filter of what it leads to.
    private List<FilterStep> TakePath()
    {
        SkipSpace();
        var steps = new List<FilterStep>();
        do
        {
            var name = TakeName(steps.Count == 0 && string.CompareOrdinal(text, _at, "_has:", 0, 5) == 0);
            steps.Add(new FilterStep(name, TakeBrackets()));
        }
        while (_at < text.Length && text[_at] == '.' && ++_at > 0);

        return steps;
    }

    private string TakeName(bool withDots)
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or ':' || (withDots && text[_at] == '.')))
        {
            _at++;
        }

        return _at > start ? text[start.._at] : throw Bad("A parameter's name is expected.");
    }

    private string? TakeBrackets()
    {
        if (_at >= text.Length || text[_at] != '[')
        {
            return null;
        }

        var start = ++_at;
        var open = 1;
        var isQuoted = false;
        for (; _at < text.Length && open > 0; _at++)
        {
            switch (text[_at])
            {
                case '\\' when isQuoted:
                    _at++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '[' or ']' when !isQuoted:
                    open += text[_at] == '[' ? 1 : -1;
                    break;
                default:
                    break;
            }
        }

        return open == 0 ? text[start..(_at - 1)] : throw Bad("']' is expected.");
    }

    private string TakeOperation()
    {
        var operation = TakeUntilSpace();
        return FilterTest.IsKnown(operation) ? operation
            : throw Bad($"'{(operation.Length > 20 ? operation[..20] : operation)}' is no operator; eq, ne, co, sw, gt, lt, ge, le, ew, ap, sa, eb, po, pr, in, ni, ss, sb and re are.");
    }

    private string TakeUntilSpace()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or ')' or '(' or ']'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string TakeValue()
    {
        SkipSpace();
        if (_at >= text.Length)
        {
            throw Bad("A value is expected.");
        }

        if (text[_at] != '"')
        {
            return TakeUntilSpace();
        }

        var value = new StringBuilder();
        for (_at++; _at < text.Length && text[_at] != '"'; _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            value.Append(text[_at] is ',' or '$' or '\\' ? $"\\{text[_at]}" : text[_at].ToString());
        }

        _at++;
        return _at <= text.Length ? value.ToString() : throw Bad("The closing quote is missing.");
    }

    private bool TakeWord(string word)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0 || (_at + word.Length < text.Length && text[_at + word.Length] is not (' ' or '(')))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void Expect(char sought)
    {
        SkipSpace();
        if (_at >= text.Length || text[_at] != sought)
        {
            throw Bad($"'{sought}' is expected.");
        }

        _at++;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && text[_at] == ' ')
        {
            _at++;
        }
    }

    private SearchRefusedException Bad(string rule) =>
        new(new Problem(ProblemKind.Invalid, $"_filter, at character {_at + 1}: {rule}", "_filter"));
}
