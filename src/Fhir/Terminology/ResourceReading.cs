using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>Short ways of reading what a terminology resource holds. Broken parts are passed over: others report them.</summary>
internal static class ResourceReading
{
    public static string? TextOf(this NodeReader reader, ReadOnlySpan<byte> name) =>
        reader.Child(name) is { Node.Kind: NodeKind.String } child ? child.Text() : null;

    public static bool? FlagOf(this NodeReader reader, ReadOnlySpan<byte> name) =>
        reader.Child(name)?.Node.Kind switch { NodeKind.True => true, NodeKind.False => false, _ => null };

    /// <summary>The objects or texts under a name: one, or those of an array.</summary>
    public static NamedChildren Each(this NodeReader reader, ReadOnlySpan<byte> name) =>
        new(reader.Children, reader.Document.Definitions.Types[reader.Node.Type].Find(name)?.Ordinal ?? -2);

    /// <summary>The value of a property as text, whatever its type; a Coding gives its code.</summary>
    public static string? ValueText(this NodeReader property)
    {
        foreach (var child in property.Children)
        {
            var element = property.Document.Definitions.Types[property.Node.Type].Elements[child.Node.Ordinal];
            if (element.Choice == "value" && (child.Node.Flags & NodeFlags.Companion) == 0)
            {
                return child.Node.Kind switch
                {
                    NodeKind.Object => child.TextOf("code"u8),
                    NodeKind.String => child.Text(),
                    NodeKind.True => "true",
                    NodeKind.False => "false",
                    NodeKind.Number => System.Text.Encoding.UTF8.GetString(child.Document.Raw(child.Index)),
                    _ => null,
                };
            }
        }

        return null;
    }

    /// <summary>The children under one name, without companions and nulls.</summary>
    internal struct NamedChildren(ChildEnumerator children, int ordinal)
    {
        private ChildEnumerator _children = children;

        public readonly NodeReader Current => _children.Current;

        public readonly NamedChildren GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_children.MoveNext())
            {
                ref readonly var node = ref _children.Current.Node;
                if (node.Ordinal == ordinal && (node.Flags & NodeFlags.Companion) == 0 && node.Kind is NodeKind.Object or NodeKind.String)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
