using Helhed.Platform;

namespace Helhed.Synthetic;

/// <summary>Peoples the atlas: every place gets the staff its kind needs, and the staff personas their named places.</summary>
internal static class Workforce
{
    private static readonly (Profession Profession, string Title)[] DepartmentStaff =
    [
        (Profession.Doctor, "Ledende overlæge"), (Profession.Doctor, "Overlæge"), (Profession.Doctor, "Overlæge"), (Profession.Doctor, "Afdelingslæge"),
        (Profession.Doctor, "Læge"), (Profession.Nurse, "Afdelingssygeplejerske"), (Profession.Nurse, "Sygeplejerske"), (Profession.Nurse, "Sygeplejerske"),
        (Profession.Nurse, "Sygeplejerske"), (Profession.Secretary, "Lægesekretær"),
    ];

    private static readonly (Profession Profession, string Title)[] PracticeStaff =
    [
        (Profession.Doctor, "Praktiserende læge"), (Profession.Doctor, "Praktiserende læge"), (Profession.Doctor, "Læge i uddannelsesstilling"),
        (Profession.Nurse, "Praksissygeplejerske"), (Profession.Secretary, "Lægesekretær"),
    ];

    private static readonly (Profession Profession, string Title)[] NursingStaff =
    [
        (Profession.Nurse, "Hjemmesygeplejerske"), (Profession.Nurse, "Hjemmesygeplejerske"), (Profession.Nurse, "Akutsygeplejerske"),
        (Profession.CareAssistant, "Social- og sundhedsassistent"), (Profession.Physiotherapist, "Fysioterapeut"),
    ];

    private static readonly (Profession Profession, string Title)[] StationStaff =
        [(Profession.Paramedic, "Paramediciner"), (Profession.Paramedic, "Ambulancebehandler"), (Profession.Paramedic, "Ambulancebehandler")];

    internal static void AddTo(Atlas atlas)
    {
        var random = atlas.Random.Fork("staff");
        var number = 100;
        foreach (var unit in atlas.Units)
        {
            foreach (var (profession, title) in StaffOf(unit))
            {
                var sex = random.Chance(profession == Profession.Doctor ? 0.55 : profession == Profession.Paramedic ? 0.2 : 0.92) ? Sex.Female : Sex.Male;
                unit.Staff.Add(new Clinician($"s-{number:0000}", Names.GivenOfAdult(sex, random), Names.Family(random), sex, unit)
                {
                    Profession = profession,
                    Title = title,
                    Number = number++,
                });
            }
        }

        StaffPersonas.AddTo(atlas);
    }

    private static (Profession Profession, string Title)[] StaffOf(CareUnit unit) => unit.Kind switch
    {
        UnitKind.Department => Special(unit.Specialty) ?? DepartmentStaff,
        UnitKind.Practice => PracticeStaff,
        UnitKind.HomeNursing => NursingStaff,
        UnitKind.AmbulanceStation => StationStaff,
        _ => [],
    };

    private static (Profession Profession, string Title)[]? Special(Specialty specialty) => specialty switch
    {
        Specialty.Biochemistry => [(Profession.Doctor, "Overlæge"), (Profession.Laboratory, "Bioanalytiker"), (Profession.Laboratory, "Bioanalytiker")],
        Specialty.Radiology => [(Profession.Doctor, "Overlæge, radiolog"), (Profession.Doctor, "Afdelingslæge, radiolog"), (Profession.Radiographer, "Radiograf")],
        Specialty.Midwifery => [(Profession.Midwife, "Chefjordemoder"), (Profession.Midwife, "Jordemoder"), (Profession.Midwife, "Jordemoder"), (Profession.Secretary, "Lægesekretær")],
        Specialty.Rehabilitation =>
            [(Profession.Doctor, "Overlæge"), (Profession.Physiotherapist, "Fysioterapeut"), (Profession.Physiotherapist, "Fysioterapeut"), (Profession.Nurse, "Sygeplejerske")],
        _ => null,
    };
}
