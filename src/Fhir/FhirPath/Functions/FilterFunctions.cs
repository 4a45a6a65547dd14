namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/#filtering-and-projection"/>.</summary>
internal static class FilterFunctions
{
    public static FunctionDefinition[] All { get; } =
    [
        new("where", 1, 1, call => new WhereTerm(call)),
        new("select", 1, 1, call => new SelectTerm(call)),
        new("iif", 2, 3, call => new IifTerm(call)),
        new("sort", 0, 16, call => new SortTerm(call)),
        new("defineVariable", 1, 2, call => new DefineVariableTerm(call)),
        ListTerm.Define("repeat", 1, 1, (m, at, start) => Repeat(m, at, start, isDistinct: true), RepeatShape),
        ListTerm.Define("repeatAll", 1, 1, (m, at, start) => Repeat(m, at, start, isDistinct: false), RepeatShape),
        ListTerm.Define("trace", 1, 2, Trace, TraceShape),
        ListTerm.Define("coalesce", 1, int.MaxValue, Coalesce, ListTerm.Unknown),
    ];

    // Behind the input grows the output; each of its items is an input in its turn.
    private static bool Repeat(Machine m, FunctionTerm at, int start, bool isDistinct)
    {
        var output = m.Count;
        var set = new ItemSet(m, output);
        var outer = m.Scope;
        var variables = m.Variables;
        for (var i = start; i < m.Count; i++)
        {
            var before = m.Count;
            m.Scope.This = m[i];
            m.Scope.Index = 0;
            if (!at.Arguments[0].Push(m) || !m.Spend(1 + m.Count - before, at))
            {
                break;
            }

            m.Variables = variables;
            if (isDistinct)
            {
                KeepNew(m, ref set, before, at);
            }
        }

        set.Return();
        m.Scope = outer;
        m.Remove(start, output);
        return m.Error is null;
    }

    private static void KeepNew(Machine m, ref ItemSet set, int before, Term at)
    {
        var kept = before;
        for (var i = before; i < m.Count; i++)
        {
            var item = m[i];
            if (!set.Contains(item, at))
            {
                m.Set(kept++, item);
                set.Add();
            }
        }

        m.Drop(kept);
    }

    private static Shape RepeatShape(Checker c, FunctionTerm at, Shape input)
    {
        var first = c.CheckWithin(input, at.Arguments[0]);
        return first.With(c.InferWithin(first, at.Arguments[0])) is { IsKnown: true } both && !both.IsEmpty ? both : Shape.Unknown;
    }

    private static bool Trace(Machine m, FunctionTerm at, int start)
    {
        var end = m.Count;
        if (!m.Argument(at.Arguments[0], out var name))
        {
            return false;
        }

        if (at.Arguments.Length == 2)
        {
            for (var i = start; i < end; i++)
            {
                if (!Lambda.Push(m, at.Arguments[1], m[i], i - start))
                {
                    return false;
                }
            }
        }

        if (m.Context.Traces)
        {
            var values = at.Arguments.Length == 2 ? m.From(end) : m.From(start);
            m.Context.Trace(name.Kind == ItemKind.None ? "" : SystemValue.IsText(name) ? SystemValue.Text(name) : name.SystemText(), Values(values));
        }

        m.Drop(end);
        return true;
    }

    private static List<FhirPathValue> Values(ReadOnlySpan<PathItem> items)
    {
        var values = new List<FhirPathValue>(items.Length);
        foreach (ref readonly var item in items)
        {
            values.Add(new FhirPathValue(item));
        }

        return values;
    }

    private static Shape TraceShape(Checker c, FunctionTerm at, Shape input)
    {
        c.CheckOperand(at.Arguments[0]);
        if (at.Arguments.Length == 2)
        {
            c.CheckWithin(input, at.Arguments[1]);
        }

        return input;
    }

    private static bool Coalesce(Machine m, FunctionTerm at, int start)
    {
        m.Drop(start);
        foreach (var argument in at.Arguments)
        {
            if (!Operands.Push(m, argument))
            {
                return false;
            }

            if (m.Count > start)
            {
                break;
            }
        }

        return true;
    }
}

