using System.Buffers;
using System.Globalization;
using Helhed.Access;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Operations;
using Helhed.Records.Reading;
using Helhed.Records.Searching;

namespace Helhed.Records.Bulk;

/// <summary>
/// Walks over everything that an export is of, type by type, in one snapshot of the store and in memory bounded by a page. What was
/// changed between the export's time and the snapshot is given as it stood at that time.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="caller">With whose rights.</param>
/// <param name="scope">What is exported.</param>
/// <param name="asOfMs">The time that the content stands for.</param>
internal sealed class ExportWalk(RecordStore store, Caller caller, ExportScope scope, long asOfMs)
{
    private const string PerPage = "1000";
    private const int PerHistory = 500;

    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    private readonly Compartment _compartment = Compartment.Of("Patient");
    private readonly StoredValues _values = new(store.Options);
    private readonly ResourceSubset? _subset = scope.Elements is { } names ? ResourceSubset.Elements(names) : null;
    private readonly ArrayBufferWriter<byte> _shown = new();

    // Under pseudonyms nothing can be asked for by its id: of several filters it is then remembered what they have found, 8 bytes each.
    private readonly HashSet<long>? _told = AccessRule.IsForPurpose(caller) ? [] : null;
    private readonly PatientSet? _patients = scope.Patients is { } ids ? new PatientSet(ids) : null;

    /// <summary>Writes it all. A problem ends the export; types that the caller may not see are passed over, and told of where they were asked for.</summary>
    public async ValueTask<Problem?> Run(SqlSession session, IExportOutput output)
    {
        var denied = new List<(string Type, string Rule)>();
        foreach (var type in scope.Types)
        {
            if (AccessRule.Decide(caller, Act.Search, type) is { Allowed: false } decision)
            {
                denied.Add((type, decision.Rule));
                continue;
            }

            _told?.Clear();
            output.Begin(BulkSection.Output, type);
            var problem = await Matches(session, type, output) ?? await DeletedLater(session, type, output);
            await output.End(session.Cancellation);
            if (problem is not null)
            {
                return problem;
            }
        }

        if (scope.IsByType && denied.Count > 0)
        {
            await Tell(denied, output, session.Cancellation);
        }

        return scope.SinceMs is null ? null : await new ExportDeletions(store, caller, scope, asOfMs).Write(session, Belongs, output);
    }

    // "Error, warning, and information messages related to the export SHOULD be included here": it is the rule alone that speaks, of the type, before
    // anything of it was looked for.
    private static async ValueTask Tell(List<(string Type, string Rule)> denied, IExportOutput output, CancellationToken ct)
    {
        output.Begin(BulkSection.Error, "OperationOutcome");
        foreach (var (type, rule) in denied)
        {
            var issue = new OperationOutcomeIssue
            {
                Severity = "warning",
                Code = "suppressed",
                Diagnostics = $"{type} was asked for by _type and is left out: access to it is denied by the rule '{rule}'. Nothing was looked for, so this does not say whether there is any.",
                Expression = ["_type"],
            };
            await output.Add(FhirJson.Write(new OperationOutcome { Issue = [issue] }), ct);
        }

        await output.End(ct);
    }

    private async ValueTask<Problem?> Matches(SqlSession session, string type, IExportOutput output)
    {
        var filters = scope.FiltersOf(type);
        for (var filter = 0; filter < Math.Max(1, filters.Count); filter++)
        {
            foreach (var (query, fits) in Searches(type))
            {
                if (filters.Count > 0)
                {
                    query.AddRange(QueryText.Parse(filters[filter]));
                }

                if (await Pages(session, type, (query, fits), (filters, filter), output) is { } problem)
                {
                    return problem;
                }
            }
        }

        return null;
    }

    /// <summary>The searches that together find a type's resources, each with what says whether a match is its own.</summary>
    private IEnumerable<(List<KeyValuePair<string, string>> Query, Func<StoredResource, bool>? Fits)> Searches(string type)
    {
        if (_patients is null)
        {
            yield return (Query(), scope.IsOfPatients ? Belongs : null);
            yield break;
        }

        for (var c = 0; c < _patients.Chunks; c++)
        {
            var chunk = c;
            if (type == "Patient")
            {
                yield return (Query(KeyValuePair.Create("_id", _patients.Ids(chunk))), null);
                continue;
            }

            foreach (var part in _compartment.Parts.Where(p => p.Type == type))
            {
                yield return (Query(KeyValuePair.Create(part.Parameter, _patients.Value(chunk))), resource =>
                {
                    var values = _values.Of(resource);
                    return _compartment.IsFirst(part, values, id => _patients.IsIn(chunk, id)) && _patients.IsFirst(chunk, values.Compartments);
                });
            }
        }
    }

    private List<KeyValuePair<string, string>> Query(params ReadOnlySpan<KeyValuePair<string, string>> criteria)
    {
        List<KeyValuePair<string, string>> query = [.. criteria, new("_count", PerPage)];
        if (scope.SinceMs is { } since)
        {
            query.Add(new("_lastUpdated", $"gt{Instant(since)}"));
        }

        return query;
    }

