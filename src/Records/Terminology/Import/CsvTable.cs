using System.Text;

namespace Helhed.Records.Terminology;

/// <summary>A row of a table with the number of the line it begins on.</summary>
internal readonly record struct CsvRow(long Line, IReadOnlyList<string> Cells);

/// <summary>
/// A table with a header, its columns apart by commas, semicolons or tabs, whichever the header has most of; cells may stand in quotation
/// marks (<see href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</see>).
/// </summary>
internal sealed class CsvTable
{
    private readonly IEnumerable<(long Number, string Text)> _lines;
    private readonly char _separator;

    private CsvTable(IEnumerable<(long Number, string Text)> lines, char separator, IReadOnlyList<string> header)
    {
        _lines = lines;
        _separator = separator;
        Header = header;
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Opens a table; null when the file has no lines.</summary>
    public static CsvTable? Open(string path)
    {
        var header = TextLines.Read(path).Select(l => l.Text).FirstOrDefault(t => t.Trim().Length > 0);
        if (header is null)
        {
            return null;
        }

        var separator = new[] { ';', '\t', ',' }.MaxBy(s => Split(header, s, out _).Count);
        return new CsvTable(TextLines.Read(path), separator, Split(header, separator, out _).ConvertAll(c => c.Trim()));
    }

    /// <summary>The rows behind the header. A quotation mark that is never closed makes one last row of the rest.</summary>
    public IEnumerable<CsvRow> Rows()
    {
        var isHeader = true;
        var open = new StringBuilder();
        long first = 0;
        foreach (var (number, text) in _lines)
        {
            if (open.Length == 0 && text.Trim().Length == 0)
            {
                continue;
            }

            first = open.Length == 0 ? number : first;
            open.Append(open.Length == 0 ? "" : "\n").Append(text);
            var cells = Split(open.ToString(), _separator, out var isOpen);
            if (isOpen && open.Length < TextLines.MaxBytes)
            {
                continue;
            }

            open.Clear();
            if (!isHeader)
            {
                yield return new CsvRow(first, cells);
            }

            isHeader = false;
        }

        if (open.Length > 0)
        {
            yield return new CsvRow(first, Split(open.ToString(), _separator, out _));
        }
    }

    private static List<string> Split(string line, char separator, out bool isOpen)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        isOpen = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (isOpen)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < line.Length && line[i + 1] == '"')
                {
                    cell.Append(line[++i]);
                }
                else
                {
                    isOpen = false;
                }
            }
            else if (c == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                cell.Clear();
                isOpen = true;
            }
            else if (c == separator)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
