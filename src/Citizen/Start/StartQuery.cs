using System.Globalization;
using Helhed.Access;
using Helhed.Booking;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Gathers the first page: what comes next, what is new, what waits for an answer.</summary>
internal sealed class StartQuery(CitizenRecords records, Reports reports, Places places, Offers offers, TimeProvider clock)
{
    private const int MostAppointments = 3;
    private const int MostResults = 3;
    private const int DaysNew = 14;

    public async Task<StartModel> Run(Caller caller, CitizenName? name, Language language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var appointments = await records.ComingAppointments(caller, now, ct);
        var results = await records.LatestResults(caller, ct);
        var offered = await offers.Of(caller, ct);
        var news = News(results, await reports.All(caller, ct) ?? [], now, language);
        news.InsertRange(0, offered.Select(o => new NewsItem(IconName.Time, Sentence.Fill(new StartTexts(language).Offer, DateText.DayAndTime(o.Start, language)), "/borger/aftaler", new StartTexts(language).ToOffer)));
        return new StartModel(
            name?.Given, now,
            new Section<AppointmentView>(appointments.Items?.Take(MostAppointments).ToList()),
            new Section<Trend>(results.Items?.Take(MostResults).ToList()),
            news)
        {
            Way = appointments.Items is { Count: > 0 } ? await Way(caller, now, ct) : null,
        };
    }

    private static List<NewsItem> News(Section<Trend> results, IReadOnlyList<Report> reported, DateTimeOffset now, Language language)
    {
        var t = new StartTexts(language);
        var since = DateText.LocalDay(now).AddDays(-DaysNew);
        var news = reported.Where(r => r.Answered is { } at && DateText.LocalDay(at) >= since)
            .Select(r => new NewsItem(IconName.Check, Sentence.Fill(t.Answered, r.Title), ReportPages.Path, t.ToReports)).ToList();
        var fresh = results.Items?.Count(r => r.Points[^1].Day >= since && r.Key?.StartsWith("NPU", StringComparison.Ordinal) == true) ?? 0;
        if (fresh > 0)
        {
            news.Add(new NewsItem(IconName.Science, t.NewResults(fresh), AnalysisPages.Root, t.ToResults));
        }

        return news;
    }

    private async Task<WayThere?> Way(Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        var today = DateText.LocalDay(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var found = await records.Store.Search(caller, "Appointment", $"patient={caller.Subject}&date=ge{today}&status=booked,pending,arrived&_sort=date&_count=1", ct);
        if (!found.TryGet(out var page, out _) || page.Matches is not [var next, ..]
            || next.As<Appointment>().Description?.Contains("hjemmebesøg", StringComparison.OrdinalIgnoreCase) == true // they come to the citizen
            || next.As<Appointment>().Participant.Select(p => p.Actor?.ReferenceValue).FirstOrDefault(r => r?.StartsWith("Location/", StringComparison.Ordinal) == true) is not { } place
            || !(await records.Store.Read(caller, "Location", place["Location/".Length..], ct)).TryGet(out var stored, out _)
            || stored.As<Location>() is not { Address: { } address } location)
        {
            return null;
        }

        var unit = location.ManagingOrganization?.ReferenceValue;
        var phone = location.Telecom.FirstOrDefault(p => p.System == "phone")?.Value ?? (unit is null ? null : (await places.Of(caller, [unit], ct)).GetValueOrDefault(unit)?.Phone);
        return new WayThere(string.Join(", ", address.Line.OfType<string>().Append($"{address.PostalCode} {address.City}".Trim()).Where(l => l.Length > 0)), phone);
    }
}
