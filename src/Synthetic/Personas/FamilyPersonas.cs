namespace Helhed.Synthetic;

/// <summary>Camilla who is pregnant, and the Østergaards: Louise, Freja of 16 and Villads of 9.</summary>
internal static class FamilyPersonas
{
    private static readonly Drug MiniPill = new("G03AC09 Desogestrel", "75 mikrogram tabletter", "1 tablet daglig på samme tidspunkt", "forebyggelse af graviditet");

    internal static void Pregnant(Chart chart)
    {
        var today = chart.Today;
        chart.Diagnose(Diagnoses.HayFever, today.AddDays(-3600));
        chart.AllergicTo("Birkepollen", "environment", today.AddDays(-3600), "Høfeber i april og maj");
        chart.Prescribe(Drugs.Contraceptive, today.AddDays(-2400), today.AddDays(-520));
        Pregnancy.Current(chart, today.AddDays(66), isFirst: true);
        var visit = chart.GpVisit(today.AddDays(-31), AcuteDiagnoses.FirstPregnancy, "Svar på blodprøver");
        chart.Panel(visit, "Blodprocent og jern", (LabTests.Haemoglobin, 6.5), (LabTests.Ferritin, 9), (LabTests.Glucose, 5.4));
        chart.Prescribe(ShortDrugs.Iron, visit.Day, null, visit);
        chart.Write(visit, NoteKind.Practice, "Uge 26. Træt og forpustet. Hæmoglobin 6,5 og ferritin 9: jernmangel. Ferrosulfat 100 mg dagligt sammen med C-vitamin, kontrol om fire uger. Glukosebelastning normal. Kasper er med, de glæder sig.");
        var control = chart.GpVisit(today.AddDays(-4), AcuteDiagnoses.FirstPregnancy, "Blodprøvekontrol");
        chart.Panel(control, "Blodprocent og jern", (LabTests.Haemoglobin, 7.1), (LabTests.Ferritin, 24));
        chart.Book(today.AddDays(9), chart.Clinic(Specialty.Midwifery).Parent!.Someone(chart.Random, Profession.Midwife), chart.Clinic(Specialty.Midwifery), "Fødsels- og forældreforberedelse, hold", 120);
    }

    internal static void Parent(Chart chart)
    {
        var today = chart.Today;
        chart.Diagnose(Diagnoses.Migraine, today.AddDays(-5200));
        chart.Prescribe(Drugs.Sumatriptan, today.AddDays(-2600));
        chart.AllergicTo("Græspollen", "environment", today.AddDays(-6000), "Høfeber i juni");
        chart.Prescribe(Drugs.Cetirizine, today.AddDays(-900));
        foreach (var (daysAgo, diagnosis, text) in (ReadOnlySpan<(int, Diagnosis, string)>)
        [
            (1390, Diagnoses.Migraine, "Migræne to gange om måneden, ofte omkring menstruation. Sumatriptan virker inden for en time. Hovedpinedagbog gennemgået, ikke behov for forebyggende."),
            (940, AcuteDiagnoses.LowBack, "Hold i lænden efter flytning af møbler. Ingen udstråling. Øvelser og paracetamol, går over."),
            (512, AcuteDiagnoses.Stress, "Presset mellem arbejde og Frejas skolefravær. Sover let. Talt om aflastning, taler med leder om hjemmearbejdsdag."),
            (160, AcuteDiagnoses.Tired, "Træt. Blodprøver normale bortset fra lavt D-vitamin. Tilskud 38 mikrogram daglig i vinterhalvåret."),
        ])
        {
            var visit = chart.GpVisit(today.AddDays(-daysAgo), diagnosis, "Konsultation");
            chart.Pressure(visit, chart.Random.Int(112, 126), chart.Random.Int(70, 80));
            chart.Write(visit, NoteKind.Practice, text);
            if (diagnosis == AcuteDiagnoses.Tired)
            {
                chart.Panel(visit, "Prøver ved træthed", (LabTests.Haemoglobin, 8.3), (LabTests.Tsh, 1.9), (LabTests.Ferritin, 41), (LabTests.VitaminD, 31));
            }
        }

        chart.Book(today.AddDays(13), chart.Gp, chart.Practice, "Kontrol af modermærke", 15);
    }

