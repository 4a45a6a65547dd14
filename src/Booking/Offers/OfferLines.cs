using System.Globalization;
using Helhed.Platform.Data;
using Helhed.Platform.Work;

namespace Helhed.Booking;

/// <summary>An offer that is about to be made.</summary>
/// <param name="Wait">Number of the entry on the waiting list.</param>
/// <param name="Patient">Key of the patient.</param>
/// <param name="PatientReference">"Patient/x".</param>
/// <param name="Slot">Internal id of the Slot.</param>
/// <param name="SlotId">Its logical id.</param>
/// <param name="Start">When it begins.</param>
internal sealed record NewOffer(long Wait, long Patient, string PatientReference, long Slot, string SlotId, DateTimeOffset Start)
{
    /// <summary>What the message's key ends with, so that a time that is offered once more is told of once more.</summary>
    public string Again { get; init; } = "";
}

/// <summary>Writes offers, with the message about them and the work that runs them out.</summary>
internal static class OfferLines
{
    /// <summary>Makes an offer.</summary>
    /// <returns>False when the time is on offer already, or the patient has an offer.</returns>
    public static async ValueTask<bool> Make(WriteTransaction tx, WorkQueue queue, (string Service, string Clinic) at, NewOffer offer, DateTimeOffset now)
    {
        // It is open from when the patient hears of it, which in quiet hours is the morning.
        var told = QuietHours.After(now, await Preferences.Newest(tx, offer.Patient, now));
        var expires = OfferRules.Expires(offer.Start, told);
        var inserted = await tx.Execute(
            """
            INSERT INTO booking_offer (wait, patient, slot, slot_id, start_ms, expires, state, made) VALUES ($1, $2, $3, $4, $5, $6, 'open', $7)
            ON CONFLICT DO NOTHING
            """,
            offer.Wait, offer.Patient, offer.Slot, offer.SlotId, offer.Start.ToUnixTimeMilliseconds(), expires.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        if (inserted == 0)
        {
            return false;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"offer:{offer.Wait}:{offer.Slot}{offer.Again}");
        await Outbox.Add(tx, new OutboxMessage(key, offer.Slot, offer.Patient, offer.PatientReference, at.Clinic, "offer", offer.Start.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()));
        await queue.Add(tx, Outbox.Work, "", "now");
        await queue.Add(tx, Offers.Work, at.Service, string.Create(CultureInfo.InvariantCulture, $"{at.Service}@{expires.ToUnixTimeSeconds() / 60}"), expires.AddSeconds(1));
        return true;
    }
}
