using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Danish;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Commands;

/// <summary>The result of an evaluation as it is written.</summary>
internal static class PathAnswer
{
    // What is only out of place does not keep a resource from being asked.
    private static readonly ParseOptions Parsing = new(Missing: IssueSeverity.Warning, Order: IssueSeverity.Warning);

    // The first regular expression of a program waits for the compiler, on a busy machine for longer than any evaluation should take.
    private static readonly ValidatorPathContext Context = new(new FhirValidator(DanishProfiles.Profiles, TerminologyStore.Denmark)) { ChecksOrder = true, MaxTime = TimeSpan.FromSeconds(5) };

    private static readonly FhirDocument Nothing = FhirDocument.Parse("""{"resourceType":"Basic","code":{"text":"-"}}"""u8.ToArray()).Document!;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Evaluates an expression; without a resource, on one that says nothing.</summary>
    public static FhirPathOutcome Evaluate(string text, ReadOnlyMemory<byte> resource)
    {
        if (!FhirPathExpression.TryCompile(text, out var expression, out var error))
        {
            return new FhirPathOutcome([], error);
        }

        if (resource.IsEmpty)
        {
            return expression.Evaluate(Nothing);
        }

        var parsed = WorkItem.Parse(resource, Parsing);
        return parsed.Document is { } document
            ? expression.Evaluate(document, Context)
            : Unreadable($"The resource cannot be read: {Tell(parsed.Issues.First(i => i.Severity == IssueSeverity.Error))}");
    }

    public static FhirPathOutcome Unreadable(string problem) => new([], new FhirPathError(FhirPathErrorKind.Execution, problem, 0));

    /// <summary>The answer about an item that the engine itself failed on.</summary>
    public static WorkResult Failed(WorkItem item) => Json(Unreadable($"{item.Name} could not be evaluated: an error in the program."), TextLanguage.English);

    /// <summary><c>{"result":[{"type":…,"value":…}]}</c> or <c>{"error":{"kind":…,"message":…,"position":…}}</c>, on one line.</summary>
    public static WorkResult Json(FhirPathOutcome outcome, TextLanguage language)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            if (outcome.Error?.In(language) is { } error)
            {
                writer.WriteStartObject("error"u8);
                writer.WriteString("kind"u8, error.Kind.ToString().ToLowerInvariant());
                writer.WriteString("message"u8, error.Message);
                writer.WriteNumber("position"u8, error.Position);
                writer.WriteEndObject();
            }
            else
            {
                WriteValues(writer, outcome.Values);
            }

            writer.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return new WorkResult(bytes.WrittenMemory, outcome.IsSuccess);
    }

    /// <summary>Each value on a line of its own.</summary>
    public static WorkResult Text(string name, FhirPathOutcome outcome, TextLanguage language)
    {
        var text = new StringBuilder();
        foreach (var value in outcome.Values)
        {
            text.Append(name).Append(": ").Append(Type(value)).Append(' ').Append(value.Text ?? Encoding.UTF8.GetString(OneLine(value.ToJson()).Span)).Append('\n');
        }

        if (outcome.Error?.In(language) is { } error)
        {
            text.Append(name).Append(": ").Append(error.Kind.ToString().ToLowerInvariant()).Append(" error: ").Append(error.Message).Append('\n');
        }

        return new WorkResult(Encoding.UTF8.GetBytes(text.ToString()), outcome.IsSuccess);
    }

    private static void WriteValues(Utf8JsonWriter writer, IReadOnlyList<FhirPathValue> values)
    {
        writer.WriteStartArray("result"u8);
        foreach (var value in values)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, Type(value));
            writer.WritePropertyName("value"u8);
            writer.WriteRawValue(OneLine(value.ToJson()).Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Tell(Issue issue) => issue.Expression is null ? issue.Message : $"{issue.Expression}: {issue.Message}";

    // As the specification's own cases name them: a calculated Boolean is a boolean, as in FHIR; a Quantity is a Quantity in both.
    private static string Type(FhirPathValue value) =>
        value.Namespace == "System" && value.TypeName != "Quantity" ? char.ToLowerInvariant(value.TypeName[0]) + value.TypeName[1..] : value.TypeName;

    private static ReadOnlyMemory<byte> OneLine(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOfAny((byte)'\n', (byte)'\r') < 0)
        {
            return json;
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        var bytes = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            document.RootElement.WriteTo(writer);
        }

        return bytes.WrittenMemory;
    }
}
