using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Platform;

namespace Helhed.Records.Writing;

internal enum ChangeVerb
{
    Create,
    Update,
    Patch,
    Delete,
}

/// <summary>One write as it was asked for: by POST, PUT, PATCH or DELETE, or as an entry of a transaction.</summary>
/// <param name="Verb">What is to be done.</param>
/// <param name="Type">With a resource of what type.</param>
internal sealed record Change(ChangeVerb Verb, TypeDefinition Type)
{
    /// <summary>The id in the address; null for a creation and where criteria find it.</summary>
    public string? Id { get; init; }

    /// <summary>The search that finds the resource, or that must find nothing for a creation.</summary>
    public Criteria? Criteria { get; init; }

    /// <summary>The new content, for a creation and an update.</summary>
    public ChangeContent? Content { get; init; }

    /// <summary>The patch, with its links renamed.</summary>
    public Func<Func<string, string?>?, Outcome<ResourcePatch>>? Patch { get; init; }

    public VersionCondition IfMatch { get; init; } = VersionCondition.None;

    /// <summary>The resource must not exist yet.</summary>
    public bool MustBeNew { get; init; }

    /// <summary>What the bundle calls the resource.</summary>
    public string? FullUrl { get; init; }

    /// <summary>The server's own address, with which references may begin; null where it is not known.</summary>
    public string? Server { get; init; }

    /// <summary>The language of what is found in the content.</summary>
    public TextLanguage Language { get; init; }

    /// <summary>Position in the bundle; null outside of one.</summary>
    public int? Entry { get; init; }

    /// <summary>Whether the database is to be asked before it is known what is to be written.</summary>
    public bool NeedsResolution => Criteria is not null || Verb == ChangeVerb.Patch || (IfMatch is { IsNone: false, Single: null });

    /// <summary>A problem with this change, with its place in the bundle.</summary>
    public Problem At(Problem problem) => Entry is { } entry ? EntryProblem.At(entry, problem) : problem;
}

/// <summary>New content, which in a bundle holds links that are renamed once it is known to what.</summary>
/// <param name="Type">Type of the resource.</param>
/// <param name="Id">The id that it has itself, or null.</param>
/// <param name="Parse">The content with its links renamed; null renames none.</param>
internal sealed record ChangeContent(string Type, string? Id, Func<Func<string, string?>?, ParseResult> Parse)
{
    public static ChangeContent Of(FhirDocument document, ParseResult parsed) => new(document.TypeName, document.Id, _ => parsed);
}

/// <summary>What a change came to.</summary>
/// <param name="Resource">The resource as it is now.</param>
/// <param name="Warnings">What is amiss without having been refused.</param>
internal sealed record ChangeResult(StoredResource Resource, IReadOnlyList<Finding> Warnings);

/// <summary>Problems with an entry of a bundle.</summary>
internal static class EntryProblem
{
    public static Problem At(int entry, Problem problem)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{entry}]");
        return problem with
        {
            Expression = Inside(place, problem.Expression),
            Findings = problem.Findings is { Count: > 0 } findings ? [.. findings.Select(f => f with { Expression = Inside(place, f.Expression) })] : null,
        };
    }

    // Patient.name[0] of the entry's resource is Bundle.entry[3].resource.name[0]; names of search parameters are no places.
    private static string Inside(string place, string? inner) => inner switch
    {
        { } said when said.StartsWith(place, StringComparison.Ordinal) => said,
        "resourceType" => $"{place}.resource",
        "fullUrl" or "resource" or "request" or "request.method" or "request.url" or "request.ifMatch" or "request.ifNoneMatch" or "request.ifNoneExist" => $"{place}.{inner}",
        { Length: > 0 } when char.IsAsciiLetterUpper(inner[0]) => inner.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? $"{place}.resource.{inner[(dot + 1)..]}" : $"{place}.resource",
        _ => place,
    };
}
