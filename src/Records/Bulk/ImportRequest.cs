using System.Text.Json;
using Helhed.Access;
using Helhed.Platform;
using Helhed.Records.Http;
using Helhed.Fhir.Definitions;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Bulk;

/// <summary>
/// The manifest of an import: JSON <c>{"inputFormat":…,"inputSource":…,"input":[{"type":…,"url":…}]}</c>, or the same as a Parameters
/// resource, as the drafts of SMART bulk import and other servers have it.
/// </summary>
internal static class ImportRequest
{
    private const int MaxInputs = 10_000;

    private static readonly string[] Formats = ["application/fhir+ndjson", "application/ndjson", "ndjson"];

    /// <summary>The files to fetch. Problems: Invalid, TooLarge, Forbidden (an address that may not be fetched).</summary>
    public static Outcome<IReadOnlyList<BulkInput>> Read(ReadOnlyMemory<byte> body, BulkOptions options)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException e)
        {
            return Bad($"The manifest is not JSON: line {e.LineNumber + 1}.", "");
        }

        using (document)
        {
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? Bad("The manifest is a JSON object.", "")
                : Text(root, "resourceType") == "Parameters" ? OfParameters(root, options)
                : OfManifest(root, options);
        }
    }

    private static Outcome<IReadOnlyList<BulkInput>> OfManifest(JsonElement root, BulkOptions options)
    {
        var given = root.TryGetProperty("input", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Object ? (Text(i, "type"), Text(i, "url")) : (null, null)).ToList()
            : [];
        return Inputs(Text(root, "inputFormat"), given, options);
    }

    private static Outcome<IReadOnlyList<BulkInput>> OfParameters(JsonElement root, BulkOptions options)
    {
        string? format = null;
        var given = new List<(string?, string?)>();
        foreach (var parameter in Objects(root, "parameter"))
        {
            switch (Text(parameter, "name"))
            {
                case "inputFormat":
                    format = Value(parameter);
                    break;
                case "input":
                    given.Add((Part(parameter, "type"), Part(parameter, "url")));
                    break;
                case "inputSource" or "storageDetail" or "mode":
                    break;
                case var other:
                    return Bad($"An import has no parameter '{other}'; it has inputFormat, inputSource, storageDetail and input (type, url).", "Parameters.parameter");
            }
        }

        return Inputs(format, given, options);
    }

    private static Outcome<IReadOnlyList<BulkInput>> Inputs(string? format, List<(string? Type, string? Url)> given, BulkOptions options)
    {
        if (format is not null && !Formats.Contains(format))
        {
            return Bad($"The format '{format}' is not read; {string.Join(", ", Formats)} are.", "inputFormat");
        }

        if (given.Count is 0 or > MaxInputs)
        {
            return Bad($"An import has from 1 to {MaxInputs} files: \"input\":[{{\"type\":\"Patient\",\"url\":\"https://…\"}}].", "input");
        }

        var inputs = new List<BulkInput>(given.Count);
        foreach (var (type, url) in given)
        {
            if (type is not null && R4Definitions.Default.FindResource(type) is null)
            {
                return Bad($"'{type}' is not a resource type of R4.", "input.type");
            }

            if (ImportSources.Refusal(url, options) is { } refusal)
            {
                return refusal;
            }

            inputs.Add(new BulkInput(inputs.Count, url!, type ?? ""));
        }

        return inputs;
    }

    private static IEnumerable<JsonElement> Objects(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object) : [];

    private static string? Part(JsonElement parameter, string name) =>
        Objects(parameter, "part").Where(p => Text(p, "name") == name).Select(Value).FirstOrDefault();

    private static string? Value(JsonElement parameter) =>
        parameter.EnumerateObject().Where(m => m.Name.StartsWith("value", StringComparison.Ordinal) && m.Value.ValueKind == JsonValueKind.String).Select(m => m.Value.GetString()).FirstOrDefault();

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Problem Bad(string message, string expression) => new(ProblemKind.Invalid, message, expression.Length == 0 ? null : expression);
}
