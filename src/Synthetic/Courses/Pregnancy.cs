namespace Helhed.Synthetic;

/// <summary>Pregnancy by the national programme: GP in weeks 8, 25 and 32, scans in 12 and 20, midwife, blood type, birth, follow-up.</summary>
internal sealed class Pregnancy
{
    private readonly Chart _chart;
    private readonly DateOnly _due;
    private readonly Diagnosis _diagnosis;
    private readonly double _weight;
    private readonly string _type;

    private Pregnancy(Chart chart, DateOnly due, bool isFirst)
    {
        _chart = chart;
        _due = due;
        _diagnosis = isFirst ? AcuteDiagnoses.FirstPregnancy : AcuteDiagnoses.LaterPregnancy;
        _weight = chart.Random.Normal(67, 9);
        _type = chart.Random.Weighted<string>([("A RhD positiv", 37), ("O RhD positiv", 35), ("B RhD positiv", 8), ("AB RhD positiv", 4), ("A RhD negativ", 7), ("O RhD negativ", 6)]);
    }

    /// <summary>The pregnancy that ended with a child of the household.</summary>
    internal static void Past(Chart chart, DateOnly born, bool isFirst)
    {
        var one = new Pregnancy(chart, born.AddDays(chart.Random.Int(-9, 10)), isFirst);
        one.Care(isFirst);
        one.Birth(born);
    }

    /// <summary>A pregnancy now, with the coming visits booked.</summary>
    internal static void Current(Chart chart, DateOnly due, bool isFirst)
    {
        var one = new Pregnancy(chart, due, isFirst);
        one.Care(isFirst);
    }

    private DateOnly Week(int week, int days = 0) => _due.AddDays(((week - 40) * 7) + days);

    private void Care(bool isFirst)
    {
        var clinic = _chart.Clinic(Specialty.Obstetrics);
        var midwives = _chart.Clinic(Specialty.Midwifery);
        FirstVisit(clinic);
        Scan(12, clinic, "Nakkefoldsscanning og risikovurdering", $"Ét levende foster. CRL svarende til uge 12+{_chart.Random.Int(0, 6)}. Nakkefold {DanishTime.Number(_chart.Random.Normal(1.6, 0.3), 1)} mm. Kombineret risiko for trisomi 21: 1:{_chart.Random.Int(12, 90) * 100}, lav. Termin fastsat til {DanishTime.Spoken(_due)}.");
        Midwife(15, midwives, isFirst);
        Scan(20, clinic, "Misdannelsesscanning", "Anatomien gennemgået: hjerne, ansigt, hjerte med fire kamre, mave, nyrer, ryg og ekstremiteter uden bemærkninger. Moderkagen på bagvæggen, ikke lavtsiddende. Normal vækst.");
        foreach (var week in (ReadOnlySpan<int>)[25, 32])
        {
            GpCheck(week);
        }

        foreach (var week in (ReadOnlySpan<int>)[29, 36, 38, 40])
        {
            Midwife(week, midwives, isFirst);
        }

        foreach (var (vaccine, week) in (ReadOnlySpan<(Vaccine, int)>)[(Vaccines.PregnancyPertussis, 26), (Vaccines.Influenza, 22)])
        {
            if (Week(week) < _chart.Today && (vaccine != Vaccines.Influenza || Week(week).Month is >= 10 or 1))
            {
                _chart.Vaccinate(vaccine, Week(week));
            }
        }
    }

    private void FirstVisit(CareUnit clinic)
    {
        var visit = _chart.GpVisitOrBooking(Week(8, _chart.Random.Int(0, 6)), _diagnosis, "Første graviditetsundersøgelse");
        if (visit is null)
        {
            return;
        }

        var condition = _chart.Diagnose(_diagnosis, Week(0), visit);
        _chart.Episode("Graviditet, termin " + DanishTime.Spoken(_due), clinic, condition, visit.Day, _due);
        _chart.LabWords(visit, LabTests.BloodType, _type);
        _chart.Panel(visit, "Graviditetsprøver", (LabTests.Haemoglobin, _chart.Random.Normal(8.1, 0.4)), (LabTests.Ferritin, _chart.Random.Int(18, 90)), (LabTests.Tsh, _chart.Random.Normal(1.8, 0.5)));
        _chart.Measure(visit, Vitals.Weight, _weight);
        _chart.Pressure(visit, _chart.Random.Int(104, 126), _chart.Random.Int(62, 80));
        _chart.Prescribe(ShortDrugs.Folic, visit.Day, Week(12), visit);
        _chart.Refer(visit, clinic.Parent!, _diagnosis, ("Graviditet: scanninger, jordemoder og fødested", $"Termin {DanishTime.Spoken(_due)}. Blodtype {_type}. Basistilbud, niveau {_chart.Random.Int(1, 3)}.", true, false));
        _chart.Write(visit, NoteKind.Practice, $"Første graviditetsundersøgelse, uge 8. Termin efter sidste menstruation {DanishTime.Spoken(_due)}. {_chart.OneOf("Ønsket graviditet, glad.", "Kvalme om morgenen, spiser små måltider.", "Træt, arbejder i børnehave, talt om smitte.")} Ryger ikke, intet alkohol. Folinsyre og D-vitamin. Blodtryk og urin i orden. Vandrejournal og svangrejournal udfyldt, henvist til fødestedet.");
    }

