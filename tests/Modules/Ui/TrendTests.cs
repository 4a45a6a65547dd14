using Helhed.Ui;

namespace Helhed.Tests.Modules.Ui;

public sealed class TrendTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);

    private static Trend Series(decimal? low, decimal? high, params decimal[] values) =>
        new("HbA1c", "mmol/mol", values.Select((v, i) => new TrendPoint(Day.AddDays(i * 30), v)).ToList(), low, high);

    [Theory]
    [InlineData(3.4, RangePosition.Below)]
    [InlineData(3.5, RangePosition.Inside)]
    [InlineData(4.6, RangePosition.Inside)]
    [InlineData(4.7, RangePosition.Above)]
    public void The_bounds_belong_to_the_range(double value, RangePosition position) =>
        Assert.Equal(position, Series(3.5m, 4.6m).Position((decimal)value));

    [Fact]
    public void Without_a_range_there_is_no_judgement() => Assert.Equal(RangePosition.Unknown, Series(null, null).Position(5));

    public static TheoryData<decimal?, decimal?, decimal[]> Drawn => new()
    {
        { 3.5m, 4.6m, [4m, 4.2m, 9m] },
        { null, 48m, [40m, 41m] },
        { 90m, null, [97m, 88m] },
        { null, null, [5m, 5m, 5m] },
        { null, null, [0m] },
        { 0.8m, 1.2m, [-3m, 2m] },
        { 80m, null, [46m, 58m] },
    };

    [Theory]
    [MemberData(nameof(Drawn))]
    public void Everything_drawn_lies_inside_the_box(decimal? low, decimal? high, decimal[] values)
    {
        foreach (var box in new[] { TrendBox.Small, TrendBox.Large })
        {
            var drawing = TrendGeometry.Of(Series(low, high, values), box);
            Assert.Equal(values.Length, drawing.Dots.Count);
            Assert.All(drawing.Dots, d =>
            {
                Assert.InRange(d.X, box.Left, box.Width - box.Right);
                Assert.InRange(d.Y, box.Top, box.Height - box.Bottom);
            });
            Assert.All(drawing.Ticks, t => Assert.InRange(t.Y, box.Top - 0.01, box.Height - box.Bottom + 0.01));
            if (drawing.HasBand)
            {
                Assert.InRange(drawing.BandTop, box.Top, box.Height);
                Assert.True(drawing.BandHeight > 0, "the band has a height");
                Assert.InRange(drawing.BandTop + drawing.BandHeight, box.Top, box.Height - box.Bottom + 0.01);
            }
        }
    }

    [Fact]
    public void A_higher_value_is_drawn_higher_and_a_later_one_further_right()
    {
        var dots = TrendGeometry.Of(Series(null, null, 1, 2), TrendBox.Small).Dots;
        Assert.True(dots[1].Y < dots[0].Y && dots[1].X > dots[0].X);
    }

    [Fact]
    public void A_dot_stands_inside_the_band_exactly_when_its_value_is_inside_the_range()
    {
        var drawing = TrendGeometry.Of(Series(4, 8, 3, 5, 9), TrendBox.Large);
        Assert.All(drawing.Dots, d =>
            Assert.Equal(!d.IsOutside, d.Y >= drawing.BandTop && d.Y <= drawing.BandTop + drawing.BandHeight));
        Assert.Equal([true, false, true], drawing.Dots.Select(d => d.IsOutside));
    }

    [Fact]
    public void What_cannot_be_negative_gets_no_axis_below_zero() =>
        Assert.All(TrendGeometry.Of(Series(null, 8, 3, 61, 4), TrendBox.Large).Ticks, t => Assert.True(t.Value >= 0));

    [Fact]
    public void A_well_measured_year_is_drawn_alone_and_sixty_points_at_most()
    {
        var old = Enumerable.Range(0, 5).Select(i => new TrendPoint(new DateOnly(2020 + i, 1, 1), 5));
        var daily = Enumerable.Range(0, 80).Select(i => new TrendPoint(new DateOnly(2026, 3, 1).AddDays(i), 6));
        var trend = new Trend("Puls", "/min", [.. old, .. daily], null, null);

        Assert.Equal(60, trend.Recent().Points.Count);
        Assert.Equal(trend.Points[^1], trend.Recent().Points[^1]);
        Assert.Equal(9, (trend with { Points = [.. trend.Points.Take(9)] }).Recent().Points.Count);
    }

    [Fact]
    public void Dots_never_hide_each_other_and_the_last_is_always_drawn()
    {
        var points = Enumerable.Range(0, 60).Select(i => new TrendPoint(Day.AddDays(i), i % 2)).ToList();
        var marked = TrendGeometry.Of(new Trend("Puls", null, points, null, null), TrendBox.Small).Marked(all: true).ToList();
        Assert.InRange(marked.Count, 2, 60);
        Assert.True(marked[^1].IsLast);
        Assert.All(marked.Zip(marked.Skip(1)).SkipLast(1), pair => Assert.True(Math.Abs(pair.First.X - pair.Second.X) + Math.Abs(pair.First.Y - pair.Second.Y) > 10));
    }

    [Fact]
    public void No_points_draw_nothing() => Assert.Empty(TrendGeometry.Of(Series(1, 2), TrendBox.Small).Path);

    [Fact]
    public void Measurements_are_gathered_by_key_and_unit_with_the_newest_range()
    {
        Measurement[] measured =
        [
            new("NPU1", "Kalium", "mmol/L", Day.AddDays(9), 4.2m, 3.5m, 4.4m),
            new("NPU1", "Kalium", "mmol/L", Day, 4.0m, 3.5m, 5.0m),
            new("NPU1", "Kalium", "mg/L", Day, 160m, null, null),
            new("NPU2", "CRP", "mg/L", Day.AddDays(20), 3m, null, 8m),
        ];

        var trends = Trends.Group(measured);

        Assert.Equal(["CRP", "Kalium", "Kalium"], trends.Select(t => t.Name));
        Assert.Equal([4.0m, 4.2m], trends[1].Points.Select(p => p.Value));
        Assert.Equal(4.4m, trends[1].High);
    }
}
