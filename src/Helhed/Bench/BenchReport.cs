using System.Globalization;
using System.Text;

namespace Helhed.Bench;

/// <summary>What a run found: printed as it comes, and kept as Markdown.</summary>
internal sealed class BenchReport(TextWriter output)
{
    private readonly StringBuilder _markdown = new();

    public async Task Heading(int level, string text)
    {
        _markdown.AppendLine(CultureInfo.InvariantCulture, $"{new string('#', level)} {text}").AppendLine();
        await output.WriteLineAsync($"\n{text}\n{new string(level == 1 ? '═' : '─', text.Length)}");
    }

    public async Task Line(string text)
    {
        _markdown.AppendLine(text).AppendLine();
        await output.WriteLineAsync(text);
    }

    public async Task Facts(IEnumerable<(string Name, string Value)> facts)
    {
        foreach (var (name, value) in facts)
        {
            _markdown.AppendLine(CultureInfo.InvariantCulture, $"- {name}: {value}");
            await output.WriteLineAsync($"  {name + ":",-16} {value}");
        }

        _markdown.AppendLine();
    }

    public async Task Table(BenchTable table)
    {
        _markdown.AppendLine(table.ToMarkdown());
        await output.WriteAsync(table.ToText());
    }

    /// <summary>A picture beside the Markdown file; the console does without.</summary>
    public void Picture(string file, string description) => _markdown.AppendLine(CultureInfo.InvariantCulture, $"![{description}]({file})").AppendLine();

    public Task Save(string path, CancellationToken ct) => File.WriteAllTextAsync(path, _markdown.ToString().TrimEnd() + "\n", ct);
}
