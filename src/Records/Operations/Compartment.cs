using System.Collections.Concurrent;
using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records.Operations;

/// <summary>One search that finds a part of a compartment: the resources of a type that name its owner with a parameter.</summary>
internal sealed record CompartmentPart(string Type, string Parameter);

/// <summary>
/// What belongs to a patient or an encounter. See <see href="https://hl7.org/fhir/R4/compartmentdefinition.html"/>. A resource that
/// several of a type's parameters put into it belongs to the first of them, so that walking the parts in turn gives each once.
/// </summary>
internal sealed class Compartment
{
    private static readonly ConcurrentDictionary<string, Compartment> Known = new(StringComparer.Ordinal);

    private readonly string _owner;
    private readonly Dictionary<string, string[]> _parameters;

    private Compartment(string owner)
    {
        _owner = owner;
        var definition = R4Definitions.Default.Compartments[owner];
        _parameters = R4Definitions.Default.ResourceTypes
            .Where(t => definition.ContainsKey(t.Name))
            .ToDictionary(t => t.Name, t => definition[t.Name].Where(code => Searchable(t, code)).ToArray());
        Parts = [.. _parameters.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value.Select(code => new CompartmentPart(p.Key, code)))];
    }

    /// <summary>The searches, in a fixed order, a type's parameters next to each other.</summary>
    public IReadOnlyList<CompartmentPart> Parts { get; }

    /// <param name="owner">Patient or Encounter.</param>
    public static Compartment Of(string owner) => Known.GetOrAdd(owner, static name => new Compartment(name));

    public bool HasType(string type) => _parameters.TryGetValue(type, out var codes) && (codes.Length > 0 || type == _owner);

    /// <summary>True when a resource that was found by this part belongs to it, and to no earlier one of its type.</summary>
    public bool IsFirst(CompartmentPart part, IndexValues values, Func<ReadOnlyMemory<byte>, bool> isOwner)
    {
        foreach (var code in _parameters[part.Type])
        {
            if (code == part.Parameter)
            {
                return true;
            }

            if (Names(values, code, isOwner))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when the resource names the owner with one of the compartment's parameters.</summary>
    public bool Contains(string type, IndexValues values, string ownerId)
    {
        if (!_parameters.TryGetValue(type, out var codes))
        {
            return false;
        }

        var id = Encoding.UTF8.GetBytes(ownerId);
        return codes.Any(code => Names(values, code, other => other.Span.SequenceEqual(id)));
    }

    private bool Names(IndexValues values, string code, Func<ReadOnlyMemory<byte>, bool> isOwner)
    {
        foreach (var reference in values.References)
        {
            if (reference.Parameter.Code == code && !reference.Id.IsEmpty && IsOwnerType(reference.Type.Span) && isOwner(reference.Id))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsOwnerType(ReadOnlySpan<byte> type)
    {
        Span<char> name = stackalloc char[64];
        return type.Length < name.Length && name[..Encoding.UTF8.GetChars(type, name)].SequenceEqual(_owner);
    }

    private static bool Searchable(TypeDefinition type, string code) =>
        R4Definitions.Default.ParametersFor(type.Name).Any(p => p.Code == code && p.Type == SearchParameterType.Reference && Capabilities.IsSearchable(type, p));
}

/// <summary>Search values of stored resources, taken anew. For one thread at a time.</summary>
internal sealed class StoredValues(RecordsOptions options)
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    private readonly IndexExtractor _extractor = new(R4Definitions.Default, options.LocalZone);
    private readonly IndexValues _values = new();

    /// <summary>The values of a resource; valid until the next call.</summary>
    public IndexValues Of(StoredResource resource)
    {
        _values.Clear();
        if (FhirDocument.Parse(resource.Json, Lenient).Document is { } document)
        {
            _extractor.Collect(document, _values);
        }

        return _values;
    }
}
