namespace Helhed.Synthetic;

/// <summary>
/// COPD: yearly checks with spirometry that falls faster in smokers, exacerbations that come oftener the weaker the lungs are,
/// and inhalers that are stepped up after them, after which they come more seldom.
/// </summary>
internal sealed class Copd
{
    private static readonly Drug[] Steps = [Drugs.Tiotropium, Drugs.Dual, Drugs.Triple];

    private readonly Chart _chart;
    private readonly List<(Drug, DateOnly)> _inhalers = [];
    private double _percent;
    private int _step;
    private int _recent;

    private Copd(Chart chart)
    {
        _chart = chart;
        _percent = chart.Random.Int(34, 78);
        _step = _percent < 50 ? 1 : 0;
    }

    internal static void Unfold(Chart chart) => new Copd(chart).Run();

    private void Run()
    {
        var onset = _chart.FirstDay.AddDays(-_chart.Random.Int(60, 3000));
        _chart.Diagnose(Diagnoses.Copd, onset);
        _chart.Prescribe(Drugs.Salbutamol, onset);
        _inhalers.Add((Steps[_step], onset));
        for (var day = _chart.FirstDay.AddDays(_chart.Random.Int(5, 330)); day < _chart.Today; day = day.AddDays(350 + _chart.Random.Int(0, 40)))
        {
            YearlyCheck(day);
            Year(day);
            _percent -= _chart.Smokes ? 2.6 : 1.1;
        }

        _chart.Regimen(null, [.. _inhalers]);
        if (_chart.Random.Chance(0.7))
        {
            _chart.Book(_chart.Today.AddDays(_chart.Random.Int(10, 200)), _chart.Practice.Someone(_chart.Random, Profession.Nurse), _chart.Practice, "Årskontrol KOL", 30);
        }
    }

    private void YearlyCheck(DateOnly day)
    {
        var visit = _chart.NurseVisit(day, Diagnoses.Copd, "Årskontrol KOL");
        var litres = _percent / 100 * (_chart.Sex == Sex.Female ? 2.3 : 3.2);
        var mrc = _percent < 40 ? 4 : _percent < 55 ? 3 : 2;
        var saturation = 97 - ((80 - _percent) / 10) + _chart.Random.Int(-1, 2);
        _chart.Examine(visit, Findings.Fev1, litres);
        _chart.Examine(visit, Findings.Fev1Percent, _percent);
        _chart.Examine(visit, Findings.Fev1Ratio, 38 + (_percent / 3));
        _chart.Score(visit, "MRC-åndenødsskala", mrc);
        _chart.Score(visit, "CAT-score", Math.Clamp((int)(32 - (_percent / 3.2)) + _chart.Random.Int(-2, 3), 3, 36));
        _chart.Measure(visit, Vitals.Saturation, Math.Min(98, saturation));
        _chart.Measure(visit, Vitals.Weight, _chart.Random.Normal(_chart.Sex == Sex.Female ? 67 : 81, 9));
        _chart.SmokingStatus(visit, _chart.Smokes ? "77176002" : "8517006", _chart.Smokes ? "Smoker" : "Ex-smoker");
        _chart.Write(visit, NoteKind.Practice,
            $"Årskontrol KOL.\nFEV1 {DanishTime.Number(litres, 2)} L ({DanishTime.Number(_percent, 0)} % af forventet). MRC {mrc}. Iltmætning {DanishTime.Number(Math.Min(98, saturation), 0)} %. "
            + $"Forværringer det sidste år: {_recent}. {(_chart.Smokes ? _chart.OneOf("Ryger 10-15 om dagen, er ikke klar til stop nu.", "Ryger fortsat. Tilbudt rygestophold i kommunen, vil tænke over det.", "Har skåret ned til 5 om dagen.") : "Røgfri.")}\n"
            + $"Inhalationsteknik gennemgået: {_chart.OneOf("god", "glemmer at holde vejret bagefter, øvet igen", "trykker og trækker vejret i utakt, skifter til spacer")}. "
            + $"{_chart.OneOf("Går tur dagligt.", "Kommer ikke så meget ud som før.", "Er glad for KOL-holdet på sundhedscentret.", "Bliver forpustet på trappen til 1. sal.")}\n"
            + $"Plan: fortsætter {Steps[_step].Plain}. Influenzavaccination til efteråret. Ny kontrol om et år.");
        _recent = 0;
        if (_chart.Smokes && _chart.Random.Chance(0.15))
        {
            _chart.Course(ShortDrugs.Nicotine, visit, 84);
        }
    }

    // Half as many exacerbations on the next step: that is what the step is for.
    private void Year(DateOnly from)
    {
        var expected = (_percent < 40 ? 2.4 : _percent < 55 ? 1.3 : 0.5) * (_step == 2 ? 0.5 : _step == 1 ? 0.75 : 1);
        for (var day = from.AddDays(20); day < from.AddDays(340) && day < _chart.Today.AddDays(-14); day = day.AddDays(40))
        {
            if (!_chart.Random.Chance(expected / 8))
            {
                continue;
            }

            _recent++;
            if (_percent < 52 && _chart.Random.Chance(0.35))
            {
                Admitted(day.AddDays(_chart.Random.Int(0, 20)));
            }
            else
            {
                AtTheGp(day.AddDays(_chart.Random.Int(0, 20)));
            }

            if (_step < 2 && _recent >= 2 - _step)
            {
                _step++;
                _inhalers.Add((Steps[_step], day.AddDays(30)));
            }
        }
    }

    private void AtTheGp(DateOnly day)
    {
        var visit = _chart.GpVisit(day, AcuteDiagnoses.CopdExacerbation, "Akut konsultation, KOL-forværring");
        var crp = _chart.Random.Int(9, 85);
        var saturation = _chart.Random.Int(89, 94);
        _chart.Lab(visit, LabTests.Crp, crp);
        _chart.Measure(visit, Vitals.Saturation, saturation);
        var antibiotic = Antibiotics.ForAirways(_chart);
        _chart.Course(ShortDrugs.Prednisolone, visit, 5);
        _chart.Course(antibiotic, visit, 7);
        _chart.Write(visit, NoteKind.Practice,
            $"{_chart.OneOf("Tre dage med tiltagende åndenød og gulgrønt opspyt.", "Forværret åndenød siden weekenden, hoster om natten.", "Mere slim end vanligt, måtte hvile på vej fra bilen.")} "
            + $"St.p.: {_chart.OneOf("spredte pibelyde", "forlænget eksspirium, ingen krepitationer", "rhonchi over begge lungeflader")}. CRP {crp}, iltmætning {saturation} %.\n"
            + $"Vurdering: forværring af KOL. Prednisolon i 5 dage samt {antibiotic.Plain}. Ringer ved manglende bedring om 2 døgn, 112 ved svær åndenød.");
    }

    private void Admitted(DateOnly day) => CopdAdmission.Write(_chart, day, _chart.Random.Int(3, 8));
}
