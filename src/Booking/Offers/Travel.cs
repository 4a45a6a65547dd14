using Helhed.Fhir.R4;

namespace Helhed.Booking;

/// <summary>How far places are from each other, and how long it takes: a guess that is better than none, and never a promise.</summary>
public static class Travel
{
    private const double EarthMetres = 6_371_000;

    // Roads are a third longer than the bird flies; 55 km/h by car or bus with changes, and ten minutes to park and find the way.
    private const double Detour = 1.33;
    private const double MetresPerMinute = 55_000 / 60.0;
    private const double MinutesAtPlace = 10;

    private const string Geolocation = "http://hl7.org/fhir/StructureDefinition/geolocation";

    /// <summary>Metres between two places as the bird flies.</summary>
    /// <param name="a">Degrees north and east.</param>
    /// <param name="b">Degrees north and east.</param>
    public static double Metres((double North, double East) a, (double North, double East) b)
    {
        var (north, east) = (Radians(b.North - a.North) / 2, Radians(b.East - a.East) / 2);
        var h = (Math.Sin(north) * Math.Sin(north)) + (Math.Cos(Radians(a.North)) * Math.Cos(Radians(b.North)) * Math.Sin(east) * Math.Sin(east));
        return 2 * EarthMetres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    /// <summary>How long it takes from one place to another; the same place takes nothing.</summary>
    /// <param name="a">Degrees north and east.</param>
    /// <param name="b">Degrees north and east.</param>
    public static TimeSpan Time((double North, double East) a, (double North, double East) b)
    {
        var metres = Metres(a, b);
        return metres < 1 ? TimeSpan.Zero : TimeSpan.FromMinutes(MinutesAtPlace + (metres * Detour / MetresPerMinute));
    }

    /// <summary>Where a patient lives, if the address says it with <see href="http://hl7.org/fhir/R4/extension-geolocation.html">geolocation</see>.</summary>
    internal static (double North, double East)? HomeOf(Patient patient)
    {
        foreach (var place in patient.Address.SelectMany(a => a.Extension).Where(e => e.Url == Geolocation))
        {
            if (Part(place, "latitude") is { } north && Part(place, "longitude") is { } east)
            {
                return (north, east);
            }
        }

        return null;
    }

    private static double? Part(Extension place, string name) =>
        place.Extension.FirstOrDefault(e => e.Url == name)?.ValueDecimal is { } value ? double.Parse(value.ToString()!, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
