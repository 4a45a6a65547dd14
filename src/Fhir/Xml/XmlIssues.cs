using Helhed.Fhir.Json;

namespace Helhed.Fhir.Xml;

/// <summary>What is found while XML is read, at the places of the XML, up to the limit.</summary>
internal sealed class XmlIssues(SourceCursor cursor, ParseOptions options)
{
    private readonly List<(Issue Issue, int Order)> _issues = [];
    private int _warnings;

    public bool HasErrors => Errors > 0;

    public bool IsFull => Errors >= options.MaxIssues;

    private int Errors { get; set; }

    public void Add(string code, string message, string? expression, XmlPlace place, IssueSeverity severity = IssueSeverity.Error)
    {
        if (severity == IssueSeverity.Error ? Errors++ < options.MaxIssues : _warnings++ < options.MaxIssues)
        {
            var issue = new Issue(severity, code, message, expression, Math.Max(1, place.Line), cursor.ByteColumn(place.Line, place.Column));
            _issues.Add((issue, _issues.Count));
        }
    }

    /// <summary>What ends the reading, which is told in any case.</summary>
    public void AddLast(string message, XmlPlace place)
    {
        if (IsFull)
        {
            _issues.RemoveAt(_issues.FindLastIndex(i => i.Issue.Severity == IssueSeverity.Error));
            Errors = options.MaxIssues - 1;
        }

        Add("structure", message, null, place);
    }

    /// <summary>Everything, in document order.</summary>
    public IReadOnlyList<Issue> InOrder()
    {
        _issues.Sort(static (a, b) => (a.Issue.Line, a.Issue.Column, a.Order).CompareTo((b.Issue.Line, b.Issue.Column, b.Order)));
        return [.. _issues.Select(i => i.Issue)];
    }
}
