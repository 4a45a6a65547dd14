using Helhed.Platform.Data;

namespace Helhed.Booking;

/// <summary>A message that is to be sent.</summary>
internal sealed record OutboxMessage(string Key, long Number, long Patient, string PatientReference, string Clinic, string Kind, long StartMs, long DueMs);

/// <summary>Messages wait here for their time, written in the transaction of what they tell of; each key is written once.</summary>
internal static class Outbox
{
    /// <summary>The kind of work that sends.</summary>
    public const string Work = "booking-messages";

    public static ValueTask<int> Add(WriteTransaction tx, OutboxMessage message) => tx.Execute(
        """
        INSERT INTO booking_message (message_key, number, patient, patient_ref, clinic, kind, start_ms, due, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting')
        ON CONFLICT (message_key) DO UPDATE SET state = 'waiting', due = excluded.due WHERE booking_message.state = 'dropped'
        """,
        message.Key, message.Number, message.Patient, message.PatientReference, message.Clinic, message.Kind, message.StartMs, message.DueMs);

    /// <summary>What has not been sent of an appointment is not to be sent any more.</summary>
    public static ValueTask<int> DropReminders(WriteTransaction tx, long number) =>
        tx.Execute("UPDATE booking_message SET state = 'dropped' WHERE number = $1 AND state = 'waiting' AND kind IN ('reminder', 'confirmed', 'moved')", number);
}
