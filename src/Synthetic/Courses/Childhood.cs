namespace Helhed.Synthetic;

/// <summary>Children: the vaccination programme by age, the GP's preventive examinations, ears, airways, asthma and small accidents.</summary>
internal static class Childhood
{
    private static readonly (int Months, Vaccine Vaccine, int Dose)[] Programme =
    [
        (3, Vaccines.DiTeKiPolHib, 1), (3, Vaccines.Pneumococcal, 1), (5, Vaccines.DiTeKiPolHib, 2), (5, Vaccines.Pneumococcal, 2), (12, Vaccines.DiTeKiPolHib, 3), (12, Vaccines.Pneumococcal, 3),
        (15, Vaccines.Mmr, 1), (48, Vaccines.Mmr, 2), (60, Vaccines.Booster, 1), (144, Vaccines.Hpv, 1), (150, Vaccines.Hpv, 2),
    ];

    private static readonly int[] Examinations = [5, 12, 24, 36, 48, 60];

    internal static void Unfold(Chart chart)
    {
        WithoutAsthma(chart);
        if (chart.Age > 3 && chart.Random.Chance(0.07))
        {
            Smaller.Asthma(chart);
        }
    }

    /// <summary>For a child whose asthma, if any, is told elsewhere.</summary>
    internal static void WithoutAsthma(Chart chart)
    {
        Vaccinations(chart);
        Preventive(chart);
        if (chart.Age < 8)
        {
            Ears(chart);
        }

        Airways(chart);
        if (chart.Age > 4 && chart.Random.Chance(0.22))
        {
            Accident(chart);
        }

        if (chart.Age < 12 && chart.Random.Chance(0.1))
        {
            Eczema(chart);
        }

        if (chart.Age is > 13 && chart.Sex == Sex.Female && chart.Random.Chance(0.25))
        {
            Everyday.Contraception(chart);
        }
    }

    private static void Vaccinations(Chart chart)
    {
        var refuses = chart.Random.Chance(0.03);
        foreach (var (months, vaccine, dose) in Programme)
        {
            var day = WorkingDay.OnOrAfter(chart.Citizen.Born.AddMonths(months).AddDays(chart.Random.Int(0, 21)));
            if (day < chart.Today)
            {
                if (!refuses && chart.Random.Chance(0.96))
                {
                    chart.Vaccinate(vaccine, day, dose);
                }
            }
            else if (day < chart.Today.AddDays(90) && !refuses)
            {
                chart.Book(day, chart.Practice.Someone(chart.Random, Profession.Nurse), chart.Practice, $"Børnevaccination: {vaccine.Name}", 10);
                return;
            }
        }
    }

    private static void Preventive(Chart chart)
    {
        foreach (var months in Examinations)
        {
            var day = chart.Citizen.Born.AddMonths(months).AddDays(chart.Random.Int(0, 14));
            if (day < chart.FirstDay || day >= chart.Today)
            {
                continue;
            }

            var visit = chart.GpVisit(day, AcuteDiagnoses.Prevention, $"Forebyggende børneundersøgelse, {(months < 12 ? $"{months} måneder" : $"{months / 12} år")}");
            var height = months < 12 ? 66 : 76 + ((months - 12) * (months < 25 ? 1.0 : 0.72)) + chart.Random.Int(-3, 4);
            chart.Measure(visit, Vitals.Height, height);
            chart.Measure(visit, Vitals.Weight, months < 12 ? chart.Random.Normal(7.4, 0.6) : chart.Random.Normal((height * height * 16.2 / 10000) + 0.2, 0.7));
            chart.Write(visit, NoteKind.Practice, $"Forebyggende børneundersøgelse. {(months < 13 ? chart.OneOf("Smiler, følger med øjnene, ruller.", "Kravler, siger ba-ba, spiser med.", "Rejser sig ved møbler.") : chart.OneOf("Taler i sætninger, løber og hopper.", "Leger godt med andre, sover igennem.", "Genert her, snakker løs hjemme.", "Tegner en hovedfoding, hinker."))} Følger sin vægtkurve. Hjerte, lunger, hofter og øjne uden bemærkninger. {chart.OneOf("Forældre uden bekymringer.", "Talt om sengetider.", "Talt om skærm og mad.")}");
        }
    }

