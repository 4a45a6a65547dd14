namespace Helhed.Synthetic;

/// <summary>Hospitals, their departments, wards and outpatient clinics. Names are real, the shape of each department is made up.</summary>
internal static class Hospitals
{
    // id | name | parent | municipality whose first town it lies in | street
    private const string Sites = """
        suh|Sjællands Universitetshospital||0265|Sygehusvej 10
        suh-koege|Sjællands Universitetshospital, Køge|suh|0259|Lykkebækvej 1
        suh-roskilde|Sjællands Universitetshospital, Roskilde|suh|0265|Sygehusvej 10
        suh-nykoebing|Sjællands Universitetshospital, Nykøbing F.|suh|0376|Fjordvej 15
        slagelse|Slagelse Sygehus||0330|Ingemannsvej 18
        holbaek|Holbæk Sygehus||0316|Smedelundsgade 60
        naestved|Næstved Sygehus||0370|Ringstedgade 61
        psykiatri-slagelse|Psykiatrisygehuset Slagelse||0330|Fælledvej 6
        sundhedshus-nakskov|Sundhedshus Nakskov||0360|Hoskiærsvej 17
        sundhedshus-kalundborg|Sundhedshus Kalundborg||0326|Noreskovvej 2
        """;

    // specialty | name | hospitals | wards (; between) | clinic
    private const string Departments = """
        Emergency|Akutafdelingen|suh-koege,slagelse,holbaek,suh-nykoebing|Akut sengeafsnit|Akutmodtagelsen
        Medicine|Medicinsk Afdeling|suh-koege,slagelse,holbaek,suh-nykoebing|Medicinsk sengeafsnit 1;Geriatrisk sengeafsnit 2|Medicinsk Ambulatorium
        Respiratory|Lungemedicinsk Afdeling|suh-roskilde,naestved,slagelse|Lungemedicinsk sengeafsnit|Lungemedicinsk Ambulatorium
        Endocrinology|Endokrinologisk Afdeling|suh-koege,slagelse,holbaek,suh-nykoebing||Diabetes- og Hormonambulatoriet
        Cardiology|Hjertemedicinsk Afdeling|suh-roskilde,slagelse,holbaek,suh-nykoebing|Hjertemedicinsk sengeafsnit|Hjerteambulatoriet
        Surgery|Kirurgisk Afdeling|suh-koege,slagelse,holbaek,suh-nykoebing|Kirurgisk sengeafsnit 1;Kirurgisk sengeafsnit 2|Kirurgisk Ambulatorium
        Orthopaedics|Ortopædkirurgisk Afdeling|suh-koege,slagelse,holbaek,suh-nykoebing,naestved|Ortopædkirurgisk sengeafsnit|Ortopædkirurgisk Ambulatorium
        Obstetrics|Gynækologisk-Obstetrisk Afdeling|suh-roskilde,slagelse,holbaek,suh-nykoebing|Fødegang og barselsafsnit;Gynækologisk sengeafsnit|Svangreambulatoriet
        Midwifery|Jordemodercenter|suh-roskilde,slagelse,holbaek,suh-nykoebing||Jordemoderkonsultationen
        Paediatrics|Børne- og Ungeafdelingen|suh-roskilde,slagelse,holbaek,suh-nykoebing|Børneafsnittet|Børneambulatoriet
        Oncology|Klinisk Onkologisk Afdeling|suh-roskilde,naestved|Onkologisk sengeafsnit|Onkologisk Ambulatorium
        Breast|Plastik- og Brystkirurgisk Afdeling|suh-roskilde|Brystkirurgisk sengeafsnit|Brystkirurgisk Ambulatorium
        Neurology|Neurologisk Afdeling|suh-roskilde|Apopleksiafsnittet;Neurologisk sengeafsnit|Neurologisk Ambulatorium
        Rehabilitation|Neurorehabiliteringen|naestved|Neurorehabiliteringsafsnit|Senhjerneskadeambulatoriet
        Eye|Øjenafdelingen|suh-roskilde,naestved||Øjenambulatoriet
        Psychiatry|Almenpsykiatrisk Afdeling|psykiatri-slagelse|Åbent sengeafsnit;Lukket sengeafsnit|Distriktspsykiatrien
        Biochemistry|Klinisk Biokemisk Afdeling|suh-koege,suh-roskilde,suh-nykoebing,slagelse,holbaek,naestved||Blodprøvetagningen
        Radiology|Radiologisk Afdeling|suh-koege,suh-roskilde,suh-nykoebing,slagelse,holbaek,naestved||Røntgenafsnittet
        """;

