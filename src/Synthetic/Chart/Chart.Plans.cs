using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal sealed partial class Chart
{
    private static readonly Meta ConditionProfile = Concept.Profile("dk-core-condition");
    private static readonly Meta ReferralProfile = Concept.Profile("dk-core-person-servicerequest");
    private static readonly CodeableConcept ActiveCondition = Concept.Hl7("condition-clinical", "active");
    private static readonly CodeableConcept ResolvedCondition = Concept.Hl7("condition-clinical", "resolved");
    private static readonly CodeableConcept Confirmed = Concept.Hl7("condition-ver-status", "confirmed");
    private static readonly IReadOnlyList<CodeableConcept> ProblemList = [Concept.Hl7("condition-category", "problem-list-item")];
    private static readonly IReadOnlyList<CodeableConcept> EncounterDiagnosis = [Concept.Hl7("condition-category", "encounter-diagnosis")];

    /// <summary>A lasting disease on the problem list, as the GP codes it.</summary>
    internal Reference Diagnose(Diagnosis diagnosis, DateOnly onset, Visit? visit = null) => Add(ConditionOf(diagnosis, onset, visit) with
    {
        Category = ProblemList,
        ClinicalStatus = ActiveCondition,
    });

    /// <summary>An illness that passed.</summary>
    internal Reference Suffer(Diagnosis diagnosis, Visit visit, int days) => Add(ConditionOf(diagnosis, visit.Day, visit) with
    {
        Category = EncounterDiagnosis,
        ClinicalStatus = visit.LastDay.AddDays(days) < Today ? ResolvedCondition : ActiveCondition,
        AbatementDateTime = visit.LastDay.AddDays(days) < Today ? DanishTime.Date(visit.LastDay.AddDays(days)) : null,
    });

    /// <summary>A referral, done once the referred-to has seen the citizen.</summary>
    internal Reference Refer(Visit from, CareUnit to, Diagnosis why, (string Title, string Reason, bool IsDone, bool IsUrgent) referral) => Add(new ServiceRequest
    {
        Id = NextId("sr"),
        Meta = ReferralProfile,
        Status = referral.IsDone ? "completed" : "active",
        Intent = "order",
        Priority = referral.IsUrgent ? "urgent" : "routine",
        Code = Concept.Words(referral.Title),
        Subject = Citizen.Reference,
        Encounter = from.Encounter,
        AuthoredOn = DanishTime.Stamp(from.End),
        Requester = from.Who.Reference,
        Performer = to.Performers,
        ReasonCode = [why.InHospital with { Text = referral.Reason }],
    });

    /// <summary>An operation or a treatment, by SKS code.</summary>
    internal void Operate(Visit visit, string sks, string name, Diagnosis why) => _sink.Add(new Procedure
    {
        Id = NextId("pr"),
        Status = "completed",
        Code = Concept.Of(Systems.Sks, sks, name),
        Subject = Citizen.Reference,
        Encounter = visit.Encounter,
        PerformedDateTime = DanishTime.Stamp(visit.Start.AddHours(2)),
        Performer = [new ProcedurePerformer { Actor = visit.Who.Reference }],
        ReasonCode = why.HospitalReason,
    });

    /// <summary>The people who care for the citizen together.</summary>
    internal Reference Team(string name, DateOnly from, Diagnosis why, params ReadOnlySpan<(Clinician Who, string Role)> members)
    {
        var participants = new List<CareTeamParticipant>(members.Length + 1);
        foreach (var (who, role) in members)
        {
            participants.Add(new CareTeamParticipant { Role = [Concept.Words(role)], Member = who.Reference, OnBehalfOf = who.Unit.Reference });
        }

        return Add(new CareTeam
        {
            Id = NextId("ct"),
            Status = "active",
            Name = name,
            Subject = Citizen.Reference,
            Period = new Period { Start = DanishTime.Date(from) },
            Participant = participants,
            ReasonCode = [why.InHospital],
            ManagingOrganization = members[0].Who.Unit.Performers,
        });
    }

    internal Reference Goal(string description, DateOnly from, Reference condition) => Add(new Goal
    {
        Id = NextId("g"),
        LifecycleStatus = "active",
        Description = Concept.Words(description),
        Subject = Citizen.Reference,
        StartDate = DanishTime.Date(from),
        Addresses = [condition],
    });

    /// <summary>A plan of care with its activities in words.</summary>
    internal Reference Plan(string title, DateOnly from, (Reference Condition, Reference? Team, Reference? Goal) about, params ReadOnlySpan<string> activities)
    {
        var planned = new List<CarePlanActivity>(activities.Length);
        foreach (var activity in activities)
        {
            planned.Add(new CarePlanActivity { Detail = new CarePlanActivityDetail { Status = "in-progress", Description = activity } });
        }

        return Add(new CarePlan
        {
            Id = NextId("cp"),
            Status = "active",
            Intent = "plan",
            Title = title,
            Subject = Citizen.Reference,
            Period = new Period { Start = DanishTime.Date(from) },
            Author = Gp.Reference,
            CareTeam = about.Team is null ? [] : [about.Team],
            Addresses = [about.Condition],
            Goal = about.Goal is null ? [] : [about.Goal],
            Activity = planned,
        });
    }

    /// <summary>A course at one place, such as a cancer package or a pregnancy.</summary>
    internal Reference Episode(string type, CareUnit where, Reference condition, DateOnly from, DateOnly? to) => Add(new EpisodeOfCare
    {
        Id = NextId("ec"),
        Status = to is { } end && end < Today ? "finished" : "active",
        Type = [Concept.Words(type)],
        Diagnosis = [new EpisodeOfCareDiagnosis { Condition = condition }],
        Patient = Citizen.Reference,
        ManagingOrganization = where.Whole.Reference,
        Period = new Period { Start = DanishTime.Date(from), End = to is { } last && last < Today ? DanishTime.Date(last) : null },
    });

    internal void Warn(string text, DateOnly from) => _sink.Add(new Flag
    {
        Id = NextId("f"),
        Status = "active",
        Code = Concept.Words(text),
        Subject = Citizen.Reference,
        Period = new Period { Start = DanishTime.Date(from) },
        Author = Gp.Reference,
    });

    private Condition ConditionOf(Diagnosis diagnosis, DateOnly onset, Visit? visit) => new()
    {
        Id = NextId("c"),
        Meta = ConditionProfile,
        VerificationStatus = Confirmed,
        Code = visit is { InPractice: false } ? diagnosis.InHospital : diagnosis.InPractice,
        Subject = Citizen.Reference,
        Encounter = visit?.Encounter,
        OnsetDateTime = DanishTime.Date(onset),
        RecordedDate = DanishTime.Date(visit?.Day ?? onset),
        Recorder = (visit?.Who ?? Gp).Reference,
    };
}
