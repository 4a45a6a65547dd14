using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal sealed partial class Chart
{
    private static readonly Meta EncounterProfile = Concept.Profile("dk-core-encounter");
    private static readonly Coding Ambulatory = Act("AMB", "ambulatory");
    private static readonly Coding Inpatient = Act("IMP", "inpatient encounter");
    private static readonly Coding EmergencyClass = Act("EMER", "emergency");
    private static readonly Coding HomeHealth = Act("HH", "home health");
    private static readonly Coding Virtual = Act("VR", "virtual");
    private static readonly CodeableConcept Planned = Concept.Of(Systems.Terminology + "v3-ActPriority", "EL", "elective");
    private static readonly CodeableConcept Acute = Concept.Of(Systems.Terminology + "v3-ActPriority", "A", "ASAP");
    private static readonly EncounterHospitalization ToHome = new() { DischargeDisposition = Concept.Hl7("discharge-disposition", "home") };
    private static readonly EncounterHospitalization ToRehabilitation = new() { DischargeDisposition = Concept.Hl7("discharge-disposition", "rehab") };

    /// <summary>A consultation at the citizen's own practice; day contacts by telephone when <paramref name="byPhone"/>.</summary>
    internal Visit GpVisit(DateOnly day, Diagnosis why, string title, bool byPhone = false)
    {
        var start = WorkingDay.At(PastOpenDay(day), 8, 16, Random);
        return Meet(byPhone ? Virtual : Ambulatory, start, start.AddMinutes(byPhone ? 5 : 15), Gp, Practice, why, title);
    }

    /// <summary>A visit to the practice's nurse.</summary>
    internal Visit NurseVisit(DateOnly day, Diagnosis why, string title)
    {
        var start = WorkingDay.At(PastOpenDay(day), 8, 15, Random);
        return Meet(Ambulatory, start, start.AddMinutes(20), Practice.Someone(Random, Profession.Nurse), Practice, why, title);
    }

    /// <summary>An outpatient visit at a hospital, with the appointment it was booked by.</summary>
    internal Visit ClinicVisit(DateOnly day, CareUnit clinic, Diagnosis why, string title, Profession profession = Profession.Doctor)
    {
        var start = WorkingDay.At(PastOpenDay(day), 8, 15, Random);
        var who = clinic.Parent!.Someone(Random, profession);
        AddAppointment("fulfilled", start, 30, who, clinic, title);
        return Meet(Ambulatory, start, start.AddMinutes(30), who, clinic, why, title);
    }

    /// <summary>A contact with a certain person at a certain place and time.</summary>
    internal Visit VisitWith(DateTime start, int minutes, Clinician who, CareUnit where, (Diagnosis Why, string Title) about)
    {
        var kind = where.Kind switch { UnitKind.AmbulanceStation => EmergencyClass, UnitKind.HomeNursing => HomeHealth, _ => Ambulatory };
        return Meet(kind, start, start.AddMinutes(minutes), who, where, about.Why, about.Title);
    }

    /// <summary>A nurse's visit at home.</summary>
    internal Visit HomeVisit(DateOnly day, Clinician who, Diagnosis why, string title)
    {
        var start = WorkingDay.At(PastOpenDay(day), 8, 15, Random);
        return Meet(HomeHealth, start, start.AddMinutes(30), who, who.Unit, why, title);
    }

    /// <summary>A visit to an emergency department without admission.</summary>
    internal Visit EmergencyVisit(DateOnly day, Diagnosis why, string title)
    {
        var start = PastDay(day).ToDateTime(new TimeOnly(Random.Int(8, 23), Random.Int(0, 12) * 5));
        var clinic = Clinic(Specialty.Emergency);
        return Meet(EmergencyClass, start, start.AddHours(3), clinic.Parent!.Someone(Random, Profession.Doctor), clinic, why, title);
    }

    /// <summary>A stay on a ward. One that has not ended by today is in progress.</summary>
    internal Visit Admission(DateOnly day, int days, CareUnit ward, Diagnosis why, (string Title, bool IsAcute, bool ToRehab) stay)
    {
        var first = stay.IsAcute ? PastDay(day) : PastOpenDay(day);
        var start = first.ToDateTime(stay.IsAcute ? new TimeOnly(Random.Int(0, 24), Random.Int(0, 12) * 5) : new TimeOnly(7, 30));
        var end = first.AddDays(days).ToDateTime(new TimeOnly(Random.Int(10, 15), 30));
        var who = ward.Parent!.Someone(Random, Profession.Doctor);
        var visit = NewVisit(start, end, who, ward);
        var isOver = DateOnly.FromDateTime(end) < Today;
        _sink.Add(EncounterOf(visit, Inpatient, why, stay.Title) with
        {
            Status = isOver ? "finished" : "in-progress",
            Priority = stay.IsAcute ? Acute : Planned,
            Period = new Period { Start = DanishTime.Stamp(start), End = isOver ? DanishTime.Stamp(end) : null },
            Location = [new EncounterLocation { Location = ward.Place, Status = isOver ? "completed" : "active" }],
            Hospitalization = !isOver ? null : stay.ToRehab ? ToRehabilitation : ToHome,
        });
        return visit;
    }

    /// <summary>An appointment to come, on an open day.</summary>
    internal void Book(DateOnly day, Clinician who, CareUnit where, string title, int minutes = 30) =>
        AddAppointment("booked", WorkingDay.At(WorkingDay.OnOrAfter(day < Today ? Today : day), 8, 15, Random), minutes, who, where, title);

    /// <summary>A visit when the day is past; an appointment, and no visit, when it is to come.</summary>
    internal Visit? ClinicVisitOrBooking(DateOnly day, CareUnit clinic, Diagnosis why, string title, Profession profession = Profession.Doctor)
    {
        if (day < Today)
        {
            return ClinicVisit(day, clinic, why, title, profession);
        }

        Book(day, clinic.Parent!.Someone(Random, profession), clinic, title);
        return null;
    }

    /// <summary>The same at the practice.</summary>
    internal Visit? GpVisitOrBooking(DateOnly day, Diagnosis why, string title)
    {
        if (day < Today)
        {
            return GpVisit(day, why, title);
        }

        Book(day, Gp, Practice, title, 15);
        return null;
    }

    /// <summary>An appointment that was not used.</summary>
    internal void MissedAppointment(DateOnly day, CareUnit clinic, string title) =>
        AddAppointment("noshow", WorkingDay.At(PastOpenDay(day), 8, 15, Random), 30, clinic.Parent!.Someone(Random, Profession.Doctor), clinic, title);

    private Visit Meet(Coding kind, DateTime start, DateTime end, Clinician who, CareUnit where, Diagnosis why, string title)
    {
        var visit = NewVisit(start, end, who, where);
        _sink.Add(EncounterOf(visit, kind, why, title));
        return visit;
    }

    private Visit NewVisit(DateTime start, DateTime end, Clinician who, CareUnit where) =>
        new(Concept.To("Encounter", NextId("e")), start, end, who, where);

    private Encounter EncounterOf(Visit visit, Coding kind, Diagnosis why, string title) => new()
    {
        Id = visit.Encounter.ReferenceValue!["Encounter/".Length..],
        Meta = EncounterProfile,
        Status = "finished",
        Class = kind,
        Type = [Concept.Words(title)],
        Subject = Citizen.Reference,
        Participant = visit.Who.Participation,
        Period = new Period { Start = DanishTime.Stamp(visit.Start), End = DanishTime.Stamp(visit.End) },
        ReasonCode = visit.InPractice || visit.Where.Kind == UnitKind.HomeNursing ? why.PracticeReason : why.HospitalReason,
        ServiceProvider = visit.Where.Reference,
    };

    private void AddAppointment(string status, DateTime start, int minutes, Clinician who, CareUnit where, string title)
    {
        var made = start.AddDays(-Random.Int(7, 60));
        if (DateOnly.FromDateTime(made) >= Today)
        {
            made = Today.AddDays(-Random.Int(1, 20)).ToDateTime(new TimeOnly(10, 0));
        }

        var isMissed = status == "noshow";
        _sink.Add(new Appointment
        {
            Id = NextId("a"),
            Status = status,
            ServiceType = [status == "booked" && ClinicPlan.ServiceOf(where, who, title, minutes) is { } service ? Concept.Of(ClinicPlan.ServiceSystem, service) with { Text = title } : Concept.Words(title)],
            Description = title,
            Start = DanishTime.Stamp(start),
            End = DanishTime.Stamp(start.AddMinutes(minutes)),
            MinutesDuration = minutes,
            Created = DanishTime.Stamp(made),
            Participant =
            [
                new AppointmentParticipant { Actor = Citizen.Reference, Required = "required", Status = isMissed ? "declined" : "accepted" },
                new AppointmentParticipant { Actor = who.Reference, Required = "required", Status = "accepted" },
                new AppointmentParticipant { Actor = where.Place, Required = "information-only", Status = "accepted" },
            ],
        });
    }

    private DateOnly PastDay(DateOnly day) => day < Today ? day : Today.AddDays(-1);

    private static Coding Act(string code, string display) => new() { System = Systems.ActCode, Code = code, Display = display };
}
