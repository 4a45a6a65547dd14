using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Helhed.Fhir.Definitions;

/// <summary>
/// The R4 (4.0.1) definitions: types, search parameters, compartments and the code lists of required bindings, mapped from one
/// compact file inside the assembly. The file is made by <c>tools/DefinitionCompiler</c>.
/// </summary>
public sealed class R4Definitions
{
    private static readonly Lazy<R4Definitions> Shared = new(TableReader.Load);

    private readonly Dictionary<string, TypeDefinition> _types;
    private readonly Dictionary<string, TypeDefinition>.AlternateLookup<ReadOnlySpan<char>> _typesBySpan;

    // What most programs use a part of is made when it is asked for: the engine is to be ready at once.
    private readonly ConcurrentDictionary<string, IReadOnlyList<SearchParameterDefinition>> _parametersByType = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyDictionary<string, FrozenSet<(string System, string Code)>>> _valueSets;

    internal R4Definitions(
        TypeDefinition[] types, SearchParameterDefinition[] parameters,
        Dictionary<string, Dictionary<string, string[]>> compartments, Dictionary<string, (string System, string Code)[]> valueSets)
    {
        Types = types;
        SearchParameters = parameters;
        Compartments = compartments.ToDictionary(c => c.Key, c => (IReadOnlyDictionary<string, string[]>)c.Value);
        _valueSets = new(() => valueSets.ToDictionary(s => s.Key, s => s.Value.ToFrozenSet()));
        _types = types.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _typesBySpan = _types.GetAlternateLookup<ReadOnlySpan<char>>();
        ResourceTypes = [.. types.Where(t => t.Kind == TypeKind.Resource && !t.IsAbstract)];
    }

    /// <summary>The definitions, loaded at the first use.</summary>
    public static R4Definitions Default => Shared.Value;

    /// <summary>Every type.</summary>
    public IReadOnlyList<TypeDefinition> Types { get; }

    /// <summary>Every concrete resource type, in the order of the specification's file.</summary>
    public IReadOnlyList<TypeDefinition> ResourceTypes { get; }

    /// <summary>Every search parameter.</summary>
    public IReadOnlyList<SearchParameterDefinition> SearchParameters { get; }

    /// <summary>Compartment name → resource type → parameters that put a resource into it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Compartments { get; }

    /// <summary>Value set address → its codes, for the required bindings whose set is a closed list.</summary>
    public IReadOnlyDictionary<string, FrozenSet<(string System, string Code)>> ValueSets => _valueSets.Value;

    /// <summary>The named type, or null.</summary>
    public TypeDefinition? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The named type, or null.</summary>
    public TypeDefinition? Find(ReadOnlySpan<char> name) => _typesBySpan.TryGetValue(name, out var type) ? type : null;

    /// <summary>The named concrete resource type, or null.</summary>
    public TypeDefinition? FindResource(string name) => Find(name) is { Kind: TypeKind.Resource, IsAbstract: false } type ? type : null;

    /// <summary>Search parameters that apply to a resource type, those of Resource and DomainResource included.</summary>
    public IReadOnlyList<SearchParameterDefinition> ParametersFor(string resourceType) =>
        FindResource(resourceType) is { } type ? _parametersByType.GetOrAdd(resourceType, _ => [.. SearchParameters.Where(p => p.Bases.Any(type.Is))]) : [];
}
