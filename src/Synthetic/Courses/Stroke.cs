namespace Helhed.Synthetic;

/// <summary>Stroke: acute admission, thrombolysis for those in time, rehabilitation plan, and the scale that falls week by week.</summary>
internal static class Stroke
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var inTime = random.Chance(0.4);
        var scale = random.Int(4, 17);
        var side = chart.OneOf("højre", "venstre");
        var stay = Acute(chart, chart.SomeDay(1700, 20), (scale, side, inTime));
        if (stay.LastDay >= chart.Today)
        {
            return;
        }

        var sequel = chart.Diagnose(Diagnoses.StrokeSequel, stay.LastDay, stay);
        chart.Prescribe(Drugs.Clopidogrel, stay.LastDay, null, stay);
        chart.Prescribe(Drugs.Atorvastatin40, stay.LastDay, null, stay);

        var goal = chart.Goal(chart.OneOf("At kunne gå selv til købmanden", "At kunne læse avisen og tale i telefon", "At komme på toilettet uden hjælp", "At køre bil igen"), stay.LastDay, sequel);
        chart.Plan("Genoptræningsplan efter sundhedsloven § 140", stay.LastDay, (sequel, null, goal), "Fysioterapi to gange om ugen i 12 uger", "Ergoterapi i hjemmet, daglige gøremål", chart.OneOf("Logopæd ved afasi", "Synstræning", "Balancehold"));
        Later(chart, stay, scale);
    }

    private static Visit Acute(Chart chart, DateOnly day, (int Scale, string Side, bool InTime) how)
    {
        var random = chart.Random;
        var stay = chart.Admission(day, random.Int(5, 19), chart.Ward(Specialty.Neurology), Diagnoses.Stroke, ("Akut indlæggelse, apopleksi", true, true));
        chart.Suffer(Diagnoses.Stroke, stay, 30);
        chart.Examine(stay, Findings.Stroke, how.Scale, isSurvey: true);
        chart.Pressure(stay, random.Int(150, 196), random.Int(80, 104));
        chart.Panel(stay, "Akutte blodprøver", (LabTests.Glucose, random.Normal(7.2, 1.4)), (LabTests.Inr, 1.0), (LabTests.Haemoglobin, random.Normal(8.6, 0.6)), (LabTests.Platelets, random.Int(170, 320)), (LabTests.Creatinine, random.Int(60, 110)), (LabTests.Ldl, random.Normal(3.3, 0.7)));
        chart.Image(stay, "30799-1", "CT Head WO contrast", "CT af cerebrum", "Ingen blødning. Begyndende infarktforandringer svarende til a. cerebri media på " + (how.Side == "højre" ? "venstre" : "højre") + " side.");
        if (how.InTime)
        {
            chart.Operate(stay, "BOHA1", "Trombolysebehandling", Diagnoses.Stroke);
            chart.Prescribe(ShortDrugs.Alteplase, stay.Day, stay.Day, stay);
        }

        var minutes = random.Int(24, 62);
        var course = how.InTime
            ? $"CT uden blødning. Trombolyse påbegyndt {minutes} minutter efter ankomst, {random.Int(70, 200)} minutter efter symptomdebut. NIHSS {how.Scale} ved ankomsten, {how.Scale / 2} efter et døgn."
            : $"Uden for tidsvinduet for trombolyse ({chart.OneOf("vågnede med symptomer", "fundet i hjemmet efter flere timer", "kom først dagen efter")}). NIHSS {how.Scale} ved ankomsten, {Math.Max(1, how.Scale - 3)} ved udskrivelsen.";
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.Stroke, (
            $"Akut indsættende {chart.OneOf("lammelse af", "føleforstyrrelse og svaghed i")} {how.Side} arm og ben{chart.OneOf(", hængende mundvig og utydelig tale", " samt talebesvær", "")}. 112-kald, visiteret som trombolysekald.",
            course + " Telemetri uden atrieflimren. Vurderet af fysio- og ergoterapeut samt logopæd. Synketest i orden.",
            "Clopidogrel 75 mg og atorvastatin 40 mg dagligt. Blodtryksbehandling justeres hos egen læge.",
            "Genoptræningsplan sendt til kommunen. Kontrol i Neurologisk Ambulatorium om 3 måneder. Ingen bilkørsel de første 2 uger.")));
        return stay;
    }

    private static void Later(Chart chart, Visit stay, int scale)
    {
        var therapist = chart.Atlas.HomeNursing(chart.Municipality).Someone(chart.Random, Profession.Physiotherapist);
        var left = scale - 3.0;
        var day = stay.LastDay.AddDays(5);
        for (var number = 1; number <= 8 && day < chart.Today; number++, day = day.AddDays(12))
        {
            var visit = chart.HomeVisit(day, therapist, Diagnoses.StrokeSequel, "Genoptræning");
            left *= 0.85;
            chart.Examine(visit, Findings.Stroke, Math.Max(0, Math.Round(left)), isSurvey: true);
            if (number % 3 == 1)
            {
                chart.Write(visit, NoteKind.Nursing, $"Genoptræning, {number}. gang. {chart.OneOf("Går nu 40 m med rollator.", "Kan rejse sig fra stol uden støtte.", "Griber om kop med den svage hånd.", "Trapper op til 1. sal med gelænder.")} {chart.OneOf("Træt efter 20 minutter.", "God gejst.", "Pårørende øver hjemme.")} Øvelser tilpasset, næste gang om halvanden uge.");
            }
        }

        var clinic = chart.Clinic(Specialty.Neurology);
        var control = chart.ClinicVisitOrBooking(stay.LastDay.AddDays(90), clinic, Diagnoses.StrokeSequel, "Apopleksikontrol, 3 måneder");
        if (control is not null)
        {
            chart.Lab(control, LabTests.Ldl, chart.Random.Normal(1.7, 0.3));
            chart.Write(control, NoteKind.Clinic, Letters.Clinic(control, Diagnoses.StrokeSequel, $"NIHSS {Math.Max(0, (int)left)}. {chart.OneOf("Udtrættes let, ellers selvhjulpen.", "Let nedsat kraft i hånden.", "Taler flydende, men leder efter ordene.")} LDL i mål på statinbehandling.", "fortsætter forebyggende medicin livslangt. Afsluttes til egen læge."));
        }
    }
}
