using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Helhed.Records.Searching;

namespace Helhed.Records.Writing;

/// <summary>Answers the entries of a bundle that read: by id, by version, by a history, by a search.</summary>
/// <param name="store">The store.</param>
/// <param name="server">The server's address, for references that are written out in searches.</param>
/// <param name="isLenient">True when parameters that are not known are ignored.</param>
internal sealed class EntryReads(RecordStore store, string server, bool isLenient)
{
    /// <summary>What the whole answer may hold: a page ends there.</summary>
    public required AnswerBudget Budget { get; init; }

    public async ValueTask<EntryAnswer> Answer(SqlSession session, Caller caller, BundleEntryView entry)
    {
        var url = entry.Url ?? "";
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var address = question < 0 ? url : url[..question];
        var query = question < 0 ? "" : url[question..];
        var path = address.Split('/');
        if (path is [.., "_history"] and { Length: <= 3 })
        {
            var history = await History.Page(store, session, caller, address, (QueryText.Parse(query), Budget.Left));
            return history.TryGet(out var page, out var problem) ? new EntryAnswer(entry) { History = page } : Failed(entry, problem);
        }

        if (path.Length == 2 || path is [_, _, "_history", _])
        {
            var (name, id) = (path[0], path[1]);
            return R4Definitions.Default.FindResource(name) is { } type
                ? Read(entry, path.Length == 2 ? await Current(session, caller, type, id) : await Version(session, caller, type, id, path[3]))
                : Failed(entry, Problems.UnknownType(name));
        }

        return Search.TargetOf(path).TryGet(out var target, out var bad)
            ? await Find(session, caller, entry, target with { BaseUrl = server, MaxBytes = Budget.Left }, query)
            : Failed(entry, bad with { Expression = "request.url" });
    }

    // The server's own definitions are read as they are by themselves: they have no version.
    private async ValueTask<Outcome<StoredResource>> Current(SqlSession session, Caller caller, TypeDefinition type, string id)
    {
        var stored = await store.ReadIn(session, caller, type, id);
        return !stored.IsOk && BuiltInDefinitions.Find(caller, type.Name, id) is { } own
            ? new StoredResource(type.Name, id, 0, DateTimeOffset.UnixEpoch, RecordAct.Unchanged, FhirJson.Write(own))
            : stored;
    }

    private async ValueTask<Outcome<StoredResource>> Version(SqlSession session, Caller caller, TypeDefinition type, string id, string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await store.ReadVersionIn(session, caller, type, id, number)
            : new Problem(ProblemKind.NotFound, "Versions are numbers from 1.", "request.url");

    private async ValueTask<EntryAnswer> Find(SqlSession session, Caller caller, BundleEntryView entry, SearchTarget target, string query)
    {
        ValueTask<Outcome<SearchPage>> Stored(IReadOnlyList<KeyValuePair<string, string>> asked) => store.SearchIn(session, caller, target, asked, isLenient);
        var parameters = QueryText.WithoutEmpty(QueryText.Parse(query));
        var found = BuiltInSearch.Concerns(target) ? await BuiltInSearch.Page((store, caller, target), parameters, isLenient, Stored) : await Stored(parameters);
        return found.TryGet(out var page, out var problem) ? new EntryAnswer(entry) { Page = page } : Failed(entry, problem);
    }

    private static EntryAnswer Read(BundleEntryView entry, Outcome<StoredResource> read)
    {
        if (!read.TryGet(out var resource, out var problem))
        {
            return Failed(entry, problem);
        }

        var isKnown = resource.Version > 0 && (entry.IfNoneMatch is not null || entry.IfModifiedSince is not null) && VersionCondition.IsKnown(entry.IfNoneMatch, entry.IfModifiedSince, resource);
        return new EntryAnswer(entry) { Read = resource, IsKnown = isKnown };
    }

    private static EntryAnswer Failed(BundleEntryView entry, Problem problem) => new(entry) { Problem = EntryProblem.At(entry.Index, problem) };
}
