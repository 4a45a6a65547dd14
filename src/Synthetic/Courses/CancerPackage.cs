namespace Helhed.Synthetic;

/// <summary>
/// What the three cancer courses share: referral within the package times of the law (14 days to work-up, 14 to treatment),
/// conference, chemotherapy with blood counts that fall ten days after each series and come back, and controls for years.
/// </summary>
internal static class CancerPackage
{
    internal sealed record Cancer(Diagnosis Diagnosis, string Package, Specialty Surgeon, IReadOnlyList<Drug> Chemo, LabTest? Marker);

    /// <summary>From suspicion to conference.</summary>
    internal static Visit WorkUp(Chart chart, Cancer cancer, DateOnly day, (string Symptom, string Finding, string Conference) said)
    {
        var gp = chart.GpVisit(day, AcuteDiagnoses.Tired, "Konsultation");
        chart.Write(gp, NoteKind.Practice, $"{said.Symptom} Henviser til {cancer.Package}. {chart.OneOf("Patienten er orienteret om mistanken.", "Talt om hvad der nu sker, ægtefællen er med.", "Er urolig, får ny tid hos mig om en uge.")}");
        var clinic = chart.Clinic(cancer.Surgeon);
        chart.Refer(gp, clinic.Parent!, Diagnoses.SuspectedCancer, (cancer.Package, said.Symptom, true, true));
        var first = chart.ClinicVisit(gp.Day.AddDays(chart.Random.Int(4, 9)), clinic, Diagnoses.SuspectedCancer, "Udredning, kræftpakke");
        chart.Panel(first, "Udredningsprøver", (LabTests.Haemoglobin, chart.Random.Normal(7.9, 0.7)), (LabTests.Leukocytes, chart.Random.Normal(7.2, 1.4)), (LabTests.Platelets, chart.Random.Normal(290, 50)), (LabTests.Creatinine, chart.Random.Int(55, 95)), (LabTests.Alat, chart.Random.Int(14, 44)), (LabTests.Albumin, chart.Random.Int(33, 43)));
        if (cancer.Marker is { } marker)
        {
            chart.Lab(first, marker, chart.Random.Normal(18, 7));
        }

        chart.Write(first, NoteKind.Clinic, Letters.Clinic(first, Diagnoses.SuspectedCancer, said.Finding, "drøftes på MDT-konference, patienten får svar ved fremmøde sammen med pårørende."));
        var conference = chart.ClinicVisit(first.Day.AddDays(chart.Random.Int(6, 10)), clinic, cancer.Diagnosis, "Svar på undersøgelser og MDT-beslutning");
        var condition = chart.Diagnose(cancer.Diagnosis, conference.Day, conference);
        chart.Episode(cancer.Package, clinic, condition, first.Day, conference.Day.AddDays(240));
        chart.Write(conference, NoteKind.Conference, said.Conference);
        chart.Team("Behandlingsteam, " + cancer.Diagnosis.Name, conference.Day, cancer.Diagnosis, (conference.Who, "Patientansvarlig læge"), (clinic.Parent!.Someone(chart.Random, Profession.Nurse), "Forløbskoordinator"), (chart.Gp, "Egen læge"));
        return conference;
    }

    /// <summary>Series of chemotherapy every three weeks; those still to come are booked.</summary>
    /// <returns>The day after the last series.</returns>
    internal static DateOnly Chemotherapy(Chart chart, Cancer cancer, DateOnly from, int series)
    {
        var clinic = chart.Clinic(Specialty.Oncology);
        var day = from;
        var haemoglobin = chart.Random.Normal(8.1, 0.5);
        var platelets = chart.Random.Normal(270, 40);
        for (var number = 1; number <= series; number++, day = day.AddDays(21))
        {
            var visit = chart.ClinicVisitOrBooking(day, clinic, Diagnoses.Chemotherapy, $"Kemoterapi, {number}. serie");
            if (visit is null)
            {
                continue;
            }

            day = visit.Day;
            haemoglobin -= 0.15;
            Counts(chart, visit.Start.AddHours(-1), visit, (haemoglobin, chart.Random.Normal(3.9, 0.7), platelets));
            if (number == 1)
            {
                First(chart, cancer, visit, series);
            }

            chart.Operate(visit, "BWHA1", "Basis cytostatisk behandling", cancer.Diagnosis);
            Nadir(chart, visit, number, (haemoglobin, platelets));
        }

        return day;
    }

