using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Helhed.Tests.Engine;

/// <summary>Brings JSON into the one form that XML gives back: XML knows no empty places at the end of arrays, and not every character.</summary>
internal static partial class SameInXml
{
    /// <summary>Where a document's JSON and the one that came back through XML differ; null when they say the same.</summary>
    public static string? Difference(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after) =>
        CanonicalJson.Difference(Normal(before), Normal(after));

    private static ReadOnlyMemory<byte> Normal(ReadOnlyMemory<byte> json) =>
        System.Text.Encoding.UTF8.GetBytes(Normal(JsonNode.Parse(json.Span, null, new() { MaxDepth = 256 })!, "")!.ToJsonString(new() { MaxDepth = 256 }));

    private static JsonNode? Normal(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Normal(m.Value, m.Key))).Where(m => m.Value is not null));
            case JsonArray items:
                var kept = items.Select(i => Normal(i, "")).Reverse().SkipWhile(i => i is null).Reverse().ToArray();
                return kept.Length == 0 ? null : new JsonArray(kept);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return name == "div" && text.Trim().StartsWith("<div", StringComparison.Ordinal) ? Xhtml(text) : text.Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD');
            default:
                return node?.DeepClone();
        }
    }

    // A narrative says the same with its namespace named or not, and with HTML's entities or their characters.
    private static string Xhtml(string text)
    {
        var resolved = NamedEntity().Replace(text.Trim(), m => m.Value is "&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" ? m.Value : System.Net.WebUtility.HtmlDecode(m.Value));
        var element = XElement.Parse(resolved, LoadOptions.PreserveWhitespace);
        element.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        foreach (var inner in element.DescendantsAndSelf().Where(e => e.Name.NamespaceName is "" or "http://www.w3.org/1999/xhtml"))
        {
            inner.Name = XName.Get(inner.Name.LocalName, "http://www.w3.org/1999/xhtml");
        }

        return element.ToString(SaveOptions.DisableFormatting);
    }

    [GeneratedRegex("&[A-Za-z0-9]+;", RegexOptions.NonBacktracking)]
    private static partial Regex NamedEntity();
}
