using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal sealed partial class Chart
{
    private static readonly Meta ObservationProfile = Concept.Profile("dk-core-observation");
    private static readonly Meta BasicProfile = Concept.Profile("dk-core-basic-observation");
    private static readonly IReadOnlyList<CodeableConcept> LaboratoryCategory = [Concept.Hl7("observation-category", "laboratory")];
    private static readonly IReadOnlyList<CodeableConcept> VitalCategory = [Concept.Hl7("observation-category", "vital-signs")];
    private static readonly IReadOnlyList<CodeableConcept> ExamCategory = [Concept.Hl7("observation-category", "exam")];
    private static readonly IReadOnlyList<CodeableConcept> SurveyCategory = [Concept.Hl7("observation-category", "survey")];
    private static readonly IReadOnlyList<CodeableConcept> SocialCategory = [Concept.Hl7("observation-category", "social-history")];
    private static readonly IReadOnlyList<CodeableConcept> LabReport = [Concept.Hl7("v2-0074", "LAB")];
    private static readonly IReadOnlyList<CodeableConcept> ImageReport = [Concept.Hl7("v2-0074", "RAD")];
    private static readonly CodeableConcept Smoking = Concept.Of(Systems.Loinc, "72166-2", "Tobacco smoking status") with { Text = "Rygestatus" };

    /// <summary>One laboratory result, answered a few hours after the sample.</summary>
    internal Reference Lab(Visit visit, LabTest test, double value) => Lab(visit.Start.AddMinutes(15), test, value, visit);

    /// <summary>A result taken on a stay or a treatment at a time of its own.</summary>
    internal Reference Lab(DateTime at, LabTest test, double value, Visit? visit) => Add(new Observation
    {
        Id = NextId("o"),
        Meta = ObservationProfile,
        Status = "final",
        Category = LaboratoryCategory,
        Code = test.Code,
        Subject = Citizen.Reference,
        Encounter = visit?.Encounter,
        EffectiveDateTime = DanishTime.Stamp(at),
        Issued = DanishTime.Stamp(Answered(at)),
        Performer = Laboratory.Performers,
        ValueQuantity = test.Quantity(value),
        Interpretation = test.Interpret(Sex, value),
        ReferenceRange = test.ReferenceRange(Sex),
    });

    /// <summary>A morning sample on a later day of a stay; none when that day has not come.</summary>
    internal void LabOnDay(Visit stay, int day, LabTest test, double value)
    {
        var at = stay.Start.Date.AddDays(day).AddHours(7);
        if (at < stay.End && DateOnly.FromDateTime(at) < Today)
        {
            Lab(at, test, value, stay);
        }
    }

    /// <summary>A result in words, such as a blood type.</summary>
    internal Reference LabWords(Visit visit, LabTest test, string value) => Add(new Observation
    {
        Id = NextId("o"),
        Meta = ObservationProfile,
        Status = "final",
        Category = LaboratoryCategory,
        Code = test.Code,
        Subject = Citizen.Reference,
        Encounter = visit.Encounter,
        EffectiveDateTime = DanishTime.Stamp(visit.Start),
        Issued = DanishTime.Stamp(Answered(visit.Start)),
        Performer = Laboratory.Performers,
        ValueCodeableConcept = Concept.Words(value),
    });

    /// <summary>Results that were ordered together, and the report that holds them.</summary>
    internal void Panel(Visit visit, string name, params ReadOnlySpan<(LabTest Test, double Value)> results) =>
        Panel(visit.Start.AddMinutes(15), visit, name, results);

    internal void Panel(DateTime at, Visit? visit, string name, params ReadOnlySpan<(LabTest Test, double Value)> results)
    {
        var references = new Reference[results.Length];
        for (var i = 0; i < results.Length; i++)
        {
            references[i] = Lab(at, results[i].Test, results[i].Value, visit);
        }

        _sink.Add(new DiagnosticReport
        {
            Id = NextId("r"),
            Status = "final",
            Category = LabReport,
            Code = Concept.Words(name),
            Subject = Citizen.Reference,
            Encounter = visit?.Encounter,
            EffectiveDateTime = DanishTime.Stamp(at),
            Issued = DanishTime.Stamp(Answered(at)),
            Performer = Laboratory.Performers,
            Result = references,
        });
    }

    /// <summary>A vital sign measured by staff.</summary>
    internal void Measure(Visit visit, Vital vital, double value) => Measure(visit.Start.AddMinutes(5), vital, value, visit, visit.Who.Performers);

    /// <summary>A vital sign measured during a stay, at a time of its own.</summary>
    internal void MeasureOn(Visit stay, DateTime at, Vital vital, double value) => Measure(at, vital, value, stay, stay.Where.Performers);

    /// <summary>A measurement of a monitoring plan, with its red and yellow limits.</summary>
    internal void Monitor(DateTime at, Vital vital, double value, Reference plan, IReadOnlyList<ObservationReferenceRange> limits) => _sink.Add(new Observation
    {
        Id = NextId("o"),
        Meta = BasicProfile,
        BasedOn = [plan],
        Status = "final",
        Category = VitalCategory,
        Code = vital.Code,
        Subject = Citizen.Reference,
        EffectiveDateTime = DanishTime.Stamp(at),
        Performer = [Citizen.Reference],
        ValueQuantity = vital.Quantity(value),
        ReferenceRange = limits,
    });

    /// <summary>A questionnaire the citizen answered at home.</summary>
    internal void Answer(DateTime at, string questionnaire, params ReadOnlySpan<(string Question, string Answer)> answers)
    {
        var items = new List<QuestionnaireResponseItem>(answers.Length);
        foreach (var (question, answer) in answers)
        {
            items.Add(new QuestionnaireResponseItem { LinkId = $"{items.Count + 1}", Text = question, Answer = [new QuestionnaireResponseItemAnswer { ValueString = answer }] });
        }

        _sink.Add(new QuestionnaireResponse
        {
            Id = NextId("q"),
            Questionnaire = questionnaire,
            Status = "completed",
            Subject = Citizen.Reference,
            Authored = DanishTime.Stamp(at),
            Author = Citizen.Reference,
            Item = items,
        });
    }

    /// <summary>A score or an examination that is not a vital sign.</summary>
    internal void Examine(Visit visit, Vital finding, double value, bool isSurvey = false) => _sink.Add(new Observation
    {
        Id = NextId("o"),
        Meta = ObservationProfile,
        Status = "final",
        Category = isSurvey ? SurveyCategory : ExamCategory,
        Code = finding.Code,
        Subject = Citizen.Reference,
        Encounter = visit.Encounter,
        EffectiveDateTime = DanishTime.Stamp(visit.Start.AddMinutes(10)),
        Performer = visit.Who.Performers,
        ValueQuantity = finding.Quantity(value),
        ReferenceRange = finding.Range,
    });

    /// <summary>A score that has no code of its own here.</summary>
    internal void Score(Visit visit, string name, int value) => _sink.Add(new Observation
    {
        Id = NextId("o"),
        Meta = ObservationProfile,
        Status = "final",
        Category = SurveyCategory,
        Code = Concept.Words(name),
        Subject = Citizen.Reference,
        Encounter = visit.Encounter,
        EffectiveDateTime = DanishTime.Stamp(visit.Start.AddMinutes(10)),
        Performer = visit.Who.Performers,
        ValueInteger = value,
    });

    internal void Pressure(Visit visit, double systolic, double diastolic) =>
        _sink.Add(PressureOf(visit.Start.AddMinutes(5), systolic, diastolic) with { Encounter = visit.Encounter, Performer = visit.Who.Performers });

    /// <summary>Never smoked, stopped or smokes, by SNOMED CT.</summary>
    internal void SmokingStatus(Visit visit, string snomed, string display) => _sink.Add(new Observation
    {
        Id = NextId("o"),
        Meta = ObservationProfile,
        Status = "final",
        Category = SocialCategory,
        Code = Smoking,
        Subject = Citizen.Reference,
        Encounter = visit.Encounter,
        EffectiveDateTime = DanishTime.Stamp(visit.Start),
        Performer = visit.Who.Performers,
        ValueCodeableConcept = Concept.Of(Systems.Snomed, snomed, display),
    });

    /// <summary>A scan or X-ray with the radiologist's description.</summary>
    internal void Image(Visit visit, string loinc, string english, string title, string conclusion)
    {
        var radiology = Atlas.Department(Municipality, Specialty.Radiology);
        var reader = radiology.Someone(Random, Profession.Doctor);
        var at = visit.Start.AddMinutes(45);
        _sink.Add(new DiagnosticReport
        {
            Id = NextId("r"),
            Status = "final",
            Category = ImageReport,
            Code = Concept.Of(Systems.Loinc, loinc, english) with { Text = title },
            Subject = Citizen.Reference,
            Encounter = visit.Encounter,
            EffectiveDateTime = DanishTime.Stamp(at),
            Issued = DanishTime.Stamp(Answered(at)),
            Performer = radiology.Performers,
            ResultsInterpreter = reader.Performers,
            Conclusion = conclusion,
        });
    }

    private Reference Measure(DateTime at, Vital vital, double value, Visit? visit, IReadOnlyList<Reference> performer) => Add(new Observation
    {
        Id = NextId("o"),
        Meta = BasicProfile,
        Status = "final",
        Category = VitalCategory,
        Code = vital.Code,
        Subject = Citizen.Reference,
        Encounter = visit?.Encounter,
        EffectiveDateTime = DanishTime.Stamp(at),
        Performer = performer,
        ValueQuantity = vital.Quantity(value),
        ReferenceRange = vital.Range,
    });

    private Observation PressureOf(DateTime at, double systolic, double diastolic) => new()
    {
        Id = NextId("o"),
        Meta = BasicProfile,
        Status = "final",
        Category = VitalCategory,
        Code = Vitals.Pressure.Code,
        Subject = Citizen.Reference,
        EffectiveDateTime = DanishTime.Stamp(at),
        Component =
        [
            new ObservationComponent { Code = Vitals.Systolic.Code, ValueQuantity = Vitals.Systolic.Quantity(systolic) },
            new ObservationComponent { Code = Vitals.Diastolic.Code, ValueQuantity = Vitals.Diastolic.Quantity(diastolic) },
        ],
    };

    // Blood taken in the morning is answered the same afternoon, and nothing is answered before it is taken.
    private static DateTime Answered(DateTime at) => at.AddMinutes(200 + (at.Minute * 2));
}
