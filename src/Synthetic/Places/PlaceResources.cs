using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>Organisations, places, outpatient services and ambulances as resources.</summary>
internal static class PlaceResources
{
    private static readonly Meta OrganizationProfile = Concept.Profile("dk-core-organization");
    private static readonly Meta LocationProfile = Concept.Profile("dk-core-location");
    private static readonly CodeableConcept Site = Physical("si", "Site");
    private static readonly CodeableConcept Room = Physical("ro", "Room");
    private static readonly CodeableConcept Ward = Physical("wa", "Ward");
    private static readonly CodeableConcept Building = Physical("bu", "Building");
    private static readonly CodeableConcept Vehicle = Physical("ve", "Vehicle");

    internal static IEnumerable<SyntheticResource> Of(Atlas atlas)
    {
        foreach (var unit in atlas.Units)
        {
            yield return Sink.Encode(Organisation(atlas, unit));
        }

        foreach (var unit in atlas.Units)
        {
            if (unit.Kind != UnitKind.Region)
            {
                yield return Sink.Encode(Place(unit));
            }

            if (unit.Kind == UnitKind.Clinic)
            {
                yield return Sink.Encode(Service(unit));
            }

            for (var car = 1; unit.Kind == UnitKind.AmbulanceStation && car <= 2; car++)
            {
                yield return Sink.Encode(Ambulance(unit, car));
            }
        }
    }

    /// <summary>Rooms and equipment of the clinics that keep a calendar.</summary>
    internal static IEnumerable<SyntheticResource> Booked(Atlas atlas)
    {
        foreach (var unit in ClinicPlan.Units(atlas))
        {
            foreach (var (id, name) in ClinicPlan.Rooms(unit))
            {
                yield return Sink.Encode(new Location { Id = id, Meta = LocationProfile, Status = "active", Name = $"{name}, {unit.Name}", Mode = "instance", PhysicalType = Room, ManagingOrganization = unit.Reference, PartOf = unit.Place });
            }

            if (ClinicPlan.Equipment(unit) is { } equipment)
            {
                yield return Sink.Encode(new Device { Id = equipment.Id, Status = "active", DeviceName = [new DeviceDeviceName { Name = equipment.Name, Type = "user-friendly-name" }], Owner = unit.Reference, Location = unit.Place });
            }
        }
    }

    internal static Fhir.R4.Address AddressOf(CareUnit unit) => new()
    {
        Use = "work",
        Line = [unit.Street],
        City = unit.Town.Name,
        PostalCode = unit.Town.PostalCode,
        Country = "DK",
    };

    private static Organization Organisation(Atlas atlas, CareUnit unit) => new()
    {
        Id = unit.Id,
        Meta = OrganizationProfile,
        Extension = Dated(atlas, unit),
        Identifier = Identifiers(unit),
        Active = true,
        Type = [TypeOf(unit.Kind)],
        Name = unit.Name,
        Telecom = [new ContactPoint { System = "phone", Value = FakeNumbers.Phone(unit.Number), Use = "work" }],
        Address = [AddressOf(unit)],
        PartOf = unit.Parent?.Reference,
    };

    // A region has its period of validity; what lies directly under a region has every parent with its period.
    private static IReadOnlyList<Extension> Dated(Atlas atlas, CareUnit unit)
    {
        if (unit.Kind == UnitKind.Region)
        {
            var name = Regions.All.First(region => region.Id == unit.Id);
            return [new Extension { Url = "http://hl7.org/fhir/StructureDefinition/organization-period", ValuePeriod = PeriodOf(name) }];
        }

        return unit.Parent?.Kind != UnitKind.Region ? [] : [.. Regions.All.Select(name => new Extension
        {
            Url = Systems.Own + "dated-part-of",
            Extension =
            [
                new Extension { Url = "organization", ValueReference = atlas.Unit(name.Id).Reference },
                new Extension { Url = "period", ValuePeriod = PeriodOf(name) },
            ],
        })];
    }

