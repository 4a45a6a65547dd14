using System.Globalization;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Shorthand;

/// <summary>Makes JSON of a value as shorthand writes it. See <see href="https://hl7.org/fhir/uv/shorthand/reference.html#assignment-rules"/>.</summary>
internal sealed class ValueReader(NameTable names)
{
    /// <param name="tokens">The value, without <c>(exactly)</c>.</param>
    /// <param name="type">The type that it is for.</param>
    public (JsonNode? Value, string? Problem) Read(IReadOnlyList<Token> tokens, TypeDefinition type) => type.Name switch
    {
        "boolean" => tokens is [{ Text: "true" or "false" } word] ? (JsonValue.Create(word.Text == "true"), null) : Wrong(type, "true or false"),
        "integer" or "positiveInt" or "unsignedInt" or "decimal" => Number(tokens, type),
        "code" => tokens is [{ Kind: TokenKind.Word } word] && word.Text.StartsWith('#') ? Text(Code(word.Text[1..])) : Wrong(type, "#code"),
        "uri" or "url" or "canonical" => Address(tokens, type),
        "date" or "dateTime" or "instant" or "time" => tokens is [{ Kind: TokenKind.Word or TokenKind.Text } word] ? Text(word.Text) : Wrong(type, "2026-11-22"),
        "Coding" => Coding(tokens) is { } coding ? (coding, null) : Wrong(type, "$system#code \"text\""),
        "CodeableConcept" => Coding(tokens) is { } coding ? (new JsonObject { ["coding"] = new JsonArray(coding) }, null) : Wrong(type, "$system#code \"text\""),
        _ when type.Kind == TypeKind.Primitive => tokens is [{ Kind: TokenKind.Text } text] ? Text(text.Text) : Wrong(type, "\"text\""),
        _ => (null, $"A value of {type.Name} cannot be written here: give a value to each of its elements."),
    };

    /// <summary>A code with its system and text: <c>$system#code "text"</c>; null when the tokens are something else.</summary>
    public JsonObject? Coding(IReadOnlyList<Token> tokens)
    {
        if (tokens is not ([{ Kind: TokenKind.Word }] or [{ Kind: TokenKind.Word }, { Kind: TokenKind.Text }]))
        {
            return null;
        }

        var word = tokens[0];
        var hash = word.Text.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0)
        {
            return null;
        }

        var coding = new JsonObject();
        if (hash > 0)
        {
            if (names.Address(word.Text[..hash]) is not { } system)
            {
                return null;
            }

            coding["system"] = system;
        }

        coding["code"] = Code(word.Text[(hash + 1)..]);
        if (tokens.Count == 2)
        {
            coding["display"] = tokens[1].Text;
        }

        return coding;
    }

    private static string Code(string text) => text.Trim('"');

    private static (JsonNode?, string?) Text(string text) => (JsonValue.Create(text), null);

    private static (JsonNode?, string?) Wrong(TypeDefinition type, string example) => (null, $"This is no value of type {type.Name}, which is written like {example}.");

    private static (JsonNode?, string?) Number(IReadOnlyList<Token> tokens, TypeDefinition type) =>
        tokens is [{ Kind: TokenKind.Word } word] && decimal.TryParse(word.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (JsonValue.Create(number), null) : Wrong(type, "42");

    private (JsonNode?, string?) Address(IReadOnlyList<Token> tokens, TypeDefinition type) => tokens switch
    {
        [{ Kind: TokenKind.Text } text] => Text(text.Text),
        [{ Text: "Canonical" }, { Kind: TokenKind.Open }, { Kind: TokenKind.Word } name, { Kind: TokenKind.Close }] =>
            (names.Definition(name.Text) ?? names.ValueSet(name.Text)) is { } url ? Text(url) : (null, $"{name.Text} is not defined in these files."),
        [{ Kind: TokenKind.Word } word] when names.Address(word.Text) is { } url => Text(url),
        _ => Wrong(type, "http://address, $alias or Canonical(Name)"),
    };
}
