using System.Globalization;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>The FHIRPath of a node, made only when something is reported about it.</summary>
internal readonly ref struct DocumentPath(R4Definitions definitions, Node[] nodes)
{
    public string Of(int node)
    {
        var n = nodes[node];
        if (n.Parent < 0)
        {
            return definitions.Types[n.Type].Name;
        }

        var element = definitions.Types[nodes[n.Parent].Type].Elements[n.Ordinal];
        var name = (n.Flags & NodeFlags.Companion) != 0 ? "_" + element.Name : element.Name;
        var index = (n.Flags & NodeFlags.Item) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{IndexInArray(node)}]");
        return $"{Of(n.Parent)}.{name}{index}";
    }

    private int IndexInArray(int node)
    {
        var index = 0;
        for (var i = nodes[node].Parent + 1; i < node; i = nodes[i].End)
        {
            if (nodes[i].Ordinal == nodes[node].Ordinal && (nodes[i].Flags & NodeFlags.Companion) == (nodes[node].Flags & NodeFlags.Companion))
            {
                index++;
            }
        }

        return index;
    }
}

/// <summary>Line and column of a byte offset.</summary>
internal static class TextPosition
{
    /// <summary>Both counted from 1; the column in bytes.</summary>
    public static (int Line, int Column) Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..Math.Clamp(offset, 0, text.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
