using System.Globalization;
using System.Text;

namespace Helhed.Ui;

/// <summary>The box of a drawing in the SVG's own units, and the room kept free around the curve.</summary>
internal readonly record struct TrendBox(double Width, double Height, double Left, double Right, double Top, double Bottom)
{
    /// <summary>Beside a number: no text in the drawing.</summary>
    public static readonly TrendBox Small = new(240, 56, 6, 6, 6, 6);

    /// <summary>On a page of its own, with figures at the side and dates below.</summary>
    public static readonly TrendBox Large = new(520, 210, 54, 14, 12, 32);
}

internal readonly record struct TrendDot(double X, double Y, bool IsLast, bool IsOutside);

internal readonly record struct TrendTick(double Y, decimal Value);

/// <summary>Everything that is drawn, as plain numbers: computed here, so that the component only writes it down.</summary>
internal sealed record TrendGeometry(
    string Path, IReadOnlyList<TrendDot> Dots, double BandTop, double BandHeight, bool HasBand, IReadOnlyList<TrendTick> Ticks)
{
    // A range of this share above and below the extremes keeps the curve off the edge.
    private const double Air = 0.12;

    // Closer than this, dots run into each other and hide the curve.
    private const double DotsApart = 11;

    /// <summary>The dots to draw: all that stand apart from the one before, and always the last one; in a small drawing the last alone.</summary>
    public IEnumerable<TrendDot> Marked(bool all)
    {
        TrendDot? before = null;
        foreach (var dot in Dots)
        {
            var apart = before is not { } b || Math.Sqrt(((dot.X - b.X) * (dot.X - b.X)) + ((dot.Y - b.Y) * (dot.Y - b.Y))) >= DotsApart;
            if (dot.IsLast || (all && apart))
            {
                before = dot;
                yield return dot;
            }
        }
    }

    /// <summary>Computes the drawing. With one point it is a dot in the middle; with none it is empty.</summary>
    public static TrendGeometry Of(Trend trend, TrendBox box)
    {
        if (trend.Points.Count == 0)
        {
            return new TrendGeometry("", [], 0, 0, false, []);
        }

        var (low, high) = Bounds(trend);
        double Y(double value) => box.Top + ((high - value) / (high - low) * (box.Height - box.Top - box.Bottom));

        var dots = Place(trend, box, Y);
        var bandTop = Y(Math.Min(high, (double?)trend.High ?? high));
        var bandBottom = Y(Math.Max(low, (double?)trend.Low ?? low));
        return new TrendGeometry(
            Line(dots), dots, bandTop, bandBottom - bandTop, trend.Low is not null || trend.High is not null,
            RoundNumbers(low, high).Select(v => new TrendTick(Y((double)v), v)).ToList());
    }

    /// <summary>A coordinate as SVG wants it: a point as decimal mark, one decimal.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static (double Low, double High) Bounds(Trend trend)
    {
        var shown = trend.Points.Select(p => p.Value).Concat(new[] { trend.Low, trend.High }.OfType<decimal>()).ToList();
        var (low, high) = ((double)shown.Min(), (double)shown.Max());
        // A range open to one side still shows some of that side; a flat series still gets a height.
        var span = high > low ? high - low : Math.Max(Math.Abs(high) * 0.2, 1);
        var bottom = low - (span * Air);
        // What cannot be negative gets no axis below zero.
        return (low >= 0 && bottom < 0 ? 0 : bottom, high + (span * Air));
    }

    private static List<TrendDot> Place(Trend trend, TrendBox box, Func<double, double> y)
    {
        var first = trend.Points[0].Day.DayNumber;
        var last = trend.Points[^1].Day.DayNumber;
        var width = box.Width - box.Left - box.Right;
        double X(int day) => last == first ? box.Left + (width / 2) : box.Left + (width * (day - first) / (last - first));

        return trend.Points.Select((p, i) => new TrendDot(
            X(p.Day.DayNumber), y((double)p.Value), i == trend.Points.Count - 1,
            trend.Position(p.Value) is RangePosition.Below or RangePosition.Above)).ToList();
    }

    private static string Line(List<TrendDot> dots)
    {
        var path = new StringBuilder();
        foreach (var dot in dots)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Number(dot.X)).Append(' ').Append(Number(dot.Y));
        }

        return path.ToString();
    }

    // Two to five round numbers inside the drawing.
    private static IEnumerable<decimal> RoundNumbers(double low, double high)
    {
        var step = RoundStep((high - low) / 4);
        var value = Math.Ceiling((decimal)low / step) * step;
        for (; value <= (decimal)high; value += step)
        {
            yield return value / 1.000000000000000000000000000m;
        }
    }

    private static decimal RoundStep(double rough)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var share = rough / magnitude;
        var round = share switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return (decimal)(round * magnitude);
    }
}
