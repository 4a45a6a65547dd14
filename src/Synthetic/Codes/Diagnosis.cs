using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>A disease as a hospital codes it (SKS-D) and as a GP does (ICPC-2).</summary>
internal sealed class Diagnosis
{
    internal Diagnosis(string sks, string name, string? icpc = null, string? icpcName = null)
    {
        Sks = sks;
        Name = name;
        InHospital = Concept.Of(Systems.SksDiagnosis, sks, name);
        InPractice = icpc is null ? InHospital : Concept.Of(Systems.Icpc2, icpc, icpcName ?? name) with { Text = name };
        HospitalReason = [InHospital];
        PracticeReason = [InPractice];
    }

    internal string Sks { get; }

    internal string Name { get; }

    internal CodeableConcept InHospital { get; }

    internal CodeableConcept InPractice { get; }

    internal IReadOnlyList<CodeableConcept> HospitalReason { get; }

    internal IReadOnlyList<CodeableConcept> PracticeReason { get; }
}
