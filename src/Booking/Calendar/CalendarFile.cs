using System.Text;
using Helhed.Access;
using Helhed.Access.Log;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Records;
using Microsoft.AspNetCore.Http;

namespace Helhed.Booking;

/// <summary>
/// Calendar files of a citizen's appointments. They lie in calendars that others may see: they name the house and never the clinic, the
/// service or why somebody goes there.
/// </summary>
public static class CalendarFile
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/calendar; charset=utf-8";

    private const int Most = 100;
    private const int DaysBack = 30;

    /// <summary>A file with one visit.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="changed">When it was written.</param>
    /// <param name="page">Its page.</param>
    /// <returns>The file's bytes.</returns>
    public static byte[] Of(VisitLine visit, DateTimeOffset changed, string? page)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var at = Where(visit.IsAtHome, visit.Ours?.Clinic, visit.Address);
        return Encoding.UTF8.GetBytes(IcsText.Write(
            [
                new IcsVisit(visit.Id, visit.Start, visit.End, at.Summary, at.Place, visit.Version, changed, visit.Status is "cancelled" or "entered-in-error") { Page = page },
            ],
            null));
    }

    internal static async Task<IResult> Feed(HttpContext context, string secret, CalendarFeeds feeds, RecordStore records, ClinicTemplates templates, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        context.Response.Headers.CacheControl = "no-store";
        if (await feeds.Find(secret, ct) is not { } caller)
        {
            return Results.NotFound();
        }

        var since = clock.GetUtcNow().AddDays(-DaysBack);
        var found = await records.Search(caller, "Appointment", $"patient={caller.Reference}&date=ge{since:yyyy-MM-dd}&_sort=date&_count={Most}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var clinics = await templates.Now(ct);
        var visits = new List<IcsVisit>();
        foreach (var match in page.Matches)
        {
            var record = match.As<Appointment>();
            if (AppointmentFacts.Of(record) is { } facts && facts.Status is not ("proposed" or "waitlist"))
            {
                var clinic = clinics.Service(facts.Service)?.Clinic;
                var at = Where(VisitLine.IsHomeVisit(AppointmentList.TitleOf(record)), clinic, clinic?.Address);
                visits.Add(new IcsVisit(
                    match.Id, facts.Start, facts.End, at.Summary, at.Place, match.Version, match.LastUpdated, facts.Status is "cancelled" or "entered-in-error"));
            }
        }

        return Results.Bytes(Encoding.UTF8.GetBytes(IcsText.Write(visits, "Helhed: aftaler")), MediaType);
    }

    // Who visits the citizen at home has a house too, and there nobody waits for them.
    private static (string Summary, string? Place) Where(bool isAtHome, ClinicTemplate? clinic, string? address) =>
        isAtHome ? ("Aftale", "Hjemme hos dig") : (clinic is null ? "Aftale" : $"Aftale på {clinic.PublicPlace}", address);
}