    private void Scan(int week, CareUnit clinic, string title, string conclusion)
    {
        var visit = _chart.ClinicVisitOrBooking(Week(week, _chart.Random.Int(1, 6)), clinic, _diagnosis, title);
        if (visit is not null)
        {
            _chart.Image(visit, "11525-3", "US Pelvis Fetus for pregnancy", title, conclusion);
            _chart.Write(visit, NoteKind.Clinic, Letters.Clinic(visit, _diagnosis, conclusion, week < 14 ? "misdannelsesscanning i uge 20." : "ingen yderligere scanninger, medmindre jordemoder eller læge finder anledning."));
        }
    }

    private void GpCheck(int week)
    {
        var visit = _chart.GpVisitOrBooking(Week(week, _chart.Random.Int(0, 6)), _diagnosis, $"Graviditetsundersøgelse, uge {week}");
        if (visit is null)
        {
            return;
        }

        _chart.Measure(visit, Vitals.Weight, _weight + ((week - 10) * 0.45));
        _chart.Pressure(visit, _chart.Random.Int(106, 132), _chart.Random.Int(62, 84));
        _chart.Lab(visit, LabTests.Haemoglobin, _chart.Random.Normal(7.2, 0.4));
    }

    private void Midwife(int week, CareUnit midwives, bool isFirst)
    {
        var visit = _chart.ClinicVisitOrBooking(Week(week, _chart.Random.Int(0, 6)), midwives, _diagnosis, $"Jordemoderkonsultation, uge {week}", Profession.Midwife);
        if (visit is null)
        {
            return;
        }

        _chart.Pressure(visit, _chart.Random.Int(104, 130), _chart.Random.Int(60, 82));
        _chart.Write(visit, NoteKind.Midwife, $"Uge {week}. {_chart.OneOf("Har det godt.", "Bækkensmerter ved trapper, henvist til hold.", "Sover dårligt, hviler om dagen.", "Lidt halsbrand.")} Symfyse-fundus {Math.Max(12, week - 2)} cm, hjertelyd {_chart.Random.Int(128, 156)}. {(week > 22 ? _chart.OneOf("Hovedet ned.", "Hovedet står bevægeligt.", "Godt med liv.") : "Mærker liv fra uge 18-20.")} Urin uden sukker og protein. {(isFirst ? _chart.OneOf("Talt om fødselsforberedelse.", "Spørger til smertelindring.", "Gennemgået fødselsplan, partner med.") : "Tidligere ukompliceret fødsel gennemgået.")}");
    }

    private void Birth(DateOnly born)
    {
        if (born >= _chart.Today)
        {
            return;
        }

        var isCaesarean = _chart.Random.Chance(0.19);
        var diagnosis = isCaesarean ? AcuteDiagnoses.Caesarean : AcuteDiagnoses.Birth;
        var stay = _chart.Admission(born, isCaesarean ? 2 : 1, _chart.Ward(Specialty.Obstetrics), diagnosis, ("Fødsel", true, false));
        _chart.Suffer(diagnosis, stay, 1);
        if (isCaesarean)
        {
            _chart.Operate(stay, "KMCA10", "Kejsersnit på isthmus uteri", diagnosis);
        }

        var grams = (int)_chart.Random.Normal(3500, 420);
        _chart.Write(stay, NoteKind.Discharge, Letters.Discharge(_chart, stay, diagnosis, (
            $"{_chart.OneOf("Spontane veer", "Vandafgang hjemme", "Igangsat på grund af gestationsalder")} i uge {39 + _chart.Random.Int(0, 3)}.",
            $"{(isCaesarean ? "Akut kejsersnit på grund af manglende fremgang" : $"Ukompliceret vaginal fødsel, {_chart.Random.Int(4, 16)} timer")}. Barnet vejede {grams} g, {_chart.Random.Int(48, 55)} cm, Apgar 9/1, 10/5. Blodtab {_chart.Random.Int(200, 700)} ml. {_chart.OneOf("Amning i gang.", "Ammer med brik.", "Supplerer med udmalket mælk.")}",
            "Paracetamol og ibuprofen ved behov. Jerntilskud.", "Hælprøve efter 48 timer. Sundhedsplejerske besøger dag 4-5. Mor og barn ses hos egen læge om 5 uger.")));
        var after = born.AddDays(56);
        if (after < _chart.Today)
        {
            var visit = _chart.GpVisit(after, _diagnosis, "Undersøgelse 8 uger efter fødsel");
            _chart.Examine(visit, Findings.Depression, _chart.Random.Int(0, 10), isSurvey: true);
            _chart.Write(visit, NoteKind.Practice, $"8 uger efter fødsel. {_chart.OneOf("Har det godt, barnet tager på.", "Træt, men glad. God støtte af partner.", "Lidt nedtrykt de første uger, bedre nu.")} Underlivet helet. Prævention: {_chart.OneOf("minipiller", "spiral bestilles", "kondom indtil videre")}.");
        }
    }
}
