using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>Reads a <see href="https://hl7.org/fhir/R4/codesystem.html">CodeSystem</see>.</summary>
internal sealed class CodeSystemReader
{
    private const string Standard = "http://hl7.org/fhir/concept-properties#";

    private readonly CodeIndex _codes;
    private readonly List<string?> _displays = [];
    private readonly List<ConceptStatus> _statuses = [];
    private readonly List<(int Concept, string Text)> _designations = [];
    private readonly List<(int Concept, string Property, string Value)> _properties = [];
    private readonly List<(int Child, int Parent)> _edges = [];

    // What a property of the system is for: it may have any code, and says so by its uri.
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal)
    {
        ["notSelectable"] = "notSelectable", ["abstract"] = "notSelectable", ["inactive"] = "inactive", ["status"] = "status",
        ["parent"] = "parent", ["child"] = "child", ["subsumedBy"] = "parent",
    };

    private readonly HashSet<string> _propertyCodes = new(StringComparer.Ordinal);

    private CodeSystemReader(bool isCaseSensitive) => _codes = new CodeIndex(isCaseSensitive, 16);

    public static CodeSystemContent Read(NodeReader resource)
    {
        // When the resource does not say, codes of any case are accepted, as the specification asks.
        var reader = new CodeSystemReader(resource.FlagOf("caseSensitive"u8) ?? false);
        foreach (var property in resource.Each("property"u8))
        {
            reader.Declare(property);
        }

        foreach (var concept in resource.Each("concept"u8))
        {
            reader.Add(concept, -1);
        }

        return reader.Finish(resource);
    }

    public static ContentMode ModeOf(NodeReader resource) => resource.TextOf("content"u8) switch
    {
        "complete" => ContentMode.Complete,
        "fragment" => ContentMode.Fragment,
        "example" => ContentMode.Example,
        "supplement" => ContentMode.Supplement,
        _ => ContentMode.NotPresent,
    };

    private void Declare(NodeReader property)
    {
        if (property.TextOf("code"u8) is not { } code)
        {
            return;
        }

        _propertyCodes.Add(code);
        if (property.TextOf("uri"u8) is { } uri && uri.StartsWith(Standard, StringComparison.Ordinal))
        {
            _meanings[code] = uri[Standard.Length..];
        }
    }

    private void Add(NodeReader concept, int parent)
    {
        if (concept.TextOf("code"u8) is not { } code)
        {
            return;
        }

        var index = _codes.Add(code);
        if (index == _displays.Count)
        {
            _displays.Add(concept.TextOf("display"u8));
            _statuses.Add(ConceptStatus.None);
        }

        if (parent >= 0 && parent != index)
        {
            _edges.Add((index, parent));
        }

        foreach (var designation in concept.Each("designation"u8))
        {
            if (designation.TextOf("value"u8) is { } text)
            {
                _designations.Add((index, text));
            }
        }

        foreach (var property in concept.Each("property"u8))
        {
            if (property.TextOf("code"u8) is { } name && property.ValueText() is { } value)
            {
                _propertyCodes.Add(name);
                _properties.Add((index, name, value));
            }
        }

        foreach (var child in concept.Each("concept"u8))
        {
            Add(child, index);
        }
    }

    private CodeSystemContent Finish(NodeReader resource)
    {
        foreach (var (concept, property, value) in _properties)
        {
            Interpret(concept, _meanings.GetValueOrDefault(property), value);
        }

        return new CodeSystemContent(resource.TextOf("url"u8) ?? "", resource.TextOf("version"u8), ModeOf(resource), _codes)
        {
            Displays = [.. _displays],
            Statuses = [.. _statuses],
            Hierarchy = new ConceptHierarchy(_codes.Count, _edges),
            Designations = _designations.ToLookup(d => d.Concept, d => d.Text),
            Properties = _properties.ToLookup(p => (p.Concept, p.Property), p => p.Value),
            PropertyCodes = _propertyCodes,
        };
    }

    private void Interpret(int concept, string? meaning, string value)
    {
        switch (meaning)
        {
            case "notSelectable" when value == "true":
                _statuses[concept] |= ConceptStatus.Abstract;
                break;
            case "inactive" when value == "true":
            case "status" when value is "retired" or "inactive":
                _statuses[concept] |= ConceptStatus.Inactive;
                break;
            case "status" when value == "deprecated":
                _statuses[concept] |= ConceptStatus.Deprecated;
                break;
            case "parent" when _codes.Find(value) is >= 0 and var parent && parent != concept:
                _edges.Add((concept, parent));
                break;
            case "child" when _codes.Find(value) is >= 0 and var child && child != concept:
                _edges.Add((child, concept));
                break;
            default:
                break;
        }
    }
}
