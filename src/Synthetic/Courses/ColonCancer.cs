namespace Helhed.Synthetic;

/// <summary>Colon cancer found by screening or by anaemia, keyhole operation, chemotherapy for half a year, CEA in the controls.</summary>
internal static class ColonCancer
{
    private static readonly CancerPackage.Cancer About = new(Diagnoses.ColonCancer, "Kræftpakke: kræft i tyktarmen", Specialty.Surgery, [ShortDrugs.Capecitabine, ShortDrugs.Oxaliplatin], LabTests.Cea);

    internal static void Unfold(Chart chart)
    {
        var conference = CancerPackage.WorkUp(chart, About, chart.SomeDay(1700, 40), (
            chart.OneOf("Positiv afføringsprøve ved screening.", "Ændret afføringsmønster og blod i afføringen gennem seks uger.", "Uforklaret jernmangelanæmi, vægttab på 4 kg."),
            "Koloskopi: stenoserende tumor 28 cm fra anus, biopsi viser adenokarcinom. CT af thorax og abdomen: ingen fjernmetastaser.",
            "MDT-konference, tarmkræft. Deltagere: kirurgi, onkologi, radiologi, patologi.\nT3 N1 M0, tumor i colon sigmoideum. Konklusion: laparoskopisk resektion med kurativt sigte, derefter vurdering til adjuverende kemoterapi."));
        var operation = conference.Day.AddDays(chart.Random.Int(7, 14));
        if (operation >= chart.Today)
        {
            chart.Book(operation, conference.Who, conference.Where, "Operation for tyktarmskræft", 180);
            return;
        }

        Operation(chart, operation);
        var end = CancerPackage.Chemotherapy(chart, About, operation.AddDays(chart.Random.Int(35, 48)), chart.Age > 75 ? 4 : 8);
        if (end < chart.Today)
        {
            CancerPackage.Controls(chart, About, end.AddDays(100));
        }
    }

    private static void Operation(Chart chart, DateOnly day)
    {
        var stay = chart.Admission(day, chart.Random.Int(3, 6), chart.Ward(Specialty.Surgery), Diagnoses.ColonCancer, ("Laparoskopisk sigmoideumresektion", false, false));
        chart.Operate(stay, "KJFB47", "Laparoskopisk resektion af colon sigmoideum", Diagnoses.ColonCancer);
        chart.Write(stay, NoteKind.Operation, "Operation: laparoskopisk sigmoideumresektion.\nFire porte. Tumor i colon sigmoideum, ingen karcinose, leveren upåfaldende. Central deling af a. mesenterica inferior, mobilisering, resektion og staplet anastomose, der er tæt ved luftprøve. Blodtab 100 ml.");
        for (var i = 1; i < 4; i++)
        {
            chart.LabOnDay(stay, i, LabTests.Crp, i == 2 ? chart.Random.Int(80, 140) : chart.Random.Int(35, 75));
        }

        chart.Write(stay, NoteKind.Discharge, Letters.Discharge(chart, stay, Diagnoses.ColonCancer, (
            "Planlagt operation for kræft i tyktarmen.", "Ukompliceret operation efter accelereret forløb. Opegående første dag, afføring tredje dag. Patologi: pT3 N1 (2/24), radikal.",
            "Paracetamol 1 g x 4 og morfin 10 mg ved behov i få dage. Rivaroxaban 10 mg dagligt i 28 dage.", "Sårkontrol og agraffjernelse hos egen læge dag 12. Indkaldes til Klinisk Onkologisk Afdeling inden for 14 dage.")));
        chart.Course(ShortDrugs.Morphine, stay, 5);
        chart.Course(ShortDrugs.Rivaroxaban10, stay, 28);
    }
}
