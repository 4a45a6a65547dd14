using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records;

namespace Helhed.Booking;

/// <summary>
/// Whether a clinic knows a patient: it has seen them within a year, is going to, or an active referral is made out to it. Without that a
/// citizen does not book what needs a referral.
/// </summary>
internal static class Referrals
{
    private const int MostReferrals = 100;

    /// <summary>Of some clinics, those that know the patient. Asked in Booking's name: who acts for the patient need not see the referrals.</summary>
    /// <param name="records">The record store.</param>
    /// <param name="database">The database.</param>
    /// <param name="clinics">The clinics.</param>
    /// <param name="of">"Patient/x", and the time.</param>
    /// <param name="ct">Cancels it.</param>
    /// <returns>The ids of their Locations.</returns>
    public static async ValueTask<IReadOnlySet<string>> Knowing(
        RecordStore records, Database database, IReadOnlyCollection<ClinicTemplate> clinics, (string Patient, DateTimeOffset Now) of, CancellationToken ct)
    {
        var seen = await database.ReadLatest(
            session => session.Query(
                "SELECT DISTINCT clinic FROM booking_appointment WHERE patient = $1 AND status IN ('booked', 'arrived', 'checked-in', 'fulfilled') AND start_ms > $2",
                r => r.Text(0), Hash64.Of(of.Patient), of.Now.AddYears(-1).ToUnixTimeMilliseconds()),
            ct);
        var knowing = seen.ToHashSet(StringComparer.Ordinal);
        var strangers = clinics.Where(c => !knowing.Contains(c.Clinic)).ToList();
        if (strangers.Count > 0 && await Referred(records, of.Patient, ct) is { Count: > 0 } units)
        {
            knowing.UnionWith(strangers.Where(c => units.Contains(c.Organization) || c.Desks.Any(units.Contains)).Select(c => c.Clinic));
        }

        return knowing;
    }

    // The units that active referrals are made out to, and the units that those are parts of.
    private static async ValueTask<IReadOnlySet<string>> Referred(RecordStore records, string patient, CancellationToken ct)
    {
        var units = new HashSet<string>(StringComparer.Ordinal);
        var found = await records.Search(
            Caller.Program, "ServiceRequest", $"patient={Uri.EscapeDataString(patient)}&status=active&intent=order&_include=ServiceRequest:performer:Organization&_count={MostReferrals}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return units;
        }

        foreach (var request in page.Matches.Select(m => m.As<ServiceRequest>()))
        {
            units.UnionWith(request.Performer.Select(p => p.ReferenceValue).OfType<string>());
        }

        units.UnionWith(page.Included.Where(i => i.Type == "Organization").Select(i => i.As<Organization>().PartOf?.ReferenceValue).OfType<string>());
        return units;
    }
}
