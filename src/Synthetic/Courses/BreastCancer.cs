namespace Helhed.Synthetic;

/// <summary>Breast cancer: package, breast-conserving operation, chemotherapy, five years of tablets, yearly mammography.</summary>
internal static class BreastCancer
{
    internal static readonly CancerPackage.Cancer About = new(Diagnoses.BreastCancer, "Kræftpakke: brystkræft", Specialty.Breast, [ShortDrugs.Epirubicin, ShortDrugs.Cyclophosphamide], null);

    internal static void Unfold(Chart chart) => From(chart, chart.SomeDay(1700, 40));

    internal static void From(Chart chart, DateOnly day)
    {
        var side = chart.OneOf("højre", "venstre");
        var size = chart.Random.Int(9, 28);
        var conference = CancerPackage.WorkUp(chart, About, day, (
            chart.OneOf($"Har selv fundet en knude i {side} bryst for en uge siden. Fast, ca. {size} mm, ikke øm.", $"Indkaldt efter screeningsmammografi med fortætning i {side} bryst."),
            $"Klinisk mammografi og ultralyd: {size} mm stjerneformet fortætning i øvre laterale kvadrant, {side} bryst. Grovnålsbiopsi: invasivt duktalt karcinom grad {chart.Random.Int(1, 4)}, østrogenreceptor 100 %, HER2 normal. Aksil uden suspekte lymfeknuder.",
            $"MDT-konference, brystkræft. Deltagere: brystkirurgi, onkologi, patologi, radiologi.\nT1-2 N0 M0, ER-positiv, HER2-negativ. Konklusion: brystbevarende operation med sentinel node, derefter adjuverende kemoterapi, strålebehandling og endokrin behandling. Patienten er informeret og indforstået."));
        var operation = conference.Day.AddDays(chart.Random.Int(7, 13));
        if (operation >= chart.Today)
        {
            chart.Book(operation, conference.Who, conference.Where, "Brystbevarende operation", 90);
            return;
        }

        Operation(chart, operation, side);
        var start = operation.AddDays(chart.Random.Int(24, 35));
        var end = CancerPackage.Chemotherapy(chart, About, start, 6);
        if (end < chart.Today)
        {
            chart.Prescribe(chart.Age > 52 ? Drugs.Letrozole : Drugs.Tamoxifen, end.AddDays(30));
            CancerPackage.Controls(chart, About, end.AddDays(120), visit => chart.Image(visit, "24606-6", "MG Breast Screening", "Klinisk mammografi", "Følger efter operation. Ingen tegn til recidiv eller ny malignitet i begge bryster. BI-RADS 2."));
        }
    }

    private static void Operation(Chart chart, DateOnly day, string side)
    {
        var stay = chart.Admission(day, 1, chart.Ward(Specialty.Breast), Diagnoses.BreastCancer, ("Brystbevarende operation", false, false));
        chart.Operate(stay, "KHAB40", "Resektion af mamma", Diagnoses.BreastCancer);
        chart.Write(stay, NoteKind.Operation, $"Operation: resektion af {side} mamma og sentinel node biopsi.\nI generel anæstesi buesnit over tumor, der fjernes med makroskopisk frie rande. To sentinel nodes identificeres og sendes til frys: uden metastaser. Hæmostase. Intrakutan sutur. Blodtab 40 ml.");
        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.BreastCancer, (
            "Planlagt brystbevarende operation.", "Ukompliceret operation. Opegående samme dag, velsmertedækket med paracetamol.",
            "Paracetamol 1 g x 4 i 5 dage, derefter ved behov.", "Svar på patologi ved fremmøde om 8-10 dage. Henvist til Klinisk Onkologisk Afdeling og genoptræning i kommunen.")));
        chart.Prescribe(Drugs.Paracetamol, stay.LastDay, stay.LastDay.AddDays(14), stay);
    }
}
