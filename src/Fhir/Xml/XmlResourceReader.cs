using System.Text;
using System.Xml;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>
/// One pass over the XML of a resource: checks namespaces, names, order and attributes against the type tables and lays what it knows
/// down as nodes. See <see href="https://hl7.org/fhir/R4/xml.html"/>.
/// </summary>
internal sealed class XmlResourceReader(XmlReader reader, ReadOnlyMemory<byte> source, XmlNodeTable nodes, XmlIssues issues, ParseOptions options)
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml";
    private const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string NamespaceDeclaration = "http://www.w3.org/2000/xmlns/";

    private readonly R4Definitions _definitions = R4Definitions.Default;
    private readonly TypeDefinition _elementType = R4Definitions.Default.Find("Element")!;
    private readonly XmlNarrative _narrative = new(reader, source);
    private readonly IXmlLineInfo _lines = (IXmlLineInfo)reader;
    private string _namespace = FhirXml.Namespace;
    private bool _isTooDeep;

    private XmlPlace Place => new(_lines.LineNumber, _lines.LinePosition);

    // The reader points behind the '<'.
    private XmlPlace TagPlace => new(_lines.LineNumber, _lines.LinePosition - 1);

    /// <returns>False when the reading was given up.</returns>
    public bool Read()
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.Element)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !IsUtf8(encoding))
            {
                issues.AddLast($"The XML says it is written in {XmlRules.Shorten(encoding)}; FHIR is UTF-8.", Place);
                return false;
            }
        }

        if (reader.NamespaceURI != _namespace)
        {
            issues.Add("structure", $"The namespace of FHIR is {_namespace}{(reader.NamespaceURI.Length == 0 ? "; here is none" : $", not {XmlRules.Shorten(reader.NamespaceURI)}")}.", reader.LocalName, TagPlace);
            _namespace = reader.NamespaceURI; // Told once; what stands in it is read all the same.
        }

        ReadResource(null, -1, 1);
        while (!_isTooDeep && reader.Read())
        {
            // What stands behind the resource is an error of the reader.
        }

        return !_isTooDeep;
    }

    private static bool IsUtf8(string encoding) => encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase);

    private void ReadResource(ElementDefinition? element, int parent, int depth)
    {
        if (_definitions.FindResource(reader.LocalName) is not { } type)
        {
            issues.Add("structure", $"'{XmlRules.Shorten(reader.LocalName)}' is not a resource type of R4.", parent < 0 ? XmlRules.Shorten(reader.LocalName) : $"{nodes.Path(parent)}.{element!.Name}", TagPlace);
            SkipElement();
            return;
        }

        var self = nodes.Add(element, type, parent, TagPlace);
        ReadContent(self, type, depth);
    }

    // At a start tag whose node is made: its attributes, its children and its end.
    private void ReadContent(int self, TypeDefinition type, int depth)
    {
        if (depth > options.MaxDepth && type.Kind != TypeKind.Primitive)
        {
            _isTooDeep = true;
            issues.AddLast($"The resource is nested deeper than {options.MaxDepth} levels.", TagPlace);
            return;
        }

        var isEmpty = reader.IsEmptyElement;
        var isTold = ReadAttributes(self, type);
        if (!isEmpty)
        {
            isTold |= ReadChildren(self, type.Kind == TypeKind.Primitive ? _elementType : type, depth);
        }

        nodes[self].End = nodes.Count;
        if (nodes.Count == self + 1 && nodes[self].ValueLength == 0 && type.Kind != TypeKind.Resource)
        {
            nodes[self].IsTold = true;
            if (!isTold)
            {
                issues.Add("structure", $"The element is empty: {(type.Kind == TypeKind.Primitive ? "give it a value or an extension, or " : "")}leave it out.", nodes.Path(self), nodes[self].Place);
            }
        }
    }

    /// <returns>True when there was something wrong.</returns>
    private bool ReadAttributes(int self, TypeDefinition type)
    {
        var isTold = false;
        while (!issues.IsFull && reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == NamespaceDeclaration || (reader.NamespaceURI == SchemaInstance && reader.LocalName == "schemaLocation"))
            {
                continue;
            }

            if (XmlRules.AttributeOf(type, reader) is not { } kind)
            {
                issues.Add("structure", XmlRules.UnknownAttribute(type, reader), nodes.Path(self), Place);
                isTold = true;
            }
            else if (kind == XmlRules.Attribute.Value)
            {
                nodes[self].ValuePlace = Place;
                SetValue(self, type);
            }
            else
            {
                var element = (type.Kind == TypeKind.Primitive ? _elementType : type).Find(reader.LocalName)!;
                SetValue(nodes.Add(element, element.Type, self, Place), element.Type);
            }
        }

        reader.MoveToElement();
        return isTold;
    }

    private void SetValue(int node, TypeDefinition type)
    {
        var value = reader.Value;
        if (value.AsSpan().IndexOfAnyExcept(" \t\r\n") < 0)
        {
            issues.Add("value", $"The attribute '{reader.LocalName}' is empty: leave it out.", nodes.Path(node), Place);
            nodes[node].IsTold = true;
            nodes.SetToken(node, "\"\""u8);
            return;
        }

        if (!XmlRules.IsToken(type.Primitive))
        {
            nodes.SetText(node, value);
            return;
        }

        if (XmlRules.Token(type.Primitive, value, out var token) is { } problem)
        {
            issues.Add("value", problem, nodes.Path(node), Place);
            nodes[node].IsTold = true;
            nodes.SetText(node, value);
            return;
        }

        nodes.SetToken(node, Encoding.UTF8.GetBytes(token!));
    }

    /// <returns>True when there was something wrong.</returns>
    private bool ReadChildren(int self, TypeDefinition type, int depth)
    {
        ElementDefinition? last = null;
        var isTold = false;
        var hasText = false;
        while (!_isTooDeep && reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.EndElement:
                    return isTold;
                case XmlNodeType.Element when issues.IsFull:
                    SkipElement();
                    break;
                case XmlNodeType.Element:
                    isTold |= !ReadChild(self, type, depth, ref last);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when !hasText:
                    hasText = isTold = true;
                    issues.Add("structure", $"Text may not stand between elements{(nodes[self].Type.Kind == TypeKind.Primitive ? ": the value stands in the attribute 'value'" : "")}.", nodes.Path(self), Place);
                    break;
                default:
                    break;
            }
        }

        return isTold;
    }

    private void SkipElement() => XmlRules.SkipElement(reader);

    /// <returns>False when it is not known.</returns>
    private bool ReadChild(int self, TypeDefinition type, int depth, ref ElementDefinition? last)
    {
        var element = XmlRules.Find(type, reader.LocalName);
        if (element is null || element.IsAttribute || !HasRightNamespace(element))
        {
            issues.Add("structure", UnknownElement(self, type, element), $"{nodes.Path(self)}.{XmlRules.Shorten(reader.LocalName)}", TagPlace);
            SkipElement();
            return false;
        }

        var before = nodes.Count;
        var place = TagPlace;
        var isBehind = last is not null && element.Ordinal < last.Ordinal && !(element.Choice.Length > 0 && element.Choice == last.Choice);
        if (element.Type.Name == "Resource")
        {
            ReadWrapped(element, self, depth + (element.IsList ? 2 : 1));
        }
        else
        {
            var node = nodes.Add(element, element.Type, self, place);
            ReadTyped(node, element, depth);
        }

        if (isBehind)
        {
            nodes[self].IsDisordered = true;
            var path = nodes.Count > before ? nodes.Path(before) : $"{nodes.Path(self)}.{element.Name}";
            issues.Add("structure", $"<{element.Name}> must stand before <{last!.Name}>: the elements of FHIR XML have the order of the specification.", path, place, options.Order);
        }
        else
        {
            last = element;
        }

        return true;
    }

    private void ReadTyped(int node, ElementDefinition element, int depth)
    {
        if (element.Type.Primitive == PrimitiveKind.Xhtml)
        {
            if (reader.NamespaceURI != Xhtml)
            {
                issues.Add("structure", $"The namespace of a narrative's <div> is {Xhtml}.", nodes.Path(node), nodes[node].Place);
                nodes[node].IsTold = true;
            }

            nodes.SetText(node, _narrative.Read());
        }
        else
        {
            ReadContent(node, element.Type, depth + (element.IsList ? 2 : 1));
        }
    }

    // A resource within a resource stands in an element of its own.
    private void ReadWrapped(ElementDefinition element, int parent, int depth)
    {
        var place = TagPlace;
        var isEmpty = reader.IsEmptyElement;
        while (!issues.IsFull && reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != NamespaceDeclaration)
            {
                issues.Add("structure", XmlRules.UnknownAttribute(element.Type, reader), $"{nodes.Path(parent)}.{element.Name}", Place);
            }
        }

        reader.MoveToElement();
        var resources = 0;
        while (!isEmpty && !_isTooDeep && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element && resources++ == 0)
            {
                ReadWrappedResource(element, parent, depth);
            }
            else if (reader.NodeType is XmlNodeType.Element or XmlNodeType.Text or XmlNodeType.CDATA)
            {
                issues.Add("structure", $"<{element.Name}> holds one resource and nothing else.", $"{nodes.Path(parent)}.{element.Name}", TagPlace);
                if (reader.NodeType == XmlNodeType.Element)
                {
                    SkipElement();
                }
            }
        }

        if (resources == 0)
        {
            issues.Add("structure", $"<{element.Name}> is empty: it must hold a resource, or be left out.", $"{nodes.Path(parent)}.{element.Name}", place);
        }
    }

    private void ReadWrappedResource(ElementDefinition element, int parent, int depth)
    {
        if (reader.NamespaceURI == _namespace)
        {
            ReadResource(element, parent, depth);
            return;
        }

        issues.Add("structure", WrongNamespace(), $"{nodes.Path(parent)}.{element.Name}", TagPlace);
        SkipElement();
    }

    private bool HasRightNamespace(ElementDefinition element) =>
        reader.NamespaceURI == _namespace || (element.Type.Primitive == PrimitiveKind.Xhtml && reader.NamespaceURI == Xhtml);

    private string UnknownElement(int self, TypeDefinition type, ElementDefinition? element)
    {
        if (reader.NamespaceURI != _namespace && (element is null || element.Type.Primitive != PrimitiveKind.Xhtml))
        {
            return WrongNamespace();
        }

        return element is { IsAttribute: true }
            ? $"In XML, '{element.Name}' is an attribute: <… {element.Name}=\"…\">."
            : $"'{XmlRules.Shorten(reader.LocalName)}' is not an element of {nodes[self].Type.Name}.{ResourceParser.Suggest(type, Encoding.UTF8.GetBytes(XmlRules.Shorten(reader.LocalName)))}";
    }

    private string WrongNamespace() =>
        $"<{XmlRules.Shorten(reader.LocalName)}> is in {(reader.NamespaceURI.Length == 0 ? "no namespace" : $"the namespace {XmlRules.Shorten(reader.NamespaceURI)}")}; the namespace of FHIR's elements is {_namespace}.";
}
