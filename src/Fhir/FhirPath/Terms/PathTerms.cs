using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>A step from items to their elements of one name.</summary>
internal static class PathStep
{
    /// <param name="lookup">Null when no type of R4 has the name.</param>
    public static bool Push(Machine m, in PathItem item, string name, NameLookup? lookup, Term at)
    {
        if (item.Kind != ItemKind.Node)
        {
            PushMember(m, item, name);
            return true;
        }

        if (lookup is null)
        {
            return true;
        }

        var document = item.Document;
        var nodes = document.Nodes;
        var holder = item.Index;
        if (nodes[holder].Kind != NodeKind.Object)
        {
            holder = ElementChildren.Holder(document, holder);
            if (holder < 0 || name == "value")
            {
                PushValue(m, item, name);
                return true;
            }
        }

        return !lookup.TryFind(nodes[holder].Type, out var first, out var last, out var occurrence)
            || m.Spend(PushChildren(m, document, holder, (first, last), occurrence), at);
    }

    // Returns the nodes looked at.
    private static int PushChildren(Machine m, FhirDocument document, int holder, (int First, int Last) range, Occurrence occurrence)
    {
        var nodes = document.Nodes;
        var end = nodes[holder].End;
        var width = (uint)(range.Last - range.First);
        var visited = 1;
        var hasFound = false;
        for (var i = holder + 1; i < end; visited++)
        {
            ref readonly var node = ref nodes[i];
            if ((uint)(node.Ordinal - range.First) <= width)
            {
                if (((node.Flags & NodeFlags.Companion) == 0 && node.Kind != NodeKind.Null) || ElementChildren.IsElement(document, i))
                {
                    m.Push(PathItem.OfNode(document, i));
                    if (occurrence == Occurrence.Single)
                    {
                        break;
                    }

                    hasFound = true;
                }
            }
            else if (hasFound && occurrence == Occurrence.Run)
            {
                break;
            }

            i = node.End;
        }

        return visited;
    }

    /// <summary>Whether the step from one item leads anywhere.</summary>
    public static Truth Any(Machine m, in PathItem item, string name, NameLookup? lookup, Term at)
    {
        if (item.Kind != ItemKind.Node || item.Raw.Kind != NodeKind.Object)
        {
            var start = m.Count;
            var isDone = Push(m, item, name, lookup, at);
            var any = m.Count > start;
            m.Drop(start);
            return !isDone ? Truth.Failed : any ? Truth.True : Truth.False;
        }

        var document = item.Document;
        var nodes = document.Nodes;
        ref readonly var parent = ref nodes[item.Index];
        if (lookup is null || !lookup.TryFind(parent.Type, out var first, out var last, out _))
        {
            return Truth.False;
        }

        var visited = 1;
        for (var i = item.Index + 1; i < parent.End; i = nodes[i].End)
        {
            visited++;
            var ordinal = nodes[i].Ordinal;
            if (ordinal >= first && ordinal <= last && ElementChildren.IsElement(document, i))
            {
                return Truth.True;
            }
        }

        return m.Spend(visited, at) ? Truth.False : Truth.Failed;
    }

    // A primitive's "value" is its value as one of FHIRPath's own types.
    private static void PushValue(Machine m, in PathItem item, string name)
    {
        if (name == "value" && SystemValue.HasValue(item) && SystemValue.Of(item) is { Kind: not ItemKind.None } value)
        {
            m.Push(value.Kind == ItemKind.Node ? PathItem.Of(SystemValue.Text(value)) : value);
        }
    }

    private static void PushMember(Machine m, in PathItem item, string name)
    {
        if (item.Kind == ItemKind.Quantity && name is "value" or "unit")
        {
            m.Push(name == "value" ? PathItem.Of(item.Number) : PathItem.Of(item.Unit.Text));
        }
        else if (item.Kind == ItemKind.Type && name is "name" or "namespace")
        {
            m.Push(PathItem.Of(name == "name" ? item.Type.Name : item.Type.Namespace));
        }
    }
}

/// <summary>
/// A name at the beginning of a path: the type of what it begins from (<c>Patient.name</c>), or one of its elements.
/// </summary>
internal sealed class HeadTerm(int position, string name) : Term(position)
{
    private readonly NameLookup? _lookup = NameLookup.Find(name);
    // A path begins from a resource or data type; names in lower case are elements, though primitives have such names too.
    private readonly TypeDefinition? _type = name.Length > 0 && char.IsUpper(name[0]) ? R4Definitions.Default.Find(name) : null;

    public string Name { get; } = name;

    public override bool Push(Machine m)
    {
        var self = m.Scope.This;
        if (_type is not null && self.Kind == ItemKind.Node && Is(self.Node.Type))
        {
            m.Push(self);
            return true;
        }

        return self.Kind == ItemKind.None || PathStep.Push(m, self, Name, _lookup, this);
    }

    public override Truth Any(Machine m)
    {
        if (_type is not null || m.Scope.This.Kind == ItemKind.None)
        {
            return base.Any(m);
        }

        var self = m.Scope.This;
        return PathStep.Any(m, self, Name, _lookup, this);
    }

    public override Shape Check(Checker c)
    {
        if (_type is not null)
        {
            return c.CheckRoot(this, _type);
        }

        return c.CheckMember(this, c.This, Name);
    }

    private bool Is(TypeDefinition? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (ReferenceEquals(type, _type))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A name behind a dot.</summary>
internal sealed class MemberTerm(int position, Term input, string name) : Term(position)
{
    private readonly NameLookup? _lookup = NameLookup.Find(name);

    public Term Input { get; } = input;

    public string Name { get; } = name;

    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!Input.Push(m))
        {
            return false;
        }

        var end = m.Count;
        if (end - start == 1)
        {
            var single = m[start];
            m.Drop(start);
            return PathStep.Push(m, single, Name, _lookup, this);
        }

        for (var i = start; i < end; i++)
        {
            var item = m[i];
            if (!PathStep.Push(m, item, Name, _lookup, this))
            {
                return false;
            }
        }

        m.Remove(start, end);
        return true;
    }

    public override Truth Any(Machine m)
    {
        var start = m.Count;
        if (!Input.Push(m))
        {
            return Truth.Failed;
        }

        var end = m.Count;
        var any = Truth.False;
        for (var i = start; i < end && any == Truth.False; i++)
        {
            var item = m[i];
            any = PathStep.Any(m, item, Name, _lookup, this);
        }

        m.Drop(start);
        return any;
    }

    public override Shape Check(Checker c) => c.CheckMember(this, Input.Check(c), Name);
}

/// <summary><c>items[index]</c></summary>
internal sealed class IndexerTerm(int position, Term input, Term index) : Term(position)
{
    public override bool Push(Machine m)
    {
        var start = m.Count;
        if (!input.Push(m) || !m.Argument(index, out var at))
        {
            return false;
        }

        var number = SystemValue.Of(at);
        if (number.Kind is not (ItemKind.None or ItemKind.Integer))
        {
            return m.Fail(this, "An index is an Integer: name[0].");
        }

        if (number.Kind == ItemKind.None || number.Integer < 0 || number.Integer >= m.Count - start)
        {
            m.Drop(start);
            return true;
        }

        m.Set(start, m[start + number.Integer]);
        m.Drop(start + 1);
        return true;
    }

    public override Shape Check(Checker c)
    {
        var shape = input.Check(c);
        index.Check(c);
        return c.CheckOrder(this, shape, "An index");
    }
}
