using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal enum Specialty
{
    None, Emergency, Medicine, Respiratory, Endocrinology, Cardiology, Surgery, Orthopaedics, Obstetrics, Paediatrics,
    Oncology, Breast, Neurology, Psychiatry, Eye, Biochemistry, Radiology, Rehabilitation, Midwifery,
}

internal enum UnitKind
{
    Region, Hospital, Department, Ward, Clinic, HealthHouse, Practice, HomeNursing, AmbulanceStation,
}

/// <summary>An organisation that gives care, with the people who work there.</summary>
internal sealed class CareUnit
{
    internal CareUnit(string id, string name, UnitKind kind, int number)
    {
        Id = id;
        Name = name;
        Kind = kind;
        Number = number;
        Sor = FakeNumbers.Sor(number);
        Reference = Concept.To("Organization", id, name);
        Place = Concept.To("Location", id, name);
        Performers = [Reference];
    }

    internal string Id { get; }

    internal string Name { get; }

    internal UnitKind Kind { get; }

    /// <summary>Running number that SOR, GLN and ydernummer are made from.</summary>
    internal int Number { get; }

    internal string Sor { get; }

    internal Specialty Specialty { get; init; }

    internal CareUnit? Parent { get; init; }

    internal required Town Town { get; init; }

    internal required string Street { get; init; }

    internal Municipality? Municipality { get; init; }

    internal List<Clinician> Staff { get; } = [];

    internal Reference Reference { get; }

    /// <summary>The place where the organisation works; it has the same id as the organisation.</summary>
    internal Reference Place { get; }

    internal IReadOnlyList<Reference> Performers { get; }

    /// <summary>The hospital, practice or municipality the unit belongs to, itself when it is one.</summary>
    internal CareUnit Whole => Kind is UnitKind.Department or UnitKind.Ward or UnitKind.Clinic && Parent is not null ? Parent.Whole : this;

    internal Clinician Someone(Platform.SeededRandom random, Profession profession)
    {
        var found = 0;
        Clinician? chosen = null;
        foreach (var one in Staff)
        {
            if (one.Profession == profession && random.Int(0, ++found) == 0)
            {
                chosen = one;
            }
        }

        return chosen ?? (Staff.Count > 0 ? Staff[0] : Parent!.Someone(random, profession));
    }
}
