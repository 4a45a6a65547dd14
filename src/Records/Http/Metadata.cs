// https://hl7.org/fhir/R4/http.html#capabilities
using System.Collections.Concurrent;
using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Subscriptions;
using Helhed.Records.Terminology;
using Helhed.Records.Writing;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace Helhed.Records.Http;

/// <summary>The CapabilityStatement, made from what the code can do.</summary>
internal static class Metadata
{
    // A statement holds the address that it was asked under, which is the client's to choose: only so many are kept.
    private const int MostKept = 16;
    private const int MostTargets = 100;

    private static readonly string[] Interactions =
        ["read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type"];

    private static readonly string[] SystemInteractions = ["transaction", "batch", "search-system", "history-system"];

    // What every type can be searched by beside its own parameters, and what shapes the answer.
    private static readonly (string Name, string Type, string Documentation)[] OfAllTypes =
    [
        ("_text", "string", "Words of the narrative."),
        ("_content", "string", "Words of the whole resource."),
        ("_filter", "special", "An expression: https://hl7.org/fhir/R4/search_filter.html."),
        ("_list", "special", "What is on a List, by its id or by the name of a patient's list, such as $current-problems."),
        ("_has", "special", "What something else refers to: _has:Observation:patient:code."),
        ("_type", "special", "Types, in a search over several."),
        ("_contained", "special", "Whether contained resources are searched: true, false or both."),
        ("_containedType", "special", "What a match in a contained resource is answered with: container or contained."),
    ];

    private static readonly ConcurrentDictionary<string, byte[]> Kept = new(StringComparer.Ordinal);

    // A client that asks for the statement has no token yet: it is the one thing that is read without.
    public static async System.Threading.Tasks.Task<IResult> Handle(HttpContext context, RecordStore store)
    {
        var server = BaseAddress.Of(context.Request);
        await store.Custom.Refresh(store.Database, RecordStore.OldestParameters, context.RequestAborted);
        return context.Request.Query["mode"].ToString() switch
        {
            "terminology" => new OperationResult(await store.Database.Read(session => TerminologyMetadata.Statement(session, server), context.RequestAborted)),
            "" or "full" or "normative" => new MetadataResult(Bytes(server, store.Custom.Current, store.References)),
            var mode => FhirResults.Of(new Problem(ProblemKind.Invalid, $"'mode' is full, normative or terminology; '{(mode.Length > 40 ? mode[..40] : mode)}' is not.", "mode")),
        };
    }

    public static CapabilityStatement Statement(string server, ParameterSet custom, ReferencePolicy references) => new()
    {
        Status = "active",
        Date = "2026-11-23",
        Kind = "instance",
        Publisher = "Helhed",
        Software = new() { Name = "Helhed", Version = typeof(Metadata).Assembly.GetName().Version!.ToString(3) },
        Implementation = new() { Description = "Helhed's record store", Url = server },
        Instantiates = [SubscriptionCapability.Instantiates],
        FhirVersion = "4.0.1",
        Format = ["application/fhir+json", "application/fhir+xml", "json", "xml"],
        PatchFormat = [ResourcePatch.JsonType, ResourcePatch.XmlType, "application/fhir+json", "application/fhir+xml"],
        Rest =
        [
            new()
            {
                Mode = "server",
                Security = new()
                {
                    Cors = true,
                    Service =
                    [
                        new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/restful-security-service", Code = "SMART-on-FHIR" }] },
                        new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/restful-security-service", Code = "OAuth" }] },
                    ],
                    Description = "A bearer token is needed for everything but /metadata and /.well-known/smart-configuration, which says where to get one: SMART App Launch 2.2.",
                    Extension = [OAuthCapability.Of(server)],
                },
                Resource = [.. ResourcesOf(custom, references)],
                SearchParam = [.. OfAllTypes.Select(p => new CapabilityStatementRestResourceSearchParam { Name = p.Name, Type = p.Type, Documentation = p.Documentation })],
                Interaction = [.. SystemInteractions.Select(i => new CapabilityStatementRestInteraction { Code = i })],
                Operation = [.. OperationRegistry.All.Where(o => o.Levels.HasFlag(OperationLevels.System)).Select(OperationOf)],
                Compartment = [.. R4Definitions.Default.Compartments.Keys.Order(StringComparer.Ordinal).Select(c => $"http://hl7.org/fhir/CompartmentDefinition/{c.ToLowerInvariant()}")],
            },
        ],
    };

