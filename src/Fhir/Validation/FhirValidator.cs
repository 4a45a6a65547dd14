using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>The language that findings are told in.</summary>
public enum TextLanguage
{
    /// <summary>English.</summary>
    English,

    /// <summary>Danish.</summary>
    Danish,
}

/// <summary>What a validator is asked to do beyond the specification's own rules.</summary>
public sealed record ValidatorOptions
{
    /// <summary>The language of the findings.</summary>
    public TextLanguage Language { get; init; }

    /// <summary>Most findings for one resource.</summary>
    public int MaxIssues { get; init; } = 100;

    /// <summary>
    /// Finds a resource that a reference names and that is not in the checked document, such as <c>Patient/1</c> or a canonical address;
    /// null for one that is not known. Without it, only references inside the document are followed.
    /// </summary>
    public Func<string, FhirDocument?>? Resolve { get; init; }

    /// <summary>Profiles that every resource of their type must follow, beside those that it claims in <c>meta.profile</c>.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Whether the best-practice rules of the specification (such as a narrative in every resource) are told, as warnings.</summary>
    public bool BestPractice { get; init; }

    /// <summary>
    /// What an extension is that is not known: an error where a resource is to be judged; a remark where what others send is to be taken in,
    /// since an extension that one does not know may always be there. An unknown modifier is always an error.
    /// </summary>
    public IssueSeverity UnknownExtensions { get; init; } = IssueSeverity.Error;

    /// <summary>The clock of <c>now()</c> and <c>today()</c> in rules.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Limits of the parser.</summary>
    public ParseOptions Parsing { get; init; } = ParseOptions.Default;
}

/// <summary>What was found about a resource.</summary>
/// <param name="Issues">In document order, as far as they come from one part of the check.</param>
public sealed record ValidationResult(IReadOnlyList<Issue> Issues)
{
    /// <summary>True when there is no error.</summary>
    public bool IsValid
    {
        get
        {
            foreach (var issue in Issues)
            {
                if (issue.Severity == IssueSeverity.Error)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The findings as a resource; with none, one that says that all is well.</summary>
    public R4.OperationOutcome ToOperationOutcome(TextLanguage language = TextLanguage.English) => OutcomeWriter.Write(Issues, language);
}

/// <summary>
/// Checks resources against R4 and against profiles. See <see href="https://hl7.org/fhir/R4/validation.html"/>. Safe for threads.
/// </summary>
/// <param name="profiles">Known profiles and extensions.</param>
/// <param name="terminology">Known codes.</param>
/// <param name="options">What is asked for.</param>
public sealed class FhirValidator(Profiles profiles, TerminologyStore terminology, ValidatorOptions? options = null)
{
    private readonly ValidatorOptions _options = options ?? new ValidatorOptions();

    internal Profiles Profiles => profiles;

    internal TerminologyStore Terminology => terminology;

    internal ValidatorOptions Options => _options;

    internal KnownSystems Systems { get; } = new(terminology);

    internal BaseRules BaseRules { get; } = BaseRules.For(R4Definitions.Default);

    /// <summary>Checks the UTF-8 JSON of one resource.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <param name="chosen">Profiles that the resource must follow, as <c>url</c> or <c>url|version</c>.</param>
    public ValidationResult Validate(ReadOnlyMemory<byte> json, IReadOnlyList<string>? chosen = null) =>
        Validate(FhirDocument.Parse(json, _options.Parsing), chosen);

    /// <summary>Checks what a parser (JSON or XML) has read; its findings come first.</summary>
    public ValidationResult Validate(ParseResult parsed, IReadOnlyList<string>? chosen = null)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        IReadOnlyList<Issue> found = _options.Language == TextLanguage.English || parsed.Issues.Count == 0 ? parsed.Issues : [.. parsed.Issues.Select(i => i.In(_options.Language))];
        if (parsed.Draft is not { } document)
        {
            return new ValidationResult(found);
        }

        var run = new ValidationRun(this, document);
        run.CheckAll(chosen ?? []);
        return new ValidationResult(found.Count == 0 ? run.Log.Issues : [.. found, .. run.Log.Issues]);
    }
}
