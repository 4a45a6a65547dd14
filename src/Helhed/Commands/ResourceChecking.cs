using System.Globalization;
using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Commands;

/// <summary>Checks each file or line, and writes what was found.</summary>
internal sealed class ResourceChecking(FhirValidator validator, IReadOnlyList<string> chosen, TextLanguage language)
{
    public static ParseOptions Parsing { get; } = new();

    public WorkResult Line(WorkItem item)
    {
        if (item.Problem is { } unread)
        {
            return Outcome([Unreadable(unread)]);
        }

        if (BatchLine.Read(item.Content, out var problem) is not { } line)
        {
            return Outcome([Unreadable(problem)]);
        }

        return line.Resource.IsEmpty ? Outcome([Unreadable("The line has no 'resource'.")]) : Outcome(Check(line.Resource, [.. chosen, .. line.Profiles]));
    }

    public WorkResult FileAsJson(WorkItem item) => Outcome(item.Problem is { } problem ? [Unreadable(problem)] : Check(item.Content, chosen));

    public WorkResult FileAsText(WorkItem item)
    {
        var issues = item.Problem is { } problem ? [Unreadable(problem).In(language)] : Check(item.Content, chosen);
        var errors = issues.Count(i => i.Severity == IssueSeverity.Error);
        var warnings = issues.Count(i => i.Severity == IssueSeverity.Warning);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{item.Name}: {(errors == 0 ? "valid" : "not valid")} ({errors} errors, {warnings} warnings)\n");
        foreach (var issue in issues)
        {
            var place = issue.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{issue.Line}:{issue.Column} ") : "";
            text.Append(CultureInfo.InvariantCulture, $"  {issue.Severity.ToString().ToLowerInvariant(),-11} {place}{(issue.Expression is { } e ? e + ": " : "")}{issue.Message}\n");
        }

        return new WorkResult(Encoding.UTF8.GetBytes(text.ToString()), errors == 0);
    }

    /// <summary>The answer about an item that the engine itself failed on.</summary>
    public WorkResult Failed(WorkItem item) => Outcome([new Issue(IssueSeverity.Error, "exception", $"{item.Name} could not be checked: an error in the program.")]);

    private IReadOnlyList<Issue> Check(ReadOnlyMemory<byte> resource, IReadOnlyList<string> profiles) => validator.Validate(WorkItem.Parse(resource, Parsing), profiles).Issues;

    private WorkResult Outcome(IReadOnlyList<Issue> issues)
    {
        var outcome = FhirJson.Write(new ValidationResult(issues).ToOperationOutcome(language));
        return new WorkResult((byte[])[.. outcome, (byte)'\n'], issues.All(i => i.Severity != IssueSeverity.Error));
    }

    private static Issue Unreadable(string problem) => new(IssueSeverity.Error, "structure", problem);
}
