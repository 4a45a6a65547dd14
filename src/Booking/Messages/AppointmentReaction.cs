using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;

namespace Helhed.Booking;

/// <summary>
/// Follows the change feed: what has changed about a visit is told to the patient once, reminders are set, and the rest (Slots, transport,
/// interpreter, those who wait) is handed to the follow-up. All in the transaction that moves the cursor.
/// </summary>
internal sealed class AppointmentReaction(WorkQueue queue, TimeProvider clock)
{
    public const string Name = "booking-appointments";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public async ValueTask Handle(FeedRow row, WriteTransaction tx)
    {
        var line = await tx.First(
            "SELECT number, id, patient, patient_ref, clinic, start_ms, status, told_start, told_status FROM booking_appointment WHERE number = $1",
            r => new Line(r.Long(0), r.Text(1), r.Long(2), r.Text(3), r.Text(4), r.Long(5), r.Text(6), r.LongOrNull(7), r.TextOrNull(8)),
            row.Entry.Subject);
        if (line is null)
        {
            return;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (line.StartMs > now && Kind(line) is { } kind)
        {
            await Outbox.DropReminders(tx, line.Number);
            await Outbox.Add(tx, Message(line, kind, now, string.Create(CultureInfo.InvariantCulture, $"{line.Number}:{kind}:{row.Entry.Version}")));
        }

        if (line.StartMs > now && Stands(line.Status))
        {
            await Remind(tx, line, Week, now);
            await Remind(tx, line, Day, now);
        }

        await tx.Execute("UPDATE booking_appointment SET told_start = start_ms, told_status = status WHERE number = $1", line.Number);
        await queue.Add(tx, FollowUp.Work, line.Id, line.Id);
        await queue.Add(tx, Outbox.Work, "", "now");
    }

    private static string? Kind(Line line) => (Stands(line.Status), Stands(line.ToldStatus)) switch
    {
        (true, false) => "confirmed",
        (true, true) when line.ToldStart != line.StartMs => "moved",
        (false, true) when line.Status == "cancelled" => "cancelled",
        _ => null,
    };

    private static ValueTask<int> Remind(WriteTransaction tx, Line line, TimeSpan before, long now)
    {
        var due = line.StartMs - (long)before.TotalMilliseconds;
        return due <= now ? new(0) : Outbox.Add(tx, Message(line, "reminder", due, string.Create(CultureInfo.InvariantCulture, $"{line.Number}:reminder:{line.StartMs}:{before.TotalDays}")));
    }

    private static OutboxMessage Message(Line line, string kind, long due, string key) => new(key, line.Number, line.Patient, line.PatientReference, line.Clinic, kind, line.StartMs, due);

    private static bool Stands(string? status) => status is "booked" or "pending";

    private sealed record Line(long Number, string Id, long Patient, string PatientReference, string Clinic, long StartMs, string Status, long? ToldStart, string? ToldStatus);
}