    internal static void Child(Chart chart)
    {
        var today = chart.Today;
        chart.AllergicTo("Jordnød", "food", today.AddDays(-2300), "Hævede læber og nældefeber efter en halv jordnød");
        Childhood.WithoutAsthma(chart);
        chart.Diagnose(Diagnoses.Asthma, today.AddDays(-1500));
        chart.Prescribe(Drugs.Budesonide, today.AddDays(-1400));
        chart.Prescribe(Drugs.Salbutamol, today.AddDays(-1500));
        var clinic = chart.Clinic(Specialty.Paediatrics);
        foreach (var (daysAgo, flow, text) in (ReadOnlySpan<(int, int, string)>)
        [
            (1395, 130, "Pibende vejrtrækning ved forkølelse, hoster om natten. Reversibilitetstest positiv. Opstart af budesonid med spacer, blå spray ved behov. Forældre oplært."),
            (1020, 165, "God effekt, ingen natlige symptomer. Spiller fodbold. Inhalationsteknik rettet: husk at vente mellem pust."),
            (655, 190, "Et akut anfald i maj efter kattebesøg, behandlet hjemme. Fortsætter, kattefrit soveværelse."),
            (290, 225, "Velbehandlet. Jordnøddeallergi uændret, adrenalinpen fornyet, skolen har handleplan. Ny kontrol om et år."),
        ])
        {
            var visit = chart.ClinicVisit(today.AddDays(-daysAgo), clinic, Diagnoses.Asthma, "Astmakontrol, Børneambulatoriet");
            chart.Examine(visit, Findings.PeakFlow, flow);
            chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, Diagnoses.Asthma, text, "fortsætter hos os én gang om året, egen læge ved akutte gener."));
        }

        chart.Book(today.AddDays(6), clinic.Parent!.Someone(chart.Random, Profession.Doctor), clinic, "Astmakontrol og priktest", 45);
    }

    internal static void Teen(Chart chart)
    {
        var today = chart.Today;
        Childhood.Unfold(chart);
        chart.Diagnose(Diagnoses.Migraine, today.AddDays(-700));
        var score = 15;
        foreach (var (daysAgo, text) in (ReadOnlySpan<(int, string)>)
        [
            (410, "Kommer alene. Ondt i maven og hovedet om morgenen, fravær fra skolen 20 %. Nedtrykt siden skoleskift. Ingen selvskade eller selvmordstanker. Kommet med ønske om, at samtalerne ikke deles med forældrene i detaljer; aftalt hvad mor må vide."),
            (370, "Opfølgning. Har fået kontakt til Ungerådgivningen i Slagelse, taler med psykolog hver anden uge. Sover bedre uden telefon om natten."),
            (300, "Går til håndbold igen. Fravær nede på 5 %. Glad for en ny veninde. Aftalt ny tid om to måneder."),
            (215, "Har det godt. Afslutter samtaleforløb, velkommen igen når som helst."),
        ])
        {
            var visit = chart.GpVisit(today.AddDays(-daysAgo), AcuteDiagnoses.Stress, "Samtale");
            chart.Examine(visit, Findings.Depression, score, isSurvey: true);
            chart.Write(visit, NoteKind.Practice, text);
            score -= 4;
        }

        var own = chart.GpVisit(today.AddDays(-75), AcuteDiagnoses.Contraception, "Konsultation, prævention");
        chart.Pressure(own, 112, 68);
        chart.Prescribe(MiniPill, own.Day, null, own);
        chart.Write(own, NoteKind.Practice, "Ønsker prævention, har kæreste. Har migræne uden aura, vælger derfor østrogenfri minipille. Informeret om at tage den på samme tid hver dag, om kondom og klamydiatest. Ønsker ikke, at forældre kan se notatet: noteret.");
        chart.Book(today.AddDays(20), chart.Gp, chart.Practice, "Opfølgning, prævention", 15);
    }
}