    internal static string DepartmentId(string hospital, Specialty specialty) => hospital + "-" + Short(specialty);

    internal static void AddTo(Atlas atlas)
    {
        var number = 10;
        foreach (var line in Sites.Split('\n'))
        {
            AddSite(atlas, line.Trim().Split('|'), number++);
        }

        foreach (var line in Departments.Split('\n'))
        {
            var cells = line.Trim().Split('|');
            foreach (var hospital in cells[2].Split(','))
            {
                number = AddDepartment(atlas, atlas.Unit(hospital), cells, number);
            }
        }
    }

    private static void AddSite(Atlas atlas, string[] cells, int number)
    {
        var municipality = Municipality.Of(cells[3]);
        atlas.Add(new CareUnit(cells[0], cells[1], cells[0].StartsWith("sundhedshus", StringComparison.Ordinal) ? UnitKind.HealthHouse : UnitKind.Hospital, number)
        {
            Parent = cells[2].Length > 0 ? atlas.Unit(cells[2]) : atlas.Region,
            Town = municipality.Towns[0],
            Street = cells[4],
            Municipality = municipality,
        });
    }

    private static int AddDepartment(Atlas atlas, CareUnit hospital, string[] cells, int number)
    {
        var specialty = Enum.Parse<Specialty>(cells[0]);
        var site = hospital.Name.Replace("Sjællands Universitetshospital", "SUH", StringComparison.Ordinal);
        var department = Below(hospital, DepartmentId(hospital.Id, specialty), $"{cells[1]}, {site}", UnitKind.Department, specialty, number++);
        atlas.Add(department);
        var wards = cells[3].Split(';', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < wards.Length; i++)
        {
            atlas.Add(Below(department, $"{department.Id}-s{i + 1}", $"{wards[i]}, {site}", UnitKind.Ward, specialty, number++));
        }

        atlas.Add(Below(department, department.Id + "-amb", $"{cells[4]}, {site}", UnitKind.Clinic, specialty, number++));
        return number;
    }

    private static CareUnit Below(CareUnit parent, string id, string name, UnitKind kind, Specialty specialty, int number) =>
        new(id, name, kind, number)
        {
            Parent = parent,
            Specialty = specialty,
            Town = parent.Town,
            Street = parent.Street,
            Municipality = parent.Municipality,
        };

    private static string Short(Specialty specialty) => specialty switch
    {
        Specialty.Emergency => "akut",
        Specialty.Medicine => "medicin",
        Specialty.Respiratory => "lunge",
        Specialty.Endocrinology => "endo",
        Specialty.Cardiology => "hjerte",
        Specialty.Surgery => "kirurgi",
        Specialty.Orthopaedics => "orto",
        Specialty.Obstetrics => "gynobs",
        Specialty.Midwifery => "jordemoder",
        Specialty.Paediatrics => "boern",
        Specialty.Oncology => "onko",
        Specialty.Breast => "bryst",
        Specialty.Neurology => "neuro",
        Specialty.Rehabilitation => "neurorehab",
        Specialty.Eye => "oejne",
        Specialty.Psychiatry => "psyk",
        Specialty.Biochemistry => "kba",
        Specialty.Radiology => "rad",
        _ => "andet",
    };
}
