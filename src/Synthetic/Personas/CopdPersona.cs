using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>
/// Inger, 82, COPD GOLD D, lives alone in Korsør: penicillin allergy, seven medicines, two admissions, home monitoring,
/// oxygen saturation that has been falling for three weeks, and a visit in a few days.
/// </summary>
internal sealed class CopdPersona
{
    private const string Colours = "urn:oid:1.2.208.184.100.1";

    private readonly Chart _chart;
    private readonly CareUnit _lungClinic;
    private readonly Clinician _nurse;
    private readonly Clinician _homeNurse;
    private readonly CareUnit _homeNursing;

    private CopdPersona(Household household, Chart chart)
    {
        _chart = chart;
        _lungClinic = household.Atlas.Unit("slagelse-lunge-amb");
        _nurse = StaffPersonas.Find(_lungClinic.Parent!, "nurse-copd");
        _homeNursing = household.Atlas.HomeNursing(household.Municipality);
        _homeNurse = _homeNursing.Someone(chart.Random, Profession.Nurse);
    }

    internal static void Tell(Household household, Chart chart)
    {
        var story = new CopdPersona(household, chart);
        chart.AllergicToPenicillin(chart.Today.AddYears(-31), "Nældefeber og hævelse af læber efter første tablet", "high");
        var copd = story.Medicine();
        story.Years();
        story.Admissions();
        var plan = story.Monitoring(copd);
        story.Weeks(plan);
        story.Days();
    }

    private DateOnly Ago(int days) => _chart.Today.AddDays(-days);

    private Reference Medicine()
    {
        var copd = _chart.Diagnose(Diagnoses.Copd, Ago(4100));
        _chart.Diagnose(Diagnoses.Hypertension, Ago(6200));
        _chart.Diagnose(Diagnoses.Osteoporosis, Ago(2300));
        _chart.Diagnose(Diagnoses.Reflux, Ago(1500));
        _chart.Regimen(null, (Drugs.Tiotropium, Ago(4100)), (Drugs.Dual, Ago(2200)), (Drugs.Triple, Ago(1180)));
        _chart.Prescribe(Drugs.Salbutamol, Ago(4100));
        _chart.Prescribe(Drugs.Amlodipine5, Ago(6200));
        _chart.Prescribe(Drugs.Atorvastatin40, Ago(3000));
        _chart.Prescribe(Drugs.Alendronate, Ago(2300));
        _chart.Prescribe(Drugs.CalciumVitaminD, Ago(2300));
        _chart.Prescribe(Drugs.Pantoprazole, Ago(1500));
        _chart.Warn("Alvorlig allergi over for penicillin", Ago(4100));
        foreach (var year in (ReadOnlySpan<int>)[5, 4, 3, 2, 1])
        {
            var autumn = WorkingDay.OnOrAfter(new DateOnly(_chart.Today.Year - year, 10, 12));
            _chart.Vaccinate(Vaccines.Influenza, autumn);
            _chart.Vaccinate(Vaccines.Covid, autumn);
        }

        _chart.Vaccinate(Vaccines.PneumococcalAdult, Ago(1490));
        return copd;
    }

    private void Years()
    {
        ReadOnlySpan<(int DaysAgo, int Percent, int Cat, int Saturation, string Note)> checks =
        [
            (1760, 46, 16, 94, "Går selv til købmanden, hviler én gang undervejs. Stoppede med at ryge for 7 år siden. To forværringer i år."),
            (1400, 43, 18, 93, "Har været på KOL-rehabilitering i sundhedscentret, glad for holdet. En forværring i år."),
            (1035, 39, 21, 93, "Efter indlæggelsen skiftet til tripelinhalator. Bruger spacer. Datter bestiller varer på nettet."),
            (670, 36, 23, 92, "Bliver i hjemmet det meste af dagen, har fået rollator. Ønsker ikke plejebolig."),
            (300, 33, 26, 91, "Forpustet ved påklædning, MRC 4. GOLD D. Henvist til hjemmemonitorering. Vægttab på 3 kg, henvist til diætist."),
        ];
        foreach (var check in checks)
        {
            var visit = _chart.VisitWith(Morning(check.DaysAgo, 9), 30, _chart.Gp, _chart.Practice, (Diagnoses.Copd, "Årskontrol KOL"));
            _chart.Examine(visit, Findings.Fev1, check.Percent * 0.0185);
            _chart.Examine(visit, Findings.Fev1Percent, check.Percent);
            _chart.Examine(visit, Findings.Fev1Ratio, check.Percent + 10);
            _chart.Score(visit, "CAT-score", check.Cat);
            _chart.Score(visit, "MRC-åndenødsskala", check.Percent > 40 ? 3 : 4);
            _chart.Measure(visit, Vitals.Saturation, check.Saturation);
            _chart.Measure(visit, Vitals.Weight, 50 + (check.DaysAgo / 300.0));
            _chart.Pressure(visit, 132 + (check.Percent % 7), 74);
            _chart.SmokingStatus(visit, "8517006", "Ex-smoker");
            _chart.Panel(visit, "Årskontrol, prøver", (LabTests.Haemoglobin, 8.4), (LabTests.Creatinine, 71 + (check.Cat / 3)), (LabTests.Egfr, 66 - (check.Cat / 3)), (LabTests.Potassium, 4.0), (LabTests.VitaminD, 71));
            _chart.Write(visit, NoteKind.Practice, $"Årskontrol KOL.\nFEV1 {check.Percent} % af forventet, CAT {check.Cat}, iltmætning {check.Saturation} %.\n{check.Note}\nInhalationsteknik gennemgået. Ny kontrol om et år, før ved behov.");
        }
    }

