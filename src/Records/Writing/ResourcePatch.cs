// https://hl7.org/fhir/R4/http.html#patch
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Patching;
using Helhed.Fhir.Xml;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>A patch as it was sent, in one of the three forms.</summary>
internal sealed class ResourcePatch
{
    public const string JsonType = "application/json-patch+json";
    public const string XmlType = "application/xml-patch+xml";

    private static readonly ParseOptions Stored = new(MaxStringBytes: int.MaxValue, Missing: IssueSeverity.Warning, Order: IssueSeverity.Warning);

    private readonly Func<FhirDocument, Outcome<ParseResult>> _apply;

    private ResourcePatch(Func<FhirDocument, Outcome<ParseResult>> apply) => _apply = apply;

    public static ResourcePatch OfJson(ReadOnlyMemory<byte> patch) => new(document =>
    {
        var result = JsonPatch.Apply(document.Json, patch);
        return result.Error is { } error ? ProblemOf(error, []) : FhirDocument.Parse(result.Json);
    });

    public static ResourcePatch OfXml(ReadOnlyMemory<byte> patch) => new(document =>
    {
        var result = XmlPatch.Apply(FhirXml.Write(document), patch);
        return result.Error is { } error ? ProblemOf(error, []) : FhirXml.Parse(result.Xml);
    });

    public static ResourcePatch OfFhirPath(FhirDocument patch) => new(document =>
    {
        var result = FhirPathPatch.Apply(document, patch);
        return result.Error is { } error ? ProblemOf(error, result.Issues) : new ParseResult(result.Document, []);
    });

    /// <summary>The patched resource, parsed and checked like any content that is sent.</summary>
    public Outcome<ParseResult> Apply(StoredResource current)
    {
        var before = FhirDocument.Parse(current.Json, Stored).Document
            ?? throw new InvalidDataException($"A stored {current.Type} does not parse.");
        if (!_apply(before).TryGet(out var after, out var problem))
        {
            return problem;
        }

        if (after.Document is not { } document)
        {
            return Problems.Of(after.Issues) with { Kind = ProblemKind.Unprocessable };
        }

        return document.TypeName != current.Type || document.Id != current.Id
            ? new Problem(ProblemKind.Unprocessable, "A patch cannot change the type or the id of a resource.", $"{current.Type}.id")
            : after;
    }

    private static Problem ProblemOf(PatchError error, IReadOnlyList<Issue> issues)
    {
        var place = error.Operation < 0 ? "" : $"Operation {error.Operation}{(error.Path is { } path ? $" ('{path}')" : "")}: ";
        var message = place + error.Message;
        var kind = error.Kind switch
        {
            PatchErrorKind.Invalid => ProblemKind.Invalid,
            PatchErrorKind.Limit => ProblemKind.TooLarge,
            _ => ProblemKind.Unprocessable,
        };
        return new Problem(kind, message, null, issues.Count == 0 ? null : [new Finding("error", "processing", message, null, null, null), .. Problems.FindingsOf(issues)]);
    }
}
