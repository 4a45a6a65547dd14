using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Helhed.Fhir.Patching;

/// <summary>The document while the operations of an XML Patch are applied to it.</summary>
internal sealed class XmlPatchTarget(XDocument document)
{
    private readonly XmlWork _work = new();

    public void Apply(XElement operation)
    {
        var selector = operation.Attribute("sel")?.Value ?? throw new PatchRefusedException(PatchErrorKind.Invalid, "The operation needs the attribute 'sel'.");
        var found = Single(XmlSelector.Parse(selector, operation).Select(document, _work), selector);
        switch (operation.Name.LocalName)
        {
            case "add":
                Add(operation, found);
                break;
            case "replace":
                Replace(operation, found);
                break;
            case "remove":
                Remove(operation, found);
                break;
            default:
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{operation.Name.LocalName}' is not an operation: it is add, replace or remove.");
        }
    }

    public byte[] Write()
    {
        using var output = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false), OmitXmlDeclaration = document.Declaration is null, NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(output, settings))
        {
            document.Save(writer);
        }

        return output.ToArray();
    }

    private static XObject Single(List<XObject> found, string selector) => found.Count switch
    {
        1 => found[0],
        0 => throw new PatchRefusedException(PatchErrorKind.Target, $"Nothing is found at {selector}."),
        _ => throw new PatchRefusedException(PatchErrorKind.Target, $"{found.Count} nodes are found at {selector}; an operation is on one: name it by its place, as in [1]."),
    };

    private static void Add(XElement operation, XObject found)
    {
        if (operation.Attribute("type")?.Value is { } type)
        {
            AddNamed(operation, found as XElement ?? throw NotAnElement(), type);
            return;
        }

        var nodes = operation.Nodes().Select(Copy).ToList();
        switch (operation.Attribute("pos")?.Value)
        {
            case null:
                (found as XElement ?? throw NotAnElement()).Add(nodes);
                break;
            case "prepend":
                (found as XElement ?? throw NotAnElement()).AddFirst(nodes);
                break;
            case "before":
                Beside(found, nodes).AddBeforeSelf(nodes);
                break;
            case "after":
                Beside(found, nodes).AddAfterSelf(nodes);
                break;
            case { } other:
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{other}' is no 'pos': it is prepend, before or after.");
        }
    }

    private static void AddNamed(XElement operation, XElement element, string type)
    {
        var isNamespace = type.StartsWith("namespace::", StringComparison.Ordinal);
        if (!isNamespace && !type.StartsWith('@'))
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{type}' is no 'type': it is @name for an attribute, or namespace::prefix.");
        }

        var name = isNamespace ? XNamespace.Xmlns + Checked(type["namespace::".Length..]) : XmlSelector.AttributeName(Checked(type[1..]), operation);
        if (element.Attribute(name) is not null)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, $"The element already has '{type}': replace it.");
        }

        element.Add(new XAttribute(name, NamespaceOrText(operation, isNamespace)));
    }

    private static void Replace(XElement operation, XObject found)
    {
        switch (found)
        {
            case XElement element:
                var replacement = operation.Elements().ToList();
                element.ReplaceWith(replacement.Count == 1 ? Copy(replacement[0]) : throw new PatchRefusedException(PatchErrorKind.Invalid, "An element is replaced by one element."));
                break;
            case XAttribute attribute:
                attribute.Value = NamespaceOrText(operation, attribute.IsNamespaceDeclaration);
                break;
            case XText text:
                text.ReplaceWith(new XText(operation.Value));
                break;
            case XNode node:
                var same = operation.Nodes().FirstOrDefault(n => n.NodeType == node.NodeType);
                node.ReplaceWith(Copy(same ?? throw new PatchRefusedException(PatchErrorKind.Invalid, $"A {node.NodeType} is replaced by another.")));
                break;
            default:
                throw NotAnElement();
        }
    }

    private static void Remove(XElement operation, XObject found)
    {
        if (found == found.Document?.Root || found is XDocument)
        {
            throw new PatchRefusedException(PatchErrorKind.Target, "The whole document cannot be removed: delete the resource instead.");
        }

        if (found is XAttribute attribute)
        {
            attribute.Remove();
            return;
        }

        var node = (XNode)found;
        var space = operation.Attribute("ws")?.Value;
        if (space is not (null or "before" or "after" or "both"))
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{space}' is no 'ws': it is before, after or both.");
        }

        RemoveSpace(space is "before" or "both" ? node.PreviousNode : null, space is "before" or "both");
        RemoveSpace(space is "after" or "both" ? node.NextNode : null, space is "after" or "both");
        node.Remove();
    }

    private static void RemoveSpace(XNode? node, bool isWanted)
    {
        if (!isWanted)
        {
            return;
        }

        if (node is not XText text || !string.IsNullOrWhiteSpace(text.Value))
        {
            throw new PatchRefusedException(PatchErrorKind.Target, "There is no white space beside the node to be removed with it.");
        }

        text.Remove();
    }

    private static XNode Beside(XObject found, List<XNode> nodes)
    {
        if (found.Parent is null && nodes.Exists(n => n is XElement or XText))
        {
            throw new PatchRefusedException(PatchErrorKind.Target, "A document has one root: nothing but comments can stand beside it.");
        }

        return found as XNode ?? throw NotAnElement();
    }

    private static string NamespaceOrText(XElement operation, bool isNamespace) => !isNamespace || operation.Value.Trim().Length > 0
        ? isNamespace ? operation.Value.Trim() : operation.Value
        : throw new PatchRefusedException(PatchErrorKind.Invalid, "A namespace has an address.");

    private static string Checked(string name)
    {
        try
        {
            return name.Split(':') is { Length: <= 2 } parts && parts.All(p => XmlConvert.VerifyNCName(p).Length > 0) && parts[^1] != "xmlns"
                ? name : throw new XmlException();
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"'{name}' is no name.");
        }
    }

    private static XNode Copy(XNode node) => node switch
    {
        XElement element => new XElement(element),
        XCData data => new XCData(data),
        XText text => new XText(text),
        XComment comment => new XComment(comment),
        XProcessingInstruction instruction => new XProcessingInstruction(instruction),
        _ => throw NotAnElement(),
    };

    private static PatchRefusedException NotAnElement() => new(PatchErrorKind.Target, "The selector leads to a node that the operation cannot be done on.");
}

/// <summary>What is left of the nodes that selectors may visit.</summary>
internal sealed class XmlWork
{
    private int _nodes = 5_000_000;

    public void Spend(int nodes = 1)
    {
        _nodes -= nodes;
        if (_nodes < 0)
        {
            throw new PatchRefusedException(PatchErrorKind.Limit, "The selectors visit too many nodes: use simpler ones.");
        }
    }
}
