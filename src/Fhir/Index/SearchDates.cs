using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>Dates as they are written in searches.</summary>
public static class SearchDates
{
    /// <summary>First and last Unix millisecond that a FHIR date of any precision stands for.</summary>
    /// <param name="text">For example <c>2026-11</c> or <c>2026-11-26T09:15</c>; without a zone it is in <paramref name="local"/>.</param>
    /// <param name="local">Zone of texts without one.</param>
    /// <param name="low">First millisecond.</param>
    /// <param name="high">Last millisecond.</param>
    /// <returns>False when the text is no date.</returns>
    public static bool TryRange(string text, TimeZoneInfo local, out long low, out long high) =>
        DateText.TryRange(Encoding.UTF8.GetBytes(text), local, out low, out high);
}
