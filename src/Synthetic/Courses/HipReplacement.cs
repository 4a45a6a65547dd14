namespace Helhed.Synthetic;

/// <summary>Arthrosis of the hip: GP, X-ray, referral, operation with a new joint, training, control.</summary>
internal static class HipReplacement
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var side = chart.OneOf("højre", "venstre");
        var gp = chart.GpVisit(chart.SomeDay(1600, 30), Diagnoses.Hip, "Konsultation");
        chart.Diagnose(Diagnoses.Hip, gp.Day.AddDays(-200), gp);
        chart.Image(gp, "24762-7", "XR Hip Views", "Røntgen af hofter", $"Svær artrose i {side} hofteled med ophævet ledspalte og osteofytter. Modsatte side med let artrose.");
        chart.Write(gp, NoteKind.Practice, $"Tiltagende smerter i {side} lyske gennem {chart.OneOf("et år", "to år", "det sidste halve år")}, også om natten. {chart.OneOf("Kan kun gå 300 m.", "Kan ikke tage strømper på.", "Vågner flere gange hver nat.")} Nedsat indadrotation. Har trænet GLA:D i 8 uger uden effekt. Henvises til vurdering for hofteprotese.");
        chart.Prescribe(Drugs.Paracetamol, gp.Day, null, gp);
        var clinic = chart.Clinic(Specialty.Orthopaedics);
        var assessed = gp.Day.AddDays(random.Int(21, 55));
        chart.Refer(gp, clinic.Parent!, Diagnoses.Hip, ("Forundersøgelse, hofteprotese", $"Svær artrose i {side} hofte, natlige smerter", assessed < chart.Today, false));
        var before = chart.ClinicVisitOrBooking(assessed, clinic, Diagnoses.Hip, "Forundersøgelse, hofte");
        if (before is null)
        {
            return;
        }

        chart.Write(before, NoteKind.Clinic, Letters.Clinic(before, Diagnoses.Hip, $"Klinik og røntgen forenelige med operationskrævende artrose i {side} hofte. ASA {random.Int(1, 4)}. Informeret om protese, risiko for luksation, infektion og benlængdeforskel.", "indstilles til total hoftealloplastik."));
        var day = WorkingDay.OnOrAfter(before.Day.AddDays(random.Int(30, 85)));
        if (day >= chart.Today)
        {
            chart.Book(day, before.Who, clinic, $"Operation: ny {side} hofte", 120);
            return;
        }

        Operation(chart, day, side);
    }

    private static void Operation(Chart chart, DateOnly day, string side)
    {
        var random = chart.Random;
        var isCemented = chart.Age > 72;
        var stay = chart.Admission(day, random.Int(1, 4), chart.Ward(Specialty.Orthopaedics), Diagnoses.Hip, ("Total hoftealloplastik", false, false));
        chart.Operate(stay, isCemented ? "KNFB40" : "KNFB20", isCemented ? "Primær total hofteledsprotese med cement" : "Primær total hofteledsprotese uden cement", Diagnoses.Hip);
        chart.Lab(stay, LabTests.Haemoglobin, random.Normal(8.6, 0.5));
        chart.LabOnDay(stay, 1, LabTests.Haemoglobin, random.Normal(6.9, 0.5));
        chart.Write(stay, NoteKind.Operation, $"Operation: {(isCemented ? "cementeret" : "ucementeret")} total hoftealloplastik, {side} side.\nSpinalbedøvelse. Posterior adgang. Cup og stem isættes med god primær stabilitet, hoved 32 mm. Stabil i alle retninger, lige benlængde. Blodtab {random.Int(150, 450)} ml.");
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.Hip, (
            $"Planlagt operation for artrose i {side} hofte.", "Ukompliceret operation og forløb. Gangtræning samme dag, trapper dagen efter. Røntgenkontrol tilfredsstillende.",
            "Paracetamol 1 g x 4, morfin 10 mg ved behov i 5 dage, rivaroxaban 10 mg dagligt i 10 dage.", "Agraffjernelse hos egen læge dag 14. Genoptræning i kommunen. Kontrol om 3 måneder. Må ikke bøje hoften over 90 grader de første 6 uger.")));
        chart.Course(ShortDrugs.Morphine, stay, 5);
        chart.Course(ShortDrugs.Rivaroxaban10, stay, 10);
        chart.Diagnose(Diagnoses.Joint, stay.Day, stay);
        var control = chart.ClinicVisitOrBooking(stay.LastDay.AddDays(91), chart.Clinic(Specialty.Orthopaedics), Diagnoses.Joint, "Kontrol efter hofteoperation", Profession.Physiotherapist);
        if (control is not null)
        {
            chart.Write(control, NoteKind.Clinic, Letters.Clinic(control, Diagnoses.Joint, $"Tre måneder efter ny {side} hofte. {chart.OneOf("Smertefri, går uden stok.", "Går 5 km, let halten ved træthed.", "Cykler igen.")} Arret pænt.", "afsluttes. Fortsætter øvelser."));
        }
    }
}
