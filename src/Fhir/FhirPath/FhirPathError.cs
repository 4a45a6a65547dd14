using Helhed.Fhir.Danish;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir.FhirPath;

/// <summary>When a FHIRPath expression fails.</summary>
public enum FhirPathErrorKind
{
    /// <summary>The text is no FHIRPath.</summary>
    Syntax,

    /// <summary>The text is FHIRPath, but cannot mean anything on this type: an unknown element, function, variable or argument type.</summary>
    Semantic,

    /// <summary>The expression meets a value that it cannot be evaluated on, or a limit.</summary>
    Execution,
}

/// <summary>Why an expression has no result.</summary>
/// <param name="Kind">When it failed.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="Position">Place in the expression, in characters from 0.</param>
public sealed record FhirPathError(FhirPathErrorKind Kind, string Message, int Position)
{
    /// <summary>The same with its message, which is English, in a language.</summary>
    public FhirPathError In(TextLanguage language) => language == TextLanguage.Danish ? this with { Message = DanishTexts.Of(Message) } : this;
}
