using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>One item of a result: an element of a document, or a value of FHIRPath's own types. It keeps its document alive.</summary>
public readonly struct FhirPathValue
{
    private readonly PathItem _item;

    internal FhirPathValue(in PathItem item) => _item = item;

    /// <summary><c>FHIR</c> for an element, <c>System</c> for a value that was calculated or written in the expression.</summary>
    public string Namespace => PathType.Of(_item).Namespace;

    /// <summary>Type within its namespace: <c>code</c>, <c>HumanName</c>, <c>Patient</c>; <c>Integer</c>, <c>DateTime</c>.</summary>
    public string TypeName => PathType.Of(_item).Name;

    /// <summary>True for an element of a document.</summary>
    public bool IsElement => _item.Kind == ItemKind.Node;

    /// <summary>Its node when it is an element of <paramref name="document"/>.</summary>
    internal int? ElementIn(FhirDocument document) => IsElement && ReferenceEquals(_item.Document, document) ? _item.Index : null;

    /// <summary>Where the element is, e.g. <c>Patient.name[0].given[1]</c>; null for other values.</summary>
    public string? Path => IsElement ? new DocumentPath(_item.Document.Definitions, _item.Document.Nodes).Of(_item.Index) : null;

    /// <summary>
    /// A primitive's value as a resource has it, a calculated value as toString() has it; null for an element without a value or with
    /// elements of its own.
    /// </summary>
    public string? Text => !IsElement ? _item.SystemText() : SystemValue.HasValue(_item) ? _item.Document.Text(_item.Index) : null;

    internal PathItem Item => _item;

    /// <summary>A value is an item and nothing else, so many are copied at once.</summary>
    internal static void Copy(ReadOnlySpan<PathItem> items, FhirPathValue[] values)
    {
        items.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<FhirPathValue, PathItem>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length));
    }

    /// <summary>A Boolean for the value of a variable.</summary>
    public static FhirPathValue Of(bool value) => new(PathItem.Of(value));

    /// <summary>An Integer for the value of a variable.</summary>
    public static FhirPathValue Of(int value) => new(PathItem.Of(value));

    /// <summary>A Decimal for the value of a variable.</summary>
    public static FhirPathValue Of(decimal value) => new(PathItem.Of(value));

    /// <summary>A String for the value of a variable.</summary>
    public static FhirPathValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(PathItem.Of(value));
    }

    /// <summary>A resource for the value of a variable.</summary>
    public static FhirPathValue Of(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new(PathItem.OfNode(document, 0));
    }

    /// <summary>The value as JSON: an element as the resource has it, a System.Quantity as an object of value and unit, dates and times as strings.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        switch (_item.Kind)
        {
            case ItemKind.Node:
                return ElementJson();
            case ItemKind.Boolean:
            case ItemKind.Integer:
            case ItemKind.Decimal:
                return Encoding.UTF8.GetBytes(_item.SystemText());
            case ItemKind.Quantity:
                return Encoding.UTF8.GetBytes($$"""{"value":{{PathItem.Of(_item.Number).SystemText()}},"unit":{{Quoted(_item.Unit.Text)}}}""");
            default:
                return Encoding.UTF8.GetBytes(Quoted(_item.SystemText()));
        }
    }

    /// <summary>The text, or the JSON where there is none.</summary>
    public override string ToString() => Text ?? Encoding.UTF8.GetString(ToJson().Span);

    // A primitive that has only extensions is the object of these.
    private ReadOnlyMemory<byte> ElementJson()
    {
        var document = _item.Document;
        var index = _item.Raw.Kind == NodeKind.Null && _item.Raw.Twin > 0 ? _item.Raw.Twin : _item.Index;
        ref readonly var node = ref document.Nodes[index];
        return node.Kind == NodeKind.String ? document.Json.Slice(node.Start - 1, node.Length + 2) : document.Json.Slice(node.Start, node.Length);
    }

    // By way of UTF-8, in which half of a surrogate pair, as a regular expression may cut one out, becomes a replacement character.
    private static string Quoted(string text) =>
        "\"" + JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text), System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping) + "\"";
}

/// <summary>The result of an evaluation, or why there is none.</summary>
/// <param name="Values">The items in order; empty when there is an error.</param>
/// <param name="Error">Null when the expression could be evaluated.</param>
public sealed record FhirPathOutcome(IReadOnlyList<FhirPathValue> Values, FhirPathError? Error)
{
    /// <summary>True when there is no error.</summary>
    public bool IsSuccess => Error is null;

    internal static FhirPathOutcome Failure(FhirPathError error) => new([], error);
}
