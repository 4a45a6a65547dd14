using System.Text.Json.Nodes;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>Small changes of a resource, as an editor makes them, right or wrong.</summary>
internal static class RandomEdit
{
    /// <summary>Somewhere in the tree: takes out a property, doubles, takes out or turns round items, or changes a text.</summary>
    internal static void Of(JsonNode node, SeededRandom random)
    {
        while (true)
        {
            switch (node)
            {
                case JsonObject o when o.Count > 1:
                    var name = random.Pick(o.Select(m => m.Key).Where(k => k != "resourceType").ToList());
                    if (random.Chance(0.2) || o[name] is null)
                    {
                        o.Remove(name);
                        return;
                    }

                    if (o[name] is JsonValue value)
                    {
                        o[name] = value.TryGetValue<string>(out var text) ? text + "1" : value.TryGetValue<bool>(out var flag) ? !flag : 7;
                        return;
                    }

                    node = o[name]!;
                    break;
                case JsonArray { Count: > 0 } a:
                    var index = random.Int(0, a.Count);
                    if (random.Chance(0.6) || a[index] is not JsonObject)
                    {
                        var item = a[index]?.DeepClone();
                        a.RemoveAt(index);
                        for (var copies = random.Int(0, 3); copies > 0 || a.Count == 0; copies--)
                        {
                            a.Insert(random.Int(0, a.Count + 1), item?.DeepClone());
                        }

                        return;
                    }

                    node = a[index]!;
                    break;
                default:
                    return;
            }
        }
    }
}
