using System.Globalization;
using Helhed.Platform.Data;

namespace Helhed.Records.Searching;

/// <summary>
/// <c>near=latitude|longitude|distance|units</c>. See <see href="https://hl7.org/fhir/R4/location.html#positional-searching"/>. Distances are
/// those of a plane that touches the sought place, right to 1 in 1,000 up to some 300 km away from the poles.
/// </summary>
internal static class NearSql
{
    private const double KmPerDegree = 111.195;
    private const double DefaultKm = 50;
    private const double MaxKm = 1000;

    public static void Add(SqlText sql, string value)
    {
        var parts = SearchValues.Bars(value);
        if (parts.Count is < 2 or > 4 || Number(parts[0]) is not { } latitude || Number(parts[1]) is not { } longitude
            || Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180 || Distance(parts) is not { } km)
        {
            throw SearchValues.Bad("near", value, $"'near' is latitude|longitude|distance|units in degrees and km or m, at most {MaxKm} km, as in 56.16|10.21|15|km.");
        }

        var high = km / KmPerDegree;
        var shrink = Math.Max(Math.Cos(latitude * Math.PI / 180), 0.01);
        sql.Add("x.latitude BETWEEN ").Value(latitude - high).Add(" AND ").Value(latitude + high)
            .Add(" AND (x.latitude - ").Value(latitude).Add(") * (x.latitude - ").Value(latitude).Add(") + (x.longitude - ").Value(longitude)
            .Add(") * (x.longitude - ").Value(longitude).Add(") * ").Value(shrink * shrink).Add(" <= ").Value(high * high);
    }

    private static double? Distance(List<string> parts)
    {
        if (parts.Count < 3 || parts[2].Length == 0)
        {
            return DefaultKm;
        }

        double? factor = parts.Count < 4 ? 1 : parts[3] switch { "" or "km" => 1, "m" => 0.001, "[mi_us]" or "[mi_i]" or "mi" => 1.609344, _ => null };
        return Number(parts[2]) * factor is { } km and >= 0 and <= MaxKm ? km : null;
    }

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
