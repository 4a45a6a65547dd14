using System.Globalization;
using Helhed.Fhir.R4;

namespace Helhed.Booking;

/// <summary>What Booking reads out of an Appointment. https://hl7.org/fhir/R4/appointment.html</summary>
internal sealed record AppointmentFacts(
    string? Service, string? Patient, string Status, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<string> Actors, bool IsOverbooked)
{
    /// <summary>Whether it keeps its persons, rooms and equipment from others. What is over or called off does not.</summary>
    public bool TakesTime => Status is "booked" or "pending" or "arrived" or "checked-in";

    /// <summary>The clinic, out of the service's code.</summary>
    public string? Clinic => Service is { } code && code.LastIndexOf('.') is var dot and > 0 ? code[..dot] : null;

    /// <summary>Null when it has no time yet.</summary>
    public static AppointmentFacts? Of(Appointment record)
    {
        if (Moment(record.Start) is not { } start || Moment(record.End) is not { } end || end <= start)
        {
            return null;
        }

        var actors = new List<string>(record.Participant.Count);
        string? patient = null;
        foreach (var participant in record.Participant)
        {
            if (participant.Actor?.ReferenceValue is not { } actor)
            {
                continue;
            }

            if (actor.StartsWith("Patient/", StringComparison.Ordinal))
            {
                patient ??= actor;
            }
            else if (participant.Status != "declined")
            {
                actors.Add(actor);
            }
        }

        return new AppointmentFacts(
            ServiceOf(record.ServiceType), patient, record.Status ?? "", start, end, actors,
            record.Extension.Any(e => e is { Url: BookingSystems.Overbooked, ValueBoolean: true }));
    }

    /// <summary>The code of our service, or null.</summary>
    public static string? ServiceOf(IReadOnlyList<CodeableConcept> types)
    {
        foreach (var type in types)
        {
            foreach (var coding in type.Coding)
            {
                if (coding is { System: BookingSystems.Service, Code: { } code })
                {
                    return code;
                }
            }
        }

        return null;
    }

    /// <summary>A FHIR instant as a moment.</summary>
    public static DateTimeOffset? Moment(string? instant) =>
        instant is { Length: > 10 } && DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