    /// <summary>Controls after treatment, every half year, the next ones booked.</summary>
    internal static void Controls(Chart chart, Cancer cancer, DateOnly from, Action<Visit>? alsoDo = null)
    {
        var clinic = chart.Clinic(cancer.Surgeon);
        for (var day = from; ; day = day.AddDays(182))
        {
            var visit = chart.ClinicVisitOrBooking(day, clinic, Diagnoses.CancerControl, "Kontrol efter kræftbehandling");
            if (visit is null)
            {
                return;
            }

            chart.Panel(visit, "Kontrolprøver", (LabTests.Haemoglobin, chart.Random.Normal(8.3, 0.4)), (LabTests.Creatinine, chart.Random.Int(55, 95)));
            if (cancer.Marker is { } marker)
            {
                chart.Lab(visit, marker, Math.Max(0.8, chart.Random.Normal(2.4, 0.7)));
            }

            alsoDo?.Invoke(visit);
            chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, Diagnoses.CancerControl, $"{chart.OneOf("Har det godt, er tilbage på arbejde på nedsat tid.", "Træt sidst på dagen, men bedre måned for måned.", "Bekymret op til hver kontrol, sover dårligt ugen før.", "Går til træning i kommunen to gange om ugen.")} {chart.OneOf("Objektivt intet suspekt.", "Ingen forstørrede lymfeknuder, arret upåfaldende.")}", "ingen tegn til tilbagefald. Ny kontrol om et halvt år."));
        }
    }

    private static void First(Chart chart, Cancer cancer, Visit visit, int series)
    {
        foreach (var drug in cancer.Chemo)
        {
            chart.Prescribe(drug, visit.Day, visit.Day.AddDays(21 * series));
        }

        chart.Prescribe(ShortDrugs.Ondansetron, visit.Day, visit.Day.AddDays(21 * series));
        chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, cancer.Diagnosis, $"Første af {series} serier kemoterapi. Informeret om kvalme, træthed, hårtab og infektionsrisiko. Ved temperatur over 38,5 ringes straks til afdelingen, døgnet rundt. Blodprøver dag 10 og dagen før hver serie.", "næste serie om 3 uger, hvis blodprøverne tillader det."));
    }

    private static void Nadir(Chart chart, Visit visit, int number, (double Haemoglobin, double Platelets) level)
    {
        var low = visit.Start.Date.AddDays(10).AddHours(9);
        if (DateOnly.FromDateTime(low) >= chart.Today)
        {
            return;
        }

        var neutrophils = Math.Max(0.2, chart.Random.Normal(number == 1 ? 0.9 : 1.1, 0.35));
        Counts(chart, low, null, (level.Haemoglobin - 0.4, neutrophils, level.Platelets * 0.55));
        if (neutrophils < 0.5 && chart.Random.Chance(0.6))
        {
            Fever(chart, DateOnly.FromDateTime(low).AddDays(1), neutrophils);
        }
    }

    private static void Fever(Chart chart, DateOnly day, double neutrophils)
    {
        var stay = chart.Admission(day, 4, chart.Ward(Specialty.Oncology), Diagnoses.Neutropenia, ("Akut indlæggelse, neutropen feber", true, false));
        var antibiotic = chart.IsPenicillinAllergic ? ShortDrugs.Meropenem : ShortDrugs.Tazocin;
        chart.Measure(stay, Vitals.Temperature, chart.Random.Normal(38.9, 0.3));
        chart.Panel(stay, "Akutte blodprøver", (LabTests.Crp, chart.Random.Int(60, 180)), (LabTests.Neutrophils, neutrophils), (LabTests.Leukocytes, neutrophils + 0.5), (LabTests.Platelets, chart.Random.Int(70, 140)));
        chart.Prescribe(antibiotic, stay.Day, stay.LastDay, stay);
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.Neutropenia, (
            "Feber og kulderystelser 10-11 dage efter kemoterapi.", $"Neutrofile {DanishTime.Number(neutrophils, 1)}. Bloddyrkninger uden vækst. Behandlet med {antibiotic.Plain} intravenøst. Feberfri efter 2 døgn.",
            "Pegfilgrastim dagen efter de kommende serier.", "Næste serie gives planmæssigt, med dosisreduktion på 20 %.")));
        chart.Prescribe(ShortDrugs.Filgrastim, stay.LastDay, stay.LastDay.AddDays(90));
    }

    private static void Counts(Chart chart, DateTime at, Visit? visit, (double Haemoglobin, double Neutrophils, double Platelets) level) =>
        chart.Panel(at, visit, "Knoglemarvsprøver", (LabTests.Haemoglobin, level.Haemoglobin), (LabTests.Neutrophils, level.Neutrophils), (LabTests.Leukocytes, level.Neutrophils + 1.6), (LabTests.Platelets, level.Platelets));
}
