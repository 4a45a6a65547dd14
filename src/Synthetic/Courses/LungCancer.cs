namespace Helhed.Synthetic;

/// <summary>Lung cancer: an X-ray for a cough, CT, chemo- and immunotherapy, scans that shrink and, for some, grow again.</summary>
internal static class LungCancer
{
    private static readonly CancerPackage.Cancer About =
        new(Diagnoses.LungCancer, "Kræftpakke: lungekræft", Specialty.Respiratory, [ShortDrugs.Carboplatin, ShortDrugs.Pemetrexed, ShortDrugs.Pembrolizumab], null);

    internal static void Unfold(Chart chart)
    {
        var random = chart.Random;
        var size = random.Int(24, 61);
        var conference = CancerPackage.WorkUp(chart, About, chart.SomeDay(900, 30), (
            chart.OneOf("Hoste i otte uger, nu med blodstribet opspyt.", "Vægttab og træthed, røntgen viser fortætning i højre overlap.", "Gentagne lungebetændelser samme sted inden for et halvt år."),
            $"CT af thorax og øvre abdomen: {size} mm tumor i højre overlap, forstørrede lymfeknuder i mediastinum. EBUS-biopsi: adenokarcinom, PD-L1 60 %, ingen EGFR- eller ALK-forandring. PET-CT uden fjernmetastaser ud over en lille forandring i venstre binyre.",
            $"MDT-konference, lungekræft. Deltagere: lungemedicin, thoraxkirurgi, onkologi, radiologi, patologi.\nT{(size > 50 ? 3 : 2)} N2 M1b. Performance status 1. Konklusion: ikke operabel. Tilbydes kemoterapi i kombination med immunterapi, livsforlængende sigte. Palliativt team inddrages tidligt."));
        var clinic = chart.Clinic(Specialty.Oncology);
        var last = CancerPackage.Chemotherapy(chart, About, conference.Day.AddDays(random.Int(9, 14)), 4);
        double tumour = size;
        for (var day = last.AddDays(21); day < chart.Today; day = day.AddDays(84))
        {
            tumour *= random.Chance(0.75) ? 0.78 : 1.25;
            var visit = chart.ClinicVisit(day, clinic, Diagnoses.LungCancer, "Immunterapi og svar på CT");
            chart.Image(visit, "24627-2", "CT Chest", "CT af thorax og øvre abdomen", $"Kendt tumor i højre overlap måler nu {DanishTime.Number(tumour, 0)} mm. {(tumour < size ? "Regression i forhold til tidligere." : "Progression i forhold til tidligere.")} Ingen nytilkomne forandringer.");
            chart.Panel(visit, "Prøver ved immunterapi", (LabTests.Haemoglobin, random.Normal(7.6, 0.4)), (LabTests.Leukocytes, random.Normal(6.8, 1.2)), (LabTests.Alat, random.Int(18, 60)), (LabTests.Tsh, random.Normal(2.2, 0.7)), (LabTests.Creatinine, random.Int(58, 105)));
            chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, Diagnoses.LungCancer, $"{chart.OneOf("Har fået appetitten igen.", "Træt, sover til middag.", "Hoster mindre.", "Kløende udslæt på overkroppen, behandles med creme.")} CT viser {(tumour < size ? "fortsat effekt" : "tilvækst")}.", tumour < size * 1.2 ? "fortsætter immunterapi hver 3. uge, ny CT om 12 uger." : "drøftes på konference, anden behandling overvejes. Samtale med palliativt team."));
        }

        chart.Book(chart.Today.AddDays(random.Int(2, 21)), clinic.Parent!.Someone(random, Profession.Doctor), clinic, "Immunterapi", 60);
        chart.Warn("Livsforlængende behandling. Ønsker at dø hjemme, terminalerklæring drøftet.", conference.Day);
    }
}
