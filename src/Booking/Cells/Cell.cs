namespace Helhed.Booking;

/// <summary>Five minutes, counted from 1970: the grain in which persons, rooms and equipment are taken.</summary>
internal static class Cell
{
    public const long LengthMs = 300_000;

    /// <summary>The cell a moment lies in.</summary>
    public static long Of(DateTimeOffset moment) => Math.DivRem(moment.ToUnixTimeMilliseconds(), LengthMs).Quotient;

    /// <summary>First and last cell of a span; what is begun counts whole.</summary>
    public static (long First, long Last) Of(DateTimeOffset start, DateTimeOffset end) => (Of(start), Of(end.AddMilliseconds(-1)));

    /// <summary>When a cell begins.</summary>
    public static DateTimeOffset Start(long cell) => DateTimeOffset.FromUnixTimeMilliseconds(cell * LengthMs);
}
