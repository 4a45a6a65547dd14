namespace Helhed.Synthetic;

/// <summary>Municipal home nursing for the frail: a team, a plan, visits with notes, and the next one booked.</summary>
internal static class HomeCare
{
    private static readonly Diagnosis Frail = new("DR54", "Alderdomssvækkelse", "A04", "almen svækkelse/træthed");

    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var from = chart.SomeDay(700, 40);
        var unit = chart.Atlas.HomeNursing(chart.Municipality);
        var nurse = unit.Someone(random, Profession.Nurse);
        var team = chart.Team("Hjemmesygepleje", from, Frail, (nurse, "Kontaktsygeplejerske"), (unit.Someone(random, Profession.CareAssistant), "Social- og sundhedsassistent"), (chart.Gp, "Egen læge"));
        var condition = chart.Diagnose(Frail, from);
        var task = chart.OneOf("Medicindosering hver 14. dag", "Sårpleje på underben to gange om ugen", "Kompressionsstrømper hver dag", "Måling af blodtryk og vægt hver uge", "Hjælp til insulin og måltider");
        chart.Plan("Indsatser efter sundhedsloven § 138", from, (condition, team, null), task, chart.OneOf("Ernæringsscreening hver måned", "Faldforebyggelse i hjemmet", "Opmærksom på ensomhed"));
        for (var day = from; day < chart.Today; day = day.AddDays(random.Int(40, 80)))
        {
            var visit = chart.HomeVisit(day, nurse, Frail, "Hjemmebesøg");
            chart.Pressure(visit, random.Normal(138, 9), random.Normal(74, 6));
            chart.Measure(visit, Vitals.Weight, random.Normal(chart.Sex == Sex.Female ? 62 : 76, 1.5));
            chart.Write(visit, NoteKind.Nursing, $"{task}. {chart.OneOf("Frisk og snakkende.", "Træt i dag, har sovet dårligt.", "Lidt forvirret over ugedagen, ellers som vanligt.", "Glad for besøg af børnebarn i weekenden.", "Klager over ondt i hoften.")} {chart.OneOf("Spiser halve portioner, proteindrik i køleskabet.", "Drikker for lidt, sat kande frem.", "God appetit.")} {chart.OneOf("Huden hel og fin.", "Let rødme på hælen, aflastet.", "Såret er mindre, granulerer pænt.", "Ankler slanke.")} {(random.Chance(0.2) ? "Kontakt til egen læge om svimmelhed." : "")}".TrimEnd());
        }

        chart.Book(chart.Today.AddDays(random.Int(0, 14)), nurse, unit, "Hjemmebesøg, hjemmesygeplejen", 30);
    }
}
