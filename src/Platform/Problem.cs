namespace Helhed.Platform;

/// <summary>What sort of expected failure happened. One place in the host turns it into an HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>What was sent cannot be read as what it should be (400).</summary>
    Invalid,

    /// <summary>What was sent can be read, but breaks a rule of its content (422).</summary>
    Unprocessable,

    /// <summary>The caller is not known (401).</summary>
    Unauthenticated,

    /// <summary>The caller is known and may not (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or the caller may not know of it (404).</summary>
    NotFound,

    /// <summary>It existed and was deleted (410).</summary>
    Gone,

    /// <summary>It clashes with what is stored (409).</summary>
    Conflict,

    /// <summary>A precondition such as If-Match did not hold (412).</summary>
    PreconditionFailed,

    /// <summary>The input is larger than the limit (413).</summary>
    TooLarge,

    /// <summary>More matches or requests than are allowed (412 or 429).</summary>
    TooMany,

    /// <summary>The body is of a media type that is not read (415).</summary>
    UnsupportedMediaType,

    /// <summary>The operation, type or format is not supported (404, 405 or 415).</summary>
    Unsupported,

    /// <summary>A queue is full; try again in a moment (503).</summary>
    Busy,
}

/// <summary>An expected failure, as a value.</summary>
/// <param name="Kind">What sort of failure.</param>
/// <param name="Message">What is wrong and how to cure it, in a sentence; no people's data.</param>
/// <param name="Expression">FHIRPath of the element at fault, where there is one.</param>
/// <param name="Findings">Single findings, where there are several.</param>
public sealed record Problem(
    ProblemKind Kind,
    string Message,
    string? Expression = null,
    IReadOnlyList<Finding>? Findings = null)
{
    /// <summary>Name of the access rule that refused it, where one did.</summary>
    public string? Rule { get; init; }
}

/// <summary>One finding about a piece of input; maps to <c>OperationOutcome.issue</c> (https://hl7.org/fhir/R4/operationoutcome.html).</summary>
/// <param name="Severity">fatal, error, warning or information.</param>
/// <param name="Code">Code from the value set issue-type, such as <c>invalid</c> or <c>required</c>.</param>
/// <param name="Message">What is wrong and the cure.</param>
/// <param name="Expression">FHIRPath of the element.</param>
/// <param name="Line">Line in the input, from 1.</param>
/// <param name="Column">Column in the input, from 1.</param>
public sealed record Finding(string Severity, string Code, string Message, string? Expression, int? Line, int? Column);
