using System.Buffers;
using System.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Xml;

/// <summary>A line and a column of the source, as <see cref="System.Xml.XmlReader"/> counts them.</summary>
internal readonly record struct XmlPlace(int Line, int Column);

/// <summary>One element or attribute of a resource in XML that the definitions know.</summary>
internal struct XmlNode
{
    /// <summary>The element it is; null for the outermost resource.</summary>
    public ElementDefinition? Element;

    /// <summary>Type of its content; of a resource within a resource, the resource's own.</summary>
    public TypeDefinition Type;

    public int Parent;

    /// <summary>Index of the first node behind it and everything in it.</summary>
    public int End;

    public XmlPlace Place;

    /// <summary>Where its value stands.</summary>
    public XmlPlace ValuePlace;

    /// <summary>Its value as a JSON token in <see cref="XmlNodeTable.Values"/>; length 0 when it has none.</summary>
    public int ValueStart, ValueLength;

    /// <summary>An error about it has been told: the rules of JSON say nothing more about it.</summary>
    public bool IsTold;

    /// <summary>Its children do not stand in the order of the specification.</summary>
    public bool IsDisordered;
}

/// <summary>The nodes of a resource in document order, and their values.</summary>
internal sealed class XmlNodeTable
{
    private XmlNode[] _nodes = new XmlNode[64];

    public int Count { get; private set; }

    /// <summary>Values as JSON tokens, one behind the other.</summary>
    public ArrayBufferWriter<byte> Values { get; } = new();

    public ref XmlNode this[int index] => ref _nodes[index];

    public int Add(ElementDefinition? element, TypeDefinition type, int parent, XmlPlace place)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        _nodes[Count] = new XmlNode { Element = element, Type = type, Parent = parent, End = Count + 1, Place = place, ValuePlace = place };
        return Count++;
    }

    /// <summary>Sets a node's value to a text, as a JSON string.</summary>
    public void SetText(int node, ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        SetText(node, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Sets a node's value to a UTF-8 text, as a JSON string.</summary>
    public void SetText(int node, ReadOnlySpan<byte> text)
    {
        var start = Values.WrittenCount;
        JsonText.Write(Values, text);
        (_nodes[node].ValueStart, _nodes[node].ValueLength) = (start, Values.WrittenCount - start);
    }

    /// <summary>Sets a node's value to a JSON token that needs no quotes.</summary>
    public void SetToken(int node, ReadOnlySpan<byte> token)
    {
        (_nodes[node].ValueStart, _nodes[node].ValueLength) = (Values.WrittenCount, token.Length);
        Values.Write(token);
    }

    /// <summary>FHIRPath of a node, as of its twin in JSON.</summary>
    public string Path(int node)
    {
        ref var n = ref _nodes[node];
        if (n.Element is not { } element)
        {
            return n.Type.Name;
        }

        var path = $"{Path(n.Parent)}.{element.Name}";
        return element.IsList ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{IndexAmongItems(node)}]") : path;
    }

    private int IndexAmongItems(int node)
    {
        var index = 0;
        for (var i = _nodes[node].Parent + 1; i < node; i = _nodes[i].End)
        {
            index += _nodes[i].Element == _nodes[node].Element ? 1 : 0;
        }

        return index;
    }
}
