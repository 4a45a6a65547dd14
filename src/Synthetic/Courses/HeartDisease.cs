namespace Helhed.Synthetic;

/// <summary>
/// Atrial fibrillation, heart failure or both. Warfarin with INR every four weeks until it is changed to a DOAC;
/// NT-proBNP and LVEF that follow the treatment of heart failure.
/// </summary>
internal static class HeartDisease
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var hasFailure = random.Chance(0.45);
        var hasFibrillation = !hasFailure || random.Chance(0.4);
        if (hasFibrillation)
        {
            Fibrillation(chart);
        }

        if (hasFailure)
        {
            Failure(chart, chart.SomeDay(1750, 200));
        }
    }

    private static void Fibrillation(Chart chart)
    {
        var random = chart.Random;
        var onset = chart.FirstDay.AddDays(random.Int(-2500, 1200));
        chart.Diagnose(Diagnoses.Fibrillation, onset);
        chart.Prescribe(Drugs.Metoprolol50, onset);
        if (onset > chart.FirstDay)
        {
            Found(chart, onset);
        }

        if (onset < chart.FirstDay && random.Chance(0.5))
        {
            var change = chart.FirstDay.AddDays(random.Int(150, 700));
            Warfarin(chart, chart.FirstDay, change);
            chart.Prescribe(Drugs.Warfarin, onset, change.AddDays(-1));
            chart.Prescribe(Drugs.Apixaban, change);
        }
        else
        {
            chart.Prescribe(random.Chance(0.7) ? Drugs.Apixaban : Drugs.Rivaroxaban, onset);
        }

        for (var day = (onset > chart.FirstDay ? onset : chart.FirstDay).AddDays(random.Int(180, 380)); day < chart.Today; day = day.AddDays(365))
        {
            var visit = chart.GpVisit(day, Diagnoses.Fibrillation, "Kontrol, atrieflimren");
            chart.Measure(visit, Vitals.Pulse, random.Int(62, 88));
            chart.Panel(visit, "Kontrol ved blodfortyndende behandling", (LabTests.Haemoglobin, random.Normal(8.5, 0.5)), (LabTests.Creatinine, random.Int(65, 120)), (LabTests.Egfr, random.Int(45, 85)));
        }
    }

    private static void Found(Chart chart, DateOnly onset)
    {
        var visit = chart.GpVisit(onset, Diagnoses.Fibrillation, "Konsultation");
        chart.Measure(visit, Vitals.Pulse, chart.Random.Int(98, 134));
        chart.Write(visit, NoteKind.Practice, $"{chart.OneOf("Hjertebanken og træthed i et par uger.", "Uregelmæssig puls opdaget ved blodtrykskontrol.", "Forpustet ved trappegang, uro i brystet om natten.")} EKG: atrieflimren. CHA2DS2-VASc {chart.Random.Int(2, 5)}. Informeret om risiko for blodprop, opstarter blodfortyndende behandling og metoprolol. Henvist til ekkokardiografi.");
        var clinic = chart.Clinic(Specialty.Cardiology);
        chart.Refer(visit, clinic.Parent!, Diagnoses.Fibrillation, ("Ekkokardiografi", "Nyopdaget atrieflimren", true, false));
        var echo = chart.ClinicVisit(visit.Day.AddDays(chart.Random.Int(12, 30)), clinic, Diagnoses.Fibrillation, "Ekkokardiografi");
        chart.Examine(echo, Findings.Ejection, chart.Random.Int(50, 62));
        chart.Write(echo, NoteKind.Clinic, Letters.Clinic(echo, Diagnoses.Fibrillation, "Ekkokardiografi: normal uddrivningsfraktion, let forstørret venstre atrium, ingen betydende klapsygdom.", "Frekvenskontrol og blodfortyndende behandling fortsættes hos egen læge. Afsluttes her."));
    }

    private static void Warfarin(Chart chart, DateOnly from, DateOnly to)
    {
        for (var day = from; day < to; day = day.AddDays(28))
        {
            var visit = chart.NurseVisit(day, Diagnoses.Fibrillation, "INR-kontrol");
            chart.Lab(visit, LabTests.Inr, Math.Clamp(chart.Random.Normal(2.5, 0.45), 1.3, 4.8));
        }
    }

    internal static void Failure(Chart chart, DateOnly onset)
    {
        var random = chart.Random;
        var ejection = random.Int(24, 40);
        var bnp = random.Normal(5200, 1400);
        var stay = chart.Admission(onset, random.Int(4, 8), chart.Ward(Specialty.Cardiology), Diagnoses.HeartFailure, ("Akut indlæggelse, hjertesvigt", true, false));
        chart.Diagnose(Diagnoses.HeartFailure, stay.Day, stay);
        chart.Measure(stay, Vitals.Saturation, random.Int(87, 93));
        chart.Measure(stay, Vitals.Weight, 84);
        chart.Pressure(stay, random.Int(118, 152), random.Int(70, 90));
        chart.Panel(stay, "Akutte blodprøver", (LabTests.ProBnp, bnp), (LabTests.Troponin, random.Int(15, 48)), (LabTests.Creatinine, random.Int(80, 140)), (LabTests.Potassium, random.Normal(4.2, 0.3)), (LabTests.Sodium, random.Int(130, 140)), (LabTests.Haemoglobin, random.Normal(8.2, 0.6)));
        chart.Image(stay, "36643-5", "XR Chest 2 Views", "Røntgen af thorax", "Forstørret hjerte. Stasetegnende kar og smalle bilaterale pleuraansamlinger, foreneligt med hjertesvigt.");
        chart.Examine(stay, Findings.Ejection, ejection);
        chart.Prescribe(Drugs.Furosemide, stay.LastDay, null, stay);
        chart.Prescribe(Drugs.Ramipril5, stay.LastDay, null, stay);
        chart.Prescribe(Drugs.Metoprolol100, stay.LastDay, null, stay);
        chart.Prescribe(Drugs.Dapagliflozin, stay.LastDay, null, stay);
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.HeartFailure, (
            $"Tiltagende åndenød gennem {chart.OneOf("to uger", "ti dage", "en måned")}, kan ikke ligge fladt, hævede ben og vægtøgning på {random.Int(3, 9)} kg.",
            $"Afvandet med furosemid intravenøst med god effekt. Ekkokardiografi: LVEF {ejection} %. {LabTests.ProBnp.Say(bnp)} ved ankomsten. Opstartet hjertesvigtsbehandling.",
            "Furosemid 40 mg, ramipril 5 mg x 2, metoprolol 100 mg, dapagliflozin 10 mg dagligt.",
            "Vejer sig dagligt, ringer ved vægtøgning over 2 kg på 3 dage. Hjertesvigtsklinikken om 2 uger til optrapning af medicinen.")));
        FollowUp(chart, stay, ejection, bnp);
    }

    private static void FollowUp(Chart chart, Visit stay, double ejection, double bnp)
    {
        var clinic = chart.Clinic(Specialty.Cardiology);
        var day = stay.LastDay.AddDays(14);
        for (var number = 1; number <= 9; number++)
        {
            var visit = chart.ClinicVisitOrBooking(day, clinic, Diagnoses.HeartFailure, number < 5 ? "Hjertesvigtsklinik, optitrering" : "Hjertesvigtsklinik, kontrol", Profession.Nurse);
            if (visit is null)
            {
                return;
            }

            bnp = Math.Max(260, (bnp * 0.68) + chart.Random.Int(-60, 120));
            ejection = Math.Min(55, ejection + 2.2);
            chart.Panel(visit, "Hjertesvigt, kontrolprøver", (LabTests.ProBnp, bnp), (LabTests.Creatinine, chart.Random.Int(78, 135)), (LabTests.Potassium, chart.Random.Normal(4.4, 0.3)));
            chart.Pressure(visit, chart.Random.Int(102, 128), chart.Random.Int(60, 78));
            if (number % 2 == 0)
            {
                chart.Examine(visit, Findings.Ejection, ejection);
                chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, Diagnoses.HeartFailure, $"NYHA {(bnp > 1500 ? "III" : "II")}. {LabTests.ProBnp.Say(bnp)}, LVEF {DanishTime.Number(ejection, 0)} %. {chart.OneOf("Ingen ødemer.", "Lette ankelødemer.", "Sover med én pude.")} {chart.OneOf("Går 20 minutter dagligt.", "Deltager i hjerterehabilitering.", "Bedre til trapper.")}", number < 5 ? "metoprolol og ramipril øges, blodprøver om 2 uger." : "uændret behandling, næste kontrol om et halvt år."));
            }

            if (number == 3 && bnp > 1200)
            {
                chart.Prescribe(Drugs.Spironolactone, visit.Day, null, visit);
            }

            day = day.AddDays(number < 5 ? 28 : 182);
        }
    }
}
