namespace Helhed.Synthetic;

/// <summary>Lasting diseases that make little noise: asthma, knees, bones, thyroid.</summary>
internal static class Smaller
{
    internal static void Asthma(Chart chart)
    {
        var onset = chart.SomeDay(3000, 300);
        chart.Diagnose(Diagnoses.Asthma, onset);
        chart.Prescribe(chart.Age > 12 && chart.Random.Chance(0.5) ? Drugs.BudesonideFormoterol : Drugs.Budesonide, onset);
        chart.Prescribe(Drugs.Salbutamol, onset);
        var flow = chart.Age < 12 ? 240 : chart.Sex == Sex.Female ? 400 : 520;
        for (var day = Later(chart, onset).AddDays(chart.Random.Int(30, 365)); day < chart.Today; day = day.AddDays(370))
        {
            var visit = chart.NurseVisit(day, Diagnoses.Asthma, "Astmakontrol");
            chart.Examine(visit, Findings.PeakFlow, flow + chart.Random.Int(-60, 50));
            chart.Write(visit, NoteKind.Practice, $"Astmakontrol. {chart.OneOf("Ingen natlige symptomer.", "Bruger blå spray 1-2 gange om ugen.", "Hoster ved løb i kulde.", "Pollen driller i maj.")} Inhalationsteknik {chart.OneOf("god", "rettet", "øvet med spacer")}. ACT {chart.Random.Int(17, 26)}. Fortsætter.");
        }
    }

    internal static void KneeArthrosis(Chart chart)
    {
        var visit = chart.GpVisit(chart.SomeDay(1700, 30), Diagnoses.Knee, "Konsultation");
        chart.Diagnose(Diagnoses.Knee, visit.Day.AddDays(-300), visit);
        chart.Prescribe(Drugs.ParacetamolNeeded, visit.Day, null, visit);
        chart.Image(visit, "36554-4", "XR Knee AP and Lateral", "Røntgen af knæ", "Let til moderat artrose medialt med afsmalnet ledspalte.");
        chart.Write(visit, NoteKind.Practice, $"Smerter i {chart.OneOf("højre", "venstre")} knæ ved trapper og efter lange gåture. {chart.OneOf("Let hævelse.", "Skurren ved bevægelse.", "Fuld strækning.")} Artrose. Vægttab, cykling og GLA:D-træning anbefalet, paracetamol ved behov.");
    }

    internal static void Osteoporosis(Chart chart)
    {
        var onset = chart.SomeDay(2600, 100);
        chart.Diagnose(Diagnoses.Osteoporosis, onset);
        chart.Prescribe(Drugs.Alendronate, onset);
        chart.Prescribe(Drugs.CalciumVitaminD, onset);
        for (var day = Later(chart, onset).AddDays(chart.Random.Int(100, 700)); day < chart.Today; day = day.AddDays(720))
        {
            var visit = chart.ClinicVisit(day, chart.Clinic(Specialty.Endocrinology), Diagnoses.Osteoporosis, "DXA-scanning og kontrol");
            chart.Image(visit, "38269-7", "DXA Bone [Mass/Area] Bone density", "DXA-scanning", $"T-score lænd -{DanishTime.Number(chart.Random.Normal(2.7, 0.3), 1)}, hofte -{DanishTime.Number(chart.Random.Normal(2.3, 0.3), 1)}. Uændret til let forbedret siden sidst.");
            chart.Lab(visit, LabTests.VitaminD, chart.Random.Int(52, 120));
        }

        if (chart.Random.Chance(0.12))
        {
            HipFracture(chart);
        }
    }

    internal static void Hypothyroid(Chart chart)
    {
        var onset = chart.NotBeforeAge(20, chart.SomeDay(3300, 250));
        var tsh = 9.0;
        chart.Diagnose(Diagnoses.Hypothyroid, onset);
        chart.Prescribe(Drugs.Levothyroxine, onset);
        for (var day = Later(chart, onset); day < chart.Today; day = day.AddDays(tsh > 4 ? 60 : 365))
        {
            var visit = chart.NurseVisit(day, Diagnoses.Hypothyroid, "Blodprøve, stofskifte");
            chart.Lab(visit, LabTests.Tsh, tsh);
            tsh = Math.Max(0.6, (tsh * 0.45) + chart.Random.Normal(1.0, 0.2));
        }
    }

    private static void HipFracture(Chart chart)
    {
        var stay = chart.Admission(chart.SomeDay(1500, 40), chart.Random.Int(5, 11), chart.Ward(Specialty.Orthopaedics), AcuteDiagnoses.HipFracture, ("Akut indlæggelse, hoftebrud", true, false));
        chart.Suffer(AcuteDiagnoses.HipFracture, stay, 120);
        chart.Operate(stay, "KNFJ51", "Osteosyntese af femurhals med skruer", AcuteDiagnoses.HipFracture);
        chart.LabOnDay(stay, 1, LabTests.Haemoglobin, chart.Random.Normal(6.4, 0.5));
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, AcuteDiagnoses.HipFracture, (
            $"Faldet {chart.OneOf("på badeværelset", "over dørtrinnet", "i haven", "på glat fortov")}, kunne ikke rejse sig. Benet forkortet og udadroteret.",
            "Opereret inden for 24 timer. Mobiliseret dagen efter. Geriatrisk gennemgang af medicinen, fald udredt.", "Paracetamol 1 g x 4, morfin ved behov. Alendronat fortsætter.", "Genoptræningsplan. Hjemmebesøg af ergoterapeut. Blodprocent hos egen læge om en uge.")));
    }

    private static DateOnly Later(Chart chart, DateOnly onset) => onset > chart.FirstDay ? onset : chart.FirstDay.AddDays(5);
}
