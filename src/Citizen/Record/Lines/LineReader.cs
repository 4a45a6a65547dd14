using System.Text;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Turns resources into lines of the record, each type in its own way. What was entered by mistake is no line.</summary>
internal sealed class LineReader(RecordTexts t)
{
    private const int MostText = 200_000;

    /// <summary>The types that are lines, each with the search that finds them.</summary>
    public static IReadOnlyDictionary<string, RecordPart> Types { get; } = new Dictionary<string, RecordPart>(StringComparer.Ordinal)
    {
        ["Observation"] = RecordPart.Results,
        ["DocumentReference"] = RecordPart.Notes,
        ["DiagnosticReport"] = RecordPart.Documents,
        ["Condition"] = RecordPart.Diagnoses,
        ["MedicationRequest"] = RecordPart.Medicine,
        ["Immunization"] = RecordPart.Vaccinations,
        ["AllergyIntolerance"] = RecordPart.Allergies,
        ["CarePlan"] = RecordPart.Courses,
        ["EpisodeOfCare"] = RecordPart.Courses,
    };

    /// <summary>A contact has a page as a line has, and stands in no part: what was written in it does.</summary>
    public const string Contact = "Encounter";

    /// <summary>The line; null when the resource is none.</summary>
    public RecordLine? Of(StoredResource stored) => stored.Type switch
    {
        "Observation" => Of(ObservationFacts.Of(stored.Json), stored.Id),
        "DocumentReference" => Of(stored.As<DocumentReference>(), stored.Id),
        "DiagnosticReport" => Of(stored.As<DiagnosticReport>(), stored.Id),
        "Condition" => Of(stored.As<Condition>(), stored.Id),
        "MedicationRequest" => Of(stored.As<MedicationRequest>(), stored.Id),
        "Immunization" => Of(stored.As<Immunization>(), stored.Id),
        "AllergyIntolerance" => Of(stored.As<AllergyIntolerance>(), stored.Id),
        "CarePlan" => Of(stored.As<CarePlan>(), stored.Id),
        "EpisodeOfCare" => Of(stored.As<EpisodeOfCare>(), stored.Id),
        Contact => Of(stored.As<Encounter>(), stored.Id),
        _ => null,
    };

    private RecordLine? Of(ObservationFacts record, string id)
    {
        if (record.Status is "entered-in-error" or "cancelled" || record.Whole.Code?.Words is not { } name)
        {
            return null;
        }

        var measured = Measurements.Of(record).ToList();
        var value = measured.Count > 0
            ? string.Join(", ", measured.Select(m => (measured.Count > 1 ? m.Name[(m.Name.IndexOf(", ", StringComparison.Ordinal) + 2)..] + " " : "") + NumberText.Of(m.Value, m.Unit, t.Language)))
            : record.ValueWords;
        var first = measured.FirstOrDefault();
        return new RecordLine("Observation", id, RecordPart.Results, RecordText.Day(record.Effective ?? record.Issued), name)
        {
            Value = value,
            IsValueWritten = measured.Count != 1, // of several, each part has its name
            Analysis = first?.Key,
            Position = first is null ? RangePosition.Unknown : new Trend(name, null, [], first.Low, first.High).Position(first.Value),
            Facts = Some((t.NormalRange, first is null ? null : NumberText.Range(first.Low, first.High, t.Language)), (t.Answered, When(record.Issued))),
            Contact = record.Encounter,
            Author = record.Performers.FirstOrDefault(p => !IsUnit(p.Reference)),
            Place = record.Performers.FirstOrDefault(p => IsUnit(p.Reference)),
        };
    }

    private RecordLine? Of(DocumentReference record, string id) => record.Status == "entered-in-error" ? null
        : new RecordLine("DocumentReference", id, RecordPart.Notes, RecordText.Day(record.Date), record.Type.Words() ?? record.Description ?? t.Note)
        {
            Text = string.Join("\n\n", record.Content.Select(c => TextOf(c.Attachment)).OfType<string>()) is { Length: > 0 } text ? text : record.Description,
            Value = record.Content.All(c => TextOf(c.Attachment) is null) ? record.Content.Select(c => c.Attachment?.Title).FirstOrDefault(n => n is not null) : null,
            IsValueWritten = true,
            Contact = record.Context?.Encounter.Select(e => e.ReferenceValue).FirstOrDefault(),
            Author = Person(record.Author),
            Place = Name(record.Custodian) ?? Unit(record.Author),
        };

