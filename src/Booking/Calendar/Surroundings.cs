using System.Globalization;
using Helhed.Fhir.R4;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Places, units and people that a search of appointments brought along.</summary>
internal sealed class Surroundings
{
    private const string GeneralPractice = "394761003";
    private const string Municipality = "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes";

    private readonly Dictionary<string, Location> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Organization> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _people = new(StringComparer.Ordinal);

    public Surroundings(IReadOnlyList<StoredResource> included) => Add(included);

    /// <summary>Ids of the units of places that stand inside of appointments: a search brings along only those of places that are records of their own.</summary>
    public IReadOnlyList<string> UnitsToFind(IReadOnlyList<StoredResource> appointments) =>
    [
        .. appointments.SelectMany(a => a.As<Appointment>().Contained.OfType<Location>()).Select(l => l.ManagingOrganization?.ReferenceValue).OfType<string>()
            .Where(u => u.StartsWith("Organization/", StringComparison.Ordinal) && !_units.ContainsKey(u)).Select(Desk.IdOf).Distinct(StringComparer.Ordinal),
    ];

    public void Add(IReadOnlyList<StoredResource> included)
    {
        foreach (var one in included)
        {
            switch (one.Type)
            {
                case "Location":
                    _places[$"Location/{one.Id}"] = one.As<Location>();
                    break;
                case "Organization":
                    _units[$"Organization/{one.Id}"] = one.As<Organization>();
                    break;
                case "Practitioner" when one.As<Practitioner>().Name is [var name, ..]:
                    _people[$"Practitioner/{one.Id}"] = name.Text ?? string.Join(' ', [.. name.Given.OfType<string>(), .. new[] { name.Family }.OfType<string>()]);
                    break;
            }
        }
    }

    /// <summary>The clinic's place where it is one of the participants, else the last that is named: rooms come before the house.</summary>
    public Location? PlaceOf(Appointment record, string? clinic)
    {
        Location? found = null;
        foreach (var participant in record.Participant)
        {
            if (participant.Actor?.ReferenceValue is { } actor && (_places.TryGetValue(actor, out var place) || Contained(record, actor, out place)))
            {
                found = place;
                if (actor == $"Location/{clinic}")
                {
                    break;
                }
            }
        }

        return found;
    }

    private static bool Contained(Appointment record, string actor, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Location? place)
    {
        place = actor.StartsWith('#') ? record.Contained.OfType<Location>().FirstOrDefault(l => l.Id == actor[1..]) : null;
        return place is not null;
    }

    public string? NameOf(string person) => _people.GetValueOrDefault(person);

    public string SectorOf(Location? place) => UnitOf(place) switch
    {
        { } unit when unit.Type.SelectMany(t => t.Coding).Any(c => c.Code == GeneralPractice) => "gp",
        { } unit when unit.Identifier.Any(i => i.System == Municipality) => "municipality",
        not null => "hospital",
        _ => "other",
    };

    public string? PhoneOf(Location? place) =>
        (place?.Telecom.FirstOrDefault(t => t.System == "phone") ?? UnitOf(place)?.Telecom.FirstOrDefault(t => t.System == "phone"))?.Value;

    public static string? AddressOf(Location? place) =>
        place?.Address is { } at ? string.Join(", ", new[] { string.Join(' ', at.Line.OfType<string>()), $"{at.PostalCode} {at.City}".Trim() }.Where(p => p.Length > 0)) : null;

    public static (double North, double East)? PositionOf(Location? place) =>
        place?.Position is { Latitude: { } north, Longitude: { } east } ? (Number(north), Number(east)) : null;

    /// <summary>The unit that a place belongs to, if the directory has it.</summary>
    public string? UnitReferenceOf(Location? place) => place?.ManagingOrganization?.ReferenceValue is { } unit && _units.ContainsKey(unit) ? unit : null;

    private Organization? UnitOf(Location? place) => place?.ManagingOrganization?.ReferenceValue is { } unit ? _units.GetValueOrDefault(unit) : null;

    private static double Number(object value) => double.Parse(value.ToString()!, CultureInfo.InvariantCulture);
}
