using System.Collections.Concurrent;
using Helhed.Fhir.Definitions;

namespace Helhed.Records.Searching;

/// <summary>
/// The code systems of elements of type <c>code</c>: they have a code alone, and their system is that of the value set they must be
/// from, so that <c>gender=http://hl7.org/fhir/administrative-gender|male</c> means <c>gender=male</c>.
/// See <see href="https://hl7.org/fhir/R4/search.html#token"/>.
/// </summary>
internal static class ImpliedSystems
{
    private static readonly ConcurrentDictionary<(int Type, int Parameter), HashSet<string>> Known = new();
    private static readonly ConcurrentDictionary<(int Type, int Parameter, string Of), bool> Kinds = new();

    /// <summary>The systems that a parameter's codes of a type are from; empty where they have systems of their own.</summary>
    public static IReadOnlySet<string> Of(TypeDefinition type, SearchParameterDefinition parameter) =>
        parameter.Index < R4Definitions.Default.SearchParameters.Count
            ? Known.GetOrAdd((type.Index, parameter.Index), static (_, at) => Find(at.type, at.parameter), (type, parameter))
            : Find(type, parameter); // the region's own come and go

    /// <summary>True when a parameter asks elements of type <c>code</c>, which have no system of their own.</summary>
    public static bool IsCode(TypeDefinition type, SearchParameterDefinition parameter) => IsOf(type, parameter, "code");

    /// <summary>True when a parameter asks identifiers of a type.</summary>
    public static bool IsIdentifier(TypeDefinition type, SearchParameterDefinition parameter) => IsOf(type, parameter, "Identifier");

    /// <summary>True when a parameter asks elements whose codes are from a value set.</summary>
    public static bool IsOfValueSet(TypeDefinition type, SearchParameterDefinition parameter, string address) => IsOf(type, parameter, address);

    private static bool IsOf(TypeDefinition type, SearchParameterDefinition parameter, string element) =>
        parameter.Index < R4Definitions.Default.SearchParameters.Count
            ? Kinds.GetOrAdd((type.Index, parameter.Index, element), static (at, asked) => HasElement(asked.type, asked.parameter, at.Of), (type, parameter))
            : HasElement(type, parameter, element);

    private static bool HasElement(TypeDefinition type, SearchParameterDefinition parameter, string element) =>
        parameter.Expression.Split('|', StringSplitOptions.TrimEntries)
            .Any(path => Element(type, path.Split('.')) is { } found && (found.Type.Name == element || found.Binding?.ValueSet.Split('|')[0] == element));

    private static HashSet<string> Find(TypeDefinition type, SearchParameterDefinition parameter)
    {
        var systems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in parameter.Expression.Split('|', StringSplitOptions.TrimEntries))
        {
            if (Element(type, path.Split('.')) is { Type.Name: "code", Binding: { Strength: BindingStrength.Required } binding }
                && R4Definitions.Default.ValueSets.TryGetValue(binding.ValueSet.Split('|')[0], out var codes))
            {
                systems.UnionWith(codes.Select(c => c.System));
            }
        }

        return systems;
    }

    // Plain paths only: what stands behind a function is no code.
    private static ElementDefinition? Element(TypeDefinition type, string[] path)
    {
        ElementDefinition? element = null;
        var at = type;
        for (var i = 1; i < path.Length && type.Is(path[0]); i++)
        {
            element = at.Elements.FirstOrDefault(e => e.Name == path[i]);
            if (element is null)
            {
                return null;
            }

            at = element.Type;
        }

        return element;
    }
}