    private RecordLine? Of(DiagnosticReport record, string id) => record.Status is "entered-in-error" or "cancelled" ? null
        : new RecordLine("DiagnosticReport", id, RecordPart.Documents, RecordText.Day(record.EffectiveDateTime ?? record.Issued), record.Code.Words() ?? t.Document)
        {
            Text = record.Conclusion,
            Value = record.Conclusion is null && record.Result.Count > 0 ? t.ResultsInIt(record.Result.Count) : null,
            Facts = Some((t.Answered, When(record.Issued))),
            Contact = record.Encounter?.ReferenceValue,
            Author = Person(record.ResultsInterpreter) ?? Person(record.Performer),
            Place = Unit(record.Performer),
        };

    private RecordLine? Of(Condition record, string id)
    {
        if (record.Code.Words() is not { } name || Is(record.VerificationStatus, "entered-in-error"))
        {
            return null;
        }

        var isNow = record.ClinicalStatus is null || Is(record.ClinicalStatus, "active") || Is(record.ClinicalStatus, "recurrence") || Is(record.ClinicalStatus, "relapse");
        return new RecordLine("Condition", id, RecordPart.Diagnoses, RecordText.Day(record.OnsetDateTime ?? record.RecordedDate), Sentence.Capital(name))
        {
            IsNow = isNow,
            Until = isNow ? null : RecordText.Day(record.AbatementDateTime),
            Facts = Some((t.Code, record.Code?.Coding.Select(c => c.Code).FirstOrDefault(c => c is not null)), (t.WrittenOn, When(record.RecordedDate))),
            Contact = record.Encounter?.ReferenceValue,
            Author = Name(record.Recorder) ?? Name(record.Asserter),
        };
    }

    private RecordLine? Of(MedicationRequest record, string id)
    {
        if (record.Status == "entered-in-error" || MedicineView.Of(record) is not { } medicine)
        {
            return null;
        }

        var isNow = record.Status is "active" or "on-hold";
        return new RecordLine("MedicationRequest", id, RecordPart.Medicine, medicine.Since, medicine.Name)
        {
            Value = medicine.Dose is { } dose ? Sentence.Capital(dose) : null,
            IsValueWritten = true,
            IsNow = isNow,
            Until = isNow ? null : RecordText.Day(record.DispenseRequest?.ValidityPeriod?.End),
            Facts = Written(t.For, medicine.Reason is { } reason ? Sentence.Capital(reason) : null),
            Contact = record.Encounter?.ReferenceValue,
            Author = Name(record.Requester),
        };
    }

    private RecordLine? Of(Immunization record, string id) => record.Status is "entered-in-error" or "not-done" || record.VaccineCode.Words() is not { } name ? null
        : new RecordLine("Immunization", id, RecordPart.Vaccinations, RecordText.Day(record.OccurrenceDateTime), name)
        {
            Value = record.ProtocolApplied.Select(p => p.DoseNumberPositiveInt).FirstOrDefault(n => n is not null) is { } dose ? t.Dose(dose) : null,
            Facts = Written(t.Against, string.Join(", ", record.ProtocolApplied.SelectMany(p => p.TargetDisease).Select(d => d.Words()).OfType<string>().Distinct())),
            Contact = record.Encounter?.ReferenceValue,
            Author = Person(record.Performer.Select(p => p.Actor).OfType<Reference>()),
            Place = Unit(record.Performer.Select(p => p.Actor).OfType<Reference>()),
        };

