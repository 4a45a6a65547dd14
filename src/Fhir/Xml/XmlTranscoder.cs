using System.Buffers;
using System.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Xml;

/// <summary>Writes a table of XML nodes as FHIR JSON on one line, and remembers where in the XML each piece came from.</summary>
internal sealed class XmlTranscoder(XmlNodeTable nodes, XmlIssues issues)
{
    private readonly ArrayBufferWriter<byte> _json = new(1024);
    private readonly List<Origin> _origins = [];

    // Items of the element that is being written, those of the elements around it below.
    private readonly List<int> _items = [];

    /// <summary>How many pieces have had their error told already.</summary>
    public int Told { get; private set; }

    public ReadOnlyMemory<byte> Write()
    {
        WriteObject(0);
        return _json.WrittenSpan.ToArray();
    }

    /// <summary>The place in the XML of an offset in the JSON; null when what is wrong there has been told.</summary>
    public XmlPlace? Find(int offset, string code)
    {
        var low = 0;
        var high = _origins.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _origins[middle].Offset <= offset ? (middle, high) : (low, middle - 1);
        }

        var origin = _origins[low];
        return origin.IsTold && origin.Offset == offset && code != "required" ? null : origin.Place;
    }

    private void Mark(XmlPlace place, bool isTold = false)
    {
        Told += isTold ? 1 : 0;
        _origins.Add(new Origin(_json.WrittenCount, place, isTold));
    }

    private void WriteObject(int self)
    {
        Mark(nodes[self].Place, nodes[self].IsTold);
        _json.Write("{"u8);
        var isFirst = true;
        if (nodes[self].Type.Kind == TypeKind.Resource)
        {
            _json.Write("\"resourceType\":\""u8);
            Encoding.UTF8.GetBytes(nodes[self].Type.Name.AsSpan(), _json);
            _json.Write("\""u8);
            isFirst = false;
        }

        WriteElements(self, ref isFirst);
        _json.Write("}"u8);
    }

    private void WriteElements(int self, ref bool isFirst)
    {
        var start = _items.Count;
        for (var i = self + 1; i < nodes[self].End; i = nodes[i].End)
        {
            _items.Add(i);
        }

        var end = _items.Count;
        if (nodes[self].IsDisordered)
        {
            // What belongs together is brought together, so that its content is checked all the same.
            _items.Sort(start, end - start, Comparer<int>.Create((a, b) => (nodes[a].Element!.Ordinal, a).CompareTo((nodes[b].Element!.Ordinal, b))));
        }

        for (var i = start; i < end;)
        {
            var count = 1;
            while (i + count < end && nodes[_items[i + count]].Element == nodes[_items[i]].Element)
            {
                count++;
            }

            WriteElement(i, count, ref isFirst);
            i += count;
        }

        _items.RemoveRange(start, end - start);
    }

    private void WriteElement(int start, int count, ref bool isFirst)
    {
        var element = nodes[_items[start]].Element!;
        if (!element.IsList && count > 1)
        {
            var second = _items[start + 1];
            if (!issues.IsFull)
            {
                issues.Add("structure", $"{element.Path} may stand only once, not {count} times.", nodes.Path(second), nodes[second].Place);
            }

            count = 1;
        }

        if (element.Type.Kind == TypeKind.Primitive)
        {
            WritePrimitives(element, start, count, ref isFirst);
        }
        else
        {
            WriteName(element, false, _items[start], ref isFirst);
            WriteItems(element, start, count, WriteObject);
        }
    }

    private void WritePrimitives(ElementDefinition element, int start, int count, ref bool isFirst)
    {
        var hasValue = false;
        var hasCompanion = false;
        for (var i = start; i < start + count; i++)
        {
            ref var node = ref nodes[_items[i]];
            hasCompanion |= node.End > _items[i] + 1;
            hasValue |= node.ValueLength > 0 || node.IsTold;
        }

        if (hasValue)
        {
            WriteName(element, false, _items[start], ref isFirst);
            WriteItems(element, start, count, WriteValue);
        }

        if (hasCompanion)
        {
            WriteName(element, true, _items[start], ref isFirst);
            WriteItems(element, start, count, WriteCompanion);
        }
    }

    private void WriteName(ElementDefinition element, bool companion, int node, ref bool isFirst)
    {
        if (!isFirst)
        {
            _json.Write(","u8);
        }

        isFirst = false;
        Mark(nodes[node].Place);
        _json.Write(companion ? "\"_"u8 : "\""u8);
        _json.Write(element.Utf8Name);
        _json.Write("\":"u8);
    }

    private void WriteItems(ElementDefinition element, int start, int count, Action<int> write)
    {
        if (!element.IsList)
        {
            write(_items[start]);
            return;
        }

        _json.Write("["u8);
        for (var i = start; i < start + count; i++)
        {
            if (i > start)
            {
                _json.Write(","u8);
            }

            write(_items[i]);
        }

        _json.Write("]"u8);
    }

    private void WriteValue(int node)
    {
        Mark(nodes[node].ValuePlace, nodes[node].IsTold);
        if (nodes[node].ValueLength == 0)
        {
            _json.Write("null"u8);
            return;
        }

        _json.Write(nodes.Values.WrittenSpan.Slice(nodes[node].ValueStart, nodes[node].ValueLength));
    }

    private void WriteCompanion(int node)
    {
        if (nodes[node].End > node + 1)
        {
            WriteObject(node);
            return;
        }

        Mark(nodes[node].Place, isTold: true); // A null that keeps a place.
        _json.Write("null"u8);
    }

    private readonly record struct Origin(int Offset, XmlPlace Place, bool IsTold);
}
