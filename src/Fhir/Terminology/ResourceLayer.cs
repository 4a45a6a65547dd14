using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Terminology;

/// <summary>Terminology resources that were handed over together: R4's own, or those of a package.</summary>
internal abstract class ResourceLayer
{
    public const string CodeSystem = "CodeSystem";
    public const string ValueSet = "ValueSet";

    /// <summary>The resource with an address, in the newest version that answers to the asked one; null when there is none.</summary>
    public abstract NodeReader? Find(string type, string url, string? version);

    /// <summary>Addresses of the resources of a type.</summary>
    public abstract IEnumerable<string> Addresses(string type);

    /// <summary>Versions of a resource that are here, for messages.</summary>
    public abstract IEnumerable<string> Versions(string type, string url);

    /// <summary>True when something here bears on what another resource with this address means.</summary>
    public abstract bool Touches(string url);

    /// <summary>The resources that add texts or properties to a code system.</summary>
    public abstract IEnumerable<NodeReader> Supplements(string url);

    /// <summary>The code system whose every code is in a value set, by the system's own word.</summary>
    public abstract string? SystemOfSet(string valueSet);

    /// <summary>How FHIR writes a code system that goes by another identifier, such as an OID.</summary>
    public abstract string? Preferred(string identifier);
}

/// <summary>R4's own code systems and value sets, each parsed when it is asked for.</summary>
internal sealed class R4Layer : ResourceLayer
{
    private static readonly Lazy<EmbeddedDocuments> Shared = new(() => new EmbeddedDocuments("r4.terminology"));

    public static EmbeddedDocuments File => Shared.Value;

    public override NodeReader? Find(string type, string url, string? version)
    {
        var index = IndexOf(type, url);
        if (index < 0)
        {
            return null;
        }

        var parsed = FhirDocument.Parse(File.Document(index).ToArray());
        var root = parsed.Document?.Root ?? throw new InvalidDataException($"The embedded {url} is broken: {parsed.Issues[0].Message}");
        return Canonical.Answers(root.TextOf("version"u8), version) ? root : null;
    }

    public override IEnumerable<string> Addresses(string type)
    {
        for (var i = 0; i < File.Count; i++)
        {
            if (File.Type(i).SequenceEqual(type == CodeSystem ? "CodeSystem"u8 : "ValueSet"u8))
            {
                yield return File.Url(i);
            }
        }
    }

    public override IEnumerable<string> Versions(string type, string url) => Find(type, url, null)?.TextOf("version"u8) is { } version ? [version] : [];

    public override bool Touches(string url) => File.IndexOf(url) >= 0;

    public override IEnumerable<NodeReader> Supplements(string url) => [];

    // The compiler writes a value set for each of these.
    public override string? SystemOfSet(string valueSet) => null;

    public override string? Preferred(string identifier) => identifier switch
    {
        "urn:oid:2.16.840.1.113883.6.96" => "http://snomed.info/sct",
        "urn:oid:2.16.840.1.113883.6.1" => "http://loinc.org",
        "urn:oid:2.16.840.1.113883.6.8" => "http://unitsofmeasure.org",
        "urn:oid:1.0.3166.1.2.2" => "urn:iso:std:iso:3166",
        _ => null,
    };

    private static int IndexOf(string type, string url)
    {
        var index = File.IndexOf(url);
        return index >= 0 && File.Type(index).SequenceEqual(type == CodeSystem ? "CodeSystem"u8 : "ValueSet"u8) ? index : -1;
    }
}

/// <summary>Resources in memory.</summary>
internal sealed class LoadedLayer : ResourceLayer
{
    private readonly Dictionary<(string Type, string Url), List<(string? Version, NodeReader Resource)>> _resources = [];
    private readonly Dictionary<string, List<NodeReader>> _supplements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _systemsOfSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _preferred = new(StringComparer.Ordinal);

    public LoadedLayer(IEnumerable<FhirDocument> documents)
    {
        foreach (var document in documents)
        {
            Add(document);
        }

        foreach (var key in _resources.Keys)
        {
            // Newest first; of one version given twice, the later one counts.
            _resources[key] = [.. Enumerable.Reverse(_resources[key]).OrderDescending(Comparer<(string? Version, NodeReader)>.Create((a, b) => Canonical.Compare(a.Version, b.Version)))];
        }
    }

    public override NodeReader? Find(string type, string url, string? version)
    {
        foreach (var (have, resource) in _resources.GetValueOrDefault((type, url)) ?? [])
        {
            if (Canonical.Answers(have, version))
            {
                return resource;
            }
        }

        return null;
    }

    public override IEnumerable<string> Addresses(string type) => _resources.Keys.Where(k => k.Type == type).Select(k => k.Url);

    public override IEnumerable<string> Versions(string type, string url) =>
        (_resources.GetValueOrDefault((type, url)) ?? []).Where(r => r.Version is not null).Select(r => r.Version!);

    public override bool Touches(string url) =>
        _resources.ContainsKey((CodeSystem, url)) || _resources.ContainsKey((ValueSet, url)) || _supplements.ContainsKey(url) || _systemsOfSets.ContainsKey(url);

    public override IEnumerable<NodeReader> Supplements(string url) => _supplements.GetValueOrDefault(url) ?? [];

    public override string? SystemOfSet(string valueSet) => _systemsOfSets.GetValueOrDefault(valueSet);

    public override string? Preferred(string identifier) => _preferred.GetValueOrDefault(identifier);

    private void Add(FhirDocument document)
    {
        var root = document.Root;
        if (document.TypeName == "NamingSystem")
        {
            // Identifiers have naming systems too, and are written otherwise: CPR by its OID.
            if (root.TextOf("kind"u8) == "codesystem")
            {
                AddNames(root);
            }

            return;
        }

        if (document.TypeName is not (CodeSystem or ValueSet) || root.TextOf("url"u8) is not { } url)
        {
            return;
        }

        var key = (document.TypeName, url);
        (_resources.TryGetValue(key, out var list) ? list : _resources[key] = []).Add((root.TextOf("version"u8), root));
        if (document.TypeName == CodeSystem)
        {
            Link(root, url);
        }
    }

    private void Link(NodeReader system, string url)
    {
        if (system.TextOf("supplements"u8) is { } supplemented && CodeSystemReader.ModeOf(system) == ContentMode.Supplement)
        {
            var target = Canonical.Split(supplemented).Url;
            (_supplements.TryGetValue(target, out var list) ? list : _supplements[target] = []).Add(system);
        }
        else if (system.TextOf("valueSet"u8) is { } valueSet)
        {
            _systemsOfSets[Canonical.Split(valueSet).Url] = url;
        }
    }

    /// <summary>The uri is how FHIR writes a system; all other identifiers lead to it.</summary>
    private void AddNames(NodeReader names)
    {
        string? preferred = null;
        var others = new List<string>();
        foreach (var id in names.Each("uniqueId"u8))
        {
            var value = id.TextOf("value"u8);
            switch (id.TextOf("type"u8))
            {
                case "uri" when value is not null && (preferred is null || id.FlagOf("preferred"u8) == true):
                    preferred = value;
                    break;
                case "oid" when value is not null:
                    others.Add(value.StartsWith("urn:oid:", StringComparison.Ordinal) ? value : "urn:oid:" + value);
                    break;
                case { } when value is not null:
                    others.Add(value);
                    break;
                default:
                    break;
            }
        }

        foreach (var other in others.Where(o => preferred is not null && o != preferred))
        {
            _preferred[other] = preferred!;
        }
    }
}
