namespace Helhed.Synthetic;

/// <summary>Torben, 59, type 2 diabetes for nine years: a long climb, a change of medicine, and a curve that turned.</summary>
internal static class DiabetesPersona
{
    // days ago, HbA1c, eGFR, LDL, weight, systolic, note
    private static readonly (int DaysAgo, int Hba1c, int Egfr, double Ldl, double Weight, int Systolic, string Note)[] Checks =
    [
        (1800, 54, 84, 2.9, 104.2, 144, "Går til bokse-motion med kommunens hold. Metformin 500 mg x 2."),
        (1660, 56, 83, 2.7, 104.8, 146, ""),
        (1525, 59, 83, 2.6, 105.5, 148, "Nyt job som buschauffør, uregelmæssige måltider. Metformin øges til 1000 mg x 2, losartan startes."),
        (1390, 53, 82, 2.2, 105.1, 138, ""),
        (1260, 55, 81, 2.1, 106.0, 139, "Øjenscreening: enkelte mikroaneurismer på venstre øje."),
        (1120, 59, 81, 2.0, 107.4, 141, ""),
        (985, 63, 79, 2.1, 108.6, 142, "HbA1c stiger. Empagliflozin lægges til. Talt om nattevagter og sandwich på farten."),
        (850, 57, 77, 1.9, 106.9, 136, ""),
        (715, 61, 76, 1.9, 107.8, 138, "Føleforstyrrelser i storetæer, nedsat vibrationssans. Fodterapeut hver 3. måned."),
        (590, 66, 75, 2.0, 109.3, 141, ""),
        (470, 71, 74, 2.0, 110.1, 143, "Frustreret over tallene. Aftalt semaglutid som ugentlig injektion. Konen Dorte er med til samtalen."),
        (345, 60, 74, 1.8, 104.4, 135, "Har tabt seks kilo, let kvalme de første uger."),
        (225, 53, 75, 1.7, 100.7, 131, ""),
        (105, 50, 74, 1.6, 98.3, 129, "Går 8.000 skridt om dagen, cykler på arbejde. Stolt. Målet er nået."),
        (12, 49, 75, 1.6, 97.1, 128, ""),
    ];

    internal static void Tell(Chart chart)
    {
        var today = chart.Today;
        var diabetes = chart.Diagnose(Diagnoses.Diabetes, today.AddDays(-3300));
        chart.Diagnose(Diagnoses.Hypertension, today.AddDays(-1525));
        chart.Diagnose(Diagnoses.Lipids, today.AddDays(-3200));
        chart.Regimen(null, (Drugs.Metformin500, today.AddDays(-3300)), (Drugs.Metformin1000, today.AddDays(-1525)));
        chart.Prescribe(Drugs.Empagliflozin, today.AddDays(-985));
        chart.Prescribe(Drugs.Semaglutide, today.AddDays(-470));
        chart.Prescribe(Drugs.Atorvastatin40, today.AddDays(-3200));
        chart.Prescribe(Drugs.Losartan50, today.AddDays(-1525));
        foreach (var check in Checks)
        {
            Check(chart, check);
        }

        var goal = chart.Goal("HbA1c under 53 og vægt under 95 kg", today.AddDays(-470), diabetes);
        chart.Plan("Diabetesplan", today.AddDays(-470), (diabetes, null, goal), "Semaglutid 1 mg hver søndag", "Blodtryk hjemme hver 14. dag", "Fodterapeut hver 3. måned", "Øjenscreening hvert år");
        AtTheHospital(chart);
        chart.AllergicTo("Hvepsestik", "environment", today.AddDays(-2500), "Kraftig lokal hævelse");
        for (var year = today.Year - 4; year < today.Year; year++)
        {
            chart.Vaccinate(Vaccines.Influenza, WorkingDay.OnOrAfter(new DateOnly(year, 10, 20)));
        }

        chart.Book(today.AddDays(5), chart.Practice.Someone(chart.Random, Profession.Nurse), chart.Practice, "Blodprøver før årskontrol", 10);
        chart.Book(today.AddDays(12), chart.Gp, chart.Practice, "Årskontrol diabetes", 30);
        chart.Book(today.AddDays(47), chart.Clinic(Specialty.Eye).Parent!.Someone(chart.Random, Profession.Doctor), chart.Clinic(Specialty.Eye), "Øjenscreening, diabetes", 20);
    }

    private static void Check(Chart chart, (int DaysAgo, int Hba1c, int Egfr, double Ldl, double Weight, int Systolic, string Note) check)
    {
        var isLong = check.Note.Length > 0;
        var day = chart.Today.AddDays(-check.DaysAgo);
        var visit = isLong ? chart.GpVisit(day, Diagnoses.Diabetes, "Årskontrol diabetes") : chart.NurseVisit(day, Diagnoses.Diabetes, "Diabeteskontrol");
        chart.Panel(visit, isLong ? "Diabetes, årsprøver" : "Diabetes, kontrolprøver", (LabTests.Hba1c, check.Hba1c), (LabTests.Egfr, check.Egfr), (LabTests.Creatinine, 6900.0 / check.Egfr), (LabTests.Ldl, check.Ldl), (LabTests.Potassium, 4.1), (LabTests.UrineAlbumin, 22 + (check.Hba1c / 4)));
        chart.Measure(visit, Vitals.Weight, check.Weight);
        chart.Measure(visit, Vitals.Bmi, check.Weight / (1.81 * 1.81));
        chart.Pressure(visit, check.Systolic, check.Systolic * 0.58);
        if (isLong)
        {
            chart.Write(visit, NoteKind.Practice, $"Diabeteskontrol.\n{LabTests.Hba1c.Say(check.Hba1c)}, {LabTests.Egfr.Say(check.Egfr)}, {LabTests.Ldl.Say(check.Ldl)}. Vægt {DanishTime.Number(check.Weight, 1)} kg, blodtryk {check.Systolic}/{(int)(check.Systolic * 0.58)}.\n{check.Note}\nNye prøver om 4 måneder.");
        }
    }

    private static void AtTheHospital(Chart chart)
    {
        var clinic = chart.Clinic(Specialty.Endocrinology);
        var gp = chart.GpVisit(chart.Today.AddDays(-588), Diagnoses.Diabetes, "Konsultation");
        chart.Refer(gp, clinic.Parent!, Diagnoses.Diabetes, ("Diabetesambulatorium, vurdering af behandling", "Stigende HbA1c trods metformin og empagliflozin, begyndende neuropati", true, false));
        var visit = chart.ClinicVisit(chart.Today.AddDays(-530), clinic, Diagnoses.Diabetes, "Forundersøgelse, diabetes");
        chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, Diagnoses.Diabetes, "59-årig buschauffør med type 2-diabetes gennem 8 år, let retinopati og begyndende neuropati. C-peptid normal. Ingen hypoglykæmi. Kostanamnese: ét stort måltid om aftenen.", "anbefaler GLP-1-analog, semaglutid ugentligt, optrapning over 8 uger. Fortsætter hos egen læge. Årlig øjenscreening."));
    }
}