/// <summary>where(criteria)</summary>
internal sealed class WhereTerm(FunctionCall call) : Term(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term _criteria = call.Arguments[0];

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return false;
        }

        var end = m.Count;
        var kept = start;
        var outer = m.Scope;
        for (var i = start; i < end; i++)
        {
            var truth = Lambda.Next(m, _criteria, m[i], i - start);
            if (truth == Truth.True)
            {
                if (kept < i)
                {
                    var item = m[i];
                    m.Set(kept, item);
                }

                kept++;
            }
            else if (truth == Truth.Failed)
            {
                return false;
            }
        }

        m.Scope = outer;
        m.Drop(kept);
        return true;
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        c.CheckWithin(input, _criteria);
        return input;
    }
}

/// <summary>select(projection)</summary>
internal sealed class SelectTerm(FunctionCall call) : Term(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term _projection = call.Arguments[0];

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return false;
        }

        var end = m.Count;
        for (var i = start; i < end; i++)
        {
            if (!Lambda.Push(m, _projection, m[i], i - start))
            {
                return false;
            }
        }

        m.Remove(start, end);
        return true;
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        var result = c.CheckWithin(input, _projection);
        return result with { IsUnordered = result.IsUnordered || input.IsUnordered };
    }
}

/// <summary>iif(criterion, then[, else]): only the branch that is taken is evaluated.</summary>
internal sealed class IifTerm(FunctionCall call) : Term(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term[] _arguments = call.Arguments;

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m) || !m.PopSingle(start, this, out var item))
        {
            return false;
        }

        var truth = Lambda.Test(m, _arguments[0], item, m.Scope.Index);
        return truth switch
        {
            Truth.Failed => false,
            Truth.True => Lambda.Push(m, _arguments[1], item, m.Scope.Index),
            _ => _arguments.Length < 3 || Lambda.Push(m, _arguments[2], item, m.Scope.Index),
        };
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        var criterion = c.CheckWithin(input, _arguments[0]);
        if (criterion.IsOnlySystem && !criterion.MayBe(ItemKind.Boolean))
        {
            c.Fail(_arguments[0], $"The criterion of iif() is a Boolean, not {criterion}.");
        }

        var result = c.CheckWithin(input, _arguments[1]);
        return _arguments.Length < 3 ? result : result.With(c.CheckWithin(input, _arguments[2]));
    }
}

/// <summary>defineVariable(name[, value]): the variable is known further along the path.</summary>
internal sealed class DefineVariableTerm(FunctionCall call) : Term(call.Position)
{
    private readonly Term _input = call.Input;
    private readonly Term[] _arguments = call.Arguments;

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!_input.Push(m))
        {
            return false;
        }

        var end = m.Count;
        if (!m.Argument(_arguments[0], out var nameItem))
        {
            return false;
        }

        if (!SystemValue.IsText(nameItem))
        {
            return m.Fail(this, "The name of a variable is one String.");
        }

        var name = SystemValue.Text(nameItem);
        if (VariableTerm.IsReserved(name) || IsDefined(m, name))
        {
            return m.Fail(this, $"The variable %{name} is already there.", FhirPathErrorKind.Semantic);
        }

        if (_arguments.Length == 2 && !Operands.Push(m, _arguments[1]))
        {
            return false;
        }

        m.Variables = new Variable(name, (_arguments.Length == 2 ? m.From(end) : m.From(start)).ToArray(), m.Variables);
        m.Drop(end);
        return m.Spend(1 + end - start, this);
    }

    public override Shape Check(Checker c)
    {
        var input = _input.Check(c);
        c.CheckOperand(_arguments[0]);
        var value = _arguments.Length == 2 ? c.CheckOperand(_arguments[1]) : input;
        c.Define(this, _arguments[0] is LiteralTerm { Value: { Kind: ItemKind.String } name } ? name.String : null, value);
        return input;
    }

    private static bool IsDefined(Machine m, string name)
    {
        for (var variable = m.Variables; variable is not null; variable = variable.Next)
        {
            if (variable.Name == name)
            {
                return true;
            }
        }

        return m.Context.Variables.ContainsKey(name);
    }
}
