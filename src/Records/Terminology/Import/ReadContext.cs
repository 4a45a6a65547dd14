using System.Globalization;

namespace Helhed.Records.Terminology;

/// <summary>What a reader of a published layout is given: the source, somewhere to tell bad lines, and somewhere to say how far it is.</summary>
internal sealed class ReadContext(TerminologySource source, Action<TerminologyProgress> progress, CancellationToken ct)
{
    private const int MostTold = 100;
    private const int LinesPerWord = 20_000;

    private readonly List<BadLine> _bad = [];
    private long _lines;

    public TerminologySource Source { get; } = source;

    public IReadOnlyList<BadLine> BadLines => _bad;

    public long BadLineCount { get; private set; }

    /// <summary>First day of codes that have none of their own.</summary>
    public int From { get; } = source.ValidFrom is { } day ? Days.Of(day) : 0;

    public void Refuse(string file, long line, string message)
    {
        BadLineCount++;
        if (_bad.Count < MostTold)
        {
            _bad.Add(new BadLine(file, line, message));
        }
    }

    /// <summary>Counts a line.</summary>
    public void Line()
    {
        if (++_lines % LinesPerWord == 0)
        {
            ct.ThrowIfCancellationRequested();
            progress(new TerminologyProgress("reading", _lines, 0));
        }
    }

    /// <summary>A day as the published files write it: yyyymmdd, with 0 or a far year for no end. Null, with the line told, when it is none.</summary>
    public int? Day(string file, long line, string text, string column)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0 || trimmed.All(c => c == '0'))
        {
            return 0;
        }

        var day = Days.TryRead(trimmed, isEnd: false)
            ?? (DateOnly.TryParseExact(trimmed, ["dd-MM-yyyy", "dd.MM.yyyy", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var danish) ? Days.Of(danish) : null);
        if (day is null)
        {
            Refuse(file, line, $"'{trimmed}' in {column} is no date. Write it as yyyymmdd or yyyy-mm-dd, or leave it empty.");
        }

        return day >= 2300_00_00 ? 0 : day;
    }

    /// <summary>Refuses a code that FHIR does not allow: without blanks at its ends or several in a row, and of at most 200 characters.</summary>
    public bool IsCode(string file, long line, string code)
    {
        if (code.Length is > 0 and <= 200 && !char.IsWhiteSpace(code[0]) && !char.IsWhiteSpace(code[^1]) && !code.Any(char.IsControl) && !code.Contains("  ", StringComparison.Ordinal))
        {
            return true;
        }

        Refuse(file, line, code.Length == 0 ? "The line has no code. Give it one, or remove the line." : $"'{(code.Length > 50 ? code[..50] : code)}' is not a code: 1 to 200 characters without control characters or repeated blanks.");
        return false;
    }
}