    private static byte[] Bytes(string server, ParameterSet custom, ReferencePolicy references)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{custom.Epoch} {references} {server}");
        if (Kept.TryGetValue(key, out var kept))
        {
            return kept;
        }

        var bytes = FhirJson.Write(Statement(server, custom, references));
        if (Kept.Count < MostKept)
        {
            Kept.TryAdd(key, bytes);
        }

        return bytes;
    }

    private static IEnumerable<CapabilityStatementRestResource> ResourcesOf(ParameterSet custom, ReferencePolicy references)
    {
        var referring = Referring(custom);
        return R4Definitions.Default.ResourceTypes.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => SubscriptionCapability.With(ResourceOf(t, custom, references, referring)));
    }

    // What refers to a type, by the type. Parameters that may refer to anything are left out: they would stand at every type.
    private static ILookup<string, string> Referring(ParameterSet custom) => R4Definitions.Default.ResourceTypes.OrderBy(t => t.Name, StringComparer.Ordinal)
        .SelectMany(t => Searchable(t, custom).Where(p => p.Type == SearchParameterType.Reference && p.Targets.Count <= MostTargets && Capabilities.IsFollowed(t, p)).Select(p => (Type: t, Parameter: p)))
        .SelectMany(r => r.Parameter.Targets.Select(target => (Target: target, Name: $"{r.Type.Name}:{r.Parameter.Code}")))
        .ToLookup(r => r.Target, r => r.Name, StringComparer.Ordinal);

    private static CapabilityStatementRestResource ResourceOf(TypeDefinition type, ParameterSet custom, ReferencePolicy references, ILookup<string, string> referring) => new()
    {
        Type = type.Name,
        Interaction = [.. Interactions.Select(i => new CapabilityStatementRestResourceInteraction { Code = i })],
        Versioning = "versioned",
        ReadHistory = true,
        UpdateCreate = true,
        ConditionalCreate = true,
        ConditionalRead = "full-support",
        ConditionalUpdate = true,
        ConditionalDelete = "single",
        ReferencePolicy = references == Records.ReferencePolicy.MustResolve ? ["literal", "logical", "enforced", "local"] : ["literal", "logical", "local"],
        SearchInclude = ["*", $"{type.Name}:*", .. Searchable(type, custom).Where(p => p.Type == SearchParameterType.Reference).Select(p => $"{type.Name}:{p.Code}")],
        SearchRevInclude = ["*", .. referring[type.Name]],
        Operation = [.. OperationRegistry.All.Where(o => o.IsOn(type.Name)).Select(OperationOf)],
        SearchParam =
        [
            .. Searchable(type, custom).Select(p => new CapabilityStatementRestResourceSearchParam { Name = p.Code, Definition = p.Url, Type = p.Type.ToString().ToLowerInvariant() }),
        ],
    };

    private static CapabilityStatementRestResourceOperation OperationOf(Operation operation) =>
        new() { Name = operation.Code, Definition = operation.Canonical, Documentation = operation.Description };

    private static IEnumerable<SearchParameterDefinition> Searchable(TypeDefinition type, ParameterSet custom) =>
        R4Definitions.Default.ParametersFor(type.Name).Where(p => Capabilities.IsSearchable(type, p))
            .Concat(custom.Of(type).Where(p => p.IsReady).Select(p => p.Definition)).OrderBy(p => p.Code, StringComparer.Ordinal);
}

/// <summary>The statement, which a client that has it need not fetch again.</summary>
internal sealed record MetadataResult(byte[] Json) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var form = AnswerForm.Of(httpContext);
        var tag = string.Create(CultureInfo.InvariantCulture, $"W/\"{Hash64.Of(Json):x16}\"");
        httpContext.Response.Headers.ETag = tag;
        httpContext.Response.Headers.Vary = "Accept";
        if (httpContext.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return new MadeResult(form.Subset is null ? Json : form.Shown(Json), StatusCodes.Status200OK).ExecuteAsync(httpContext);
    }
}
