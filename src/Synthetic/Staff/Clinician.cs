using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal enum Profession
{
    Doctor, Nurse, Midwife, Physiotherapist, Laboratory, Radiographer, CareAssistant, Secretary, Paramedic, Porter, Planner, Director, Security,
}

/// <summary>Someone who works in the region's health care.</summary>
internal sealed class Clinician
{
    internal Clinician(string id, string given, string family, Sex sex, CareUnit unit)
    {
        Id = id;
        Given = given;
        Family = family;
        Sex = sex;
        Unit = unit;
        Name = $"{given} {family}";
        Reference = Concept.To("Practitioner", id, Name);
        Participation = [new EncounterParticipant { Individual = Reference }];
        Performers = [Reference];
    }

    internal string Id { get; }

    internal string Given { get; }

    internal string Family { get; }

    internal string Name { get; }

    internal Sex Sex { get; }

    internal CareUnit Unit { get; }

    internal required Profession Profession { get; init; }

    /// <summary>Danish title, such as Overlæge.</summary>
    internal required string Title { get; init; }

    /// <summary>Running number that the authorisation number is made from.</summary>
    internal required int Number { get; init; }

    internal Reference Reference { get; }

    internal IReadOnlyList<EncounterParticipant> Participation { get; }

    internal IReadOnlyList<Reference> Performers { get; }
}
