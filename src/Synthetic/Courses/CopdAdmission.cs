namespace Helhed.Synthetic;

/// <summary>A stay for an exacerbation: blood gases in words, CRP that falls under treatment, oxygen, discharge letter.</summary>
internal static class CopdAdmission
{
    internal static Visit Write(Chart chart, DateOnly day, int days)
    {
        var random = chart.Random;
        var stay = chart.Admission(day, days, chart.Ward(random.Chance(0.6) ? Specialty.Respiratory : Specialty.Medicine), AcuteDiagnoses.CopdExacerbation, ("Akut indlæggelse, KOL-forværring", true, false));
        var crp = random.Int(40, 190);
        var saturation = random.Int(80, 88);
        chart.Suffer(AcuteDiagnoses.CopdExacerbation, stay, 14);
        chart.Measure(stay, Vitals.Saturation, saturation);
        chart.Measure(stay, Vitals.Respiration, random.Int(24, 34));
        chart.Measure(stay, Vitals.Pulse, random.Int(96, 128));
        chart.Measure(stay, Vitals.Temperature, random.Normal(38.1, 0.6));
        chart.Panel(stay, "Akutte blodprøver", (LabTests.Crp, crp), (LabTests.Leukocytes, random.Normal(13.5, 2.5)), (LabTests.Haemoglobin, random.Normal(8.6, 0.6)), (LabTests.Creatinine, random.Int(60, 115)), (LabTests.Sodium, random.Int(131, 141)), (LabTests.Potassium, random.Normal(3.8, 0.3)));
        for (var i = 2; i < days; i += 2)
        {
            chart.LabOnDay(stay, i, LabTests.Crp, Math.Max(5, crp * (days - i) / (double)(days + 2)));
        }

        var infiltrate = crp > 110;
        chart.Image(stay, "36643-5", "XR Chest 2 Views", "Røntgen af thorax", infiltrate
            ? "Emfysematøse lunger. Nytilkommet infiltrat basalt på højre side, foreneligt med pneumoni. Ingen pleuraansamling."
            : "Hyperinflaterede lunger med affladede diafragmakupler. Ingen infiltrater eller stase. Hjertet normalt stort.");
        var antibiotic = chart.IsPenicillinAllergic ? ShortDrugs.Meropenem : infiltrate ? ShortDrugs.Tazocin : Antibiotics.ForAirways(chart);
        chart.Prescribe(antibiotic, stay.Day, stay.LastDay, stay);
        chart.Course(ShortDrugs.Prednisolone, stay, 5);
        chart.Write(stay, NoteKind.Discharge, Letter(chart, stay, (saturation, crp, antibiotic), infiltrate));
        return stay;
    }

    private static string Letter(Chart chart, Visit stay, (int Saturation, int Crp, Drug Antibiotic) found, bool infiltrate) => Letters.Discharge(chart, stay, AcuteDiagnoses.CopdExacerbation, (
        $"{chart.OneOf("Indbragt med ambulance", "Henvist fra egen læge", "Henvist fra vagtlægen")} med {chart.OneOf("to dages", "en uges", "fem dages")} tiltagende åndenød, hoste og {chart.OneOf("purulent", "gulligt", "rigeligt sejt")} ekspektorat. Iltmætning {found.Saturation} % uden ilt ved ankomsten.",
        $"Behandlet med ilt på nasalbrille med mål 88-92 %, inhalationer på forstøver, prednisolon og {found.Antibiotic.Plain}. {(infiltrate ? "Røntgen viste infiltrat basalt på højre side." : "Røntgen uden infiltrater.")} CRP {found.Crp} ved ankomsten, faldende under indlæggelsen. {chart.OneOf("NIV i det første døgn med god effekt.", "Ikke behov for NIV.", "Mobiliseret af fysioterapeut fra dag 2.")} Iltmætning 91-93 % uden ilt ved udskrivelsen.",
        "Vanlig inhalationsmedicin fortsætter. Prednisolon 37,5 mg dagligt i 5 dage, herefter stop uden nedtrapning.",
        $"Kontrol hos egen læge om 2 uger. {chart.OneOf("Genoptræningsplan sendt til kommunen (KOL-rehabilitering).", "Hjemmesygeplejen følger op inden for 2 døgn.", "Tilbydes kontrol i Lungemedicinsk Ambulatorium om 6 uger.")} {(chart.Smokes ? "Anbefalet rygestop, henvist til kommunens hold." : "")}".TrimEnd()));
}
