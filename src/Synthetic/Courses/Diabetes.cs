namespace Helhed.Synthetic;

/// <summary>
/// Type 2 diabetes followed every four months: HbA1c creeps up until the treatment is stepped up, then falls over the next visits.
/// </summary>
internal sealed class Diabetes
{
    private static readonly Drug[] Additions = [Drugs.Metformin500, Drugs.Metformin1000, Drugs.Empagliflozin, Drugs.Semaglutide, Drugs.Glargine];

    private readonly Chart _chart;
    private double _hba1c;
    private double _goal;
    private double _egfr;
    private double _ldl;
    private double _weight;
    private int _step;
    private bool _hasKidney;
    private DateOnly _metforminSince;

    private Diabetes(Chart chart)
    {
        _chart = chart;
        _hba1c = chart.Random.Normal(55, 5);
        _goal = _hba1c;
        _egfr = Math.Clamp(chart.Random.Normal(118 - (chart.Age * 0.6), 10), 32, 90);
        _ldl = Math.Clamp(chart.Random.Normal(2.7, 0.6), 1.4, 4.6);
        _weight = Math.Clamp(chart.Random.Normal(chart.Sex == Sex.Female ? 83 : 97, 13), 55, 150);
    }

    internal static void Unfold(Chart chart) => new Diabetes(chart).Run();

    private void Run()
    {
        var onset = _chart.NotBeforeAge(24, _chart.FirstDay.AddDays(_chart.Random.Int(-3600, 900)));
        _chart.Diagnose(Diagnoses.Diabetes, onset);
        _metforminSince = onset;
        var first = onset > _chart.FirstDay ? onset : _chart.FirstDay.AddDays(_chart.Random.Int(1, 110));
        _chart.Prescribe(_ldl > 2.4 ? Drugs.Atorvastatin40 : Drugs.Simvastatin40, first);
        var number = 0;
        for (var day = first; day < _chart.Today; day = day.AddDays(115 + _chart.Random.Int(0, 30)))
        {
            Check(day, number++);
        }

        _chart.Prescribe(Additions[Math.Min(_step, 1)], _metforminSince);
        _chart.Book(_chart.Today.AddDays(_chart.Random.Int(8, 110)), _chart.Practice.Someone(_chart.Random, Profession.Nurse), _chart.Practice, "Diabeteskontrol", 20);
        if (_chart.Random.Chance(0.4))
        {
            _chart.Book(_chart.Today.AddDays(_chart.Random.Int(20, 300)), _chart.Gp, _chart.Practice, "Årskontrol diabetes", 30);
        }
    }

    private void Check(DateOnly day, int number)
    {
        var isYearly = number % 3 == 0;
        var visit = isYearly ? _chart.GpVisit(day, Diagnoses.Diabetes, "Årskontrol diabetes") : _chart.NurseVisit(day, Diagnoses.Diabetes, "Diabeteskontrol");
        Progress();
        if (isYearly)
        {
            _chart.Panel(visit, "Diabetes, årsprøver", (LabTests.Hba1c, _hba1c), (LabTests.Creatinine, 5200 / _egfr), (LabTests.Egfr, _egfr), (LabTests.Potassium, _chart.Random.Normal(4.1, 0.25)), (LabTests.Ldl, _ldl), (LabTests.UrineAlbumin, _egfr < 55 ? _chart.Random.Int(30, 160) : _chart.Random.Int(3, 28)));
            _chart.Measure(visit, Vitals.Weight, _weight);
        }
        else
        {
            _chart.Panel(visit, "Diabetes, kontrolprøver", (LabTests.Hba1c, _hba1c), (LabTests.Egfr, _egfr));
        }

        _chart.Pressure(visit, _chart.Random.Normal(136, 8), _chart.Random.Normal(80, 6));
        if (_egfr < 52 && !_hasKidney)
        {
            _hasKidney = true;
            _chart.Diagnose(Diagnoses.DiabetesKidney, visit.Day, visit);
        }

        var wasSteppedUp = _hba1c > 57 && _step < Additions.Length - 1 && number > 0;
        if (isYearly || wasSteppedUp)
        {
            _chart.Write(visit, NoteKind.Practice, Note(isYearly, wasSteppedUp));
        }

        if (wasSteppedUp)
        {
            StepUp(visit);
        }
    }

    // Without a step the disease gains about two units a year; after one, two thirds of the way to the new level each visit.
    private void Progress()
    {
        _goal += 0.9;
        _hba1c += ((_goal - _hba1c) * 0.65) + _chart.Random.Normal(0, 1.2);
        _hba1c = Math.Clamp(_hba1c, 38, 110);
        _egfr = Math.Max(18, _egfr - 0.4 + _chart.Random.Normal(0, 1.2));
        _ldl = Math.Max(1.1, (_ldl * 0.88) + 0.22 + _chart.Random.Normal(0, 0.1));
        _weight += _step >= 3 ? -0.8 : 0.1;
    }

    private void StepUp(Visit visit)
    {
        _step++;
        _goal = _hba1c - (_step == 3 ? 13 : 9);
        if (_step == 1)
        {
            _chart.Prescribe(Drugs.Metformin500, _metforminSince, visit.Day.AddDays(-1));
            _metforminSince = visit.Day;
        }
        else
        {
            _chart.Prescribe(Additions[_step], visit.Day, null, visit);
        }
    }

    private string Note(bool isYearly, bool steppedUp)
    {
        var feet = _chart.OneOf("Fødder: puls og følesans i orden.", "Fødder: nedsat vibrationssans på begge storetæer, henvist til fodterapeut.", "Fødder: let tør hud, ellers intet.");
        var eyes = _chart.OneOf("Øjenscreening i år uden forandringer.", "Mangler øjenscreening, bestiller selv tid.", "Øjenscreening: enkelte mikroaneurismer, ny om et år.");
        var living = _chart.OneOf("Cykler til arbejde.", "Går tur med hunden morgen og aften.", "Har svært ved at undvære brød og kage.", "Har tabt sig lidt siden sidst.", "Spiser efter kommunens kostvejledning.");
        return $"{(isYearly ? "Årskontrol" : "Kontrol")}, type 2-diabetes.\n{LabTests.Hba1c.Say(_hba1c)}, {LabTests.Egfr.Say(_egfr)}, {LabTests.Ldl.Say(_ldl)}. Vægt {DanishTime.Number(_weight, 1)} kg. {living}\n"
            + (isYearly ? $"{feet} {eyes}\n" : "")
            + (steppedUp ? $"HbA1c over målet på 53. Aftalt tillæg eller øget dosis: {Additions[_step + 1].Name.ToLower(DanishTime.Danish)}. Informeret om bivirkninger og pause ved opkast og feber. Nye prøver om 3-4 måneder." : "Behandlingen er passende. Fortsætter uændret, nye prøver om 4 måneder.");
    }
}
