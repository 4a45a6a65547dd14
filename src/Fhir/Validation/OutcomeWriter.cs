using Helhed.Fhir.R4;

namespace Helhed.Fhir.Validation;

/// <summary>Findings as an <see href="https://hl7.org/fhir/R4/operationoutcome.html">OperationOutcome</see>.</summary>
internal static class OutcomeWriter
{
    private const string Line = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line";
    private const string Column = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col";

    public static OperationOutcome Write(IReadOnlyList<Issue> issues, TextLanguage language) => new()
    {
        Issue = issues.Count > 0 ? [.. issues.Select(i => Write(i.In(language)))]
            : [new OperationOutcomeIssue { Severity = "information", Code = "informational", Diagnostics = language == TextLanguage.Danish ? "Ingen fejl fundet." : "No errors found." }],
    };

    private static OperationOutcomeIssue Write(Issue issue) => new()
    {
        Extension = issue.Line > 0 ? [new Extension { Url = Line, ValueInteger = issue.Line }, new Extension { Url = Column, ValueInteger = issue.Column }] : [],
        Severity = issue.Severity switch { IssueSeverity.Error => "error", IssueSeverity.Warning => "warning", _ => "information" },
        Code = issue.Code,
        Diagnostics = issue.Message,
        Expression = issue.Expression is { } expression ? [expression] : [],
    };
}
