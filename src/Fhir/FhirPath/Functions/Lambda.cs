namespace Helhed.Fhir.FhirPath;

/// <summary>Evaluates an argument once for each item, which is then <c>$this</c>.</summary>
internal static class Lambda
{
    /// <summary>Puts the items of the argument on the stack.</summary>
    public static bool Push(Machine m, Term argument, in PathItem item, int index)
    {
        var scope = m.Scope;
        var variables = m.Variables;
        m.Scope.This = item;
        m.Scope.Index = index;
        var isDone = argument.Push(m) && m.Spend(1, argument);
        m.Scope = scope;
        m.Variables = variables;
        return isDone;
    }

    /// <summary>The argument as a Boolean.</summary>
    public static Truth Test(Machine m, Term argument, in PathItem item, int index)
    {
        var scope = m.Scope;
        var variables = m.Variables;
        m.Scope.This = item;
        m.Scope.Index = index;
        var truth = argument.Test(m);
        m.Scope = scope;
        m.Variables = variables;
        return m.Spend(1, argument) ? truth : Truth.Failed;
    }

    /// <summary>As <see cref="Test"/>, in a loop whose caller keeps the scope and puts it back.</summary>
    public static Truth Next(Machine m, Term argument, in PathItem item, int index)
    {
        var variables = m.Variables;
        m.Scope.This = item;
        m.Scope.Index = index;
        var truth = argument.Test(m);
        m.Variables = variables;
        return m.Spend(1, argument) ? truth : Truth.Failed;
    }
}
