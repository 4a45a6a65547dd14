using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Helhed.Fhir.R4;

namespace Helhed.Fhir.Json;

/// <summary>Reads and writes typed resources as <see href="https://hl7.org/fhir/R4/json.html">FHIR JSON</see>.</summary>
public static class FhirJson
{
    // Only what JSON itself demands is escaped: the bytes go to FHIR clients, never into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

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
        resource.Write(writer);
        writer.Flush();
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
}
