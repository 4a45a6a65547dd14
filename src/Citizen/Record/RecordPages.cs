using System.Globalization;
using Helhed.Access;
using Helhed.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Citizen;

/// <summary><c>/borger/journal</c>: the record with its parts; <c>…/soeg</c>: search it; <c>…/linje/Type/id</c>: a line with its source.</summary>
internal static class RecordPages
{
    public const string Find = RecordParts.Root + "/soeg";
    private const string LineRoute = RecordParts.Root + "/linje/{type}/{id}";
    private const int OnPage = 25;
    private const int MostFound = 100;
    private const int ShortestWord = 2;
    private const int LongestWord = 80;

    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(RecordParts.Root, (HttpContext context, CitizenRecords records, RecordQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => CitizenPages.Show<JournalPage>(context, caller, name, await Journal(caller, query, context.Language(), ct))));
        pages.MapGet(Find, (HttpContext context, CitizenRecords records, RecordQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) =>
            {
                var model = await Search(caller, query, context, ct);
                return CitizenPages.Show<FindInRecordPage>(context, caller, name, model, model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
            }));
        pages.MapGet(RecordParts.Root + "/{part}", (HttpContext context, string part, CitizenRecords records, RecordQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => RecordParts.Of(part) switch
            {
                null => ErrorPages.NotFound(context),
                RecordPart.Results => Results.LocalRedirect(AnalysisPages.Root),
                var known => CitizenPages.Show<PartPage>(context, caller, name, await Part(caller, query, known.Value, context, ct)),
            }));
        pages.MapGet(LineRoute, (HttpContext context, string type, string id, CitizenRecords records, RecordQuery query, LineSource source, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, name) => await source.Of(caller, type, id, new RecordTexts(context.Language()), ct) is { } model
                ? CitizenPages.Show<LinePage>(context, caller, name, model)
                : ErrorPages.NotFound(context)));
        pages.MapGet(LineRoute + "/data", (HttpContext context, string type, string id, CitizenRecords records, RecordQuery query, CancellationToken ct) =>
            CitizenPages.ForCitizen(context, records, async (caller, _) => await query.Line(caller, type, id, new RecordTexts(context.Language()), ct) is { } found
                ? Results.Bytes(found.Stored.Json.ToArray(), "application/fhir+json", $"{type}-{id}.json")
                : ErrorPages.NotFound(context)));
        // The addresses of the first portal.
        pages.MapGet("/borger/medicin", () => Results.LocalRedirect(RecordParts.Path(RecordPart.Medicine), permanent: true));
    }

    private static async Task<JournalModel> Journal(Caller caller, RecordQuery query, Language language, CancellationToken ct)
    {
        var t = new RecordTexts(language);
        var parts = await Parts(caller, query, ct);
        var isOutside = !parts.Contains(RecordPart.Notes);
        var newest = isOutside ? null : await query.Newest(caller, t, ct);
        var courses = await query.Lines(caller, [RecordPart.Courses], t, ct);
        var amended = newest is null ? new HashSet<string>() : await query.WithAdditions(caller, ct);
        return new JournalModel(newest, amended, courses?.Any(IsPregnancy) == true) { Parts = parts, IsOutside = isOutside };
    }

    // Parts of which the reader may see something, in the order to show them.
    private static async Task<IReadOnlyList<RecordPart>> Parts(Caller caller, RecordQuery query, CancellationToken ct)
    {
        var seen = await query.Reach.Of(caller, LineReader.Types.Keys, ct);
        var parts = seen.Select(s => LineReader.Types[s]).ToHashSet();
        return [.. RecordParts.All.Where(p => parts.Contains(p) || (p == RecordPart.Documents && parts.Contains(RecordPart.Notes)))];
    }

    private static async Task<FindInRecordModel> Search(Caller caller, RecordQuery query, HttpContext context, CancellationToken ct)
    {
        var t = new RecordTexts(context.Language());
        var word = context.Request.Query["ord"].ToString().Trim();
        if (word.Length is < ShortestWord or > LongestWord)
        {
            return new FindInRecordModel(word.Length > LongestWord ? word[..LongestWord] : word, null, [new FormError("ord", word.Length > LongestWord ? t.TooLong : t.TooShort)]);
        }

        var lines = await query.Lines(caller, RecordParts.All, t, PartFilter.SpanOf(context.Request.Query), ct);
        if (lines is null)
        {
            return new FindInRecordModel(word, null, []);
        }

        var found = lines.Lines.Where(l => RecordWords.Matches(l, word)).ToList();
        var filter = PartFilter.Of(context.Request.Query, found, t, lines.IsCut || found.Count > MostFound);
        var let = found.Where(filter.Lets).ToList();
        return new FindInRecordModel(word, [.. let.Take(MostFound)], []) { Filter = filter, Found = let.Count, IsCut = lines.IsCut };
    }

    private static async Task<PartModel> Part(Caller caller, RecordQuery query, RecordPart part, HttpContext context, CancellationToken ct)
    {
        var t = new RecordTexts(context.Language());
        if (!(await Parts(caller, query, ct)).Contains(part == RecordPart.Pregnancy ? RecordPart.Courses : part))
        {
            return new PartModel(part, null, new HashSet<string>(), PartFilter.None) { IsOutside = true };
        }

        var span = PartFilter.SpanOf(context.Request.Query);
        var all = part == RecordPart.Pregnancy ? await Pregnancy(caller, query, t, span, ct) : await query.Lines(caller, [part], t, span, ct);
        var filter = PartFilter.Of(context.Request.Query, all?.Lines ?? [], t, all?.IsCut == true);
        if (all is null)
        {
            return new PartModel(part, null, new HashSet<string>(), filter);
        }

        var lines = all.Lines.Where(filter.Lets).ToList();
        _ = int.TryParse(context.Request.Query["side"], NumberStyles.None, CultureInfo.InvariantCulture, out var side);
        side = Math.Clamp(side, 0, Math.Max(0, (lines.Count - 1) / OnPage));
        return new PartModel(part, [.. lines.Skip(side * OnPage).Take(OnPage)], await query.WithAdditions(caller, ct), filter)
        {
            IsCut = all.IsCut,
            Previous = side == 0 ? null : Address(part, filter, side - 1),
            Next = (side + 1) * OnPage < lines.Count ? Address(part, filter, side + 1) : null,
        };
    }

    // Everything that was written since the first day of the pregnancy: it has no mark of its own in a note or a result.
    private static async Task<FoundLines?> Pregnancy(Caller caller, RecordQuery query, RecordTexts t, LineSpan span, CancellationToken ct)
    {
        if (await query.Lines(caller, [RecordPart.Courses], t, ct) is not { } courses)
        {
            return null;
        }

        if (courses.FirstOrDefault(IsPregnancy) is not { } course)
        {
            return new FoundLines([], false);
        }

        // The course itself is on the page of each of its years.
        var all = await query.Lines(caller, [RecordPart.Notes, RecordPart.Documents, RecordPart.Results, RecordPart.Vaccinations], t, span, ct);
        return all is null ? null
            : all with { Lines = [.. all.Lines.Where(l => l.Day >= course.Day && (course.Until is null || l.Day <= course.Until)).Append(course).OrderByDescending(l => l.Day).ThenBy(l => l.Title, StringComparer.Ordinal)] };
    }

    private static bool IsPregnancy(RecordLine line) => line.Type == "EpisodeOfCare" && line.Title.Contains("gravid", StringComparison.OrdinalIgnoreCase);

    private static string Address(RecordPart part, PartFilter filter, int side)
    {
        var parts = new[] { ("sektor", filter.Sector), ("sted", filter.Place), ("aar", filter.Year?.ToString(CultureInfo.InvariantCulture)), ("side", side == 0 ? null : side.ToString(CultureInfo.InvariantCulture)) }
            .Where(p => p.Item2 is not null).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}").ToList();
        return parts.Count == 0 ? RecordParts.Path(part) : $"{RecordParts.Path(part)}?{string.Join('&', parts)}";
    }
}
