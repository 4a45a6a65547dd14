namespace Helhed.Fhir.FhirPath;

/// <summary>A call of a function.</summary>
internal abstract class FunctionTerm(in FunctionCall call) : Term(call.Position)
{
    public string Name { get; } = call.Name;

    public Term Input { get; } = call.Input;

    public Term[] Arguments { get; } = call.Arguments;
}

/// <summary>Replaces the items from a place on the stack by the function's result.</summary>
internal delegate bool ListBody(Machine m, FunctionTerm at, int start);

/// <summary>The type of a result from that of the input; checks the arguments.</summary>
internal delegate Shape ShapeRule(Checker c, FunctionTerm at, Shape input);

/// <summary>A function on a whole collection.</summary>
internal sealed class ListTerm(in FunctionCall call, ListBody body, ShapeRule shape) : FunctionTerm(call)
{
    public static FunctionDefinition Define(string name, int least, int most, ListBody body, ShapeRule shape) =>
        new(name, least, most, call => new ListTerm(call, body, shape));

    public static FunctionDefinition Define(string name, int least, int most, ListBody body, PathType result) =>
        Define(name, least, most, body, (c, at, _) => Plain(c, at, Shape.Of(result)));

    /// <summary>A result of the same type as the input.</summary>
    public static Shape Same(Checker c, FunctionTerm at, Shape input) => Plain(c, at, input);

    public static Shape Ordered(Checker c, FunctionTerm at, Shape input) => Plain(c, at, c.CheckOrder(at, input, $"{at.Name}()"));

    public static Shape Unknown(Checker c, FunctionTerm at, Shape input) => Plain(c, at, Shape.Unknown);

    /// <summary>Items of the input and of the argument.</summary>
    public static Shape Joined(Checker c, FunctionTerm at, Shape input) => input.With(c.CheckOperand(at.Arguments[0]));

    public override bool Push(Machine m)
    {
        var start = m.Count;
        return Input.Push(m) && body(m, this, start);
    }

    public override Shape Check(Checker c) => shape(c, this, Input.Check(c));

    private static Shape Plain(Checker c, FunctionTerm at, in Shape result)
    {
        foreach (var argument in at.Arguments)
        {
            c.CheckOperand(argument);
        }

        return result;
    }
}

/// <summary>What a function on a single item gets and gives.</summary>
internal ref struct ScalarCall
{
    public FunctionTerm At;

    /// <summary>The input; never None.</summary>
    public PathItem Focus;

    /// <summary>Arguments; one that is left out is None.</summary>
    public ReadOnlySpan<PathItem> Arguments;

    /// <summary>None for empty.</summary>
    public PathItem Result;
}

/// <summary>Computes the result of a call; false when it fails.</summary>
internal delegate bool ScalarBody(Machine m, ref ScalarCall call);

/// <summary>How a function on a single item is called.</summary>
/// <param name="Focus">Kind that the input must have; None for any.</param>
/// <param name="Result">Type of the result; null when it is that of the input or not certain.</param>
/// <param name="Argument">Kind that the arguments must have; None for any.</param>
/// <param name="TakesEmpty">Whether an empty argument counts as one that is left out; else the result is empty.</param>
internal sealed record ScalarSignature(ItemKind Focus, PathType? Result, ItemKind Argument = ItemKind.None, bool TakesEmpty = false);

/// <summary>A function on a single item with single arguments; empty when one of these is.</summary>
internal sealed class ScalarTerm(in FunctionCall call, ScalarBody body, ScalarSignature signature) : FunctionTerm(call)
{
    public static FunctionDefinition Define(string name, int least, int most, ScalarBody body, ScalarSignature signature) =>
        new(name, least, most, call => new ScalarTerm(call, body, signature));

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!Input.Push(m) || !m.PopSingle(start, this, out var focus))
        {
            return false;
        }

        if (focus.Kind == ItemKind.None)
        {
            return true;
        }

        foreach (var argument in Arguments)
        {
            if (!m.Argument(argument, out var item))
            {
                return false;
            }

            if (item.Kind == ItemKind.None && !signature.TakesEmpty)
            {
                m.Drop(start);
                return true;
            }

            m.Push(item);
        }

        // Past the limit of items nothing more is put on the stack.
        if (m.Count - start < Arguments.Length)
        {
            return m.Spend(0, this);
        }

        var call = new ScalarCall { At = this, Focus = focus, Arguments = m.From(start) };
        var isDone = body(m, ref call);
        m.Drop(start);
        if (isDone && call.Result.Kind != ItemKind.None)
        {
            m.Push(call.Result);
        }

        return isDone;
    }

    public override Shape Check(Checker c)
    {
        var input = Input.Check(c);
        c.CheckKind(this, input, signature.Focus, $"{Name}()");
        foreach (var argument in Arguments)
        {
            c.CheckKind(argument, c.CheckOperand(argument), signature.Argument, $"An argument of {Name}()");
        }

        return signature.Result is null ? Shape.Unknown : Shape.Of(signature.Result);
    }
}
