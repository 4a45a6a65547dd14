using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>Reads requests that change something.</summary>
internal static class Changes
{
    /// <summary>The change that a request's address and headers ask for, without its content.</summary>
    public static Outcome<Change> Read(ChangeVerb verb, string type, string? id, HttpRequest request)
    {
        if (R4Definitions.Default.FindResource(type) is not { } definition)
        {
            return Problems.UnknownType(type);
        }

        if (!Preconditions.IfMatch(request).TryGet(out var ifMatch, out var problem))
        {
            return problem;
        }

        return new Change(verb, definition) { Id = id, Server = BaseAddress.Of(request), Language = AnswerLanguage.Of(request), IfMatch = verb == ChangeVerb.Create ? VersionCondition.None : ifMatch };
    }

    /// <summary>A change of what the search in the address finds.</summary>
    public static Outcome<Change> ReadConditional(ChangeVerb verb, string type, HttpRequest request) =>
        Read(verb, type, null, request).Then(change =>
        {
            var read = Criteria.Read(change.Type, request.QueryString.Value ?? "");
            return read.Problem is { Kind: ProblemKind.PreconditionFailed } && verb == ChangeVerb.Update
                ? new Problem(ProblemKind.Invalid, $"An update names the resource: PUT {type}/id, or by a search: PUT {type}?identifier=system|value.")
                : read.Map(criteria => change with { Criteria = criteria });
        });

    /// <summary>The change with the resource in the request's body.</summary>
    public static async ValueTask<Outcome<Change>> WithContent(Outcome<Change> change, HttpRequest request)
    {
        if (!change.IsOk)
        {
            return change;
        }

        return (await RequestBody.Parse(request)).Then(parsed => parsed.Document is { } document
            ? Outcome.Ok(change.Value with { Content = ChangeContent.Of(document, parsed) })
            : Problems.Of(parsed.Issues));
    }

    public static async ValueTask<Outcome<ChangeResult>> Make(Outcome<Change> change, RecordStore store, HttpContext context) =>
        change.TryGet(out var asked, out var problem) ? await store.Change(Access.CallerContext.Caller(context), asked, context.RequestAborted) : problem;
}
