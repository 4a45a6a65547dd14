using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Helhed.Records.Terminology;

/// <summary>A value set that an operation works on.</summary>
/// <param name="Head">What it says of itself; its definition may be left out.</param>
/// <param name="Codes">Its codes.</param>
/// <param name="Name">Its address with version; its id or "(inline)" without one.</param>
internal sealed record EvaluatedSet(ValueSet Head, CodeSet Codes, string Name);

/// <summary>
/// What the operations of terminology share: who may call them (terminology is knowledge for everybody who has logged in), the session
/// they read in, and how they answer.
/// </summary>
internal static class TerminologyCall
{
    public static async ValueTask<Outcome<T>> Read<T>(OperationCall call, Func<SqlSession, CodeCatalog, ValueTask<Outcome<T>>> work)
    {
        if (call.Http.Caller().Kind == CallerKind.Anonymous)
        {
            return new Problem(ProblemKind.Unauthenticated, "Log in, or send a bearer token.");
        }

        var services = call.Http.RequestServices;
        var catalog = services.GetRequiredService<RecordStore>().Catalog;
        return await services.GetRequiredService<Database>().Read(session => work(session, catalog), call.Http.RequestAborted);
    }

    public static IResult Answer(Outcome<ReadOnlyMemory<byte>> outcome) => outcome.TryGet(out var json, out var problem) ? new OperationResult(json) : Refuse(problem);

    public static IResult Answer(Outcome<Parameters> outcome) => outcome.TryGet(out var parameters, out var problem) ? new OperationResult(parameters) : Refuse(problem);

    /// <summary>An OperationOutcome; what the request was right about and the server cannot do is 422.</summary>
    public static IResult Refuse(Problem problem) => new ProblemResult(problem, problem.Findings is { Count: > 0 } ? StatusCodes.Status422UnprocessableEntity : null);

    /// <summary>A request that is right in itself and cannot be answered, with the issue's code.</summary>
    public static Problem Issue(string code, string message) => new(ProblemKind.Invalid, message, Findings: [new Finding("error", code, message, null, null, null)]);

    public static TimeProvider Clock(OperationCall call) => call.Http.RequestServices.GetRequiredService<TimeProvider>();

    /// <summary>The day that codes must be valid on: the parameter <c>date</c>, or today, as it is here.</summary>
    public static Outcome<int> Day(OperationCall call)
    {
        if (call.Input.Text("date") is not { } date)
        {
            var local = call.Http.RequestServices.GetRequiredService<RecordStore>().Options.LocalZone;
            return Days.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Clock(call).GetUtcNow(), local).DateTime));
        }

        return Days.TryRead(date, isEnd: false) is { } day
            ? day
            : new Problem(ProblemKind.Invalid, $"'date' is a date such as 2026-11-22; '{date}' is not.", "date");
    }

    /// <summary>The value set of a call, evaluated: by its id in the address, posted along, or by url.</summary>
    public static async ValueTask<Outcome<EvaluatedSet>> ValueSet(SqlSession session, CodeCatalog catalog, OperationCall call, SystemVersions versions)
    {
        var evaluator = new SetEvaluator(session, catalog, versions);
        if (call.Id is { } id)
        {
            var isMissing = false;
            var byId = await evaluator.Evaluate($"ValueSet/{id}", async () =>
            {
                var found = await CodeCatalog.SetOf(session, id) ?? BuiltIn(id);
                isMissing = found is null;
                return found;
            });
            return isMissing ? Problems.NotFound("ValueSet", id) : byId.Map(e => new EvaluatedSet(e.Head, e.Codes, NameOf(e.Head, $"ValueSet/{id}")));
        }

        if (call.Input.Resource<ValueSet>("valueSet") is { } inline)
        {
            return (await evaluator.Evaluate(inline)).Map(codes => new EvaluatedSet(inline, codes, NameOf(inline, "(inline)")));
        }

        if (call.Input.Text("url") is not { } url)
        {
            return new Problem(ProblemKind.Invalid, $"${call.Operation.Code} needs a value set: its address as 'url', the resource itself as 'valueSet', or its id in the address.", "url");
        }

        var canonical = call.Input.Text("valueSetVersion") is { } version && !url.Contains('|', StringComparison.Ordinal) ? $"{url}|{version}" : url;
        return (await evaluator.Evaluate(canonical, () => catalog.Set(session, canonical))).Map(e => new EvaluatedSet(e.Head, e.Codes, canonical));
    }

    /// <summary>The whole definition of an evaluated set, which is not kept with it.</summary>
    public static async ValueTask<ValueSet> Definition(SqlSession session, CodeCatalog catalog, OperationCall call, EvaluatedSet set) =>
        call.Id is { } id ? await CodeCatalog.SetOf(session, id) ?? BuiltIn(id) ?? set.Head
        : call.Input.Has("valueSet") ? set.Head
        : await catalog.Set(session, set.Name) ?? set.Head;

    private static string NameOf(ValueSet set, string otherwise) => set.Url is { Length: > 0 } url ? CanonicalUrl.Join(url, set.Version) : otherwise;

    // R4's own value sets have ids too, by which a client may know them.
    private static ValueSet? BuiltIn(string id) =>
        CodeCatalog.BuiltIn.Resource("ValueSet", $"http://hl7.org/fhir/ValueSet/{id}") is { } document ? Fhir.Json.FhirJson.Read<ValueSet>(document.Json) : null;
}