    private async ValueTask<Problem?> Pages(
        SqlSession session, string type, (List<KeyValuePair<string, string>> Query, Func<StoredResource, bool>? Fits) search, (IReadOnlyList<string> All, int Own) filter, IExportOutput output)
    {
        string? cursor = null;
        do
        {
            var page = await SessionSearch.Page(store, session, caller, type, search.Query, cursor);
            if (!page.TryGet(out var found, out var problem))
            {
                return problem;
            }

            var earlier = filter.Own == 0 || _told is not null ? null : await MatchedEarlier(session, type, found.Matches, filter);
            foreach (var match in found.Matches)
            {
                if (search.Fits?.Invoke(match) != false && earlier?.Contains(match.Id) != true && (filter.All.Count < 2 || _told?.Add(match.Rid) != false))
                {
                    await Add(session, match, output);
                }
            }

            // Each page is in the log before more is read: of whom, and how much of theirs.
            if (caller.Trail is { } trail)
            {
                await store.Log.Flush(trail, session.Cancellation);
            }

            cursor = found.Next;
        }
        while (cursor is not null);
        return null;
    }

    /// <summary>Which of a page's resources an earlier filter of the type has found already.</summary>
    private async ValueTask<HashSet<string>> MatchedEarlier(SqlSession session, string type, IReadOnlyList<StoredResource> matches, (IReadOnlyList<string> All, int Own) filter)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in matches.Chunk(100))
        {
            foreach (var other in filter.All.Take(filter.Own))
            {
                List<KeyValuePair<string, string>> query = [new("_id", string.Join(',', chunk.Select(m => m.Id))), new("_count", "100"), .. QueryText.Parse(other)];
                var page = await SessionSearch.Page(store, session, caller, type, query, null);
                found.UnionWith(page.IsOk ? page.Value.Matches.Select(m => m.Id) : []);
            }
        }

        return found;
    }

    private ValueTask Add(SqlSession session, StoredResource match, IExportOutput output) =>
        match.LastUpdated.ToUnixTimeMilliseconds() <= asOfMs ? output.Add(Shown(match), session.Cancellation) : AddAsItWas(session, match, output);

    private ReadOnlyMemory<byte> Shown(StoredResource resource)
    {
        if (_subset is null || FhirDocument.Parse(resource.Json, Lenient).Document is not { } document)
        {
            return resource.Json;
        }

        _shown.ResetWrittenCount();
        _subset.Write(document, _shown);
        return _shown.WrittenMemory; // Until the next: the output copies it.
    }

    private async ValueTask AddAsItWas(SqlSession session, StoredResource match, IExportOutput output)
    {
        if (await Before(session, match) is { } then && !IsBeforeSince(then))
        {
            await output.Add(Shown(then), session.Cancellation);
        }
    }

    private bool IsBeforeSince(StoredResource then) => scope.SinceMs is { } since && then.LastUpdated.ToUnixTimeMilliseconds() <= since;

    /// <summary>What was deleted between the export's time and the snapshot was still there at that time.</summary>
    private async ValueTask<Problem?> DeletedLater(SqlSession session, string type, IExportOutput output)
    {
        if (scope.FiltersOf(type).Count > 0)
        {
            return null; // What is gone cannot be searched any more.
        }

        var before = HistoryPosition.Newest;
        var definition = R4Definitions.Default.FindResource(type)!;
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var page = await store.Reader.TypeHistory(session, caller, definition, before, asOfMs + 1, PerHistory);
            if (!page.TryGet(out var versions, out _))
            {
                return null; // A caller who may search but has no history to see.
            }

            foreach (var (version, _) in versions.Where(v => v.Resource.Act == RecordAct.Deleted && told.Add(v.Resource.Id)))
            {
                var now = await store.Reader.Read(session, caller, definition, version.Id);
                if (!now.IsOk && await Before(session, version) is { } then && Belongs(then) && !IsBeforeSince(then))
                {
                    await output.Add(Shown(then), session.Cancellation);
                }
            }

            if (versions.Count < PerHistory)
            {
                return null;
            }

            before = versions[^1].Position;
        }
    }

    /// <summary>The version that was current at the export's time; null when there was none.</summary>
    private async ValueTask<StoredResource?> Before(SqlSession session, StoredResource later)
    {
        var history = await store.Reader.InstanceHistory(session, caller, R4Definitions.Default.FindResource(later.Type)!, later.Id, later.Version, 1, PerHistory);
        return history.IsOk && history.Value.FirstOrDefault(v => v.LastUpdated.ToUnixTimeMilliseconds() <= asOfMs) is { Act: not RecordAct.Deleted } then ? then : null;
    }

    /// <summary>Whether a resource is of the patients that are exported.</summary>
    private bool Belongs(StoredResource resource)
    {
        if (!scope.IsOfPatients)
        {
            return true;
        }

        if (resource.Json.Span.IndexOf("Patient/"u8) < 0 && resource.Type != "Patient")
        {
            return false; // It names no patient, and need not be parsed to know it.
        }

        var compartments = _values.Of(resource).Compartments;
        return compartments.Count > 0 && _patients?.HasAny(compartments) != false;
    }

    internal static string Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