    private RecordLine? Of(AllergyIntolerance record, string id) => record.Code.Words() is not { } name || Is(record.VerificationStatus, "entered-in-error") || Is(record.VerificationStatus, "refuted") ? null
        : new RecordLine("AllergyIntolerance", id, RecordPart.Allergies, RecordText.Day(record.RecordedDate ?? record.OnsetDateTime), Sentence.Capital(name))
        {
            Value = string.Join(", ", record.Reaction.SelectMany(r => r.Manifestation).Select(m => m.Words()).OfType<string>()) is { Length: > 0 } said ? Sentence.Capital(said) : null,
            IsValueWritten = true,
            IsNow = record.ClinicalStatus is null || Is(record.ClinicalStatus, "active"),
            Facts = Some((t.HowBad, record.Criticality == "high" ? t.Serious : null)),
            Author = Name(record.Recorder),
        };

    private RecordLine? Of(CarePlan record, string id) => record.Status is "entered-in-error" or "draft" ? null
        : new RecordLine("CarePlan", id, RecordPart.Courses, RecordText.Day(record.Period?.Start ?? record.Created), record.Title ?? t.Plan)
        {
            Value = t.Plan,
            Text = string.Join('\n', record.Activity.Select(a => a.Detail?.Description).OfType<string>()) is { Length: > 0 } activities ? activities : record.Description,
            IsNow = record.Status is "active" or "on-hold",
            Until = RecordText.Day(record.Period?.End),
            Author = Name(record.Author),
        };

    private RecordLine? Of(EpisodeOfCare record, string id) => record.Status is "entered-in-error" or "cancelled" ? null
        : new RecordLine("EpisodeOfCare", id, RecordPart.Courses, RecordText.Day(record.Period?.Start), record.Type.Select(c => c.Words()).FirstOrDefault(w => w is not null) ?? t.Course)
        {
            Value = t.Course,
            IsNow = record.Status is "active" or "planned" or "waitlist" or "onhold",
            Until = RecordText.Day(record.Period?.End),
            Author = Name(record.CareManager),
            Place = Name(record.ManagingOrganization),
        };

    private RecordLine? Of(Encounter record, string id) => record.Status is "entered-in-error" or "cancelled" ? null
        : new RecordLine(Contact, id, RecordPart.Courses, RecordText.Day(record.Period?.Start), record.Type.Select(c => c.Words()).FirstOrDefault(w => w is not null) ?? t.Visit)
        {
            IsNow = false,
            Until = RecordText.Day(record.Period?.End) is { } end && end > RecordText.Day(record.Period?.Start) ? end : null,
            Facts = Written(t.For, record.ReasonCode.Select(c => c.Words()).FirstOrDefault(w => w is not null)),
            Author = Person(record.Participant.Select(p => p.Individual).OfType<Reference>()),
            Place = Name(record.ServiceProvider),
        };

    /// <summary>The words of a document that is plain text; null for others.</summary>
    public static string? TextOf(Attachment? attachment)
    {
        if (attachment is not { Data: { Length: < MostText } data, ContentType: { } type } || !type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private string? When(string? dateTime) => RecordText.Day(dateTime) is { } day ? DateText.ShortDay(day, t.Language) : null;

    private static bool Is(CodeableConcept? concept, string code) => concept?.Coding.Any(c => c.Code == code) == true;

    private static IReadOnlyList<(string, string, bool)> Written(string name, string? value) => string.IsNullOrEmpty(value) ? [] : [(name, value, true)];

    private static List<(string, string, bool)> Some(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var some = new List<(string, string, bool)>(facts.Length);
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                some.Add((name, value, false));
            }
        }

        return some;
    }

    private static Named? Name(Reference? reference) => reference is null ? null : new Named(reference.ReferenceValue, reference.Display);

    private static Named? Person(IEnumerable<Reference> references) => Name(references.FirstOrDefault(r => !IsUnit(r.ReferenceValue)));

    private static Named? Unit(IEnumerable<Reference> references) => Name(references.FirstOrDefault(r => IsUnit(r.ReferenceValue)));

    private static bool IsUnit(string? reference) => reference?.StartsWith("Organization/", StringComparison.Ordinal) == true;
}
