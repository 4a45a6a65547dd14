using Helhed.Fhir.Json;
using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.Validation;

/// <summary>minValue, maxValue, minLength and maxLength of an element.</summary>
internal readonly struct RangeCheck(ValidationRun run)
{
    public void Check(ProfileElement element, int node)
    {
        var document = run.Document;
        if (document.Nodes[node].Kind == NodeKind.String)
        {
            var length = document.Text(node).EnumerateRunes().Count();
            if (element.MaxLength >= 0 && length > element.MaxLength)
            {
                run.Log.Error(node, "too-long", $"The text has {length} characters; at most {element.MaxLength} are allowed.", $"Teksten har {length} tegn; højst {element.MaxLength} er tilladt.");
            }

            if (length < element.MinLength)
            {
                run.Log.Error(node, "value", $"The text has {length} characters; at least {element.MinLength} are needed.", $"Teksten har {length} tegn; mindst {element.MinLength} er nødvendige.");
            }
        }

        if (element.MinValue is { } least && Compare(document, node, least) < 0)
        {
            run.Log.Error(node, "value", $"The value is less than the least allowed, {Text(least)}.", $"Værdien er mindre end den mindst tilladte, {Text(least)}.");
        }

        if (element.MaxValue is { } most && Compare(document, node, most) > 0)
        {
            run.Log.Error(node, "value", $"The value is more than the most allowed, {Text(most)}.", $"Værdien er større end den højst tilladte, {Text(most)}.");
        }
    }

    /// <summary>Negative, zero or positive; null when the two cannot be compared.</summary>
    internal static int? Compare(FhirDocument document, int node, DefinedValue limit)
    {
        ref readonly var a = ref document.Nodes[node];
        ref readonly var b = ref limit.Document.Nodes[limit.Node];
        if (a.Kind == NodeKind.Number && b.Kind == NodeKind.Number)
        {
            return new NodeReader(document, node).Decimal().Value.CompareTo(new NodeReader(limit.Document, limit.Node).Decimal().Value);
        }

        if (a.Kind == NodeKind.String && b.Kind == NodeKind.String)
        {
            return CompareTimes(document, node, limit);
        }

        return a.Kind == NodeKind.Object && b.Kind == NodeKind.Object ? CompareQuantities(new NodeReader(document, node), new NodeReader(limit.Document, limit.Node)) : null;
    }

    private static int? CompareTimes(FhirDocument document, int node, DefinedValue limit)
    {
        if (DateText.TryRange(document.Plain(node), TimeZoneInfo.Utc, out var low, out var high) && DateText.TryRange(limit.Document.Plain(limit.Node), TimeZoneInfo.Utc, out var from, out var to))
        {
            return high < from ? -1 : low > to ? 1 : 0;
        }

        return DateText.IsTime(document.Plain(node)) && DateText.IsTime(limit.Document.Plain(limit.Node))
            ? document.Plain(node).SequenceCompareTo(limit.Document.Plain(limit.Node)) : null;
    }

    private static int? CompareQuantities(NodeReader a, NodeReader b)
    {
        if (a.Child("value"u8) is not { Node.Kind: NodeKind.Number } left || b.Child("value"u8) is not { Node.Kind: NodeKind.Number } right)
        {
            return null;
        }

        var from = a.Child("code"u8)?.Text() ?? "1";
        var to = b.Child("code"u8)?.Text() ?? "1";
        return from == to ? left.Decimal().Value.CompareTo(right.Decimal().Value)
            : UcumConversion.TryCompare(left.Decimal().Value, from, right.Decimal().Value, to, out var order) ? order : null;
    }

    private static string Text(DefinedValue value) => System.Text.Encoding.UTF8.GetString(value.Document.Raw(value.Node));
}
