using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>Sends what is due, as the patient wishes, outside of quiet hours. Leased work that comes back when the next message is due.</summary>
internal sealed class MessageSender(Database database, RecordStore records, ClinicTemplates templates, MessageChannels channels, TimeProvider clock)
{
    private const int PerRun = 200;

    // A reminder that could not be sent for so long is none any more.
    private static readonly TimeSpan TooLate = TimeSpan.FromHours(18);

    /// <summary>Sends, and says when there is more to send; null when nothing waits.</summary>
    public async ValueTask<DateTimeOffset?> Run(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await database.ReadLatest(
            session => session.Query(
                "SELECT message_key, patient, patient_ref, clinic, kind, start_ms, due, number FROM booking_message WHERE state = 'waiting' AND due <= $1 ORDER BY due, message_key LIMIT $2",
                r => new Due(r.Text(0), r.Long(1), r.Text(2), r.Text(3), r.Text(4), DateTimeOffset.FromUnixTimeMilliseconds(r.Long(5)), r.Long(6), r.Long(7)),
                now.ToUnixTimeMilliseconds(), PerRun),
            ct);
        var clinics = await templates.Now(ct);
        foreach (var message in due)
        {
            await Send(message, clinics.Clinic(message.Clinic), now, ct);
        }

        var next = await database.ReadLatest(session => session.First("SELECT min(due) FROM booking_message WHERE state = 'waiting'", r => r.LongOrNull(0)), ct);
        return next is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }

    private async ValueTask Send(Due message, ClinicTemplate? clinic, DateTimeOffset now, CancellationToken ct)
    {
        var wishes = await Preferences.Read(database, message.Patient, now, ct);
        var isWanted = message.Kind switch
        {
            "reminder" => message.Start - DateTimeOffset.FromUnixTimeMilliseconds(message.DueMs) > TimeSpan.FromDays(2) ? wishes.WeekBefore : wishes.DayBefore,
            "offer" => wishes.Offers,
            _ => true,
        };
        if (!isWanted || (message.Kind == "offer" && !await IsOpen(message, now, ct)) || (clinic is null && message.Kind != Letters.Kind) || (message.Start <= now && message.Kind != MessageText.OffList) || (message.Kind == "reminder" && now - DateTimeOffset.FromUnixTimeMilliseconds(message.DueMs) > TooLate))
        {
            await Set(message.Key, "dropped", null, now, ct);
            return;
        }

        // A letter wakes nobody; and better to be woken than to set out for a visit that is no more.
        var free = message.Kind == Letters.Kind ? now : QuietHours.After(now, wishes);
        free = message.Kind == "cancelled" && free >= message.Start ? now : free;
        if (free > now)
        {
            await database.Write(tx => tx.Execute("UPDATE booking_message SET due = $2 WHERE message_key = $1", message.Key, free.ToUnixTimeMilliseconds()), ct);
            return;
        }

        var (channel, receiver) = await Where(message, wishes, ct);
        var outgoing = new OutgoingMessage(message.Key, channel, receiver, MessageText.Of(message.Kind, wishes.Language, message.Start, clinic?.PublicPlace ?? ""));
        await channels.Send(outgoing, ct);
        await Set(message.Key, "sent", outgoing, now, ct);
    }

    // It may have been answered, on a page, before its time came.
    private async ValueTask<bool> IsOpen(Due offer, DateTimeOffset now, CancellationToken ct) => await database.ReadLatest(
        session => session.First(
            "SELECT 1 FROM booking_offer WHERE patient = $1 AND slot = $2 AND state = 'open' AND expires > $3", r => r.Int(0) == 1, offer.Patient, offer.Number, now.ToUnixTimeMilliseconds()),
        ct);

    // Without a number or an address, Digital Post, which everybody has or is excused from.
    private async ValueTask<(string Channel, string Receiver)> Where(Due message, MessagePreferences wishes, CancellationToken ct)
    {
        if (message.Kind == Letters.Kind || wishes.Channel is not ("sms" or "e-mail"))
        {
            return ("digital-post", message.PatientReference);
        }

        if (wishes.Receiver is { Length: > 0 } given)
        {
            return (wishes.Channel, given);
        }

        var system = wishes.Channel == "sms" ? "phone" : "email";
        var read = await records.Read(Caller.Program, "Patient", Desk.IdOf(message.PatientReference), ct);
        var known = read.IsOk ? read.Value.As<Patient>().Telecom.FirstOrDefault(t => t.System == system || (system == "phone" && t.System == "sms"))?.Value : null;
        return known is null ? ("digital-post", message.PatientReference) : (wishes.Channel, known);
    }

    private ValueTask<int> Set(string key, string state, OutgoingMessage? sent, DateTimeOffset now, CancellationToken ct) => database.Write(
        tx => tx.Execute(
            "UPDATE booking_message SET state = $2, channel = $3, receiver = $4, words = $5, sent = $6 WHERE message_key = $1 AND state = 'waiting'",
            key, state, sent?.Channel, sent?.Receiver, sent?.Words, now.ToUnixTimeMilliseconds()),
        ct);

    /// <summary>Has the work come back when the next message is due.</summary>
    public static async ValueTask ComeBack(Database database, WorkQueue queue, DateTimeOffset next, DateTimeOffset now, CancellationToken ct)
    {
        var at = next > now ? next : now;
        await database.Write(
            async tx =>
            {
                await queue.Add(tx, Outbox.Work, "", string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds() / 60}"), at);
                return 0;
            },
            ct);
    }

    private sealed record Due(string Key, long Patient, string PatientReference, string Clinic, string Kind, DateTimeOffset Start, long DueMs, long Number);
}
