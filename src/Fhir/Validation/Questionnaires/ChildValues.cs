using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Reads single elements of a node.</summary>
internal static class ChildValues
{
    public static string? TextOf(this NodeReader node, ReadOnlySpan<byte> name) => node.Child(name) is { Node.Kind: NodeKind.String } text ? text.Text() : null;

    public static bool IsTrue(this NodeReader node, ReadOnlySpan<byte> name) => node.Child(name) is { Node.Kind: NodeKind.True };

    /// <summary>The one value of a choice element, as <c>value[x]</c> is.</summary>
    /// <param name="node">The parent.</param>
    /// <param name="choice">Name without <c>[x]</c>.</param>
    public static NodeReader? Choice(this NodeReader node, string choice)
    {
        var elements = node.Document.Definitions.Types[node.Node.Type].Elements;
        foreach (var child in node.Children)
        {
            if (child.Node.Kind != NodeKind.Null && (child.Node.Flags & NodeFlags.Companion) == 0 && elements[child.Node.Ordinal].Choice == choice)
            {
                return child;
            }
        }

        return null;
    }
}
