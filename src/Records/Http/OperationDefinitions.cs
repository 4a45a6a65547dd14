// https://hl7.org/fhir/R4/operationdefinition.html
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>The OperationDefinitions of the operations that are built in, made from <see cref="OperationRegistry"/>.</summary>
internal static class OperationDefinitions
{
    /// <summary><c>GET /fhir/OperationDefinition/{id}</c>: what is stored, else a built-in one.</summary>
    public static Task<IResult> Handle(string id, RecordStore store, HttpContext context) => BuiltInDefinitions.Read("OperationDefinition", id, store, context);

    public static OperationDefinition Of(Operation operation) => new()
    {
        Id = operation.Id,
        Url = operation.Canonical,
        Version = "4.0.1",
        Name = string.Concat(operation.Id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpperInvariant(part[0]) + part[1..])),
        Title = operation.Title,
        Status = "active",
        Kind = "operation",
        Description = operation.Description,
        AffectsState = operation.AffectsState,
        Code = operation.Code,
        Resource = [.. operation.Types],
        System = operation.Levels.HasFlag(OperationLevels.System),
        Type = operation.Levels.HasFlag(OperationLevels.Type),
        Instance = operation.Levels.HasFlag(OperationLevels.Instance),
        Parameter = [.. operation.Parameters.Select(p => ParameterOf(p, p.IsOutput))],
    };

    private static OperationDefinitionParameter ParameterOf(OperationParameter parameter, bool isOutput) => new()
    {
        Name = parameter.Name,
        Use = isOutput ? "out" : "in",
        Min = parameter.Min,
        Max = parameter.Max,
        Documentation = parameter.Documentation,
        Type = parameter.Type.Length == 0 ? null : parameter.Type,
        Part = [.. parameter.Parts.Select(p => ParameterOf(p, isOutput))],
    };
}

/// <summary>The resource that an operation answers with.</summary>
internal sealed record OperationResult(ReadOnlyMemory<byte> Json, int Status = StatusCodes.Status200OK) : IResult
{
    public OperationResult(Resource resource)
        : this(FhirJson.Write(resource))
    {
    }

    public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext) => new MadeResult(Json, Status).ExecuteAsync(httpContext);
}
