using Helhed.Access;
using Helhed.Fhir.R4;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>The server's own definitions, which stand in no table: its operations, and R4's search parameters.</summary>
internal static class BuiltInDefinitions
{
    /// <summary>The definition with an id; null where there is none, or where the caller may not read it. What is stored under the id goes before it.</summary>
    public static Resource? Find(Caller caller, string type, string id) => type switch
    {
        "OperationDefinition" => OperationRegistry.Find(id) is { } operation ? OperationDefinitions.Of(operation) : null,
        "SearchParameter" => AccessRule.Decide(caller, Act.Read, type).Allowed ? SearchParameterDefinitions.Find(id) : null,
        _ => null,
    };

    /// <summary>A read of a type that has some of them: what is stored, else the server's own.</summary>
    public static async Task<IResult> Read(string type, string id, RecordStore store, HttpContext context) =>
        Find(context.Caller(), type, id) is { } own && !(await store.Read(context.Caller(), type, id, context.RequestAborted)).IsOk
            ? new OperationResult(own)
            : await Http.Read.Handle(type, id, store, context);
}
