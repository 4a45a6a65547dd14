using System.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>The <c>_name</c> twin of a primitive: its id and extensions.</summary>
    Companion = 1,

    /// <summary>An item of an array.</summary>
    Item = 2,

    /// <summary>The first item of its array, or a value that is no item.</summary>
    First = 4,

    /// <summary>A string with escapes: the bytes must be unescaped before use.</summary>
    Escaped = 8,
}

internal enum NodeKind : byte
{
    Object,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>One value of a parsed resource: 32 bytes in a flat array, so a document costs two arrays whatever its shape.</summary>
internal struct Node
{
    /// <summary>Ordinal of the element in the parent's type; -1 for the root.</summary>
    public int Ordinal;

    /// <summary>Index of the value's type in <see cref="R4Definitions.Types"/>.</summary>
    public int Type;

    /// <summary>Where the value's bytes begin (a string's content, without quotes).</summary>
    public int Start;

    /// <summary>Length of the value in bytes.</summary>
    public int Length;

    /// <summary>Index of the first node behind this one and everything in it.</summary>
    public int End;

    /// <summary>Index of the parent; -1 for the root.</summary>
    public int Parent;

    /// <summary>
    /// A primitive is one element with two JSON properties: for a value, the index of its <c>_name</c> twin (id and extensions); for a
    /// twin, the index of its value; 0 when there is none.
    /// </summary>
    public int Twin;

    public NodeKind Kind;
    public NodeFlags Flags;
}

/// <summary>A parsed, structurally correct resource: the bytes it came from and a flat table of its values.</summary>
public sealed class FhirDocument
{
    internal FhirDocument(R4Definitions definitions, ReadOnlyMemory<byte> json, Node[] nodes, int count)
    {
        Definitions = definitions;
        Json = json;
        Nodes = nodes;
        Count = count;
    }

    /// <summary>The UTF-8 bytes the document was parsed from.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>Resource type, e.g. <c>Patient</c>.</summary>
    public string TypeName => Definitions.Types[Nodes[0].Type].Name;

    /// <summary>Logical id, or null.</summary>
    public string? Id => Root.Child("id"u8)?.Text();

    internal R4Definitions Definitions { get; }

    internal Node[] Nodes { get; }

    internal int Count { get; }

    internal NodeReader Root => new(this, 0);

    /// <summary>For a document that was read from XML: where the JSON at an offset came from.</summary>
    internal Func<int, (int Line, int Column)>? Places { get; set; }

    /// <summary>Parses and checks the structure of a resource. All errors are reported, up to <see cref="ParseOptions.MaxIssues"/>.</summary>
    /// <param name="json">UTF-8 JSON of one resource. It must stay unchanged while the document is used.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public static ParseResult Parse(ReadOnlyMemory<byte> json, ParseOptions? options = null) =>
        new ResourceParser(R4Definitions.Default, json, options ?? ParseOptions.Default).Parse();

    /// <summary>Line and column of a value in the text that was sent, counted from 1.</summary>
    internal (int Line, int Column) PositionOf(int node) => Places?.Invoke(Nodes[node].Start) ?? TextPosition.Of(Json.Span, Nodes[node].Start);

    /// <summary>The bytes as they stand in the JSON, escapes and all.</summary>
    internal ReadOnlySpan<byte> Raw(int node) => Json.Span.Slice(Nodes[node].Start, Nodes[node].Length);

    /// <summary>The text as it is meant: many clients write <c>\u002B</c> for a plus, or <c>\/</c> for a slash.</summary>
    internal ReadOnlySpan<byte> Plain(int node) => (Nodes[node].Flags & NodeFlags.Escaped) == 0 ? Raw(node) : Utf8(node).Span;

    internal ReadOnlyMemory<byte> Utf8(int node)
    {
        ref var n = ref Nodes[node];
        var raw = Json.Slice(n.Start, n.Length);
        return (n.Flags & NodeFlags.Escaped) == 0 ? raw : Encoding.UTF8.GetBytes(Unescape(raw.Span));
    }

    internal string Text(int node)
    {
        var raw = Raw(node);
        return (Nodes[node].Flags & NodeFlags.Escaped) == 0 ? Encoding.UTF8.GetString(raw) : Unescape(raw);
    }

    // The escapes of a correct document were checked when it was parsed.
    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var quoted = new byte[raw.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        raw.CopyTo(quoted.AsSpan(1));
        var reader = new System.Text.Json.Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD"; // Half of a surrogate pair: told by the parser, and met again only in a draft.
        }
    }
}

/// <summary>Limits of the parser.</summary>
/// <param name="MaxIssues">Errors reported before the parser stops.</param>
/// <param name="MaxDepth">Nesting of objects and arrays.</param>
/// <param name="MaxStringBytes">Longest string; base64Binary is bounded by the resource only. The specification's limit is 1 MB.</param>
/// <param name="Missing">What a missing required element is: an error at the API, a warning when existing data is taken over.</param>
/// <param name="Order">What an element of XML is that stands in another place than the specification's order gives it; the same.</param>
public sealed record ParseOptions(
    int MaxIssues = 100, int MaxDepth = 128, int MaxStringBytes = 1024 * 1024, IssueSeverity Missing = IssueSeverity.Error, IssueSeverity Order = IssueSeverity.Error)
{
    /// <summary>The limits used when none are given.</summary>
    public static ParseOptions Default { get; } = new();
}

/// <summary>A document, or the reasons why there is none.</summary>
/// <param name="Document">Null when there are errors.</param>
/// <param name="Issues">Everything found, in document order.</param>
public sealed record ParseResult(FhirDocument? Document, IReadOnlyList<Issue> Issues)
{
    /// <summary>What could be read in spite of errors, without the values that are of the wrong kind; null where the JSON itself is broken.</summary>
    public FhirDocument? Draft { get; init; }
}
