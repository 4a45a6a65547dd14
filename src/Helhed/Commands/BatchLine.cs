using System.Text;
using System.Text.Json;

namespace Helhed.Commands;

/// <summary>
/// One line of a batch: <c>{"expression":…,"resource":…}</c> or <c>{"resource":…,"profiles":[…]}</c>, a resource as JSON or as a text of
/// XML; or a resource alone.
/// </summary>
/// <param name="Resource">The resource's bytes, JSON or XML; empty when the line has none.</param>
/// <param name="Expression">FHIRPath, or null.</param>
/// <param name="Profiles">Addresses of profiles.</param>
internal sealed record BatchLine(ReadOnlyMemory<byte> Resource, string? Expression, IReadOnlyList<string> Profiles)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 }; // The parser of resources has its own limit.

    /// <returns>Null, with the reason, when the text is no such line.</returns>
    public static BatchLine? Read(ReadOnlyMemory<byte> text, out string problem)
    {
        problem = "The line is not a JSON object.";
        try
        {
            var reader = new Utf8JsonReader(text.Span, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            return ReadMembers(ref reader, text, ref problem);
        }
        catch (JsonException e)
        {
            problem = $"The line is not JSON, at its byte {(e.BytePositionInLine ?? 0) + 1}.";
        }
        catch (InvalidOperationException)
        {
            problem = "The line has a text that is not valid Unicode.";
        }

        return null;
    }

    private static BatchLine? ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text, ref string problem)
    {
        var line = new BatchLine(default, null, []);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name, reader.TokenType)
            {
                case ("resourceType", _):
                    return new BatchLine(text, null, []);
                case ("resource", JsonTokenType.StartObject):
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    line = line with { Resource = text[start..(int)reader.BytesConsumed] };
                    break;
                case ("resource", JsonTokenType.String):
                    line = line with { Resource = Encoding.UTF8.GetBytes(reader.GetString()!) };
                    break;
                case ("expression", JsonTokenType.String):
                    line = line with { Expression = reader.GetString() };
                    break;
                case ("profiles", JsonTokenType.StartArray):
                    line = line with { Profiles = Strings(ref reader) };
                    break;
                case ("resource" or "expression" or "profiles", not JsonTokenType.Null):
                    problem = $"'{name}' is {(name == "resource" ? "an object, or a text of XML" : name == "expression" ? "a text" : "an array of texts")}.";
                    return null;
                default:
                    reader.Skip(); // Whatever else the sender keeps with its lines.
                    break;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? line : null;
    }

    private static List<string> Strings(ref Utf8JsonReader reader)
    {
        var strings = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            strings.Add(reader.GetString()!);
        }

        return reader.TokenType == JsonTokenType.EndArray ? strings : throw new JsonException("profiles", null, 0, reader.TokenStartIndex);
    }
}
