using System.Globalization;

namespace Helhed.Fhir.Json;

/// <summary>A place in a document, from which typed records read themselves.</summary>
internal readonly struct NodeReader(FhirDocument document, int index)
{
    public FhirDocument Document { get; } = document;

    public int Index { get; } = index;

    public string TypeName => Document.Definitions.Types[Node.Type].Name;

    public ref readonly Node Node => ref Document.Nodes[Index];

    /// <summary>Twice the element's ordinal, plus one for the <c>_name</c> twin: what generated code switches on.</summary>
    public int Key => (Node.Ordinal * 2) + (int)(Node.Flags & NodeFlags.Companion);

    public bool IsFirst => (Node.Flags & NodeFlags.First) != 0;

    public ChildEnumerator Children => new(Document, Index);

    /// <summary>The children without the second and further items of arrays.</summary>
    public FirstEnumerator Firsts => new(Document, Index);

    public NodeReader? Child(ReadOnlySpan<byte> name)
    {
        var ordinal = Document.Definitions.Types[Node.Type].Find(name)?.Ordinal ?? -2;
        foreach (var child in Children)
        {
            if (child.Node.Ordinal == ordinal && (child.Node.Flags & NodeFlags.Companion) == 0)
            {
                return child;
            }
        }

        return null;
    }

    public string Text() => Document.Text(Index);

    public bool Boolean() => Node.Kind == NodeKind.True;

    /// <summary>The number; 0 where a draft has one that is no integer.</summary>
    public int Integer() => int.TryParse(Document.Raw(Index), CultureInfo.InvariantCulture, out var number) ? number : 0;

    public FhirDecimal Decimal() => FhirDecimal.OfChecked(System.Text.Encoding.UTF8.GetString(Document.Raw(Index)));

    public R4.Resource Resource() => R4.ResourceFactory.Read(this);

    /// <summary>This item and those after it in its array.</summary>
    public IReadOnlyList<T> List<T>(Func<NodeReader, T> read) => Items(read);

    public IReadOnlyList<R4.Resource> Resources() => Items(R4.ResourceFactory.Read);

    /// <summary>The items of an array of primitives, with null where the array has null.</summary>
    public IReadOnlyList<string?> Texts() => Items(static item => item.IsNull ? null : item.Text());

    public IReadOnlyList<bool?> Booleans() => Items(static item => item.IsNull ? (bool?)null : item.Boolean());

    public IReadOnlyList<int?> Integers() => Items(static item => item.IsNull ? (int?)null : item.Integer());

    public IReadOnlyList<FhirDecimal?> Decimals() => Items(static item => item.IsNull ? (FhirDecimal?)null : item.Decimal());

    /// <summary>The ids and extensions of the items of a primitive array.</summary>
    public IReadOnlyList<R4.Element?> OptionalElements() => Items(static item => item.IsNull ? null : new R4.Element(item));

    private bool IsNull => Node.Kind == NodeKind.Null;

    private List<T> Items<T>(Func<NodeReader, T> read)
    {
        var list = new List<T>();
        foreach (var item in new ItemEnumerator(Document, Index))
        {
            list.Add(read(item));
        }

        return list;
    }
}

/// <summary>The direct children of a node.</summary>
internal struct ChildEnumerator(FhirDocument document, int parent)
{
    private readonly int _end = document.Nodes[parent].End;
    private int _next = parent + 1;
    private int _current = -1;

    public readonly NodeReader Current => new(document, _current);

    public readonly ChildEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        _current = _next;
        _next = document.Nodes[_next].End;
        return true;
    }
}

/// <summary>The direct children of a node without the second and further items of arrays.</summary>
internal struct FirstEnumerator(FhirDocument document, int parent)
{
    private ChildEnumerator _children = new(document, parent);

    public readonly NodeReader Current => _children.Current;

    public readonly FirstEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_children.MoveNext())
        {
            if (_children.Current.IsFirst)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The items of an array, beginning with its first.</summary>
internal struct ItemEnumerator(FhirDocument document, int first)
{
    private readonly int _end = document.Nodes[document.Nodes[first].Parent].End;
    private readonly int _ordinal = document.Nodes[first].Ordinal;
    private int _next = first;
    private int _current = -1;

    public readonly NodeReader Current => new(document, _current);

    public readonly ItemEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        ref var node = ref document.Nodes[_next];
        if (_current >= 0 && (node.Ordinal != _ordinal || (node.Flags & NodeFlags.First) != 0))
        {
            return false;
        }

        _current = _next;
        _next = node.End;
        return true;
    }
}
