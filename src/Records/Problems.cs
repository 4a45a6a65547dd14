using Helhed.Access.Log;
using Helhed.Fhir;
using Helhed.Platform;

namespace Helhed.Records;

/// <summary>The problems that several interactions answer with.</summary>
internal static class Problems
{
    public static Problem Of(IReadOnlyList<Issue> issues)
    {
        var first = issues.FirstOrDefault(i => i.Severity == IssueSeverity.Error) ?? issues[0];
        return new Problem(ProblemKind.Invalid, first.Message, first.Expression, FindingsOf(issues));
    }

    public static IReadOnlyList<Finding> FindingsOf(IReadOnlyList<Issue> issues) => [.. issues.Select(ToFinding)];

    public static Problem NotFound(string type, string id) => new(ProblemKind.NotFound, $"There is no {type}/{id}.");

    public static Problem Gone(string type, string id) => new(ProblemKind.Gone, $"{type}/{id} has been deleted.");

    public static Problem UnknownType(string type) => new(ProblemKind.NotFound, $"'{type}' is not a resource type of R4.");

    public static Problem Denied(string rule) => new(ProblemKind.Forbidden, $"Access is denied by the rule '{rule}'.") { Rule = rule };

    public static Problem BadId(string id) => new(ProblemKind.Invalid, $"'{(id.Length > 80 ? id[..80] : id)}' is not an id: 1 to 64 of A-Z, a-z, 0-9, '-' and '.'.");

    private static Finding ToFinding(Issue issue) => new(
        issue.Severity switch { IssueSeverity.Error => "error", IssueSeverity.Warning => "warning", _ => "information" },
        issue.Code, issue.Message, issue.Expression, issue.Line == 0 ? null : issue.Line, issue.Column == 0 ? null : issue.Column);
}

/// <summary>Thrown inside a transaction so that it is rolled back; caught where the transaction was begun and turned into its problem.</summary>
internal sealed class WriteRefusedException(Problem problem) : Exception(problem.Message)
{
    public Problem Problem { get; } = problem;

    /// <summary>The try as the access log shall have it, once all else is rolled back; null where the refusal has nothing to do with access.</summary>
    public AccessEntry? Tried { get; init; }
}
