namespace Helhed.Synthetic;

/// <summary>Marianne, 54, breast cancer found four and a half months ago, in the middle of her chemotherapy.</summary>
internal static class CancerPersona
{
    internal static void Tell(Chart chart)
    {
        var today = chart.Today;
        Before(chart);
        BreastCancer.From(chart, today.AddDays(-132));
        var oncology = chart.Clinic(Specialty.Oncology);
        var nurse = oncology.Parent!.Someone(chart.Random, Profession.Nurse);
        foreach (var (daysAgo, text) in (ReadOnlySpan<(int, string)>)
        [
            (66, "Telefonsamtale. Kvalme dag 2-4 trods ondansetron, har spist kiks og suppe. Håret er begyndt at falde af, har fået bevilget paryk. Sover dårligt de første nætter på grund af prednisolon. Råd om små måltider, ekstra kvalmestillende sendt på recept."),
            (38, "Samtale før serie. Træt, men går tur hver dag. Snurren i fingerspidser. Manden Flemming er bekymret, tilbudt pårørendesamtale i Kræftrådgivningen i Slagelse. Vil gerne møde på arbejde få timer mellem serierne."),
            (9, "Telefonsamtale efter blodprøver. Neutrofile lave som ventet, ingen feber. Undgå store forsamlinger denne uge. Mundskyl mod svamp. Næste serie som planlagt, hvis prøverne er steget."),
        ])
        {
            var visit = chart.VisitWith(Weekday(today.AddDays(-daysAgo)).ToDateTime(new TimeOnly(10, 30)), 20, nurse, oncology, (Diagnoses.BreastCancer, "Sygeplejesamtale"));
            chart.Write(visit, NoteKind.Nursing, text);
        }

        var gp = chart.GpVisit(today.AddDays(-24), Diagnoses.BreastCancer, "Samtale");
        chart.Write(gp, NoteKind.Practice, "Samtale midt i kemoforløbet. Sygemeldt på fuld tid, attest til kommunen skrevet. Bange for tilbagefald, men stærk opbakning hjemme. Sønnen på 24 er flyttet hjem for en tid. PHQ-9 7. Aftalt fast tid hver måned.");
        chart.Examine(gp, Findings.Depression, 7, isSurvey: true);
        chart.Book(today.AddDays(19), chart.Gp, chart.Practice, "Samtale", 30);
        chart.Book(today.AddDays(61), oncology.Parent!.Someone(chart.Random, Profession.Doctor), oncology, "Forsamtale og planlægning af strålebehandling", 60);
        chart.Book(today.AddDays(2), chart.Laboratory.Someone(chart.Random, Profession.Laboratory), chart.Laboratory, "Blodprøver før kemoterapi", 10);
        chart.AllergicTo("Plaster (klæbestof)", "environment", today.AddDays(-130), "Rødt kløende eksem under plaster");
    }

    private static void Before(Chart chart)
    {
        var today = chart.Today;
        foreach (var (daysAgo, text) in (ReadOnlySpan<(int, string)>)
        [
            (1500, "Helbredskontrol før rejse. Rask, løber to gange om ugen. Blodtryk 124/76. Hepatitis A-vaccination givet."),
            (980, "Hedeture og dårlig søvn, sidste menstruation for et år siden. Talt om fordele og ulemper ved hormoner, ønsker at se tiden an."),
            (460, "Skulder i højre side, øvelser i seks uger har hjulpet. Mammografiscreening sidste år uden bemærkninger."),
        ])
        {
            var visit = chart.GpVisit(today.AddDays(-daysAgo), AcuteDiagnoses.Prevention, "Konsultation");
            chart.Write(visit, NoteKind.Practice, text);
        }

        chart.Vaccinate(Vaccines.Tetanus, today.AddDays(-2100));
    }

    private static DateOnly Weekday(DateOnly day)
    {
        while (!WorkingDay.IsOpen(day))
        {
            day = day.AddDays(-1);
        }

        return day;
    }
}