    private void Admissions()
    {
        CopdAdmission.Write(_chart, Ago(1195), 6);
        foreach (var daysAgo in (ReadOnlySpan<int>)[1620, 860, 415])
        {
            var visit = _chart.GpVisit(Ago(daysAgo), AcuteDiagnoses.CopdExacerbation, "Akut konsultation, KOL-forværring");
            _chart.Lab(visit, LabTests.Crp, 22 + (daysAgo % 40));
            _chart.Measure(visit, Vitals.Saturation, 90);
            _chart.Course(ShortDrugs.Prednisolone, visit, 5);
            _chart.Course(ShortDrugs.Roxithromycin, visit, 7);
            _chart.Write(visit, NoteKind.Practice, "Forværring med gulgrønt opspyt i fire dage. Spredte pibelyde. På grund af penicillinallergi gives roxithromycin, desuden prednisolon i 5 dage. Datter ser til hende dagligt.");
        }

        var station = _chart.Atlas.Unit("ambulance-0330");
        var paramedic = StaffPersonas.Find(station, "paramedic");
        var ride = _chart.VisitWith(Ago(142).ToDateTime(new TimeOnly(5, 40)), 55, paramedic, station, (AcuteDiagnoses.CopdExacerbation, "Præhospital behandling, kørsel A"));
        _chart.Measure(ride, Vitals.Saturation, 79);
        _chart.Measure(ride, Vitals.Respiration, 34);
        _chart.Measure(ride, Vitals.Pulse, 122);
        _chart.Write(ride, NoteKind.Emergency, "A-kørsel, 82-årig kvinde med svær åndenød, taler i enstavelsesord. SpO2 79 % uden ilt. Ilt titreret til 88-92 %, salbutamol og ipratropium på forstøver, effekt efter 10 minutter. CAVE penicillin. Medicinliste og nøgleboks noteret. Afleveret i Akutmodtagelsen, Slagelse.");
        CopdAdmission.Write(_chart, Ago(142), 7);
    }

    private Reference Monitoring(Reference copd)
    {
        var from = Ago(120);
        var team = _chart.Team("Hjemmemonitorering af KOL", from, Diagnoses.Copd, (_nurse, "KOL-sygeplejerske, monitorering"), (_homeNurse, "Hjemmesygeplejerske"), (_chart.Gp, "Egen læge"));
        var goal = _chart.Goal("At blive i eget hjem og undgå indlæggelse i vinter", from, copd);
        _chart.Episode("Telemedicinsk hjemmemonitorering, KOL", _lungClinic, copd, from, null);
        var plan = _chart.Plan("Hjemmemonitorering, svær KOL", from, (copd, team, goal), "Iltmætning og puls hver morgen i hvile, gul grænse 90 %, rød grænse 86 %", "Vægt mandag og torsdag, ring ved ændring på 2 kg", "Symptomskema hver mandag", "Ring til KOL-sygeplejersken på hverdage kl. 8-15, ellers akutsygeplejen");
        var start = _chart.VisitWith(Morning(120, 10), 60, _nurse, _lungClinic, (Diagnoses.Copd, "Opstart af hjemmemonitorering"));
        _chart.Write(start, NoteKind.Plan, "Opstart af hjemmemonitorering efter indlæggelse. Udleveret iltmåler, vægt og tablet. Inger øver selv målingen to gange uden hjælp. Grænser aftalt med overlæge Jonas Friis: gul 90 %, rød 86 %. Datter Lene orienteret. Ved røde tal ringer vi samme formiddag.");
        return plan;
    }

