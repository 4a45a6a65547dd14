using System.Text.Json;

namespace Helhed.Tests.Engine;

/// <summary>
/// Compares JSON as FHIR means it: the order of members does not count, the order of items does, numbers count with every digit,
/// texts by what they say.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Where the two first differ, or null when they are equal.</summary>
    /// <param name="left">UTF-8 JSON.</param>
    /// <param name="right">UTF-8 JSON.</param>
    /// <param name="ignored">Paths of members that do not count, such as <c>meta.versionId</c>.</param>
    internal static string? Difference(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right, params string[] ignored)
    {
        var options = new JsonDocumentOptions { MaxDepth = 256 };
        using var a = JsonDocument.Parse(left, options);
        using var b = JsonDocument.Parse(right, options);
        return Difference(a.RootElement, b.RootElement, "", ignored);
    }

    private static string? Difference(JsonElement a, JsonElement b, string path, string[] ignored)
    {
        if (a.ValueKind != b.ValueKind)
        {
            return $"{path}: {Short(a)} against {Short(b)}";
        }

        return a.ValueKind switch
        {
            JsonValueKind.Object => Members(a, b, path, ignored),
            JsonValueKind.Array => Items(a, b, path, ignored),
            JsonValueKind.String => a.GetString() == b.GetString() ? null : $"{path}: {Short(a)} against {Short(b)}",
            _ => a.GetRawText() == b.GetRawText() ? null : $"{path}: {Short(a)} against {Short(b)}",
        };
    }

    private static string? Members(JsonElement a, JsonElement b, string path, string[] ignored)
    {
        var left = Counted(a, path, ignored);
        var right = Counted(b, path, ignored);
        foreach (var (name, value) in left)
        {
            if (!right.Remove(name, out var other))
            {
                return $"{Join(path, name)} is only in the first";
            }

            if (Difference(value, other, Join(path, name), ignored) is { } difference)
            {
                return difference;
            }
        }

        return right.Count == 0 ? null : $"{Join(path, right.Keys.First())} is only in the second";
    }

    // An object all of whose members do not count is as if it were not there.
    private static Dictionary<string, JsonElement> Counted(JsonElement element, string path, string[] ignored)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in element.EnumerateObject())
        {
            var at = Join(path, member.Name);
            var counts = !ignored.Contains(at) && !(member.Value.ValueKind == JsonValueKind.Object && Array.Exists(ignored, i => i.StartsWith(at + ".", StringComparison.Ordinal)) && Counted(member.Value, at, ignored).Count == 0);
            if (counts)
            {
                members.Add(member.Name, member.Value);
            }
        }

        return members;
    }

    private static string? Items(JsonElement a, JsonElement b, string path, string[] ignored)
    {
        if (a.GetArrayLength() != b.GetArrayLength())
        {
            return $"{path}: {a.GetArrayLength()} items against {b.GetArrayLength()}";
        }

        for (var i = 0; i < a.GetArrayLength(); i++)
        {
            if (Difference(a[i], b[i], $"{path}[{i}]", ignored) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Short(JsonElement element) => element.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : element.GetRawText();
}
