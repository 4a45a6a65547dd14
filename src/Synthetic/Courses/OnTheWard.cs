namespace Helhed.Synthetic;

/// <summary>In hospital today: admitted some days ago with pneumonia or dehydration, measured three times a day, not yet home.</summary>
internal static class OnTheWard
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var days = random.Int(1, 5);
        var hasPneumonia = random.Chance(0.65);
        var why = hasPneumonia ? AcuteDiagnoses.Pneumonia : AcuteDiagnoses.Gastroenteritis;
        var stay = chart.Admission(chart.Today.AddDays(-days), days + random.Int(2, 6), chart.Ward(Specialty.Medicine), why, (hasPneumonia ? "Akut indlæggelse, lungebetændelse" : "Akut indlæggelse, væskemangel", true, false));
        chart.Suffer(why, stay, 21);
        var crp = hasPneumonia ? random.Int(110, 280) : random.Int(20, 90);
        chart.Panel(stay, "Akutte blodprøver", (LabTests.Crp, crp), (LabTests.Leukocytes, random.Normal(14, 3)), (LabTests.Creatinine, random.Int(80, 190)), (LabTests.Sodium, random.Int(128, 142)), (LabTests.Potassium, random.Normal(3.7, 0.4)), (LabTests.Haemoglobin, random.Normal(7.9, 0.7)));
        Rounds(chart, stay, days, hasPneumonia);
        for (var day = 1; day <= days; day++)
        {
            chart.LabOnDay(stay, day, LabTests.Crp, crp * (1 - (day * 0.17)));
        }

        if (hasPneumonia)
        {
            chart.Prescribe(chart.IsPenicillinAllergic ? ShortDrugs.Meropenem : ShortDrugs.Tazocin, stay.Day, stay.LastDay, stay);
            chart.Image(stay, "36643-5", "XR Chest 2 Views", "Røntgen af thorax", $"Infiltrat i {chart.OneOf("højre", "venstre")} underlap, foreneligt med pneumoni. Lille pleuraansamling.");
        }

        chart.Write(stay, NoteKind.Admission, $"{chart.Age}-årig {(chart.Sex == Sex.Female ? "kvinde" : "mand")} indlagt {chart.OneOf("fra egen læge", "via 112", "fra Akutmodtagelsen", "efter kald fra hjemmesygeplejen")} med {(hasPneumonia ? "feber, hoste og åndenød" : "diare, svimmelhed og nedsat urinmængde")} gennem {random.Int(2, 6)} dage. {Circumstances.Of(chart)} {(chart.IsPenicillinAllergic ? "CAVE penicillin. " : "")}CRP {crp}.\nPlan: {(hasPneumonia ? "antibiotika intravenøst, ilt efter behov, lungefysioterapi" : "væske intravenøst, isolation, pause med vanddrivende")}. TOKS hver 8. time. Forventet udskrivelse {DanishTime.Short(stay.LastDay)}. Behandlingsniveau: {chart.OneOf("fuldt", "fuldt, ønsker genoplivning", "ikke intensiv, drøftet med patienten")}.");
    }

    private static void Rounds(Chart chart, Visit stay, int days, bool hasPneumonia)
    {
        for (var at = stay.Start.AddHours(1); DateOnly.FromDateTime(at) < chart.Today; at = at.AddHours(8))
        {
            var ill = 1 - ((at - stay.Start).TotalDays / (days + 1.5));
            chart.MeasureOn(stay, at, Vitals.Saturation, 97 - (hasPneumonia ? ill * 8 : 1) + chart.Random.Int(-1, 2));
            chart.MeasureOn(stay, at, Vitals.Pulse, 78 + (ill * 34) + chart.Random.Int(-5, 6));
            chart.MeasureOn(stay, at, Vitals.Temperature, 37.1 + (ill * 1.7) + chart.Random.Normal(0, 0.2));
            chart.MeasureOn(stay, at, Vitals.Respiration, 15 + (hasPneumonia ? ill * 12 : 2) + chart.Random.Int(-1, 2));
        }
    }
}
