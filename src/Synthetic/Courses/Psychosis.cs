namespace Helhed.Synthetic;

/// <summary>Schizophrenia: admission, depot medicine every four weeks, blood tests for its side effects, contact person.</summary>
internal static class Psychosis
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var clinic = chart.Clinic(Specialty.Psychiatry);
        chart.Diagnose(Diagnoses.Schizophrenia, chart.NotBeforeAge(17, chart.FirstDay.AddDays(-random.Int(100, 4000))));
        var day = chart.SomeDay(1500, 420);
        var stay = chart.Admission(day, random.Int(14, 50), chart.Ward(Specialty.Psychiatry), Diagnoses.Schizophrenia, ("Akut indlæggelse, psykiatri", true, false));
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.Schizophrenia, (
            $"Tiltagende {chart.OneOf("stemmehøring", "forfølgelsesforestillinger", "uro og isolation")} gennem nogle uger efter {chart.OneOf("ophør med medicin", "hash", "flytning", "dødsfald i familien")}. Frivillig indlæggelse.",
            "Roligt miljø og genoptagelse af olanzapin, senere aripiprazol som depot efter patientens ønske. Stemmerne fylder mindre, sover om natten.",
            "Aripiprazol depot 400 mg hver 4. uge. Quetiapin 25 mg til natten ved behov.", "Opfølgning i Distriktspsykiatrien inden for en uge. Fast kontaktperson. Kommunal bostøtte to gange om ugen.")));
        chart.Prescribe(Drugs.Olanzapine, stay.Day, stay.LastDay, stay);
        chart.Prescribe(Drugs.Aripiprazole, stay.LastDay, null, stay);
        chart.Prescribe(Drugs.Quetiapine, stay.LastDay, null, stay);
        var nurse = clinic.Parent!.Someone(random, Profession.Nurse);
        chart.Team("Distriktspsykiatrisk team", stay.LastDay, Diagnoses.Schizophrenia, (nurse, "Kontaktperson"), (stay.Who, "Behandlingsansvarlig læge"), (chart.Gp, "Egen læge"));
        Injections(chart, clinic, stay.LastDay.AddDays(7));
    }

    private static void Injections(Chart chart, CareUnit clinic, DateOnly from)
    {
        var random = chart.Random;
        var weight = random.Normal(86, 14);
        var number = 0;
        for (var day = from; day < chart.Today.AddDays(28); day = day.AddDays(28), number++)
        {
            if (day < chart.Today && random.Chance(0.08))
            {
                chart.MissedAppointment(day, clinic, "Depotinjektion");
                continue;
            }

            var visit = chart.ClinicVisitOrBooking(day, clinic, Diagnoses.Schizophrenia, "Depotinjektion og samtale", Profession.Nurse);
            if (visit is not null && number % 6 == 0)
            {
                weight += 0.9;
                chart.Measure(visit, Vitals.Weight, weight);
                chart.Panel(visit, "Metabolisk kontrol ved antipsykotika", (LabTests.Hba1c, random.Int(34, 46)), (LabTests.Ldl, random.Normal(3.1, 0.6)), (LabTests.Triglyceride, random.Normal(2.0, 0.6)));
                chart.Write(visit, NoteKind.Nursing, $"Depotinjektion givet i {chart.OneOf("højre", "venstre")} balle. {chart.OneOf("Hører stadig stemmer, men lader dem passe sig selv.", "Ingen stemmer den sidste måned.", "Træt om morgenen.", "Går i værested tre gange om ugen.")} {chart.OneOf("Bor i egen lejlighed med bostøtte.", "Spiser med naboen om onsdagen.", "Vil gerne arbejde et par timer om ugen.")} Vægt {DanishTime.Number(weight, 1)} kg, talt om kost og gåture.");
            }
        }
    }
}
