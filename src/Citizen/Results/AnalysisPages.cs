using Helhed.Access;
using Helhed.Records;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/resultater</c>: results in groups; <c>/borger/resultater/{analysis}</c>: one analysis over time.</summary>
internal static class AnalysisPages
{
    public const string Root = "/borger/resultater";
    public const string Narrow = "vaelg";
    private const int Most = 1000;
    private const int MostListed = 60;

    public static string Path(string analysis) => $"{Root}/{Uri.EscapeDataString(analysis)}";

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Root, (HttpContext context, CitizenRecords records, RecordQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
                CitizenPages.Show<ResultsPage>(context, caller, name, IsNarrowed(context.Request.Query) && await records.Reach.Sees(caller, "Observation", ct)
                    ? await Narrowed(caller, query, context, ct)
                    : new ResultsModel(await records.Results(caller, ct), null))));
        pages.MapGet(Root + "/{analysis}", (HttpContext context, string analysis, CitizenRecords records, RecordStore store, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => await One(caller, analysis, store, context.Language(), ct) is { } model
                ? CitizenPages.Show<AnalysisPage>(context, caller, name, model)
                : ErrorPages.NotFound(context)));
    }

    // To know where each was taken costs a search of all contacts, so it is asked only for those who want it.
    private static bool IsNarrowed(IQueryCollection query) => query.ContainsKey(Narrow) || query.ContainsKey("sektor") || query.ContainsKey("sted") || query.ContainsKey("aar");

    private static async Task<ResultsModel> Narrowed(Caller caller, RecordQuery query, HttpContext context, CancellationToken ct)
    {
        var t = new RecordTexts(context.Language());
        if (await query.Results(caller, t, PartFilter.SpanOf(context.Request.Query), ct) is not var (all, isCut))
        {
            return new ResultsModel(new Section<Trend>(null), PartFilter.None);
        }

        var filter = PartFilter.Of(context.Request.Query, [.. all.Select(a => a.Line)], t, isCut);
        return new ResultsModel(new Section<Trend>(Trends.Group(all.Where(a => filter.Lets(a.Line)).SelectMany(a => Measurements.Of(a.Stored)))) { IsCut = isCut }, filter);
    }

    // A code is asked for; what has only a name is found among all. A name of one word looks like a code.
    private static async Task<AnalysisModel?> One(Caller caller, string analysis, RecordStore store, Language language, CancellationToken ct) =>
        (FhirIds.IsId(analysis) ? await One(caller, (analysis, $"&combo-code={analysis}"), store, language, ct) : null) ?? await One(caller, (analysis, ""), store, language, ct);

    private static async Task<AnalysisModel?> One(Caller caller, (string Analysis, string Narrowed) asked, RecordStore store, Language language, CancellationToken ct)
    {
        var (analysis, narrowed) = asked;
        var found = await store.Search(caller, "Observation", $"patient={caller.Subject}{narrowed}&_sort=-date&_count={Most}", ct);
        if (!found.TryGet(out var page, out _))
        {
            return null;
        }

        var reader = new LineReader(new RecordTexts(language));
        var measured = page.Matches.Select(m => (Stored: m, Of: Measurements.Of(m).FirstOrDefault(o => o.Key == analysis))).Where(m => m.Of is not null).ToList();
        if (Trends.Group(measured.Select(m => m.Of!)) is not [var trend, ..])
        {
            return null;
        }

        var lines = measured.Take(MostListed).Select(m => reader.Of(m.Stored) is { } line
            ? line with { Title = DateText.ShortDay(m.Of!.Day, language), Value = NumberText.Of(m.Of.Value, m.Of.Unit, language), Position = trend.Position(m.Of.Value) }
            : null).OfType<RecordLine>();
        return new AnalysisModel(trend, [.. lines], AnalysisTexts.Of(analysis, language), trend.Position(trend.Points[^1].Value)) { IsCut = measured.Count > MostListed || page.Next is not null };
    }
}
