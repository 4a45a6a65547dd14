using System.Globalization;
using System.Text;

namespace Helhed.Bench;

/// <summary>A table for the console, aligned, and for Markdown. The first columns are text, the others numbers.</summary>
internal sealed class BenchTable(int textColumns, params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells.Length == headers.Length
        ? cells
        : throw new ArgumentException($"{cells.Length} cells for {headers.Length} columns.", nameof(cells)));

    /// <summary>A number with about three digits that count; a dash for none.</summary>
    public static string Number(double? value) => value switch
    {
        null => "–",
        { } v when Math.Abs(v) >= 100 => v.ToString("N0", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) >= 10 => v.ToString("F1", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) >= 1 => v.ToString("F2", CultureInfo.InvariantCulture),
        { } v when Math.Abs(v) >= 0.01 => v.ToString("F3", CultureInfo.InvariantCulture),
        { } v => v.ToString("F4", CultureInfo.InvariantCulture),
    };

    public string ToText()
    {
        var widths = headers.Select((header, i) => _rows.Select(row => row[i].Length).Append(header.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend([.. widths.Select(w => new string('─', w))]).Prepend(headers))
        {
            for (var i = 0; i < row.Length; i++)
            {
                text.Append(i == 0 ? "" : "  ").Append(i < textColumns ? row[i].PadRight(widths[i]) : row[i].PadLeft(widths[i]));
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", headers)} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(headers.Select((_, i) => i < textColumns ? "---|" : "---:|"))}");
        foreach (var row in _rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |");
        }

        return text.ToString();
    }
}
