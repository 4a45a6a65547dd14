// https://hl7.org/fhir/R4/observation-operation-lastn.html
using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Index;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary><c>Observation/$lastn</c>: the latest observations of each code.</summary>
internal static class LastN
{
    private const int PerPage = 500;

    // What is kept while the matches go by; a person with a thousand different codes has twenty of each.
    private const int MaxKept = 20_000;

    public static async Task<IResult> Handle(RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem) || !arguments.Positive("max").TryGet(out var max, out problem)
            || !arguments.Form(context).TryGet(out var form, out problem))
        {
            return FhirResults.Of(problem);
        }

        var query = arguments.All.Where(a => a.Name != "max" && a.Text is not null).Select(a => new KeyValuePair<string, string>(a.Name, a.Text!)).ToList();
        if (Lacking(query, context.Caller()) is { } lacking)
        {
            return FhirResults.Of(lacking);
        }

        var outcome = await store.Database.Read(session => Latest(store, session, context.Caller(), query, max ?? 1), context.RequestAborted);
        if (!outcome.TryGet(out var latest, out problem))
        {
            return FhirResults.Of(problem);
        }

        var server = BaseAddress.Of(context.Request);
        return OperationAnswer.Written("Bundle", writer =>
        {
            writer.WriteString("type"u8, "searchset"u8);
            writer.WriteNumber("total"u8, latest.Count);
            writer.WriteStartArray("link"u8);
            Search.WriteLink(writer, "self", $"{server}/Observation/$lastn?{arguments.Query()}");
            writer.WriteEndArray();
            if (latest.Count > 0 && !form.OnlyCount)
            {
                writer.WriteStartArray("entry"u8);
                latest.ForEach(o => SearchEntry.Write(writer, server, o with { Json = form.Shown(o.Json) }, "match"u8));
                writer.WriteEndArray();
            }
        });
    }

    // The specification's SHALL: whose, and what.
    private static Problem? Lacking(List<KeyValuePair<string, string>> query, Caller caller)
    {
        bool Has(Func<string, bool> test) => query.Exists(q => test(q.Key.Split(':', '.')[0]));
        if (query.Find(q => q.Key is "_sort" or "_count" or "_cursor" or "_include" or "_revinclude" or "_total") is { Key: { } unfit })
        {
            return new Problem(ProblemKind.Invalid, $"$lastn sorts and counts by itself: leave '{unfit}' out, and say with 'max' how many of each code are wanted.", unfit);
        }

        if (!Has(n => n is "patient" or "subject") && AccessRule.Decide(caller, Act.Search, "Observation").OnlyPatient is null)
        {
            return new Problem(ProblemKind.Invalid, "$lastn needs a subject: patient=[id] or subject=[Type]/[id].", "patient");
        }

        return Has(n => n == "category" || n.Contains("code", StringComparison.Ordinal))
            ? null
            : new Problem(ProblemKind.Invalid, "$lastn needs a category or a code, such as category=vital-signs or code=http://loinc.org|8480-6.", "category");
    }

    private static async ValueTask<Outcome<List<StoredResource>>> Latest(
        RecordStore store, SqlSession session, Caller caller, List<KeyValuePair<string, string>> query, int max)
    {
        var groups = new CodeGroups<Dated>();
        var paged = query.Append(new("_count", PerPage.ToString(CultureInfo.InvariantCulture))).ToList();
        string? cursor = null;
        do
        {
            var page = await SessionSearch.Page(store, session, caller, "Observation", paged, cursor);
            if (!page.TryGet(out var found, out var problem))
            {
                return problem;
            }

            foreach (var match in found.Matches)
            {
                var observation = match.As<Observation>();
                groups.Add(Keys(observation), new Dated(match, TimeOf(observation, store.Options.LocalZone)), Dated.NewestFirst, group => Trim(group, max));
            }

            if (groups.Count > MaxKept)
            {
                return new Problem(ProblemKind.TooLarge, $"More than {MaxKept} observations would be returned. Ask for fewer codes, or a smaller max.");
            }

            cursor = found.Next;
        }
        while (cursor is not null);

        // A group that was joined late may hold more than it needs.
        var latest = groups.Groups.SelectMany(group => Trimmed(group, max)).ToList();
        latest.Sort(Dated.NewestFirst);
        return latest.ConvertAll(l => l.Resource);
    }

    private static List<Dated> Trimmed(List<Dated> group, int max)
    {
        Trim(group, max);
        return group;
    }

    /// <summary>Keeps the newest, and those of the same time as the last of them.</summary>
    private static void Trim(List<Dated> group, int max)
    {
        group.Sort(Dated.NewestFirst);
        var keep = Math.Min(max, group.Count);
        while (keep < group.Count && group[keep].TimeMs == group[keep - 1].TimeMs)
        {
            keep++;
        }

        group.RemoveRange(keep, group.Count - keep);
    }

    private static List<string> Keys(Observation observation)
    {
        // Two subjects' observations never share a group.
        var subject = observation.Subject?.ReferenceValue ?? "";
        var codings = observation.Code?.Coding.Where(c => c.Code is not null).Select(c => $"{subject}\n{c.System}|{c.Code}").ToList() ?? [];
        return codings.Count > 0 ? codings : [$"{subject}\ntext {observation.Code?.Text}"];
    }

    private static long TimeOf(Observation observation, TimeZoneInfo local)
    {
        var text = observation.EffectiveDateTime ?? observation.EffectiveInstant ?? observation.EffectivePeriod?.End ?? observation.EffectivePeriod?.Start
            ?? (observation.EffectiveTiming is { Event: [.., var last] } ? last : observation.Issued);
        return text is not null && SearchDates.TryRange(text, local, out var low, out _) ? low : long.MinValue;
    }

    private readonly record struct Dated(StoredResource Resource, long TimeMs)
    {
        public static int NewestFirst(Dated one, Dated other) =>
            other.TimeMs.CompareTo(one.TimeMs) is not 0 and var byTime ? byTime : string.CompareOrdinal(one.Resource.Id, other.Resource.Id);
    }
}
