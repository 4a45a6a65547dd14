using System.Text.Json;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Platform.Data;
using Helhed.Records.Reading;

namespace Helhed.Records.Searching;

/// <summary>
/// Chains and <c>_has</c> over canonical addresses, such as a response's questionnaire. The index keeps hashes of addresses, which no statement
/// can hold against the target's url: one side is looked up first. An address without a version names every version that is here.
/// </summary>
internal sealed class CanonicalLinks(SqlSession session, SearchSurroundings surroundings)
{
    private const int MaxLooked = 1000;

    private static readonly ParseOptions Stored = new(Missing: Fhir.IssueSeverity.Warning);

    /// <summary>What refers to definitions for which something holds.</summary>
    public async ValueTask<Condition> Referring(ChainCondition chain)
    {
        var (urls, exact, others) = (new HashSet<long>(), new HashSet<long>(), new HashSet<long>());
        foreach (var target in chain.Targets)
        {
            if (Parameter(target.Type, "url") is not { } byUrl)
            {
                continue;
            }

            var found = await Find(target.Type, target.Inner, chain.Reference.Code);
            var named = found.Select(Address).OfType<(string Url, string? Version)>().ToHashSet();
            if (named.Count == 0)
            {
                continue;
            }

            urls.UnionWith(named.Select(n => Keys.Text(n.Url)));
            exact.UnionWith(named.Where(n => n.Version is not null).Select(n => Keys.Text($"{n.Url}|{n.Version}")));
            var every = await Find(target.Type, new ValueCondition(byUrl, "", [.. named.Select(n => SearchValues.Escape(n.Url)).Distinct()], "url"), chain.Reference.Code);
            others.UnionWith(every.Select(Address).OfType<(string Url, string? Version)>().Where(n => n.Version is not null && !named.Contains(n)).Select(n => Keys.Text($"{n.Url}|{n.Version}")));
        }

        var byAddress = new RefersCondition(chain.Reference, urls.Count == 0 ? [0] : [.. urls]);
        return others.Count == 0 ? byAddress
            : new AnyCondition([new RefersCondition(chain.Reference, exact.Count == 0 ? [0] : [.. exact]), new AllCondition([byAddress, new NotCondition(new RefersCondition(chain.Reference, [.. others]))])]);
    }

    /// <summary>The definitions that are referred to by what something holds for.</summary>
    public async ValueTask<Condition> Referred(TypeDefinition type, HasCondition has)
    {
        if (Parameter(type, "url") is not { } byUrl)
        {
            return new SelfCondition([]);
        }

        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var referring in await Find(has.Type, has.Inner, has.Reference.Code))
        {
            if (FhirDocument.Parse(referring.Json, Stored).Document is { } document)
            {
                addresses.UnionWith(Capabilities.CanonicalsIn(document, has.Reference));
            }
        }

        return addresses.Count == 0 ? new SelfCondition([]) : new AnyCondition([.. addresses.Select(a => Named(type, byUrl, a))]);
    }

    /// <summary>A definition by its url, and its version where one is named.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="byUrl">The parameter of its url.</param>
    /// <param name="address">url or url|version, as it is.</param>
    private static Condition Named(TypeDefinition type, SearchParameterDefinition byUrl, string address)
    {
        var bar = address.IndexOf('|', StringComparison.Ordinal);
        var isAt = new ValueCondition(byUrl, "", [SearchValues.Escape(bar < 0 ? address : address[..bar])], "url");
        return bar >= 0 && bar + 1 < address.Length && Parameter(type, "version") is { } byVersion
            ? new AllCondition([isAt, new ValueCondition(byVersion, "", [SearchValues.Escape(address[(bar + 1)..])], "url")])
            : isAt;
    }

    private async ValueTask<List<StoredResource>> Find(TypeDefinition type, Condition condition, string name)
    {
        // What is asked of the other side is answered here and now, so it goes through the veil here: nothing hidden shall be guessed by it.
        var asked = surroundings.Veil is { } veil ? new AllCondition(new VeiledConditions(veil).Of(type, [condition])) : condition;
        var found = await Searcher.Find(session, surroundings, type, asked, MaxLooked + 1);
        return found.Count <= MaxLooked
            ? found
            : throw ConditionReader.Refused(name, $"More than {MaxLooked} of {type.Name} would have to be looked at, which name or have canonical addresses. Ask for fewer of them.");
    }

    private static (string Url, string? Version)? Address(StoredResource resource)
    {
        using var json = JsonDocument.Parse(resource.Json);
        return json.RootElement.TryGetProperty("url"u8, out var url) ? (url.GetString()!, json.RootElement.TryGetProperty("version"u8, out var version) ? version.GetString() : null) : null;
    }

    private static SearchParameterDefinition? Parameter(TypeDefinition type, string code) => R4Definitions.Default.ParametersFor(type.Name).FirstOrDefault(p => p.Code == code);
}
