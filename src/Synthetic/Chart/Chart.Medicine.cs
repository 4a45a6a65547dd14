using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal sealed partial class Chart
{
    private static readonly CodeableConcept ActiveAllergy = Concept.Hl7("allergyintolerance-clinical", "active");
    private static readonly CodeableConcept ConfirmedAllergy = Concept.Hl7("allergyintolerance-verification", "confirmed");
    private static readonly CodeableConcept Community = Concept.Hl7("medicationrequest-category", "community");
    private static readonly CodeableConcept OnWard = Concept.Hl7("medicationrequest-category", "inpatient");

    /// <summary>A prescription from a day to a day; without an end, or with one to come, it is the citizen's present medicine.</summary>
    internal void Prescribe(Drug drug, DateOnly start, DateOnly? end = null, Visit? visit = null)
    {
        // Medicine from a discharge that has not come yet is not ordered.
        if (start >= Today)
        {
            return;
        }

        var who = visit is null || visit.Who.Profession != Profession.Doctor ? Gp : visit.Who;
        _sink.Add(new MedicationRequest
        {
            Id = NextId("m"),
            Status = end is { } last && last < Today ? "completed" : "active",
            Intent = "order",
            Category = visit is { InPractice: false } && end is { } stop && stop <= visit.LastDay ? [OnWard] : [Community],
            MedicationCodeableConcept = drug.Code,
            Subject = Citizen.Reference,
            Encounter = visit?.Encounter,
            AuthoredOn = DanishTime.Date(start),
            Requester = who.Reference,
            ReasonCode = drug.Reason,
            DosageInstruction = drug.Dosage,
            DispenseRequest = new MedicationRequestDispenseRequest
            {
                ValidityPeriod = new Period { Start = DanishTime.Date(start), End = end is { } until ? DanishTime.Date(until) : null },
            },
        });
    }

    /// <summary>Medicine changed over time: each entry lasts until the next begins.</summary>
    internal void Regimen(Visit? visit, params ReadOnlySpan<(Drug Drug, DateOnly From)> steps)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            Prescribe(steps[i].Drug, steps[i].From, i + 1 < steps.Length ? steps[i + 1].From.AddDays(-1) : null, visit);
        }
    }

    /// <summary>A short course counted in days.</summary>
    internal void Course(Drug drug, Visit visit, int days) => Prescribe(drug, visit.LastDay, visit.LastDay.AddDays(days), visit);

    internal void AllergicToPenicillin(DateOnly recorded, string reaction, string criticality)
    {
        IsPenicillinAllergic = true;
        Allergy(Concept.Of(Systems.Atc, "J01C", "Beta-lactam-antibiotika, penicilliner") with { Text = "Penicillin" }, "medication", recorded, (reaction, criticality));
    }

    internal void AllergicTo(string what, string category, DateOnly recorded, string reaction) =>
        Allergy(Concept.Words(what), category, recorded, (reaction, "low"));

    internal void Vaccinate(Vaccine vaccine, DateOnly day, int? dose = null) => _sink.Add(new Immunization
    {
        Id = NextId("v"),
        Status = "completed",
        VaccineCode = vaccine.Code,
        Patient = Citizen.Reference,
        OccurrenceDateTime = DanishTime.Date(day),
        PrimarySource = true,
        Performer = [new ImmunizationPerformer { Actor = Practice.Reference }],
        ProtocolApplied = dose is { } number ? [new ImmunizationProtocolApplied { TargetDisease = vaccine.Target, DoseNumberPositiveInt = number }] : [],
    });

    private void Allergy(CodeableConcept code, string category, DateOnly recorded, (string Reaction, string Criticality) how) => _sink.Add(new AllergyIntolerance
    {
        Id = NextId("al"),
        ClinicalStatus = ActiveAllergy,
        VerificationStatus = ConfirmedAllergy,
        Type = "allergy",
        Category = [category],
        Criticality = how.Criticality,
        Code = code,
        Patient = Citizen.Reference,
        RecordedDate = DanishTime.Date(recorded),
        Recorder = Gp.Reference,
        Reaction = [new AllergyIntoleranceReaction { Manifestation = [Concept.Words(how.Reaction)] }],
    });
}
