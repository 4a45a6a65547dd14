using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Platform;

namespace Helhed.Records.Searching;

/// <summary>
/// Reads <c>_filter</c>: <c>name co "pet" and (birthdate ge 2010 or not (active eq true))</c>.
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

    private Condition ReadAny()
    {
        var parts = new List<Condition> { ReadAll() };
        while (TakeWord("or"))
        {
            parts.Add(ReadAll());
        }

        return parts.Count == 1 ? parts[0] : new AnyCondition(parts);
    }

    private Condition ReadAll()
    {
        var parts = new List<Condition> { ReadOne() };
        while (TakeWord("and"))
        {
            parts.Add(ReadOne());
        }

        return parts.Count == 1 ? parts[0] : new AllCondition(parts);
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
        var operation = TakeUntilSpace();
        var value = TakeValue();
        return Compare(path, operation, value);
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

    private Condition Compare(string path, string operation, string value)
    {
        var last = path.Split('.', ':')[^1];
        var kind = KindOf(path);
        return operation switch
        {
            "eq" => kind == SearchParameterType.String ? Of($"{path}:exact", value) : Of(path, value),
            "ne" => new NotCondition(kind == SearchParameterType.String ? Of($"{path}:exact", value) : Of(path, value)),
            "co" => Of($"{path}:contains", value),
            "sw" => Of(path, value),
            "gt" or "lt" or "ge" or "le" or "ap" or "sa" or "eb" => Of(path, operation + value),
            "po" => new AllCondition([Of(path, "le" + value), Of(path, "ge" + value)]),
            "pr" => Of($"{path}:missing", value == "false" ? "true" : "false"),
            "in" => Of($"{path}:in", value),
            "ni" => Of($"{path}:not-in", value),
            "ss" or "sb" => Of($"{path}:{(operation == "ss" ? "above" : "below")}", value),
            "re" => Of(path, value),
            _ => throw Bad($"'{operation}' behind '{last}' is no operator; eq, ne, co, sw, gt, lt, ge, le, ap, sa, eb, po, pr, in, ni, ss, sb and re are."),
        };
    }

    private Condition Of(string name, string value) =>
        conditions.Read(type, name, value, depth + 1) ?? throw Bad($"{type.Name} has no search parameter '{name}'.");

    private SearchParameterType? KindOf(string path) => path.Contains('.', StringComparison.Ordinal) ? null : conditions.Find(type, path, "_filter")?.Type;

    // A path may hold a filter of its own, patient[active eq true].name: not read here.
    private string TakePath()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '.' or ':'))
        {
            _at++;
        }

        return _at > start ? text[start.._at] : throw Bad("A parameter's name is expected.");
    }

    private string TakeUntilSpace()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or ')' or '('))
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
