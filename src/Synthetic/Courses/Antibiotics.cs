namespace Helhed.Synthetic;

/// <summary>First choices, and what is chosen instead for those who do not tolerate penicillin.</summary>
internal static class Antibiotics
{
    internal static Drug ForAirways(Chart chart) =>
        chart.IsPenicillinAllergic ? chart.Random.Chance(0.5) ? ShortDrugs.Roxithromycin : ShortDrugs.Doxycycline : ShortDrugs.Amoxicillin;

    internal static Drug ForThroat(Chart chart) => chart.IsPenicillinAllergic ? ShortDrugs.Roxithromycin : ShortDrugs.Penicillin;

    internal static Drug ForBladder(Chart chart) => chart.IsPenicillinAllergic ? ShortDrugs.Nitrofurantoin : ShortDrugs.Pivmecillinam;
}
