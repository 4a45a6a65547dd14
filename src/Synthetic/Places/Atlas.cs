using Helhed.Platform;

namespace Helhed.Synthetic;

/// <summary>Every place of the region and who works there: made once per region, about 400 units and 900 people.</summary>
internal sealed class Atlas
{
    private readonly Dictionary<string, CareUnit> _units = [];
    private readonly Dictionary<string, List<CareUnit>> _practices = [];

    private Atlas(RegionOptions options)
    {
        Options = options;
        Random = new SeededRandom((long)options.Seed);
    }

    internal RegionOptions Options { get; }

    /// <summary>Only to fork from.</summary>
    internal SeededRandom Random { get; }

    internal List<CareUnit> Units { get; } = [];

    /// <summary>The region in force on the day called today.</summary>
    internal CareUnit Region => Unit(Regions.InForce(Options.Today).Id);

    internal static Atlas Draw(RegionOptions options)
    {
        var atlas = new Atlas(options);
        Regions.AddTo(atlas);
        Hospitals.AddTo(atlas);
        LocalPlaces.AddTo(atlas);
        Workforce.AddTo(atlas);
        return atlas;
    }

    internal CareUnit Unit(string id) => _units[id];

    internal void Add(CareUnit unit)
    {
        Units.Add(unit);
        _units.Add(unit.Id, unit);
        if (unit.Kind == UnitKind.Practice)
        {
            var code = unit.Municipality!.Code;
            (_practices.TryGetValue(code, out var list) ? list : _practices[code] = []).Add(unit);
        }
    }

    internal IReadOnlyList<CareUnit> Practices(Municipality municipality) => _practices[municipality.Code];

    internal CareUnit HomeNursing(Municipality municipality) => Unit("hjemmepleje-" + municipality.Code);

    /// <summary>The department that takes a municipality's patients: its own hospital's, else Roskilde's, Slagelse's or Næstved's.</summary>
    internal CareUnit Department(Municipality municipality, Specialty specialty)
    {
        foreach (var hospital in (ReadOnlySpan<string>)[municipality.Hospital, "suh-roskilde", "slagelse", "naestved", "psykiatri-slagelse", "suh-koege"])
        {
            if (_units.TryGetValue(Hospitals.DepartmentId(hospital, specialty), out var department))
            {
                return department;
            }
        }

        throw new InvalidOperationException($"No department has the specialty {specialty}.");
    }

    internal CareUnit Clinic(Municipality municipality, Specialty specialty) => Unit(Department(municipality, specialty).Id + "-amb");

    internal CareUnit Ward(Municipality municipality, Specialty specialty)
    {
        var department = Department(municipality, specialty);
        return _units.TryGetValue(department.Id + "-s1", out var ward) ? ward : Ward(municipality, Specialty.Medicine);
    }

    /// <summary>The laboratory that answers blood tests from a municipality or a hospital.</summary>
    internal CareUnit Laboratory(Municipality municipality) => Department(municipality, Specialty.Biochemistry);
}