    private static Period PeriodOf(RegionName name) => new()
    {
        Start = DanishTime.Date(name.Start),
        End = name.End is { } end ? DanishTime.Date(end) : null,
    };

    private static List<Identifier> Identifiers(CareUnit unit)
    {
        List<Identifier> identifiers =
        [
            Concept.SorNumber(unit.Sor),
            new Identifier { Use = "official", System = Systems.Gln, Value = FakeNumbers.Gln(unit.Number) },
        ];
        if (unit.Kind == UnitKind.Practice)
        {
            identifiers.Add(new Identifier { System = Systems.Yder, Value = (990000 + unit.Number).ToString(System.Globalization.CultureInfo.InvariantCulture) });
        }

        if (unit.Kind == UnitKind.HomeNursing)
        {
            identifiers.Add(new Identifier { System = Systems.Municipality, Value = unit.Municipality!.Code });
        }

        return identifiers;
    }

    private static CodeableConcept TypeOf(UnitKind kind) => kind switch
    {
        UnitKind.Hospital => Concept.Of(Systems.Snomed, "22232009") with { Text = "Sygehus" },
        UnitKind.HealthHouse => Concept.Of(Systems.Snomed, "264361005") with { Text = "Sundhedshus" },
        UnitKind.Practice => Concept.Of(Systems.Snomed, "394761003") with { Text = "Almen praksis" },
        UnitKind.Ward => Concept.Of(Systems.Snomed, "551611000005102") with { Text = "Sengeafsnit" },
        UnitKind.Region => Concept.Words("Region"),
        UnitKind.Department => Concept.Words("Klinisk afdeling"),
        UnitKind.Clinic => Concept.Words("Ambulatorium"),
        UnitKind.HomeNursing => Concept.Words("Kommunal hjemmesygepleje"),
        _ => Concept.Words("Ambulancestation"),
    };

    private static Location Place(CareUnit unit) => new()
    {
        Id = unit.Id,
        Meta = LocationProfile,
        Identifier = [Concept.SorNumber(unit.Sor)],
        Status = "active",
        Name = unit.Name,
        Mode = "instance",
        Address = AddressOf(unit),
        PhysicalType = unit.Kind switch { UnitKind.Hospital => Site, UnitKind.Ward => Ward, _ => Building },
        Position = new LocationPosition { Longitude = unit.Town.Longitude, Latitude = unit.Town.Latitude },
        ManagingOrganization = unit.Reference,
        PartOf = unit.Parent is { Kind: not UnitKind.Region } parent ? parent.Place : null,
    };

    private static HealthcareService Service(CareUnit clinic) => new()
    {
        Id = "hs-" + clinic.Id,
        Active = true,
        ProvidedBy = clinic.Parent!.Reference,
        Location = [clinic.Place],
        Name = clinic.Name,
        Telecom = [new ContactPoint { System = "phone", Value = FakeNumbers.Phone(clinic.Number), Use = "work" }],
        AppointmentRequired = clinic.Specialty != Specialty.Emergency,
        AvailableTime =
        [
            new HealthcareServiceAvailableTime { DaysOfWeek = ["mon", "tue", "wed", "thu", "fri"], AvailableStartTime = "08:00:00", AvailableEndTime = "15:30:00" },
        ],
    };

    private static Location Ambulance(CareUnit station, int car) => new()
    {
        Id = $"{station.Id}-{car}",
        Meta = LocationProfile,
        Status = "active",
        Name = $"Ambulance {station.Town.Name} {car}",
        Mode = "instance",
        Type = [Concept.Of(Systems.RoleCode, "AMB", "Ambulance")],
        PhysicalType = Vehicle,
        Position = new LocationPosition { Longitude = station.Town.Longitude, Latitude = station.Town.Latitude },
        ManagingOrganization = station.Reference,
        PartOf = station.Place,
    };

    private static CodeableConcept Physical(string code, string display) =>
        Concept.Of(Systems.Terminology + "location-physical-type", code, display);
}
