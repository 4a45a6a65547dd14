using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Platform.Feed;
using Helhed.Platform.Work;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// "I want a letter": who has chosen it (a Consent that holds results back) gets one by Digital Post, or printed by its carrier for those
/// who are excused from it, when a report comes that they do not see yet. One letter a day, and it names neither test nor clinic.
/// </summary>
internal sealed class Letters(RecordStore records, Database database, WorkQueue queue, TimeProvider clock)
{
    /// <summary>The kind of message.</summary>
    public const string Kind = "letter";

    /// <summary>The kind of work that learns of wishes; its payload is the Consent's internal id.</summary>
    public const string Work = "booking-letter-wish";

    public const string ReactionToWishes = "booking-letter-wishes";
    public const string ReactionToReports = "booking-letters";

    private const string Wish = "https://helhed.example/fhir/CodeSystem/result-wish";
    private const string Delay = "https://helhed.example/fhir/StructureDefinition/consent-delay";
    private const int LongestDays = 365;

    /// <summary>A Consent has changed: whether it is such a wish is found out in the background.</summary>
    public async ValueTask HandleConsent(FeedRow row, WriteTransaction tx)
    {
        var subject = row.Entry.Subject.ToString(CultureInfo.InvariantCulture);
        await queue.Add(tx, Work, subject, subject);
    }

    /// <summary>A report has come: the first version of one that the patient waits for.</summary>
    public async ValueTask HandleReport(FeedRow row, WriteTransaction tx)
    {
        if (row.Entry.Version != 1
            || await tx.First("SELECT patient_ref, days FROM booking_letter_wish WHERE patient = $1", r => (Reference: r.Text(0), Days: r.Int(1)), row.Entry.Patient) is not { Reference: not null } wish)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var key = string.Create(CultureInfo.InvariantCulture, $"{Kind}:{row.Entry.Patient}:{now:yyyyMMdd}");
        await Outbox.Add(tx, new OutboxMessage(key, row.Entry.Subject, row.Entry.Patient, wish.Reference, "", Kind, now.AddDays(wish.Days).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()));
        await queue.Add(tx, Outbox.Work, "", "now");
    }

    /// <summary>Learns what a Consent says. Doing it twice does nothing twice.</summary>
    public async ValueTask Run(string subject, CancellationToken ct)
    {
        var names = await records.NamesOf([long.Parse(subject, CultureInfo.InvariantCulture)], ct);
        if (names.Values.FirstOrDefault() is not { } name)
        {
            return;
        }

        var read = await records.Read(Caller.Program, "Consent", Desk.IdOf(name), ct);
        var consent = read.IsOk ? read.Value.As<Consent>() : null;
        var isWish = consent is { Status: "active", Patient.ReferenceValue: not null } && consent.Category.Any(c => c.Coding.Any(k => k is { System: Wish, Code: "brev" }));
        var days = (int)(consent?.Provision?.Extension.FirstOrDefault(e => e.Url == Delay)?.ValueDuration?.Value?.Value ?? 0);
        await database.Write(
            tx => isWish && days is > 0 and <= LongestDays
                ? tx.Execute(
                    """
                    INSERT INTO booking_letter_wish (patient, patient_ref, consent, days) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (patient) DO UPDATE SET consent = excluded.consent, days = excluded.days
                    """,
                    Hash64.Of(consent!.Patient!.ReferenceValue!), consent.Patient.ReferenceValue, name, days)
                : tx.Execute("DELETE FROM booking_letter_wish WHERE consent = $1", name),
            ct);
    }
}
