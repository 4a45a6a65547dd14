// https://hl7.org/fhir/R4/operations.html
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Records.Subscriptions;
using Helhed.Records.Terminology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Helhed.Records.Http;

/// <summary>Where an operation may be called.</summary>
[Flags]
internal enum OperationLevels
{
    System = 1,
    Type = 2,
    Instance = 4,
}

/// <summary>A parameter of an operation, as its definition states it.</summary>
/// <param name="Name">Name; for a part, within its parameter.</param>
/// <param name="Min">Least number of values.</param>
/// <param name="Max">Most values: a number or <c>*</c>.</param>
/// <param name="Type">FHIR type of the value, <c>Resource</c> or a resource type; empty when it has parts.</param>
/// <param name="Documentation">What it does.</param>
internal sealed record OperationParameter(string Name, int Min, string Max, string Type, string Documentation)
{
    /// <summary>True for a parameter of the answer.</summary>
    public bool IsOutput { get; init; }

    public IReadOnlyList<OperationParameter> Parts { get; init; } = [];
}

/// <summary>
/// An operation of the API: its definition as data, and what it does. From one entry in <see cref="OperationRegistry"/> come the routes,
/// the check of the parameters, the CapabilityStatement's entry and the OperationDefinition.
/// </summary>
/// <param name="Id">Id of its OperationDefinition, such as <c>ValueSet-expand</c>.</param>
/// <param name="Code">Name behind the dollar sign.</param>
/// <param name="Levels">Where it may be called.</param>
/// <param name="Types">Resource types; <c>Resource</c> stands for every type. Empty for an operation of the system only.</param>
/// <param name="Handle">Runs it.</param>
internal sealed record Operation(string Id, string Code, OperationLevels Levels, IReadOnlyList<string> Types, Func<OperationCall, Task<IResult>> Handle)
{
    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>An operation that writes is only called by POST.</summary>
    public bool AffectsState { get; init; }

    /// <summary>Address of its definition: R4's own unless something else is said.</summary>
    public string Canonical { get; init; } = $"http://hl7.org/fhir/OperationDefinition/{Id}";

    public required IReadOnlyList<OperationParameter> Parameters { get; init; }

    public bool IsOn(string type) => (Levels & (OperationLevels.Type | OperationLevels.Instance)) != 0 && (Types.Contains(type) || Types.Contains("Resource"));
}

/// <summary>One call of an operation, its parameters read and checked.</summary>
/// <param name="Http">The request.</param>
/// <param name="Operation">What is called.</param>
/// <param name="Type">Resource type in the address; null at the system.</param>
/// <param name="Id">Id in the address; null at type and system.</param>
/// <param name="Input">The parameters.</param>
internal sealed record OperationCall(HttpContext Http, Operation Operation, string? Type, string? Id, OperationInput Input);

/// <summary>Every operation of the API.</summary>
internal static class OperationRegistry
{
    public static IReadOnlyList<Operation> All { get; } = [.. TerminologyOperations.All, .. SubscriptionRoutes.Operations];

    public static Operation? Find(string id) => All.FirstOrDefault(o => o.Id == id);

    /// <summary>Maps a route for each place where an operation may be called.</summary>
    public static void MapRegistered(this IEndpointRouteBuilder fhir)
    {
        foreach (var operation in All)
        {
            string[] methods = operation.AffectsState ? ["POST"] : ["GET", "POST"];
            foreach (var pattern in Patterns(operation))
            {
                fhir.MapMethods(pattern, methods, (Delegate)((HttpContext context) => Run(operation, context)));
            }
        }
    }

    private static IEnumerable<string> Patterns(Operation operation)
    {
        if (operation.Levels.HasFlag(OperationLevels.System))
        {
            yield return $"/${operation.Code}";
        }

        foreach (var type in operation.Types.Select(t => t == "Resource" ? "{type}" : t))
        {
            if (operation.Levels.HasFlag(OperationLevels.Type))
            {
                yield return $"/{type}/${operation.Code}";
            }

            if (operation.Levels.HasFlag(OperationLevels.Instance))
            {
                yield return $"/{type}/{{id}}/${operation.Code}";
            }
        }
    }

    private static async Task<IResult> Run(Operation operation, HttpContext context)
    {
        var id = context.GetRouteValue("id") as string;
        var type = context.GetRouteValue("type") as string ?? (operation.Types is [not "Resource"] ? TypeIn(context, operation.Types[0]) : null);
        if (type is not null && R4Definitions.Default.FindResource(type) is null)
        {
            return FhirResults.Of(Problems.UnknownType(type));
        }

        if (id is not null && !ResourceIds.IsValid(id))
        {
            return FhirResults.Of(Problems.BadId(id));
        }

        var input = await OperationInput.Read(context.Request, operation);
        return input.TryGet(out var read, out var problem)
            ? await operation.Handle(new OperationCall(context, operation, type, id, read))
            : FhirResults.Of(problem);
    }

    // An operation of one type and of the system has its type only where the address names it.
    private static string? TypeIn(HttpContext context, string type) => context.Request.Path.StartsWithSegments($"/fhir/{type}") ? type : null;
}
