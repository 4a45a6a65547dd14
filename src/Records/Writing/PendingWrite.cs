using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;

namespace Helhed.Records.Writing;

internal enum WriteKind
{
    /// <summary>A new resource with an id of ours.</summary>
    Create,

    /// <summary>A new version, or a new resource with the caller's id.</summary>
    Put,

    /// <summary>As <see cref="Put"/>, but nothing is written when the content is already there.</summary>
    PutIfChanged,

    /// <summary>A deletion.</summary>
    Delete,
}

/// <summary>A write with everything worked out that needs no database: bytes, index rows, and an internal id in case it is new.</summary>
internal sealed record PendingWrite(WriteKind Kind, TypeDefinition Type, string Id, StoredForm? Form, IndexRows Rows, int? IfMatch = null)
{
    public long NewRid { get; init; }

    /// <summary>Refused when the resource exists.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>A CodeSystem, ValueSet or ConceptMap as the terminology tables take it; null for others.</summary>
    public Terminology.PreparedTerminology? Terminology { get; init; }

    /// <summary>An active SearchParameter of the region's own; null for others.</summary>
    public Reindexing.ParameterDraft? Parameter { get; init; }

    /// <summary>Taken over from elsewhere, as it is.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>What is amiss without being refused.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    /// <summary>The entry of a transaction that asks for it, by its place; null outside one.</summary>
    public int? Entry { get; init; }

    /// <summary>A problem with it, at its entry.</summary>
    public Problem At(Problem problem) => Entry is { } entry ? EntryProblem.At(entry, problem) : problem;
}

/// <summary>Parses and indexes a resource before its transaction begins.</summary>
internal sealed class WritePreparer(IndexRowsBuilder builder)
{
    /// <param name="kind">How it will be written.</param>
    /// <param name="json">UTF-8 JSON of one resource.</param>
    /// <param name="expectedType">The type in the address, or null for any.</param>
    /// <param name="id">The id it will have; null takes the resource's own.</param>
    /// <param name="options">Limits of the parser; null for the defaults.</param>
    public Outcome<PendingWrite> Prepare(WriteKind kind, ReadOnlyMemory<byte> json, string? expectedType, string? id, ParseOptions? options = null) =>
        Prepare(kind, FhirDocument.Parse(json, options), expectedType, id, isTakenOver: options is { Missing: not IssueSeverity.Error });

    /// <summary>The same for what was parsed already. What is taken over from elsewhere is not refused for its content: what is amiss is a remark.</summary>
    public Outcome<PendingWrite> Prepare(WriteKind kind, ParseResult parsed, string? expectedType, string? id, bool isTakenOver = false, TextLanguage language = TextLanguage.English)
    {
        if (parsed.Document is not { } document)
        {
            return Problems.Of(parsed.Issues);
        }

        if (expectedType is not null && document.TypeName != expectedType)
        {
            return new Problem(ProblemKind.Invalid, $"The address says {expectedType}, but the resource is a {document.TypeName}.", "resourceType");
        }

        var ownId = document.Id;
        if (id is not null && kind != WriteKind.Create && ownId is not null && ownId != id)
        {
            return new Problem(ProblemKind.Invalid, $"The id in the resource ('{ownId}') is not the id in the address ('{id}'). Make them the same.", $"{document.TypeName}.id");
        }

        var finalId = id ?? ownId;
        if (finalId is null)
        {
            return new Problem(ProblemKind.Invalid, "The resource has no id. Give it one, or POST it to get one.", $"{document.TypeName}.id");
        }

        var issues = WriteValidation.Check(parsed, language);
        if (!isTakenOver && WriteValidation.Refusal(issues) is { } refusal)
        {
            return refusal;
        }

        if (!Reindexing.ParameterDraft.Of(document).TryGet(out var parameter, out var wrong))
        {
            return wrong;
        }

        var type = R4Definitions.Default.FindResource(document.TypeName)!;
        var form = StoredForm.Of(document, finalId);

        // A patient is in its own compartment, under the id that it gets.
        var indexed = ownId == finalId ? document : FhirDocument.Parse(form.Body(1, DateTimeOffset.UnixEpoch), Stored).Document!;
        return new PendingWrite(kind, type, finalId, form, builder.Of(type, indexed))
        {
            Terminology = Records.Terminology.PreparedTerminology.Of(document),
            Parameter = parameter,
            IsTakenOver = isTakenOver,
            Warnings = issues.Count == 0 ? [] : Problems.FindingsOf(issues),
        };
    }

    /// <summary>The writes with the rows of the parameters that hold in their transaction: those prepared with others are taken anew.</summary>
    public IReadOnlyList<PendingWrite> With(ParameterSet parameters, IReadOnlyList<PendingWrite> writes) =>
        writes.All(w => w.Rows.Parameters is null || w.Rows.Parameters.Epoch == parameters.Epoch)
            ? writes
            : [.. writes.Select(w => w.Form is null ? w : w with { Rows = RowsOf(w.Type, w.Form.Body(1, default), parameters) })];

    /// <summary>The index rows of a stored body, taken anew, with the region's parameters as this node knows them.</summary>
    public IndexRows RowsOf(TypeDefinition type, ReadOnlyMemory<byte> body) => RowsOf(type, body, null);

    /// <summary>The index rows of a stored body, taken anew; null for the parameters as this node knows them.</summary>
    public IndexRows RowsOf(TypeDefinition type, ReadOnlyMemory<byte> body, ParameterSet? parameters)
    {
        var parsed = FhirDocument.Parse(body, Stored);
        return parsed.Document is { } document
            ? parameters is null ? builder.Of(type, document) : builder.Of(type, document, parameters)
            : throw new InvalidDataException($"A stored {type.Name} does not parse: {parsed.Issues[0].Expression}: {parsed.Issues[0].Message}");
    }

    private static ParseOptions Stored { get; } = new(Missing: IssueSeverity.Warning);
}
