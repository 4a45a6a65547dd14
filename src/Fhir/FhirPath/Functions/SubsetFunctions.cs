namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/N1/#subsetting"/> and <see href="https://hl7.org/fhirpath/N1/#combining"/>.</summary>
internal static class SubsetFunctions
{
    public static FunctionDefinition[] All { get; } =
    [
        ListTerm.Define("first", 0, 0, First, ListTerm.Ordered),
        ListTerm.Define("last", 0, 0, Last, ListTerm.Ordered),
        ListTerm.Define("tail", 0, 0, (m, at, start) => Skip(m, start, 1), ListTerm.Ordered),
        ListTerm.Define("single", 0, 0, Single, ListTerm.Same),
        ListTerm.Define("skip", 1, 1, (m, at, start) => Number(m, at, out var count) && (count is null ? Take(m, start, 0) : Skip(m, start, count.Value)), ListTerm.Ordered),
        ListTerm.Define("take", 1, 1, (m, at, start) => Number(m, at, out var count) && Take(m, start, count ?? 0), ListTerm.Ordered),
        ListTerm.Define("union", 1, 1, (m, at, start) => Operands.Push(m, at.Arguments[0]) && Distinct.Compact(m, start, at), ListTerm.Joined),
        ListTerm.Define("combine", 1, 2, (m, at, _) => Operands.Push(m, at.Arguments[0]) && m.Spend(1, at), ListTerm.Joined),
        ListTerm.Define("intersect", 1, 1, Intersect, ListTerm.Same),
        ListTerm.Define("exclude", 1, 1, Exclude, ListTerm.Same),
    ];

    private static bool First(Machine m, FunctionTerm at, int start)
    {
        m.Drop(Math.Min(m.Count, start + 1));
        return true;
    }

    private static bool Last(Machine m, FunctionTerm at, int start)
    {
        m.Remove(start, Math.Max(start, m.Count - 1));
        return true;
    }

    private static bool Single(Machine m, FunctionTerm at, int start) =>
        m.Count - start <= 1 || m.Fail(at, $"single() is for one item, not {m.Count - start}.");

    private static bool Skip(Machine m, int start, int count)
    {
        m.Remove(start, start + Math.Clamp(count, 0, m.Count - start));
        return true;
    }

    private static bool Take(Machine m, int start, int count)
    {
        m.Drop(start + Math.Clamp(count, 0, m.Count - start));
        return true;
    }

    private static bool Number(Machine m, FunctionTerm at, out int? count)
    {
        count = null;
        if (!m.Argument(at.Arguments[0], out var item))
        {
            return false;
        }

        var value = SystemValue.Of(item);
        count = value.Kind == ItemKind.Integer ? value.Integer : null;
        return value.Kind is ItemKind.Integer or ItemKind.None || m.Fail(at, $"{at.Name}() takes an Integer.");
    }

    private static bool Intersect(Machine m, FunctionTerm at, int start)
    {
        var middle = m.Count;
        if (!Operands.Push(m, at.Arguments[0]))
        {
            return false;
        }

        return Filter(m, at, start, middle, keeps: true) && Distinct.Compact(m, start, at);
    }

    private static bool Exclude(Machine m, FunctionTerm at, int start)
    {
        var middle = m.Count;
        return Operands.Push(m, at.Arguments[0]) && Filter(m, at, start, middle, keeps: false);
    }

    private static bool Filter(Machine m, Term at, int start, int middle, bool keeps)
    {
        var set = new ItemSet(m, middle);
        for (var i = middle; i < m.Count; i++)
        {
            set.Add();
        }

        var kept = start;
        for (var i = start; i < middle; i++)
        {
            var item = m[i];
            if (set.Contains(item, at) == keeps)
            {
                m.Set(kept++, item);
            }
        }

        set.Return();
        m.Drop(kept);
        return m.Error is null;
    }
}
