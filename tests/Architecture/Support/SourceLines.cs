using System.Reflection.Metadata;

namespace Helhed.Tests.Architecture.Support;

/// <summary>The visible sequence points of one method.</summary>
internal sealed class SourceLines
{
    private readonly List<SequencePoint> _points;

    public SourceLines(MetadataReader pdb, MethodDebugInformation debug)
    {
        _points = debug.GetSequencePoints().Where(point => !point.IsHidden && !IsBrace(point)).OrderBy(point => point.Offset).ToList();
        if (_points.Count == 0)
        {
            return;
        }

        // A constructor's points may lie in several files; the file it is named by is the one of its last point, its body.
        var document = _points[^1].Document;
        _points.RemoveAll(point => point.Document != document);
        File = Relative(pdb.GetString(pdb.GetDocument(document).Name));
        First = _points.Min(point => point.StartLine);
        Span = _points.Max(LastLine) - First + 1;
        Covered = _points.SelectMany(point => Enumerable.Range(point.StartLine, point.EndLine - point.StartLine + 1)).Distinct().Count();
    }

    /// <summary>Path from the repository's root; empty when the method has no visible line.</summary>
    public string File { get; } = "";

    public int First { get; }

    /// <summary>Lines from the first statement to the last.</summary>
    public int Span { get; }

    /// <summary>Lines that hold code of this method: of a constructor, whose field initialisers may lie far apart.</summary>
    public int Covered { get; }

    public string PlaceOf(int offset, string method)
    {
        if (_points.Count == 0)
        {
            return method;
        }

        var at = _points.FindLastIndex(point => point.Offset <= offset);
        return $"{File}:{_points[Math.Max(at, 0)].StartLine}";
    }

    // Braces have points of their own in a debug build only; without them both builds give the same lines.
    private static bool IsBrace(SequencePoint point) => point.StartLine == point.EndLine && point.EndColumn == point.StartColumn + 1;

    // A Razor statement that holds markup ends where its generated code does, which says nothing of the .razor file.
    private int LastLine(SequencePoint point) => File.EndsWith(".razor", StringComparison.Ordinal) ? point.StartLine : point.EndLine;

    private static string Relative(string path) =>
        Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');
}
