using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>
/// Links of resources in a bundle: references, elements of the types uri, url, oid and uuid, and addresses in narratives
/// (<see href="https://hl7.org/fhir/R4/http.html#trules"/>).
/// </summary>
internal sealed class BundleLinks(FhirDocument document)
{
    private static readonly int Reference = R4Definitions.Default.Find("Reference")!.Index;
    private static readonly int ReferenceOrdinal = R4Definitions.Default.Find("Reference")!.Find("reference")!.Ordinal;

    /// <summary>JSON of the resource at a node with its links renamed; null from <paramref name="rename"/> leaves a link as it is.</summary>
    public ReadOnlyMemory<byte> Renamed(int resource, Func<string, string?> rename)
    {
        ref readonly var root = ref document.Nodes[resource];
        MemoryStream? output = null;
        var copied = root.Start;
        for (var i = resource + 1; i < root.End; i++)
        {
            ref readonly var node = ref document.Nodes[i];
            if (node.Kind == NodeKind.String && NewText(i, rename) is { } text)
            {
                output ??= new MemoryStream(root.Length + 256);
                output.Write(document.Json.Span[copied..node.Start]);
                output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
                copied = node.Start + node.Length;
            }
        }

        if (output is null)
        {
            return document.Json.Slice(root.Start, root.Length);
        }

        output.Write(document.Json.Span[copied..(root.Start + root.Length)]);
        return output.ToArray();
    }

    /// <summary>JSON of the whole document, its references to resources at an address written as <c>Type/id</c>; null where there are none.</summary>
    /// <param name="server">The address, without a slash at its end.</param>
    public ReadOnlyMemory<byte>? Relative(string server)
    {
        string? Name(string link) => link.Length > server.Length + 1 && link[server.Length] == '/' && link.StartsWith(server, StringComparison.Ordinal)
            && Index.ReferenceText.TryParse(Encoding.UTF8.GetBytes(link[(server.Length + 1)..]), out _, out _) ? link[(server.Length + 1)..] : null;
        MemoryStream? output = null;
        var copied = 0;
        for (var i = 1; i < document.Nodes[0].End; i++)
        {
            ref readonly var node = ref document.Nodes[i];
            if (node.Kind == NodeKind.String && IsReference(i) && Name(document.Text(i)) is { } text)
            {
                output ??= new MemoryStream(document.Json.Length);
                output.Write(document.Json.Span[copied..node.Start]);
                output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
                copied = node.Start + node.Length;
            }
        }

        if (output is null)
        {
            return null;
        }

        output.Write(document.Json.Span[copied..]);
        return output.ToArray();
    }

    /// <summary>The conditional references of the resource at a node, such as <c>Patient?identifier=x</c>.</summary>
    public void AddConditional(int resource, HashSet<string> references)
    {
        for (var i = resource + 1; i < document.Nodes[resource].End; i++)
        {
            if (document.Nodes[i].Kind == NodeKind.String && IsReference(i) && document.Plain(i).Contains((byte)'?'))
            {
                references.Add(document.Text(i));
            }
        }
    }

    private string? NewText(int node, Func<string, string?> rename) => document.Definitions.Types[document.Nodes[node].Type].Primitive switch
    {
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Oid or PrimitiveKind.Uuid => rename(document.Text(node)),
        PrimitiveKind.String when IsReference(node) => rename(document.Text(node)),
        PrimitiveKind.Xhtml => NewNarrative(node, rename),
        _ => null,
    };

    private bool IsReference(int node) =>
        document.Nodes[node].Ordinal == ReferenceOrdinal && document.Nodes[document.Nodes[node].Parent].Type == Reference;

    private string? NewNarrative(int node, Func<string, string?> rename)
    {
        var raw = document.Plain(node);
        if (raw.IndexOf("href"u8) < 0 && raw.IndexOf("src"u8) < 0)
        {
            return null;
        }

        var text = document.Text(node);
        StringBuilder? changed = null;
        var copied = 0;
        for (var at = 0; NextAddress(text, ref at, out var start, out var end);)
        {
            if (rename(text[start..end].Replace("&amp;", "&", StringComparison.Ordinal)) is { } target)
            {
                (changed ??= new StringBuilder(text.Length + 64)).Append(text, copied, start - copied).Append(target.Replace("&", "&amp;", StringComparison.Ordinal));
                copied = end;
            }
        }

        return changed?.Append(text, copied, text.Length - copied).ToString();
    }

    // The next value of an attribute href or src. The narrative was found sound when it was parsed, so that quotes are balanced.
    private static bool NextAddress(string text, ref int at, out int start, out int end)
    {
        for (; at < text.Length; at++)
        {
            var name = text.AsSpan(at).StartsWith("href", StringComparison.Ordinal) ? 4 : text.AsSpan(at).StartsWith("src", StringComparison.Ordinal) ? 3 : 0;
            if (name == 0 || at == 0 || !char.IsWhiteSpace(text[at - 1]))
            {
                continue;
            }

            var i = SkipSpace(text, at + name);
            if (i < text.Length && text[i] == '=' && SkipSpace(text, i + 1) is var quote && quote < text.Length && text[quote] is '"' or '\'')
            {
                start = quote + 1;
                end = text.IndexOf(text[quote], start);
                if (end >= 0)
                {
                    at = end;
                    return true;
                }
            }
        }

        (start, end) = (0, 0);
        return false;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }
}
