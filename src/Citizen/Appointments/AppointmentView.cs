using Helhed.Fhir.R4;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>An appointment as a citizen reads it.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="Minutes">How long it takes; null when not known.</param>
/// <param name="What">What it is about; null when nobody wrote it.</param>
/// <param name="Where">The place.</param>
/// <param name="With">The person or clinic one meets.</param>
/// <param name="Note">What to bring or do before.</param>
/// <param name="State">Whether it stands.</param>
public sealed record AppointmentView(
    DateTimeOffset Start, int? Minutes, string? What, string? Where, string? With, string? Note, AppointmentState State)
{
    /// <summary>The last day of a stay over several days; null for everything shorter.</summary>
    public DateOnly? Until { get; private init; }

    /// <summary>Id of the Appointment; null for a contact that took place.</summary>
    public string? Id { get; private init; }

    /// <summary>What it is about is in the words of who wrote it, which are Danish, and not in the page's.</summary>
    public bool IsWhatWritten { get; init; } = true;

    /// <summary>The note is in the words of who wrote it.</summary>
    public bool IsNoteWritten { get; init; } = true;

    /// <summary>The Danish day it begins.</summary>
    public DateOnly Day => DateText.LocalDay(Start);

    /// <summary>Reads the record; null when it has no time yet (a proposal) or was entered by mistake.</summary>
    internal static AppointmentView? Of(Appointment record)
    {
        if (RecordText.Moment(record.Start) is not { } start || record.Status is "entered-in-error" or "proposed" or "waitlist")
        {
            return null;
        }

        return new AppointmentView(
            start,
            record.MinutesDuration ?? Length(start, RecordText.Moment(record.End)),
            record.Description ?? record.ServiceType.Select(s => s.Words()).FirstOrDefault(w => w is not null) ?? record.AppointmentType.Words(),
            PlaceOf(record)?.Display ?? Named(record, "HealthcareService/"),
            Named(record, "Practitioner"),
            record.PatientInstruction,
            record.Status switch
            {
                "cancelled" => AppointmentState.Cancelled,
                "noshow" => AppointmentState.NoShow,
                _ => AppointmentState.Standing,
            })
        {
            Id = record.Id,
        };
    }

    /// <summary>A contact that took place; null when it is not over.</summary>
    internal static AppointmentView? Of(Encounter record)
    {
        if (RecordText.Moment(record.Period?.Start) is not { } start || record.Status != "finished")
        {
            return null;
        }

        var last = RecordText.Day(record.Period?.End);
        return new AppointmentView(
            start, null, record.Type.Select(t => t.Words()).FirstOrDefault(w => w is not null), record.ServiceProvider?.Display, null, null,
            AppointmentState.Standing)
        {
            Until = last > DateText.LocalDay(start) ? last : null,
        };
    }

    /// <summary>The clinic, and not the room in it: a clinic comes along for information, a room is needed. The last one where nothing says which.</summary>
    internal static Reference? PlaceOf(Appointment record)
    {
        var places = record.Participant.Where(p => p.Actor?.ReferenceValue?.StartsWith("Location/", StringComparison.Ordinal) == true).ToList();
        return (places.Find(p => p.Required == "information-only") ?? places.LastOrDefault())?.Actor;
    }

    private static string? Named(Appointment record, string type) =>
        record.Participant.Select(p => p.Actor)
            .FirstOrDefault(a => a?.ReferenceValue?.StartsWith(type, StringComparison.Ordinal) == true)?.Display;

    private static int? Length(DateTimeOffset start, DateTimeOffset? end) => end > start ? (int)(end.Value - start).TotalMinutes : null;
}

/// <summary>Whether an appointment stands.</summary>
public enum AppointmentState
{
    /// <summary>It will be, or was, kept.</summary>
    Standing,

    /// <summary>Called off.</summary>
    Cancelled,

    /// <summary>The citizen did not come.</summary>
    NoShow,
}
