// https://hl7.org/fhir/R4/http.html#capabilities
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Records.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>The CapabilityStatement, made from what the code can do.</summary>
internal static class Metadata
{
    private static readonly string[] Interactions = ["read", "vread", "update", "delete", "history-instance", "history-type", "create", "search-type"];

    // A client that asks for the statement has no token yet: it is the one thing that is read without.
    public static IResult Handle(HttpContext context)
    {
        var statement = Statement(BaseAddress.Of(context.Request));
        return TypedResults.Bytes(FhirJson.Write(statement), FhirResults.ContentType);
    }

    public static CapabilityStatement Statement(string server) => new()
    {
        Status = "active",
        Date = "2026-11-21",
        Kind = "instance",
        Publisher = "Helhed",
        Software = new() { Name = "Helhed", Version = typeof(Metadata).Assembly.GetName().Version!.ToString(3) },
        Implementation = new() { Description = "Helhed's record store", Url = server },
        Instantiates = [SubscriptionCapability.Instantiates],
        FhirVersion = "4.0.1",
        Format = ["application/fhir+json", "json"],
        Rest =
        [
            new()
            {
                Mode = "server",
                Security = new()
                {
                    Cors = false,
                    Service = [new() { Coding = [new() { System = "http://terminology.hl7.org/CodeSystem/restful-security-service", Code = "OAuth" }] }],
                    Description = "A bearer token is needed for everything but /metadata. POST /oauth2/token (client_credentials) gives one.",
                },
                Resource = [.. R4Definitions.Default.ResourceTypes.OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => SubscriptionCapability.With(ResourceOf(t)))],
                Interaction = [new() { Code = "transaction" }, new() { Code = "batch" }],
            },
        ],
    };

    private static CapabilityStatementRestResource ResourceOf(TypeDefinition type) => new()
    {
        Type = type.Name,
        Interaction = [.. Interactions.Select(i => new CapabilityStatementRestResourceInteraction { Code = i })],
        Versioning = "versioned",
        ReadHistory = true,
        UpdateCreate = true,
        ConditionalCreate = false,
        ConditionalRead = "not-match",
        ConditionalUpdate = false,
        ConditionalDelete = "not-supported",
        SearchInclude = [.. Searchable(type).Where(p => p.Type == SearchParameterType.Reference).Select(p => $"{type.Name}:{p.Code}")],
        SearchParam =
        [
            .. Searchable(type).Select(p => new CapabilityStatementRestResourceSearchParam { Name = p.Code, Definition = p.Url, Type = p.Type.ToString().ToLowerInvariant() }),
        ],
    };

    private static IEnumerable<SearchParameterDefinition> Searchable(TypeDefinition type) =>
        R4Definitions.Default.ParametersFor(type.Name).Where(p => Capabilities.IsSearchable(type, p)).OrderBy(p => p.Code, StringComparer.Ordinal);
}
