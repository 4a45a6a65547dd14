namespace Helhed.Synthetic;

/// <summary>Depression or anxiety in general practice: PHQ-9 that falls under treatment, talks, tablets, and an end or a relapse.</summary>
internal static class Depression
{
    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var isAnxiety = random.Chance(0.35);
        var diagnosis = isAnxiety ? Diagnoses.Anxiety : Diagnoses.Depression;
        var score = random.Int(14, 23);
        var day = chart.SomeDay(1700, 15);
        var first = chart.GpVisit(day, diagnosis, "Samtale");
        chart.Suffer(diagnosis, first, 500);
        chart.Examine(first, Findings.Depression, score, isSurvey: true);
        chart.Panel(first, "Prøver ved træthed og nedtrykthed", (LabTests.Haemoglobin, random.Normal(8.5, 0.5)), (LabTests.Tsh, random.Normal(2.0, 0.6)), (LabTests.Cobalamin, random.Int(210, 480)), (LabTests.VitaminD, random.Int(28, 85)));
        chart.Write(first, NoteKind.Practice, $"{chart.OneOf("Nedtrykt og uden energi i to måneder.", "Kan ikke overskue noget, grædende.", "Bekymrer sig om alt, trykken for brystet.", "Sover fire timer, vågner tidligt.")} {chart.OneOf("Skilsmisse i foråret.", "Højt pres på arbejdet.", "Mistede sin mor for nylig.", "Ingen kendt udløsende årsag.")} Ingen selvmordstanker. PHQ-9 {score}. {chart.OneOf("Sygemeldt 4 uger.", "Arbejder på nedsat tid.", "")} Samtaleforløb her, {(random.Chance(0.5) ? "henvist til psykolog" : "aftalt søvn, motion og dagsstruktur")}.");
        var drug = isAnxiety ? Drugs.Escitalopram : random.Chance(0.7) ? Drugs.Sertraline50 : Drugs.Mirtazapine;
        var stop = first.Day.AddDays(random.Int(240, 620));
        var change = first.Day.AddDays(70);
        var isRaised = drug == Drugs.Sertraline50 && score > 18 && change < chart.Today;
        chart.Prescribe(drug, first.Day.AddDays(14), isRaised ? change.AddDays(-1) : stop < chart.Today ? stop : null, first);
        if (isRaised)
        {
            chart.Prescribe(Drugs.Sertraline100, change, stop < chart.Today ? stop : null, first);
        }

        for (var number = 1; number <= 6; number++)
        {
            var visit = chart.GpVisitOrBooking(first.Day.AddDays(number * (number < 4 ? 21 : 42)), diagnosis, "Samtale");
            if (visit is null)
            {
                return;
            }

            score = Math.Max(2, (int)(score * 0.76) + random.Int(-1, 2));
            chart.Examine(visit, Findings.Depression, score, isSurvey: true);
            if (number % 2 == 0)
            {
                chart.Write(visit, NoteKind.Practice, $"Opfølgende samtale. PHQ-9 {score}. {chart.OneOf("Lysere om morgenen.", "Er begyndt at gå tur igen.", "Stadig urolig søvn.", "Kan glæde sig over børnebørnene.", "Har set venner i weekenden.")} {(score < 8 ? "I bedring, fortsætter behandlingen mindst 6 måneder efter." : "Fortsætter, ny tid om tre uger.")}");
            }
        }
    }
}
