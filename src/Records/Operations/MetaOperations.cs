// https://hl7.org/fhir/R4/resource-operation-meta.html, -meta-add.html, -meta-delete.html
using System.Globalization;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Helhed.Records.Searching;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Operations;

/// <summary>
/// <c>$meta</c>, <c>$meta-add</c> and <c>$meta-delete</c>. What they change in a resource is a change like any other: a new version, in
/// the history and the change feed, so that an ETag never stands for two contents. A change that changes nothing makes no version.
/// </summary>
internal static class MetaOperations
{
    private const string PerPage = "1000";
    // On SQLite a write may be refused because of one that is not durable yet, and so not to be read yet.
    private const int MaxTries = 20;

    public static async Task<IResult> Instance(string type, string id, RecordStore store, HttpContext context)
    {
        var read = await store.Read(context.Caller(), type, id, context.RequestAborted);
        return read.TryGet(out var resource, out var problem) ? OperationAnswer.Return(StoredMeta.Of(resource.Json)) : FhirResults.Of(problem);
    }

    public static async Task<IResult> Version(string type, string id, string version, RecordStore store, HttpContext context)
    {
        var read = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await store.ReadVersion(context.Caller(), type, id, number, context.RequestAborted)
            : new Problem(ProblemKind.NotFound, $"{type}/{id} has no version '{version}'.");
        return read.TryGet(out var resource, out var problem) ? OperationAnswer.Return(StoredMeta.Of(resource.Json)) : FhirResults.Of(problem);
    }

    public static Task<IResult> Type(string type, RecordStore store, HttpContext context) => R4Definitions.Default.FindResource(type) is null
        ? Task.FromResult(FhirResults.Of(Problems.UnknownType(type)))
        : Labels([R4Definitions.Default.FindResource(type)!], store, context);

    public static Task<IResult> System(RecordStore store, HttpContext context)
    {
        var caller = context.Caller();
        return Labels(R4Definitions.Default.ResourceTypes.Where(t => AccessRule.Decide(caller, Act.Search, t.Name).Allowed), store, context);
    }

    public static Task<IResult> Add(string type, string id, RecordStore store, HttpContext context) => Change(type, id, MetaLabels.With, store, context);

    public static Task<IResult> Delete(string type, string id, RecordStore store, HttpContext context) => Change(type, id, MetaLabels.Without, store, context);

    private static async Task<IResult> Labels(IEnumerable<TypeDefinition> types, RecordStore store, HttpContext context)
    {
        var outcome = await store.Database.Read(session => Gather(session, context.Caller(), types, store), context.RequestAborted);
        return outcome.TryGet(out var labels, out var problem) ? OperationAnswer.Return(labels.ToMeta()) : FhirResults.Of(problem);
    }

    private static async ValueTask<Outcome<MetaLabels>> Gather(SqlSession session, Caller caller, IEnumerable<TypeDefinition> types, RecordStore store)
    {
        var labels = new MetaLabels();
        foreach (var type in types)
        {
            var decision = AccessRule.Decide(caller, Act.Search, type.Name);
            var problem = !decision.Allowed ? Problems.Denied(decision.Rule)
                : decision.Sight is null ? await UsedLabels.Add(session, type, labels)
                : await AddSeen(session, caller, type, (store, labels));
            if (problem is not null)
            {
                return problem;
            }
        }

        return labels;
    }

    /// <summary>The labels of the resources that a caller sees, who sees only a part of a type.</summary>
    private static async ValueTask<Problem?> AddSeen(SqlSession session, Caller caller, TypeDefinition type, (RecordStore Store, MetaLabels Labels) with)
    {
        string? cursor = null;
        do
        {
            var page = await SessionSearch.Page(with.Store, session, caller, new SearchTarget(type), [new("_count", PerPage)], cursor);
            if (!page.TryGet(out var found, out var problem))
            {
                return problem;
            }

            foreach (var match in found.Matches)
            {
                with.Labels.Add(StoredMeta.Of(match.Json));
            }

            cursor = found.Next;
        }
        while (cursor is not null);
        return null;
    }

    private static async Task<IResult> Change(string type, string id, Func<Meta, Meta, Meta> change, RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem) || !Given(arguments).TryGet(out var given, out problem))
        {
            return FhirResults.Of(problem);
        }

        for (var tried = 1; ; tried++)
        {
            var outcome = await ChangeOnce(type, id, current => change(current, given), store, context);
            if (outcome.TryGet(out var meta, out problem))
            {
                return OperationAnswer.Return(meta);
            }

            // Somebody else has written a version in between: read it and try again.
            if (problem.Kind != ProblemKind.PreconditionFailed || tried == MaxTries)
            {
                return FhirResults.Of(problem);
            }
        }
    }

    private static Outcome<Meta> Given(OperationArguments arguments)
    {
        const string Cure = "Send a Parameters resource with one parameter 'meta' that has a valueMeta.";
        return arguments.Named("meta") switch
        {
            [{ Member: "valueMeta" } meta] => StoredMeta.Read(global::System.Text.Encoding.UTF8.GetBytes(meta.Value.GetRawText())),
            [{ Member: { } other } wrong] => new Problem(ProblemKind.Invalid, $"The parameter 'meta' has a {other}. {Cure}", $"{wrong.Place}.{other}"),
            [var wrong] => new Problem(ProblemKind.Invalid, Cure, wrong.Place),
            _ => new Problem(ProblemKind.Invalid, Cure, "Parameters.parameter"),
        };
    }

    private static async ValueTask<Outcome<Meta>> ChangeOnce(string type, string id, Func<Meta, Meta> change, RecordStore store, HttpContext context)
    {
        var read = await store.Read(context.Caller(), type, id, context.RequestAborted);
        if (!read.TryGet(out var resource, out var problem))
        {
            return problem;
        }

        var current = StoredMeta.Of(resource.Json);
        var changed = change(current);
        if (MetaLabels.Same(current, changed))
        {
            return current;
        }

        // A change like any other: a profile that is added is a claim, which the resource is held to.
        var parsed = FhirDocument.Parse(StoredMeta.Replace(resource.Json, changed));
        if (parsed.Document is not { } document)
        {
            return Problems.Of(parsed.Issues);
        }

        var asked = new Change(ChangeVerb.Update, R4Definitions.Default.FindResource(type)!)
        {
            Id = id,
            Content = ChangeContent.Of(document, parsed),
            IfMatch = new VersionCondition(IsAny: false, [resource.Version]),
            Language = AnswerLanguage.Of(context.Request),
        };
        return (await store.Change(context.Caller(), asked, context.RequestAborted)).Map(made => StoredMeta.Of(made.Resource.Json));
    }
}
