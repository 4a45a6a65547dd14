using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Helhed.Fhir.R4;

namespace Helhed.Fhir.Json;

/// <summary>Reads and writes typed resources as <see href="https://hl7.org/fhir/R4/json.html">FHIR JSON</see>.</summary>
public static class FhirJson
{
    // Only what JSON itself demands is escaped: the bytes go to FHIR clients, never into HTML.
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _shared;

    /// <summary>Compact UTF-8 JSON of a resource.</summary>
    public static byte[] Write(Resource resource)
    {
        var output = _buffer ??= new ArrayBufferWriter<byte>(4096);
        output.ResetWrittenCount();
        Write(resource, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes compact UTF-8 JSON of a resource.</summary>
    public static void Write(Resource resource, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var writer = _shared ??= new Utf8JsonWriter(Stream.Null, Options);
        writer.Reset(output);
        resource.Write(new TypedOutput(writer));
        writer.Flush();
    }

    /// <summary>Writes a document's JSON with each member on a line of its own, indented by two spaces; numbers keep their digits.</summary>
    public static void WritePretty(FhirDocument document, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(document);
        using var writer = new Utf8JsonWriter(output, Options with { Indented = true, NewLine = "\n" });
        var reader = new Utf8JsonReader(document.Json.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            WriteToken(writer, ref reader);
        }
    }

    /// <summary>Parses a resource into its record.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="resource">The record; null when there are errors.</param>
    /// <param name="issues">Everything found.</param>
    /// <returns>False when the content is not a correct <typeparamref name="T"/>.</returns>
    public static bool TryRead<T>(ReadOnlyMemory<byte> json, out T? resource, out IReadOnlyList<Issue> issues)
        where T : Resource
    {
        var result = FhirDocument.Parse(json);
        resource = null;
        issues = result.Issues;
        if (result.Document is null)
        {
            return false;
        }

        if (Read(result.Document) is T typed)
        {
            resource = typed;
            return true;
        }

        issues = [.. issues, new Issue(IssueSeverity.Error, "structure", $"The resource is a {result.Document.TypeName}, where a {typeof(T).Name} is needed.", "resourceType", 1, 1)];
        return false;
    }

    /// <summary>Parses a resource that is known to be correct, such as one that comes out of the store.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json)
        where T : Resource =>
        TryRead<T>(json, out var resource, out var issues)
            ? resource!
            : throw new InvalidDataException($"{issues[0].Expression}: {issues[0].Message}");

    /// <summary>The record of a parsed document.</summary>
    public static Resource Read(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return ResourceFactory.Read(document.Root);
    }

    private static void WriteToken(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
