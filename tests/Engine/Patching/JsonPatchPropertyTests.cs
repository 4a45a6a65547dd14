using System.Text;
using System.Text.Json.Nodes;
using Helhed.Fhir.Patching;
using Helhed.Platform;

namespace Helhed.Tests.Engine;

/// <summary>Random patches on random documents, beside a plain model of the same rules; and damaged ones. The seed is fixed: a failure comes again.</summary>
public class JsonPatchPropertyTests
{
    private static readonly string[] Names = ["a", "b", "æ", "~", "/", "", "0"];
    private static readonly string[] Steps = ["a", "b", "æ", "~0", "~1", "", "0", "1", "2", "-", "a/b", "0/0", "1/a"];
    private static readonly string[] Values = ["1", "1.0", "\"x\"", "null", "true", "[]", "{}", "[1,{\"a\":2}]", "{\"a\":1,\"b\":[1]}"];
    private static readonly string[] Operations = ["add", "remove", "replace", "move", "copy", "test"];

    [Fact]
    public void Patches_do_what_a_plain_model_does()
    {
        var random = new SeededRandom(3);
        var applied = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var document = Made(random, 3)!;
            var patch = new JsonArray([.. Enumerable.Range(0, random.Int(1, 4)).Select(_ => Operation(random))]);
            var result = JsonPatch.Apply(Encoding.UTF8.GetBytes(document.ToJsonString()), Encoding.UTF8.GetBytes(patch.ToJsonString()));
            var expected = Model(document.DeepClone(), patch, out var failedAt);
            Assert.True((result.Error?.Operation ?? -1) == failedAt, $"{document.ToJsonString()} {patch.ToJsonString()}: {result.Error} instead of {failedAt}");
            if (result.Json is { } json)
            {
                applied++;
                Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(json)), $"{document.ToJsonString()} {patch.ToJsonString()}: {Encoding.UTF8.GetString(json)}");
            }
        }

        Assert.InRange(applied, 1000, 18_000);
    }

    [Fact]
    public void No_damage_throws()
    {
        var random = new SeededRandom(4);
        var document = """{"a":[1,{"b":"\u00e6"}],"b":{"a":1.50}}"""u8.ToArray();
        var patch = """[{"op":"add","path":"/a/1/c","value":{"x":[1]}},{"op":"move","from":"/b/a","path":"/a/-"},{"op":"test","path":"/a/0","value":1}]"""u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var (d, p) = (document.ToArray(), patch.ToArray());
            d[random.Int(0, d.Length)] ^= (byte)(1 << random.Int(0, 8));
            p[random.Int(0, p.Length)] = (byte)random.Int(0, 256);
            var result = JsonPatch.Apply(random.Chance(0.5) ? d : document, random.Chance(0.7) ? p : patch);
            Assert.True(result.Json is null ^ result.Error is null);
        }
    }

    private static JsonNode? Made(SeededRandom random, int depth)
    {
        var kind = random.Int(depth == 3 ? 2 : 0, depth == 0 ? 2 : 4);
        if (kind < 2)
        {
            return JsonNode.Parse(random.Pick(Values));
        }

        var count = random.Int(0, 4);
        return kind == 2
            ? new JsonArray([.. Enumerable.Range(0, count).Select(_ => Made(random, depth - 1))])
            : new JsonObject(Names.Take(count + 2).Select(n => KeyValuePair.Create(n, Made(random, depth - 1))));
    }

    private static JsonObject Operation(SeededRandom random) => new()
    {
        ["op"] = random.Pick(Operations),
        ["path"] = Path(random),
        ["from"] = Path(random),
        ["value"] = JsonNode.Parse(random.Pick(Values)),
    };

    private static string Path(SeededRandom random) => string.Concat(Enumerable.Range(0, random.Int(0, 3)).Select(_ => "/" + random.Pick(Steps)));

    private static JsonNode? Model(JsonNode? root, JsonArray patch, out int failedAt)
    {
        failedAt = -1;
        for (var i = 0; i < patch.Count; i++)
        {
            var (path, from) = ((string)patch[i]!["path"]!, (string)patch[i]!["from"]!);
            var value = patch[i]!["value"];
            var done = (string)patch[i]!["op"]! switch
            {
                "add" => Put(ref root, path, value, insert: true),
                "remove" => Remove(root, path),
                "replace" => Get(root, path, out _) && Put(ref root, path, value, insert: false),
                "move" => !path.StartsWith(from + "/", StringComparison.Ordinal) && Get(root, from, out var moved)
                    && (from == path || (Remove(root, from) && Put(ref root, path, moved, insert: true))),
                "copy" => Get(root, from, out var copied) && Put(ref root, path, copied, insert: true),
                _ => Get(root, path, out var tested) && JsonNode.DeepEquals(tested, value),
            };
            if (!done)
            {
                failedAt = i;
                return null;
            }
        }

        return root;
    }

    private static string[] Split(string path) => [.. path.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static bool Get(JsonNode? root, string path, out JsonNode? found)
    {
        found = root;
        foreach (var name in Split(path))
        {
            switch (found)
            {
                case JsonObject o when o.ContainsKey(name):
                    found = o[name];
                    break;
                case JsonArray a when IsIndex(name, out var index) && index < a.Count:
                    found = a[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool Put(ref JsonNode? root, string path, JsonNode? value, bool insert)
    {
        if (path.Length == 0)
        {
            root = value?.DeepClone();
            return true;
        }

        var cut = path.LastIndexOf('/');
        var name = Split(path)[^1];
        if (!Get(root, path[..cut], out var parent))
        {
            return false;
        }

        switch (parent)
        {
            case JsonObject o:
                o[name] = value?.DeepClone();
                return true;
            case JsonArray a when insert && name == "-":
                a.Add(value?.DeepClone());
                return true;
            case JsonArray a when insert && IsIndex(name, out var index) && index <= a.Count:
                a.Insert(index, value?.DeepClone());
                return true;
            case JsonArray a when !insert && IsIndex(name, out var index):
                a[index] = value?.DeepClone();
                return true;
            default:
                return false;
        }
    }

    private static bool Remove(JsonNode? root, string path)
    {
        if (path.Length == 0 || !Get(root, path, out _))
        {
            return false;
        }

        Get(root, path[..path.LastIndexOf('/')], out var parent);
        var name = Split(path)[^1];
        if (parent is JsonObject o)
        {
            return o.Remove(name);
        }

        IsIndex(name, out var index);
        ((JsonArray)parent!).RemoveAt(index);
        return true;
    }

    private static bool IsIndex(string name, out int index)
    {
        index = 0;
        return name is "0" or "1" or "2" && int.TryParse(name, out index);
    }
}
