// https://hl7.org/fhir/R4/searchparameter.html
using System.Collections.Frozen;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.R4;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Http;

/// <summary>R4's own search parameters as resources, made from the table that searches go by. A region's own are stored ones.</summary>
internal static class SearchParameterDefinitions
{
    private static readonly FrozenDictionary<string, SearchParameterDefinition> ById =
        R4Definitions.Default.SearchParameters.DistinctBy(IdOf).ToFrozenDictionary(IdOf, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IEnumerable<SearchParameter> All => ById.Values.Select(Of);

    /// <summary><c>GET /fhir/SearchParameter/{id}</c>: what is stored, else R4's own.</summary>
    public static Task<IResult> Handle(string id, RecordStore store, HttpContext context) => BuiltInDefinitions.Read("SearchParameter", id, store, context);

    /// <summary>The one with an id; null for none.</summary>
    public static SearchParameter? Find(string id) => ById.TryGetValue(id, out var definition) ? Of(definition) : null;

    public static SearchParameter Of(SearchParameterDefinition definition) => new()
    {
        Id = IdOf(definition),
        Url = definition.Url,
        Version = "4.0.1",
        Name = definition.Code,
        Status = "active",
        Description = $"R4's search parameter '{definition.Code}' of {string.Join(", ", definition.Bases)}.",
        Code = definition.Code,
        Base = [.. definition.Bases],
        Type = definition.Type.ToString().ToLowerInvariant(),
        Expression = definition.Expression.Length == 0 ? null : definition.Expression,
        XpathUsage = definition.Expression.Length == 0 ? null : "normal",
        Target = [.. definition.Targets],
        Component = [.. definition.Components.Select(c => new SearchParameterComponent { Definition = c.Definition, Expression = c.Expression })],
    };

    private static string IdOf(SearchParameterDefinition definition) => definition.Url[(definition.Url.LastIndexOf('/') + 1)..];
}