    private static void Ears(Chart chart)
    {
        var episodes = chart.Random.Int(0, 4);
        for (var i = 0; i < episodes; i++)
        {
            var day = chart.SomeDay(Math.Min(1700, Math.Max(60, (chart.Age * 365) + 20)), 20);
            var visit = chart.GpVisit(day, AcuteDiagnoses.Otitis, "Akut konsultation");
            var treats = chart.Random.Chance(0.45);
            chart.Suffer(AcuteDiagnoses.Otitis, visit, 10);
            chart.Measure(visit, Vitals.Temperature, chart.Random.Normal(38.6, 0.5));
            if (treats)
            {
                chart.Course(chart.IsPenicillinAllergic ? ShortDrugs.Roxithromycin : chart.Random.Chance(0.5) ? ShortDrugs.PenicillinMixture : ShortDrugs.AmoxicillinMixture, visit, 7);
            }

            chart.Write(visit, NoteKind.Practice, $"{chart.OneOf("Feber og ondt i øret siden i nat.", "Har grædt hele natten, tager sig til øret.", "Forkølet i en uge, nu høj feber.")} Otoskopi: {chart.OneOf("rød, fremhvælvet trommehinde på højre side", "rød trommehinde på venstre side", "væske bag begge trommehinder, rødme på venstre")}. {(treats ? "Antibiotika i 7 dage." : "Afventer, paracetamol mod smerter, ringer hvis ikke bedre om 2 døgn.")}");
        }
    }

    private static void Airways(Chart chart)
    {
        var episodes = chart.Random.Int(0, chart.Age < 7 ? 4 : 3);
        for (var i = 0; i < episodes; i++)
        {
            var visit = chart.GpVisit(chart.SomeDay(1700, 10), AcuteDiagnoses.AirwayInfection, "Konsultation", chart.Random.Chance(0.3));
            if (chart.Random.Chance(0.5))
            {
                chart.Lab(visit, LabTests.Crp, chart.Random.Int(3, 40));
            }

            chart.Write(visit, NoteKind.Practice, $"{chart.OneOf($"Hoste og snue i {chart.Random.Int(3, 15)} dage", $"Feber i {chart.Random.Int(2, 6)} dage, op til {DanishTime.Number(chart.Random.Normal(39.1, 0.4), 1)}", "Ondt i halsen og feber siden i går", "Falsk strubehoste i nat", "Smitte i børnehaven, hoster om natten")}. {chart.OneOf("", "Søskende også syge.", "Spiser mindre end vanligt.", "Har passet i seng hos bedsteforældre.", "Mor urolig, ville høre lungerne.")} {chart.OneOf("Upåvirket, leger i venteværelset.", "Lunger uden bilyde.", "Svælg let rødt, ingen belægninger.", "Drikker fint.")} Virus, råd om væske og ro. Kommer igen ved forværring.");
        }
    }

    private static void Accident(Chart chart)
    {
        var visit = chart.EmergencyVisit(chart.SomeDay(1500, 20), AcuteDiagnoses.Wrist, "Skadestue");
        var side = chart.OneOf("højre", "venstre");
        chart.Image(visit, "37301-9", "XR Wrist Views", "Røntgen af håndled", $"Fraktur af distale radius på {side} side uden betydende fejlstilling.");
        chart.Suffer(AcuteDiagnoses.Wrist, visit, 45);
        chart.Write(visit, NoteKind.Emergency, $"Faldet {chart.OneOf("på trampolin", "fra klatrestativ", "til fodbold", "på cykel")}, slået {side} håndled. Hævet og ømt, puls og følesans normal. Røntgen viser brud uden fejlstilling. Gipsskinne i 4 uger, armslynge, smertestillende efter vægt. Gipsfjernelse i ambulatoriet.");
        var clinic = chart.Clinic(Specialty.Orthopaedics);
        chart.ClinicVisitOrBooking(visit.Day.AddDays(28), clinic, AcuteDiagnoses.Wrist, "Fjernelse af gips", Profession.Nurse);
    }

    private static void Eczema(Chart chart)
    {
        var visit = chart.GpVisit(chart.SomeDay(1500, 60), Diagnoses.Eczema, "Konsultation");
        chart.Diagnose(Diagnoses.Eczema, chart.NotBeforeAge(0, visit.Day.AddDays(-200)), visit);
        chart.Prescribe(Drugs.Hydrocortisone, visit.Day, null, visit);
        chart.Write(visit, NoteKind.Practice, "Tør, kløende hud i albuebøjninger og knæhaser, værst om vinteren. Fed creme to gange daglig, hydrocortison i perioder. Instrueret i fingerspidsdosis.");
    }
}
