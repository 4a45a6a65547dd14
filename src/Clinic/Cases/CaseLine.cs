using System.Text;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Clinic;

/// <summary>What a line of the record says, in a sentence or as the text that it is.</summary>
internal static class CaseLine
{
    public static string Of(StoredResource stored, Language language) => stored.Type switch
    {
        "Observation" => Of(stored.As<Observation>(), language),
        "DocumentReference" => string.Join("\n", stored.As<DocumentReference>().Content.Select(c => TextOf(c.Attachment)).OfType<string>()),
        "DiagnosticReport" => stored.As<DiagnosticReport>() is var r ? Joined(r.Code.Words(), r.Conclusion, Day(r.EffectiveDateTime, language)) : "",
        "Condition" => stored.As<Condition>() is var c ? Joined(c.Code.Words(), c.Code?.Coding.Select(x => x.Code).FirstOrDefault(), Day(c.OnsetDateTime ?? c.RecordedDate, language)) : "",
        "MedicationRequest" => stored.As<MedicationRequest>() is var m ? Joined(m.MedicationCodeableConcept.Words(), string.Join(". ", m.DosageInstruction.Select(d => d.Text).OfType<string>()), Day(m.AuthoredOn, language)) : "",
        "Immunization" => stored.As<Immunization>() is var i ? Joined(i.VaccineCode.Words(), null, Day(i.OccurrenceDateTime, language)) : "",
        "AllergyIntolerance" => stored.As<AllergyIntolerance>() is var a ? Joined(a.Code.Words(), string.Join(", ", a.Reaction.SelectMany(r => r.Manifestation).Select(x => x.Words()).OfType<string>()), Day(a.RecordedDate, language)) : "",
        "CarePlan" => stored.As<CarePlan>() is var p ? Joined(p.Title, string.Join(". ", p.Activity.Select(x => x.Detail?.Description).OfType<string>()), Day(p.Period?.Start, language)) : "",
        "Appointment" => stored.As<Appointment>() is var v ? Joined(v.Description, RecordText.Moment(v.Start) is { } at ? Sentence.Capital(DateText.DayAndTime(at, language)) : null) : "",
        "Encounter" => stored.As<Encounter>() is var n ? Joined(n.Type.Select(x => x.Words()).FirstOrDefault(), n.ServiceProvider?.Display, Day(n.Period?.Start, language)) : "",
        "EpisodeOfCare" => stored.As<EpisodeOfCare>() is var e ? Joined(e.Type.Select(x => x.Words()).FirstOrDefault(), null, Day(e.Period?.Start, language)) : "",
        _ => "",
    };

    private static string Of(Observation record, Language language)
    {
        var values = Measurements.Of(record).Select(m => NumberText.Of(m.Value, m.Unit, language));
        return Joined(record.Code.Words(), string.Join(", ", values) is { Length: > 0 } said ? said : record.ValueCodeableConcept.Words() ?? record.ValueString, Day(record.EffectiveDateTime, language));
    }

    private static string Joined(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                text.Append(text.Length == 0 ? "" : ". ").Append(part);
            }
        }

        return text.ToString();
    }

    private static string? Day(string? dateTime, Language language) => RecordText.DayWords(dateTime, language);

    private static string? TextOf(Attachment? attachment)
    {
        if (attachment?.Data is not { } data || attachment.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
