using System.Text.Json;
using System.Text.Json.Nodes;
using Helhed.Fhir.Shorthand;

namespace Helhed.Tests.Engine.Shorthand;

/// <summary>Reads shorthand that a test writes down, as a file <c>t.fsh</c> of <c>http://t.dk</c>.</summary>
internal static class Written
{
    public static ShorthandResult Read(params string[] files) => ShorthandReader.Read([.. files.Select((text, i) => new ShorthandFile(i == 0 ? "t.fsh" : $"t{i}.fsh", text, "http://t.dk", "1.0"))]);

    /// <summary>The first definition; there may be no problem.</summary>
    public static JsonNode Definition(params string[] files)
    {
        var result = Read(files);
        Assert.Empty(result.Problems);
        return JsonNode.Parse(result.Documents[0].Json.Span)!;
    }

    /// <summary>Its elements by id, each without id and path.</summary>
    public static Dictionary<string, string> Elements(params string[] files) =>
        Definition(files)["differential"]!["element"]!.AsArray().ToDictionary(e => e!["id"]!.GetValue<string>(), e => Rest(e!.AsObject()));

    /// <summary>What a profile of a type says, with these rules.</summary>
    public static Dictionary<string, string> Rules(string type, string rules) => Elements($"Profile: P\nParent: {type}\n{rules}");

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Rest(JsonObject element) =>
        string.Join(' ', element.Where(p => p.Key is not ("id" or "path")).Select(p => $"{p.Key}={(p.Value!.GetValueKind() == JsonValueKind.String ? p.Value.ToString() : p.Value.ToJsonString(Plain))}"));
}
