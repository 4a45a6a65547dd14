using System.Globalization;
using System.Text.Json;

namespace Helhed.Tests.Conformance;

/// <summary>
/// Whether two JSON texts mean the same: the order of members and the escapes of a text do not count, but every digit of a number
/// does, since 1.50 and 1.5 are two measurements.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The first difference with its path, or null.</summary>
    public static string? Difference(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using var left = JsonDocument.Parse(expected, Options);
        using var right = JsonDocument.Parse(actual, Options);
        return Difference(left.RootElement, right.RootElement, "$", _ => false);
    }

    /// <summary>As <see cref="Difference(ReadOnlyMemory{byte}, ReadOnlyMemory{byte})"/>, without what a server fills in itself: meta.versionId, meta.lastUpdated, and a meta that is then empty.</summary>
    public static string? ContentDifference(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using var left = JsonDocument.Parse(expected, Options);
        using var right = JsonDocument.Parse(actual, Options);
        return Difference(left.RootElement, right.RootElement, "$", path => path is "$.meta.versionId" or "$.meta.lastUpdated");
    }

    private static string? Difference(JsonElement left, JsonElement right, string path, Predicate<string> isLeftOut)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return $"{path}: {left.ValueKind} became {right.ValueKind}";
        }

        return left.ValueKind switch
        {
            JsonValueKind.Object => ObjectDifference(left, right, path, isLeftOut),
            JsonValueKind.Array => ArrayDifference(left, right, path, isLeftOut),
            JsonValueKind.String => left.GetString() == right.GetString() ? null : $"{path}: '{left.GetString()}' became '{right.GetString()}'",
            JsonValueKind.Number => left.GetRawText() == right.GetRawText() ? null : $"{path}: {left.GetRawText()} became {right.GetRawText()}",
            _ => null,
        };
    }

    private static string? ObjectDifference(JsonElement left, JsonElement right, string path, Predicate<string> isLeftOut)
    {
        var before = Members(left, path, isLeftOut);
        var after = Members(right, path, isLeftOut);
        foreach (var (name, value) in before)
        {
            if (!after.Remove(name, out var other))
            {
                return $"{path}.{name} is gone";
            }

            if (Difference(value, other, $"{path}.{name}", isLeftOut) is { } difference)
            {
                return difference;
            }
        }

        return after.Count == 0 ? null : $"{path}.{after.Keys.First()} has come from nowhere";
    }

    private static string? ArrayDifference(JsonElement left, JsonElement right, string path, Predicate<string> isLeftOut)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return $"{path}: {left.GetArrayLength()} items became {right.GetArrayLength()}";
        }

        return left.EnumerateArray().Zip(right.EnumerateArray())
            .Select((pair, i) => Difference(pair.First, pair.Second, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), isLeftOut))
            .FirstOrDefault(difference => difference is not null);
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element, string path, Predicate<string> isLeftOut)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in element.EnumerateObject().Where(m => !isLeftOut($"{path}.{m.Name}")))
        {
            var at = $"{path}.{member.Name}";
            var isEmptyMeta = at == "$.meta" && isLeftOut("$.meta.versionId") && Members(member.Value, at, isLeftOut).Count == 0;
            if (!isEmptyMeta)
            {
                members.Add(member.Name, member.Value);
            }
        }

        return members;
    }
}
