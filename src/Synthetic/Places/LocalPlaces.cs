using System.Globalization;

namespace Helhed.Synthetic;

/// <summary>GP practices, municipal home nursing and ambulance bases.</summary>
internal static class LocalPlaces
{
    private const int PracticeNumbers = 1000;
    private const int NursingNumbers = 2000;
    private const int StationNumbers = 3000;

    private static readonly string[] PracticeNames =
        ["Lægehuset {0}", "Lægerne ved Torvet, {0}", "{0} Lægecenter", "Lægerne Algade, {0}", "Lægefællesskabet {0}", "Lægehuset Stationsvej, {0}"];

    private static readonly string[] StationMunicipalities = ["0259", "0265", "0316", "0326", "0330", "0370", "0360", "0376", "0390", "0306", "0329", "0320"];

    internal static void AddTo(Atlas atlas)
    {
        var practices = PracticeNumbers;
        var nursing = NursingNumbers;
        var random = atlas.Random.Fork("practices");
        foreach (var municipality in Municipality.All)
        {
            for (var i = 0; i < municipality.Practices; i++)
            {
                atlas.Add(Practice(municipality, i, practices++, random));
            }

            atlas.Add(new CareUnit("hjemmepleje-" + municipality.Code, $"Hjemmesygeplejen, {municipality.Name} Kommune", UnitKind.HomeNursing, nursing++)
            {
                Town = municipality.Towns[0],
                Street = "Rådhusvej 1",
                Municipality = municipality,
            });
        }

        for (var i = 0; i < StationMunicipalities.Length; i++)
        {
            atlas.Add(AmbulanceStation(atlas, Municipality.Of(StationMunicipalities[i]), StationNumbers + i));
        }
    }

    private static CareUnit Practice(Municipality municipality, int index, int number, Platform.SeededRandom random)
    {
        var town = municipality.Towns[index % municipality.Towns.Count];
        // The municipality's weight turns the order of the patterns; two practices of one town never share one.
        var pattern = PracticeNames[((index / municipality.Towns.Count) + municipality.Weight) % PracticeNames.Length];
        return new CareUnit($"laege-{municipality.Code}-{index + 1}", string.Format(CultureInfo.InvariantCulture, pattern, town.Name), UnitKind.Practice, number)
        {
            Town = town,
            Street = $"{random.Pick(Addresses.Streets)} {random.Int(1, 60)}",
            Municipality = municipality,
        };
    }

    private static CareUnit AmbulanceStation(Atlas atlas, Municipality municipality, int number) =>
        new("ambulance-" + municipality.Code, $"Ambulancestation {municipality.Towns[0].Name}", UnitKind.AmbulanceStation, number)
        {
            Parent = atlas.Region,
            Town = municipality.Towns[0],
            Street = "Industrivej 12",
            Municipality = municipality,
        };
}
