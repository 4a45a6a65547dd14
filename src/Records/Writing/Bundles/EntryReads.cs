using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Helhed.Records.Searching;

namespace Helhed.Records.Writing;

/// <summary>Answers the entries of a bundle that read: by id, by version, by a search.</summary>
internal sealed class EntryReads(RecordStore store)
{
    public async ValueTask<EntryAnswer> Answer(SqlSession session, Caller caller, BundleEntryView entry)
    {
        var url = (entry.Url ?? "").TrimStart('/');
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var path = (question < 0 ? url : url[..question]).Split('/');
        if (path is [.., "_history"] and { Length: <= 3 })
        {
            var history = await History.Page(store, session, caller, string.Join('/', path), QueryText.Parse(question < 0 ? "" : url[question..]));
            return history.TryGet(out var page, out var problem) ? new EntryAnswer(entry) { History = page } : Failed(entry, problem);
        }

        if (R4Definitions.Default.FindResource(path[0]) is not { } type)
        {
            return Failed(entry, new Problem(ProblemKind.NotFound, $"'{Shorten(path[0])}' is not a resource type of R4.", "request.url"));
        }

        return path switch
        {
            [_] => await Search(session, caller, entry, type, question < 0 ? "" : url[question..]),
            [_, var id] => Read(entry, await RecordStore.ReadIn(session, caller, type, id)),
            [_, var id, "_history", var version] when int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                Read(entry, await store.ReadVersionIn(session, caller, type, id, number)),
            _ => Failed(entry, new Problem(ProblemKind.Invalid, $"'{Shorten(url)}' is not supported in a bundle; ids, versions, histories and searches are.", "request.url")),
        };
    }

    private async ValueTask<EntryAnswer> Search(SqlSession session, Caller caller, BundleEntryView entry, TypeDefinition type, string query)
    {
        // What says how the answer is written is no part of what is asked.
        var asked = QueryText.Parse(query).Where(p => p.Key is not ("_format" or "_pretty" or "_elements" or "_summary") || p is { Key: "_summary", Value: "count" });
        var found = await store.SearchIn(session, caller, type, asked);
        return found.TryGet(out var page, out var problem) ? new EntryAnswer(entry) { Page = page } : Failed(entry, problem);
    }

    private static EntryAnswer Read(BundleEntryView entry, Outcome<StoredResource> read)
    {
        if (!read.TryGet(out var resource, out var problem))
        {
            return Failed(entry, problem);
        }

        var isKnown = (entry.IfNoneMatch is not null || entry.IfModifiedSince is not null) && VersionCondition.IsKnown(entry.IfNoneMatch, entry.IfModifiedSince, resource);
        return new EntryAnswer(entry) { Read = resource, IsKnown = isKnown };
    }

    private static EntryAnswer Failed(BundleEntryView entry, Problem problem) => new(entry) { Problem = EntryProblem.At(entry.Index, problem) };

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80];
}
