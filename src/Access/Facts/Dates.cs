using Helhed.Fhir.Index;
using Helhed.Fhir.R4;

namespace Helhed.Access.Facts;

/// <summary>Dates of resources as spans of Unix milliseconds; a day without a zone is a day in the region.</summary>
internal sealed class Dates(TimeZoneInfo local)
{
    internal const long Always = long.MaxValue;

    /// <summary>First millisecond of a date; the fallback when there is none or it cannot be read.</summary>
    internal long Start(string? date, long fallback) => date is not null && SearchDates.TryRange(date, local, out var low, out _) ? low : fallback;

    /// <summary>The millisecond behind a date; the fallback when there is none or it cannot be read.</summary>
    internal long End(string? date, long fallback) => date is not null && SearchDates.TryRange(date, local, out _, out var high) && high < Always ? high + 1 : fallback;

    internal (long Begins, long Ends) Of(Period? period) => (Start(period?.Start, long.MinValue), End(period?.End, Always));

    internal static long Days(int days) => days * 86_400_000L;
}
