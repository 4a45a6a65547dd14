using System.Buffers;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>Writes a document as XML: its elements in the order of the specification, whatever their order in the JSON.</summary>
internal sealed class XmlResourceWriter(FhirDocument document, IBufferWriter<byte> output, XmlWriteOptions options)
{
    private static readonly byte[] Spaces = Encoding.UTF8.GetBytes("\n" + new string(' ', 256));

    // Children of the object that is being written, those of the objects around it below.
    private readonly List<int> _children = [];
    private readonly Node[] _nodes = document.Nodes;

    public void Write()
    {
        if (options.HasDeclaration)
        {
            output.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8);
            output.Write(options.IsPretty ? "\n"u8 : ""u8);
        }

        WriteResource(0, 0);
        output.Write(options.IsPretty ? "\n"u8 : ""u8);
    }

    private TypeDefinition TypeOf(int node) => document.Definitions.Types[_nodes[node].Type];

    private void WriteResource(int node, int depth)
    {
        Span<byte> name = stackalloc byte[128];
        name = name[..Encoding.UTF8.GetBytes(TypeOf(node).Name, name)];
        output.Write("<"u8);
        output.Write(name);
        if (depth == 0)
        {
            output.Write(" xmlns=\"http://hl7.org/fhir\""u8);
        }

        var start = Gather(node);
        WriteBody(start, name, depth);
    }

    // Behind a start tag's name and namespace: attributes, children and the end tag.
    private void WriteBody(int start, ReadOnlySpan<byte> name, int depth)
    {
        var i = start;
        for (; i < _children.Count && ElementOf(_children[i]).IsAttribute; i++)
        {
            WriteAttribute(ElementOf(_children[i]).Utf8Name, _children[i]);
        }

        if (i == _children.Count)
        {
            output.Write("/>"u8);
        }
        else
        {
            output.Write(">"u8);
            var end = _children.Count;
            for (; i < end; i++)
            {
                WriteElement(_children[i], depth + 1);
            }

            NewLine(depth);
            End(name);
        }

        _children.RemoveRange(start, _children.Count - start);
    }

    private ElementDefinition ElementOf(int node) => TypeOf(_nodes[node].Parent).Elements[_nodes[node].Ordinal];

    private void WriteElement(int node, int depth)
    {
        var element = ElementOf(node);
        NewLine(depth);
        if (element.Type.Primitive == PrimitiveKind.Xhtml)
        {
            WriteNarrative(document.Utf8(node).Span);
            return;
        }

        output.Write("<"u8);
        output.Write(element.Utf8Name);
        if (element.Type.Name == "Resource")
        {
            output.Write(">"u8);
            NewLine(depth + 1);
            WriteResource(node, depth + 1);
            NewLine(depth);
            End(element.Utf8Name);
            return;
        }

        if (_nodes[node].Kind is not (NodeKind.Object or NodeKind.Null))
        {
            WriteAttribute("value"u8, node);
        }

        // The id and extensions of a primitive are those of its twin.
        var content = _nodes[node].Kind == NodeKind.Object ? node : _nodes[node].Twin;
        var start = content > 0 ? Gather(content) : _children.Count;
        WriteBody(start, element.Utf8Name, depth);
    }

    /// <summary>Puts the children of an object behind the others, in the order of the specification; a value stands for its twin.</summary>
    /// <returns>Where they begin.</returns>
    private int Gather(int parent)
    {
        var start = _children.Count;
        var isSorted = true;
        for (var i = parent + 1; i < _nodes[parent].End; i = _nodes[i].End)
        {
            var isCompanion = (_nodes[i].Flags & NodeFlags.Companion) != 0;
            if ((isCompanion && _nodes[i].Twin > 0) || (_nodes[i].Kind == NodeKind.Null && _nodes[i].Twin == 0))
            {
                continue;
            }

            isSorted &= _children.Count == start || Rank(_children[^1]).CompareTo(Rank(i)) < 0;
            _children.Add(i);
        }

        if (!isSorted)
        {
            // Attributes first. A value before a lone twin: items that have extensions only may stand behind those that have a value.
            _children.Sort(start, _children.Count - start, Comparer<int>.Create((a, b) => Rank(a).CompareTo(Rank(b))));
        }

        return start;
    }

    private (int Ordinal, bool IsCompanion, int Position) Rank(int node) =>
        (ElementOf(node).IsAttribute ? -1 : _nodes[node].Ordinal, (_nodes[node].Flags & NodeFlags.Companion) != 0, node);

    private void WriteAttribute(ReadOnlySpan<byte> name, int node)
    {
        output.Write(" "u8);
        output.Write(name);
        output.Write("=\""u8);
        XmlText.Write(output, document.Utf8(node).Span, isAttribute: true);
        output.Write("\""u8);
    }

    private void WriteNarrative(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        var scan = new NarrativeScan(text);
        scan.Next();
        if (!HasNamespace(in scan))
        {
            output.Write("<div xmlns=\""u8);
            output.Write(NarrativeRules.Namespace);
            output.Write("\""u8);
            text = text["<div"u8.Length..];
        }

        scan.ToEnd();
        output.Write(scan.HasNamedEntity ? ResolveNamed(text) : text);
    }

    private static bool HasNamespace(ref readonly NarrativeScan scan)
    {
        for (var i = 0; i < scan.AttributeCount; i++)
        {
            if (scan.AttributeName(i).SequenceEqual("xmlns"u8))
            {
                return true;
            }
        }

        return false;
    }

    // XML knows five entities only; HTML's others become the characters they stand for.
    private static byte[] ResolveNamed(ReadOnlySpan<byte> text)
    {
        var resolved = new ArrayBufferWriter<byte>(text.Length);
        for (var at = text.IndexOf((byte)'&'); at >= 0; at = text.IndexOf((byte)'&'))
        {
            resolved.Write(text[..at]);
            var reference = HtmlEntities.At(text[at..]);
            reference = reference.IsEmpty ? text.Slice(at, 1) : reference;
            var character = HtmlEntities.Resolve(reference, out var isNamed);
            resolved.Write(isNamed ? Encoding.UTF8.GetBytes(new Rune(character).ToString()) : reference);
            text = text[(at + reference.Length)..];
        }

        resolved.Write(text);
        return resolved.WrittenSpan.ToArray();
    }

    private void End(ReadOnlySpan<byte> name)
    {
        output.Write("</"u8);
        output.Write(name);
        output.Write(">"u8);
    }

    private void NewLine(int depth)
    {
        if (options.IsPretty)
        {
            output.Write(Spaces.AsSpan(0, Math.Min(Spaces.Length, 1 + (depth * 2))));
        }
    }
}