    private void Weeks(Reference plan)
    {
        IReadOnlyList<ObservationReferenceRange> saturationLimits = [Limit(Vitals.Saturation, "RAL", 86), Limit(Vitals.Saturation, "GAL", 90)];
        for (var daysAgo = 118; daysAgo >= 1; daysAgo--)
        {
            var at = Ago(daysAgo).ToDateTime(new TimeOnly(8, 10 + (daysAgo * 7 % 40)));
            _chart.Monitor(at, Vitals.Saturation, SaturationOf(daysAgo), plan, saturationLimits);
            _chart.Monitor(at.AddMinutes(1), Vitals.Pulse, (daysAgo > 22 ? 82 : 82 + ((22 - daysAgo) * 0.7)) + _chart.Random.Int(-4, 5), plan, []);
            if (at.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday)
            {
                _chart.Monitor(at.AddMinutes(3), Vitals.Weight, 49.8 + (daysAgo > 22 ? 0 : (22 - daysAgo) * 0.05) + _chart.Random.Normal(0, 0.2), plan, []);
            }

            if (at.DayOfWeek == DayOfWeek.Monday)
            {
                _chart.Answer(at.AddMinutes(6), "https://helhed.example/fhir/Questionnaire/kol-symptomer",
                    ("Er din åndenød værre end i sidste uge?", daysAgo < 22 ? "Ja" : "Nej"), ("Hoster du mere end vanligt?", daysAgo < 15 ? "Ja" : "Nej"),
                    ("Hvilken farve har dit opspyt?", daysAgo < 10 ? "Gulgrønt" : "Klart"), ("Hvor mange pust af den blå spray bruger du i døgnet?", daysAgo < 22 ? "6" : "2"));
            }
        }
    }

    // Steady at 91-93 until three weeks ago, then down a point every four days to 86-87.
    private double SaturationOf(int daysAgo) => Math.Round((daysAgo > 22 ? 92 : 92 - ((22 - daysAgo) * 0.25)) + (_chart.Random.Int(0, 3) - 1) * 0.8);

    private void Days()
    {
        foreach (var (daysAgo, text) in (ReadOnlySpan<(int, string)>)
        [
            (75, "Besøg efter aftale. Inger klarer målingerne selv, tallene stabile omkring 92. Spiser sparsomt, har fået proteindrik. Medicin doseret for to uger."),
            (40, "Besøg. Har fået det bedre, været i haven. Inhalationsteknik i orden. Ankler slanke."),
            (16, "Besøg. Mere forpustet end sidst, holder pause midt i sætninger. Iltmætning 90 %. Intet feber. Talt med KOL-sygeplejersken, følger tallene tæt."),
            (5, "Besøg. Iltmætning 88 % efter hvile, puls 94. Gulgrønt opspyt siden i går. Sover i lænestolen. Vil helst ikke indlægges. KOL-sygeplejersken kontaktet, vurderes i lungeambulatoriet i denne uge."),
        ])
        {
            var visit = _chart.VisitWith(Morning(daysAgo, 11), 30, _homeNurse, _homeNursing, (Diagnoses.Copd, "Hjemmebesøg"));
            _chart.Write(visit, NoteKind.Nursing, text);
        }

        var call = _chart.VisitWith(Morning(3, 9), 15, _nurse, _lungClinic, (Diagnoses.Copd, "Telefonisk opfølgning på målinger"));
        _chart.Write(call, NoteKind.Nursing, "Ringet til Inger på grund af gule og røde målinger. Iltmætning 86-88 % de seneste dage, øget slim. Hun tager blå spray seks gange i døgnet. Ingen feber. Aftalt tid i lungeambulatoriet med overlæge, hjemmesygeplejen kommer dagligt indtil da. Ved iltmætning under 85 % eller forvirring ringes 112.");
        _chart.Refer(call, _lungClinic.Parent!, Diagnoses.Copd, ("Subakut vurdering i lungeambulatoriet", "Faldende iltmætning ved hjemmemonitorering, mulig forværring, vurdering af hjemmeilt", false, true));
        _chart.Book(_chart.Today.AddDays(2), _nurse, _lungClinic, "Subakut vurdering, lungeambulatoriet", 45);
        _chart.Book(_chart.Today.AddDays(1), _homeNurse, _homeNursing, "Hjemmebesøg, hjemmesygeplejen", 30);
        _chart.Book(_chart.Today.AddDays(16), _chart.Gp, _chart.Practice, "Medicingennemgang", 30);
        _chart.Book(_chart.Today.AddDays(58), _chart.Gp, _chart.Practice, "Årskontrol KOL", 30);
    }

    private DateTime Morning(int daysAgo, int hour)
    {
        var day = Ago(daysAgo);
        while (!WorkingDay.IsOpen(day))
        {
            day = day.AddDays(-1);
        }

        return day.ToDateTime(new TimeOnly(hour, 15));
    }

    private static ObservationReferenceRange Limit(Vital vital, string colour, double low) => new()
    {
        Low = vital.Quantity(low),
        Type = Concept.Of(Colours, colour, colour == "RAL" ? "Rød alarmgrænse" : "Gul alarmgrænse"),
    };
}
