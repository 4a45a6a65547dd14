using System.Text;
using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

internal enum NoteKind
{
    Practice, Clinic, Admission, Discharge, Nursing, Operation, Conference, Emergency, Midwife, Plan,
}

internal sealed partial class Chart
{
    private static readonly CodeableConcept[] NoteTypes =
    [
        Note("34131-3", "Outpatient Progress note", "Journalnotat, almen praksis"),
        Note("11488-4", "Consult note", "Ambulant notat"),
        Note("34117-2", "History and physical note", "Indlæggelsesnotat"),
        Note("18842-5", "Discharge summary", "Epikrise"),
        Note("34746-8", "Nurse Note", "Sygeplejenotat"),
        Note("11504-8", "Surgical operation note", "Operationsbeskrivelse"),
        Note("11488-4", "Consult note", "MDT-konference"),
        Note("59258-4", "Emergency department Discharge summary", "Skadestuenotat"),
        Note("11506-3", "Progress note", "Svangrejournal, jordemodernotat"),
        Note("18776-5", "Plan of care note", "Plan"),
    ];

    private static readonly IReadOnlyList<CodeableConcept> ClinicalNote =
        [Concept.Of("urn:oid:1.2.208.184.100.9", "001", "Clinical report")];

    /// <summary>
    /// A note or a letter as plain text inside a DocumentReference. Not a Composition: Danish notes are prose without coded
    /// sections, and document sharing moves them as documents; the text is the document, so it lies inline.
    /// </summary>
    internal void Write(Visit visit, NoteKind kind, string text)
    {
        if (kind == NoteKind.Discharge && visit.LastDay >= Today)
        {
            return;
        }

        // A discharge letter is written when the stay ends; other notes when the contact does, a stay's own at its start.
        var at = kind is NoteKind.Admission or NoteKind.Operation ? visit.Start.AddHours(2) : visit.End;
        if (DateOnly.FromDateTime(at) >= Today)
        {
            at = visit.Start.AddMinutes(30);
        }

        var type = NoteTypes[(int)kind];
        _sink.Add(new DocumentReference
        {
            Id = NextId("d"),
            Status = "current",
            DocStatus = "final",
            Type = type,
            Category = ClinicalNote,
            Subject = Citizen.Reference,
            Date = DanishTime.Stamp(at),
            Author = visit.Who.Performers,
            Custodian = visit.Where.Whole.Reference,
            Content =
            [
                new DocumentReferenceContent
                {
                    Attachment = new Attachment
                    {
                        ContentType = "text/plain;charset=utf-8",
                        Language = "da",
                        Data = Convert.ToBase64String(Encoding.UTF8.GetBytes(Tidy(text))),
                        Title = type.Text,
                        Creation = DanishTime.Stamp(at),
                    },
                },
            ],
            Context = new DocumentReferenceContext { Encounter = visit.Encounters },
        });
    }

    // A sentence that was left out leaves its space behind.
    private static string Tidy(string text) =>
        text.Contains("  ", StringComparison.Ordinal) || text[^1] == ' ' ? text.Replace("  ", " ", StringComparison.Ordinal).TrimEnd() : text;

    private static CodeableConcept Note(string loinc, string english, string title) => Concept.Of(Systems.Loinc, loinc, english) with { Text = title };
}
