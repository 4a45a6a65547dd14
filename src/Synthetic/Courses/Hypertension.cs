namespace Helhed.Synthetic;

/// <summary>High blood pressure: found or known, treated in steps until it is below 140.</summary>
internal static class Hypertension
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var onset = chart.NotBeforeAge(28, chart.FirstDay.AddDays(random.Int(-4000, 1200)));
        var systolic = random.Int(148, 172);
        chart.Diagnose(Diagnoses.Hypertension, onset);
        Drug[] ladder = random.Chance(0.5) ? [Drugs.Losartan50, Drugs.Amlodipine5, Drugs.Bendro] : [Drugs.Enalapril10, Drugs.Amlodipine5, Drugs.Bendro];
        var used = 0;
        if (onset < chart.FirstDay)
        {
            chart.Prescribe(ladder[used++], onset);
            systolic -= 14;
        }

        for (var day = onset < chart.FirstDay ? chart.FirstDay.AddDays(random.Int(0, 300)) : onset; day < chart.Today; day = day.AddDays(systolic > 142 ? 60 : 330 + random.Int(0, 90)))
        {
            systolic = Check(chart, day, systolic, ladder, ref used);
        }

        if (random.Chance(0.35))
        {
            chart.Book(chart.Today.AddDays(random.Int(5, 250)), chart.Practice.Someone(random, Profession.Nurse), chart.Practice, "Blodtrykskontrol", 15);
        }
    }

    private static int Check(Chart chart, DateOnly day, int systolic, Drug[] ladder, ref int used)
    {
        var random = chart.Random;
        var visit = chart.NurseVisit(day, Diagnoses.Hypertension, "Blodtrykskontrol");
        var shown = systolic + random.Int(-5, 6);
        var diastolic = (shown * 0.56) + random.Int(-3, 4);
        chart.Pressure(visit, shown, diastolic);
        chart.Panel(visit, "Blodtrykskontrol, prøver", (LabTests.Potassium, random.Normal(4.0, 0.25)), (LabTests.Creatinine, random.Int(55, 98)));
        if (shown <= 140 || used == ladder.Length)
        {
            if (random.Chance(0.4))
            {
                chart.Write(visit, NoteKind.Practice, $"Blodtrykskontrol: {shown}/{DanishTime.Number(diastolic, 0)}, hjemmemålt gennemsnit {shown - 4}/{DanishTime.Number(diastolic - 3, 0)}. {chart.OneOf("Tåler medicinen godt.", "Lidt hævede ankler sidst på dagen, generer ikke.", "Ingen svimmelhed.", "Husker medicinen.")} Uændret behandling, ny kontrol om et år.");
            }

            return systolic + random.Int(0, 4);
        }

        chart.Prescribe(ladder[used], visit.Day, null, visit);
        chart.Write(visit, NoteKind.Practice, $"Blodtryk {shown}/{DanishTime.Number(diastolic, 0)}, hjemmemålinger bekræfter. {chart.OneOf("Ingen symptomer.", "Lidt hovedpine om morgenen.", "Stresset periode på arbejdet.")} Opstarter {ladder[used].Name.ToLower(DanishTime.Danish)}. Råd om salt, motion og alkohol. Kontrol og blodprøver om 2 måneder.");
        used++;
        return systolic - random.Int(10, 17);
    }
}
