using Helhed.Access;
using Helhed.Access.Looks;
using Helhed.Booking;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>What has come lately and what waits for the citizen, most urgent first: offers, answers, results.</summary>
internal sealed class StartNews(Reports reports, Questions questions, Offers offers, TimeProvider clock)
{
    private const int DaysNew = 14;

    /// <summary>The news.</summary>
    /// <param name="caller">The citizen.</param>
    /// <param name="results">The results measured last.</param>
    /// <param name="language">In which language.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<IReadOnlyList<NewsItem>> Of(Caller caller, Section<Trend> results, Language language, CancellationToken ct)
    {
        var t = new StartTexts(language);
        var since = DateText.LocalDay(clock.GetUtcNow()).AddDays(-DaysNew);
        bool IsNew(DateTimeOffset? at) => at is { } moment && DateText.LocalDay(moment) >= since;
        var news = new List<NewsItem>();
        news.AddRange((await offers.Of(caller, ct)).Select(o => new NewsItem(IconName.Time, Sentence.Fill(t.Offer, DateText.DayAndTime(o.Start, language)), VisitPages.List, t.ToOffer)));
        news.AddRange((await questions.Asked(caller, ct)).Where(q => IsNew(q.Answer?.At))
            .Select(q => new NewsItem(IconName.Check, Sentence.Fill(t.AnsweredWhy, DateText.ShortDay(DateText.LocalDay(q.Looked), language)), LooksPages.Path, t.ToReports)));
        news.AddRange((await reports.All(caller, ct) ?? []).Where(r => IsNew(r.Answered))
            .Select(r => new NewsItem(IconName.Check, Sentence.Fill(r.IsQuestion ? t.AnsweredQuestion : t.Answered, r.Title), r.IsQuestion ? r.Path : ReportPages.Path, t.ToReports)));
        var fresh = results.Items?.Count(r => r.Points[^1].Day >= since && r.Key?.StartsWith("NPU", StringComparison.Ordinal) == true) ?? 0;
        if (fresh > 0)
        {
            news.Add(new NewsItem(IconName.Science, t.NewResults(fresh), AnalysisPages.Root, t.ToResults));
        }

        return news;
    }
}
