using System.Diagnostics.CodeAnalysis;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Patching;

/// <summary>The patched resource, or why there is none.</summary>
/// <param name="Document">Parsed and structurally right; null when there is an error.</param>
/// <param name="Error">Null when there is a result.</param>
/// <param name="Issues">What is wrong with the result of an operation, when that is the error.</param>
public sealed record PatchedResource(FhirDocument? Document, PatchError? Error, IReadOnlyList<Issue> Issues);

/// <summary>
/// FHIRPath Patch, <see href="https://hl7.org/fhir/R4/fhirpatch.html">https://hl7.org/fhir/R4/fhirpatch.html</see>: a Parameters resource
/// whose operations add, insert, delete, replace and move elements. Each operation sees what those before it did. All are applied, or none.
/// </summary>
public static class FhirPathPatch
{
    /// <summary>Applies a patch.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="patch">The Parameters resource with the operations.</param>
    /// <param name="options">How the result is checked, and the context in which paths are evaluated; null for the defaults.</param>
    public static PatchedResource Apply(FhirDocument resource, FhirDocument patch, FhirPathPatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(patch);
        options ??= FhirPathPatchOptions.Default;
        var operation = -1;
        string? path = null;
        try
        {
            var editor = new ResourceEditor(resource, options.Limits, options.Context);
            var parameters = Operations(patch, options.Limits);
            foreach (var parameter in parameters)
            {
                operation++;
                editor.Apply(PatchOperation.Read(parameter, out path));

                // What an operation takes away a later one may put back: only the last result has to be whole.
                var isLast = operation == parameters.Count - 1;
                var result = editor.Commit(isLast ? options.Parsing : options.Parsing with { Missing = IssueSeverity.Warning });
                if (result.Document is null)
                {
                    return Wrong(result, operation, path);
                }
            }

            return new PatchedResource(editor.Document, null, []);
        }
        catch (PatchRefusedException e)
        {
            return new PatchedResource(null, new PatchError(e.Kind, operation, path, e.Message), []);
        }
    }

    /// <summary>
    /// The patch that makes one version into the other: applied to <paramref name="before"/>, it gives <paramref name="after"/>. False when
    /// they are resources of two types, or differ by more than <see cref="PatchLimits.MaxOperations"/> of the default limits.
    /// </summary>
    public static bool TryBetween(FhirDocument before, FhirDocument after, [NotNullWhen(true)] out FhirDocument? patch)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        patch = null;
        if (before.TypeName != after.TypeName || new FhirPathPatchWriter(before, after).Write() is not { } json)
        {
            return false;
        }

        // Values may be nested deeper in parts than they were; they are as long, and as complete, as they were.
        var result = FhirDocument.Parse(json, new ParseOptions(MaxDepth: 1000, MaxStringBytes: int.MaxValue, Missing: IssueSeverity.Warning));
        patch = result.Document ?? throw new InvalidOperationException($"The patch cannot be written: {result.Issues[0].Expression}: {result.Issues[0].Message}");
        return true;
    }

    private static List<NodeReader> Operations(FhirDocument patch, PatchLimits limits)
    {
        if (patch.TypeName != "Parameters")
        {
            throw new PatchRefusedException(PatchErrorKind.Invalid, $"A FHIRPath Patch is a Parameters resource, not a {patch.TypeName}.");
        }

        var parameter = patch.Definitions.Find("Parameters")!.Find("parameter")!.Ordinal;
        var operations = new List<NodeReader>();
        foreach (var child in patch.Root.Children)
        {
            if (child.Node.Ordinal == parameter)
            {
                operations.Add(child);
            }
        }

        return operations.Count <= limits.MaxOperations ? operations : throw new PatchRefusedException(
            PatchErrorKind.Limit, $"The patch has {operations.Count} operations; at most {limits.MaxOperations} are allowed.");
    }

    private static PatchedResource Wrong(ParseResult result, int operation, string? path)
    {
        var first = result.Issues.First(i => i.Severity == IssueSeverity.Error);
        return new PatchedResource(null, new PatchError(PatchErrorKind.Result, operation, path, $"The result would be wrong at {first.Expression}: {first.Message}"), result.Issues);
    }
}

/// <summary>How a FHIRPath Patch is applied.</summary>
public sealed record FhirPathPatchOptions
{
    /// <summary>The options used when none are given.</summary>
    public static FhirPathPatchOptions Default { get; } = new();

    /// <summary>Bounds of the patch.</summary>
    public PatchLimits Limits { get; init; } = PatchLimits.Default;

    /// <summary>How the result is checked.</summary>
    public ParseOptions Parsing { get; init; } = ParseOptions.Default;

    /// <summary>In what context paths are evaluated.</summary>
    public FhirPathContext Context { get; init; } = FhirPathContext.Default;
}
