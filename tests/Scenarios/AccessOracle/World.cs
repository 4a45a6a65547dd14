using System.Text.Json.Nodes;
using Helhed.Access;
using Helhed.Access.Facts;

namespace Helhed.Tests.Scenarios.AccessOracle;

/// <summary>One version of a thing; no body is a deletion.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="At">When it was written.</param>
/// <param name="Body">What it says.</param>
/// <param name="Writer">Who wrote it.</param>
internal sealed record Written(int Number, DateTimeOffset At, JsonObject? Body, Caller Writer);

/// <summary>A resource with its versions.</summary>
internal sealed class Thing(string type, string id)
{
    public string Type { get; } = type;

    public string Id { get; } = id;

    public string Reference => $"{Type}/{Id}";

    public List<Written> Versions { get; } = [];

    public Written Last => Versions[^1];

    public JsonObject? Body => Last.Body;

    /// <summary>What it says, or said before it was deleted.</summary>
    public JsonObject Said => Versions.Last(v => v.Body is not null).Body!;
}

/// <summary>A claim of a relation or an override, and until when it counts.</summary>
internal sealed record Claimed(Caller Who, ClaimKind Kind, string Patient, DateTimeOffset From, DateTimeOffset Until);

/// <summary>Everything that is in the store and of meaning for the rule, in memory.</summary>
internal sealed class World
{
    private readonly Dictionary<string, Thing> _things = [];
    private readonly Dictionary<string, List<Thing>> _byType = [];

    public List<Claimed> Claims { get; } = [];

    public List<Caller> Callers { get; } = [];

    /// <summary>Programs for research and quality work.</summary>
    public List<Caller> Researchers { get; } = [];

    public IEnumerable<string> Types => _byType.Keys;

    public IReadOnlyList<Thing> Of(string type) => _byType.GetValueOrDefault(type) ?? [];

    public IEnumerable<Thing> Current(string type) => Of(type).Where(t => t.Body is not null);

    public Thing? Find(string reference) => _things.GetValueOrDefault(reference);

    public JsonObject? Body(string reference) => Find(reference)?.Body;

    public void Note(string type, string id, DateTimeOffset at, JsonObject? body, Caller writer)
    {
        if (Find($"{type}/{id}") is not { } thing)
        {
            thing = new Thing(type, id);
            _things.Add(thing.Reference, thing);
            if (!_byType.TryGetValue(type, out var list))
            {
                _byType.Add(type, list = []);
            }

            list.Add(thing);
        }

        thing.Versions.Add(new Written(thing.Versions.Count + 1, at, body, writer));
    }
}

/// <summary>Reads JSON by paths, slowly: lists are walked through.</summary>
internal static class Peek
{
    public static IEnumerable<JsonNode> At(this JsonNode? node, string path)
    {
        var nodes = Flat(node);
        foreach (var step in path.Split('.'))
        {
            nodes = nodes.SelectMany(n => Flat((n as JsonObject)?[step]));
        }

        return nodes;
    }

    public static IEnumerable<string> Says(this JsonNode? node, string path) => node.At(path).Select(n => n.ToString());

    public static string? Say(this JsonNode? node, string path) => node.Says(path).FirstOrDefault();

    public static IEnumerable<string> Refers(this JsonNode? node, string path) => node.Says(path + ".reference");

    /// <summary>Every reference anywhere in it.</summary>
    public static IEnumerable<string> AllReferences(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "reference" && p.Value is JsonValue v ? [v.ToString()] : AllReferences(p.Value)),
        JsonArray a => a.SelectMany(AllReferences),
        _ => [],
    };

    private static IEnumerable<JsonNode> Flat(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array => array.Where(n => n is not null).Select(n => n!),
        _ => [node],
    };
}
