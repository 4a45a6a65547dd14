using System.Globalization;
using Helhed.Fhir.Json;
using Helhed.Fhir.Ucum;

namespace Helhed.Fhir.Validation;

/// <summary>Compares answers with each other and with what a questionnaire names.</summary>
internal static class AnswerValues
{
    public const string UcumSystem = "http://unitsofmeasure.org";

    /// <summary>Whether two values are the same; null when that cannot be told.</summary>
    public static bool? AreEqual(NodeReader a, NodeReader b)
    {
        if (a.TypeName == "Coding" || b.TypeName == "Coding")
        {
            return a.TypeName == b.TypeName ? AreEqualCodings(a, b) : false;
        }

        if (a.TypeName == "Reference" && b.TypeName == "Reference")
        {
            return a.TextOf("reference"u8) is { } left && b.TextOf("reference"u8) is { } right ? left == right : null;
        }

        if (a.Node.Kind is NodeKind.True or NodeKind.False)
        {
            return a.Node.Kind == b.Node.Kind;
        }

        return IsTime(a) && IsTime(b) ? AreEqualTimes(a, b) : Order(a, b) is { } order ? order == 0 : null;
    }

    /// <summary>Negative, zero or positive; null when the two have no order or are of different kinds.</summary>
    public static int? Order(NodeReader a, NodeReader b)
    {
        if (a.Node.Kind == NodeKind.Number && b.Node.Kind == NodeKind.Number)
        {
            return a.Decimal().Value.CompareTo(b.Decimal().Value);
        }

        if (a.Node.Kind == NodeKind.String && b.Node.Kind == NodeKind.String)
        {
            return IsTime(a) && IsTime(b) ? OrderTimes(a, b) : IsTime(a) || IsTime(b) ? null : string.CompareOrdinal(a.Text(), b.Text());
        }

        return a.TypeName == "Quantity" && b.TypeName == "Quantity" ? OrderQuantities(a, b) : null;
    }

    /// <summary>A text that two values of an option's type share when they are the same.</summary>
    public static string Key(NodeReader value) => value.TypeName switch
    {
        "Coding" when value.TextOf("code"u8) is { } code => $"code {value.TextOf("system"u8)}|{code}",
        "Coding" => $"words {value.TextOf("display"u8)}",
        "Reference" => $"reference {value.TextOf("reference"u8)}",
        "time" => $"time {TrimClock(value.Text())}",
        _ when IsTime(value) && Range(value) is { } range => string.Create(CultureInfo.InvariantCulture, $"span {range.Low} {range.High}"),
        _ when value.Node.Kind == NodeKind.String => $"text {value.Text()}",
        _ when value.Node.Kind == NodeKind.Number => value.Decimal().Value.ToString("0.############################", CultureInfo.InvariantCulture),
        _ => value.Node.Kind.ToString(),
    };

    /// <summary>How a value is shown in findings.</summary>
    public static string Show(NodeReader value)
    {
        var text = value.TypeName switch
        {
            "Coding" => ShowCoding(value),
            "Quantity" => $"{value.Child("value"u8)?.Decimal()} {value.TextOf("unit"u8) ?? value.TextOf("code"u8)}".Trim(),
            "Reference" => $"'{value.TextOf("reference"u8)}'",
            _ when value.Node.Kind == NodeKind.String => $"'{value.Text()}'",
            _ => System.Text.Encoding.UTF8.GetString(value.Document.Raw(value.Index)),
        };
        return text.Length <= 100 ? text : text[..100] + "…";
    }

    // 10:00:00 and 10:00:00.0 are the same time.
    private static string TrimClock(string time) => time.Contains('.', StringComparison.Ordinal) ? time.TrimEnd('0').TrimEnd('.') : time;

    private static string ShowCoding(NodeReader coding)
    {
        var code = $"{coding.TextOf("system"u8)}#{coding.TextOf("code"u8)}".TrimStart('#');
        return code.Length > 0 ? code : $"'{coding.TextOf("display"u8)}'";
    }

    // A code without a system may be meant to be of the other's.
    private static bool? AreEqualCodings(NodeReader a, NodeReader b)
    {
        var (left, right) = (a.TextOf("code"u8), b.TextOf("code"u8));
        if (left is null || right is null)
        {
            return left is null && right is null && a.TextOf("display"u8) is { } display ? display == b.TextOf("display"u8) : false;
        }

        var (leftSystem, rightSystem) = (a.TextOf("system"u8), b.TextOf("system"u8));
        return left != right ? false : leftSystem == rightSystem ? true : leftSystem is null || rightSystem is null ? null : false;
    }

    private static bool IsTime(NodeReader value) => value.TypeName is "date" or "dateTime" or "time" or "instant";

    // 2024 and 2024-05 may or may not be the same day.
    private static bool? AreEqualTimes(NodeReader a, NodeReader b)
    {
        if (a.Text() == b.Text())
        {
            return true;
        }

        return OrderTimes(a, b) is { } order && order != 0 ? false
            : Range(a) is { } left && Range(b) is { } right ? left == right ? true : null : OrderTimes(a, b) is null ? null : true;
    }

    private static int? OrderTimes(NodeReader a, NodeReader b)
    {
        if (Range(a) is { } left && Range(b) is { } right)
        {
            return left.High < right.Low ? -1 : left.Low > right.High ? 1 : 0;
        }

        var one = a.Document.Plain(a.Index);
        var other = b.Document.Plain(b.Index);
        return DateText.IsTime(one) && DateText.IsTime(other) ? OrderClocks(one, other) : null;
    }

    // 10:00:00 and 10:00:00.0 are the same time; the shorter text is a prefix of the longer.
    private static int OrderClocks(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var shorter = Math.Min(a.Length, b.Length);
        var order = a[..shorter].SequenceCompareTo(b[..shorter]);
        if (order != 0)
        {
            return order;
        }

        var rest = (a.Length > b.Length ? a : b)[shorter..];
        return rest.IndexOfAnyExcept((byte)'.', (byte)'0') < 0 ? 0 : a.Length.CompareTo(b.Length);
    }

    private static (long Low, long High)? Range(NodeReader value) =>
        DateText.TryRange(value.Document.Plain(value.Index), TimeZoneInfo.Utc, out var low, out var high) ? (low, high) : null;

    private static int? OrderQuantities(NodeReader a, NodeReader b)
    {
        if (a.Child("value"u8) is not { Node.Kind: NodeKind.Number } left || b.Child("value"u8) is not { Node.Kind: NodeKind.Number } right
            || a.Child("comparator"u8) is not null)
        {
            return null;
        }

        var (one, other) = (left.Decimal().Value, right.Decimal().Value);
        var (codeA, codeB) = (a.TextOf("code"u8), b.TextOf("code"u8));
        if (codeA is null && codeB is null)
        {
            return a.TextOf("unit"u8) == b.TextOf("unit"u8) ? one.CompareTo(other) : null;
        }

        var (systemA, systemB) = (a.TextOf("system"u8), b.TextOf("system"u8));
        if (codeA is null || codeB is null || systemA != systemB)
        {
            return null;
        }

        return codeA == codeB ? one.CompareTo(other)
            : systemA == UcumSystem && UcumConversion.TryCompare(one, codeA, other, codeB, out var order) ? order : null;
    }
}
