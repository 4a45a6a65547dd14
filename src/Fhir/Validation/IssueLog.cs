using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Collects what is found about one document. While it is quiet, it only remembers whether there was an error.</summary>
internal sealed class IssueLog(FhirDocument document, TextLanguage language, int limit)
{
    private HashSet<(int Node, string Message)>? _told;
    private int _quiet;
    private int _errors;

    public List<Issue> Issues { get; } = [];

    public bool IsQuiet => _quiet > 0;

    /// <summary>True when a trial has failed already, so that the rest of it need not be looked at.</summary>
    public bool HasFailed => _quiet > 0 && _errors > 0;

    public bool IsFull => Issues.Count >= limit;

    public TextLanguage Language => language;

    /// <summary>Begins a trial whose findings are not told.</summary>
    public int BeginTrial()
    {
        _quiet++;
        var before = _errors;
        _errors = 0;
        return before;
    }

    /// <summary>Ends a trial. True when it found no error.</summary>
    public bool EndTrial(int before)
    {
        var passed = _errors == 0;
        _errors = before;
        _quiet--;
        return passed;
    }

    /// <param name="node">The place.</param>
    /// <param name="severity">How bad.</param>
    /// <param name="code">Of issue-type.</param>
    /// <param name="english">What is wrong and what would be right.</param>
    /// <param name="danish">The same in Danish.</param>
    /// <param name="child">Name of an element that is not there, to be told below the place.</param>
    public void Add(int node, IssueSeverity severity, string code, string english, string danish, string? child = null)
    {
        if (severity == IssueSeverity.Error)
        {
            _errors++;
        }

        var message = language == TextLanguage.Danish ? danish : english;
        if (_quiet > 0 || IsFull || !(_told ??= []).Add((node, message)))
        {
            return;
        }

        var path = new DocumentPath(document.Definitions, document.Nodes).Of(node);
        var (line, column) = document.PositionOf(node);
        Issues.Add(new Issue(severity, code, message, child is null ? path : $"{path}.{child}", line, column));
    }

    public void Error(int node, string code, string english, string danish, string? child = null) => Add(node, IssueSeverity.Error, code, english, danish, child);

    public void Warning(int node, string code, string english, string danish) => Add(node, IssueSeverity.Warning, code, english, danish);

    public void Note(int node, string code, string english, string danish) => Add(node, IssueSeverity.Information, code, english, danish);
}
