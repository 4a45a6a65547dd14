using System.Globalization;
using System.Security;
using System.Text;

namespace Helhed.Bench;

/// <summary>
/// Draws how the cost of reading and searching grows with the store, as SVG: a panel for each operation, both axes logarithmic, so
/// that a level line means "no dearer" and a line of slope one "in proportion".
/// </summary>
internal sealed class GrowthDrawing
{
    private const int PanelWidth = 300;
    private const int PanelHeight = 220;
    private const int Left = 64;
    private const int Top = 64;
    private const int Gap = 30;
    private const int LegendHeight = 64;

    private static readonly string[] Colours = ["#00538e", "#b3470c", "#007a53", "#7a3b9e"];

    private readonly List<(string Name, string Colour, bool IsBare, List<GrowthPoint> Points)> _lines = [];
    private readonly List<BenchOperation> _operations;
    private readonly (double Low, double High) _sizes;
    private readonly (double Low, double High) _costs;
    private readonly StringBuilder _svg = new();

    private GrowthDrawing(IReadOnlyList<RecordsFigures> grounds)
    {
        foreach (var (ground, number) in grounds.Select((g, i) => (g, i)))
        {
            foreach (var line in ground.Growth.GroupBy(g => (g.Operation, g.Way)))
            {
                _lines.Add(($"{ground.Ground}, {line.Key.Way}", Colours[number % Colours.Length], line.Key.Way.StartsWith("bare", StringComparison.Ordinal), [.. line.OrderBy(p => p.Documents)]));
            }
        }

        var points = _lines.SelectMany(l => l.Points).ToList();
        _operations = [.. points.Select(p => p.Operation).Distinct()];
        _sizes = (points.Min(p => Math.Log10(p.Documents)), points.Max(p => Math.Log10(p.Documents)));
        _costs = (Math.Floor(points.Min(p => Math.Log10(p.Sample.CpuMs))), Math.Ceiling(points.Max(p => Math.Log10(p.Sample.CpuMs))));
    }

    /// <summary>The drawing of all databases that were measured.</summary>
    public static string Draw(IReadOnlyList<RecordsFigures> grounds) => new GrowthDrawing(grounds).Compose();

    private string Compose()
    {
        var width = Left + (_operations.Count * (PanelWidth + Gap));
        var height = Top + PanelHeight + 46 + LegendHeight;
        Add($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="sans-serif" font-size="12" fill="#222" role="img">
            <title>Processor time for each operation as the store grows</title>
            <rect width="{width}" height="{height}" fill="#fff"/>
            <text x="{Left}" y="22" font-size="15">Processor time for each operation (ms, ours and the database's) as the store grows</text>
            """);
        for (var panel = 0; panel < _operations.Count; panel++)
        {
            AddPanel(_operations[panel], Left + (panel * (PanelWidth + Gap)), panel == 0);
        }

        AddLegend();
        Add($"</svg>");
        return _svg.ToString();
    }

    private void AddPanel(BenchOperation operation, double x, bool hasLabels)
    {
        Add($"""<text x="{x}" y="{Top - 12}" font-weight="bold">{RecordsBench.NameOf(operation)}</text>""");
        for (var decade = (int)_costs.Low; decade <= (int)_costs.High; decade++)
        {
            var y = Y(decade);
            Add($"""<line x1="{x}" x2="{x + PanelWidth}" y1="{y:F1}" y2="{y:F1}" stroke="#ddd"/>""");
            if (hasLabels)
            {
                Add($"""<text x="{x - 8}" y="{y + 4:F1}" text-anchor="end">{Math.Pow(10, decade):0.####}</text>""");
            }
        }

        foreach (var size in _lines[0].Points.Select(p => p.Documents))
        {
            Add($"""<line x1="{X(x, size):F1}" x2="{X(x, size):F1}" y1="{Top}" y2="{Top + PanelHeight}" stroke="#eee"/>""");
            Add($"""<text x="{X(x, size):F1}" y="{Top + PanelHeight + 18}" text-anchor="middle">{Short(size)}</text>""");
        }

        Add($"""<text x="{x + (PanelWidth / 2)}" y="{Top + PanelHeight + 38}" text-anchor="middle">Observations in the store</text>""");
        foreach (var (_, colour, isBare, points) in _lines.Where(l => l.Points[0].Operation == operation))
        {
            var path = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(x, p.Documents):F1},{Y(Math.Log10(p.Sample.CpuMs)):F1}")));
            Add($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{Dashes(isBare)}/>""");
            foreach (var p in points)
            {
                Add($"""<circle cx="{X(x, p.Documents):F1}" cy="{Y(Math.Log10(p.Sample.CpuMs)):F1}" r="3" fill="{colour}"/>""");
            }
        }
    }

    private void AddLegend()
    {
        var y = Top + PanelHeight + 66;
        double x = Left;
        foreach (var (name, colour, isBare) in _lines.Select(l => (l.Name, l.Colour, l.IsBare)).Distinct())
        {
            Add($"""<line x1="{x}" x2="{x + 28}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"{Dashes(isBare)}/>""");
            Add($"""<text x="{x + 34}" y="{y + 4}">{SecurityElement.Escape(name)}</text>""");
            x += 62 + (name.Length * 6.6);
        }
    }

    private static string Dashes(bool isBare) => isBare ? " stroke-dasharray=\"5 4\"" : "";

    private static string Short(long size) => size switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:0.#} M"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{size / 1e3:0.#} k"),
        _ => size.ToString(CultureInfo.InvariantCulture),
    };

    private double X(double left, double size) => left + ((Math.Log10(size) - _sizes.Low) / Math.Max(0.001, _sizes.High - _sizes.Low) * PanelWidth * 0.9) + (PanelWidth * 0.05);

    private double Y(double logCost) => Top + ((_costs.High - logCost) / Math.Max(1, _costs.High - _costs.Low) * PanelHeight);

    private void Add(FormattableString line) => _svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
