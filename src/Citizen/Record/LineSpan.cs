using System.Globalization;

namespace Helhed.Citizen;

/// <summary>Which lines are read, of those that there are of a type.</summary>
/// <param name="Year">Those of a year alone; null for all.</param>
/// <param name="Pages">How many pages of the store's largest size.</param>
internal sealed record LineSpan(int? Year, int Pages = 1)
{
    private const int FirstYear = 1900;
    private const int LastYear = 2200;

    /// <summary>The year that is asked for in a page's address; null for none, and for what is no year.</summary>
    public static int? YearOf(string? typed) =>
        int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= FirstYear and <= LastYear ? year : null;

    /// <summary>As a part of a search. A day wider on both sides, since a moment may be in another year elsewhere; <see cref="Has"/> tells.</summary>
    /// <param name="parameter">That of the day; null where a type has none.</param>
    public string Of(string? parameter) => Year is { } year && parameter is not null
        ? string.Create(CultureInfo.InvariantCulture, $"&{parameter}=ge{year - 1:0000}-12-31&{parameter}=le{year + 1:0000}-01-01")
        : "";

    /// <summary>Whether a line is in it. What has no day is in no year.</summary>
    public bool Has(RecordLine line) => Year is null || line.Day?.Year == Year;
}

/// <summary>Lines of a record.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="IsCut">There are more of some type than could be read.</param>
internal sealed record FoundLines(IReadOnlyList<RecordLine> Lines, bool IsCut);
