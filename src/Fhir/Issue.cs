using Helhed.Fhir.Danish;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir;

/// <summary>How bad an <see cref="Issue"/> is, as in <see href="https://hl7.org/fhir/R4/valueset-issue-severity.html">issue-severity</see>.</summary>
public enum IssueSeverity
{
    /// <summary>The content is refused.</summary>
    Error,

    /// <summary>The content is accepted, but something is likely wrong.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Information,
}

/// <summary>One thing found in a resource. Becomes one <c>OperationOutcome.issue</c>.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">A code of <see href="https://hl7.org/fhir/R4/valueset-issue-type.html">issue-type</see>, e.g. <c>structure</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Expression">FHIRPath of the place, e.g. <c>Patient.name[0].given[1]</c>.</param>
/// <param name="Line">Line in the input, counted from 1; 0 when unknown.</param>
/// <param name="Column">Column in bytes, counted from 1; 0 when unknown.</param>
public sealed record Issue(IssueSeverity Severity, string Code, string Message, string? Expression = null, int Line = 0, int Column = 0)
{
    /// <summary>The same with its message in a language. The parsers tell everything in English; the validator tells it in its own language.</summary>
    public Issue In(TextLanguage language) => language == TextLanguage.Danish ? this with { Message = DanishTexts.Of(Message) } : this;
}
