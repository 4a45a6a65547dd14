using Helhed.Ui;

namespace Helhed.Admin;

/// <summary>Sizes and moments in words.</summary>
internal static class FigureText
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>"12,3 MB", by powers of 1,000.</summary>
    public static string Bytes(long bytes, Language language)
    {
        var value = (decimal)bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{NumberText.Of(unit == 0 ? value : Math.Round(value, 1), language)} {Units[unit]}";
    }

    /// <summary>"26/11/2026 kl. 9.15".</summary>
    public static string Moment(DateTimeOffset moment, Language language) => $"{DateText.Numeric(DateText.LocalDay(moment))} {DateText.Time(moment, language)}";
}
