using System.Collections.Concurrent;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Known profiles and extensions: R4's own, and those of loaded packages and documents on top. Immutable and safe for threads; a
/// profile is compiled at its first use. Several versions stand beside each other: ask for <c>url|version</c>.
/// </summary>
public sealed class Profiles
{
    private const string BaseTypes = "http://hl7.org/fhir/StructureDefinition/";

    private readonly R4Definitions _definitions;
    private readonly Dictionary<string, FhirDocument> _documents;
    private readonly ConcurrentDictionary<string, Profile?> _compiled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Profile?>.AlternateLookup<ReadOnlySpan<char>> _compiledBySpan;

    private Profiles(R4Definitions definitions, Dictionary<string, FhirDocument> documents)
    {
        _definitions = definitions;
        _documents = documents;
        _compiledBySpan = _compiled.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The profiles and extensions that R4 itself publishes.</summary>
    public static Profiles R4 { get; } = new(R4Definitions.Default, []);

    /// <summary>Adds StructureDefinitions; other resources are passed over. Of two with the same address and version, the later counts.</summary>
    public Profiles With(IEnumerable<FhirDocument> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var documents = new Dictionary<string, FhirDocument>(_documents, StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            if (resource.TypeName != "StructureDefinition" || resource.Root.Child("url"u8)?.Text() is not { } url)
            {
                continue;
            }

            documents[url] = resource;
            if (resource.Root.Child("version"u8)?.Text() is { } version)
            {
                documents[$"{url}|{version}"] = resource;
            }
        }

        return new Profiles(_definitions, documents);
    }

    /// <summary>True when a profile with this address (with or without <c>|version</c>) can be checked; R4's own definition of a type always can.</summary>
    public bool Knows(string url) => Find(url) is not null || (BaseType(_definitions, url) is not null && url.IndexOf('|', StringComparison.Ordinal) is var bar && (bar < 0 || url.AsSpan(bar + 1) is "4.0.1"));

    /// <summary>True when the address is known, in whatever version.</summary>
    internal bool KnowsAnyVersion(string url)
    {
        var bar = url.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && Definition(url[..bar]) is not null;
    }

    internal static bool IsBaseType(R4Definitions definitions, string url) => BaseType(definitions, url) is not null;

    /// <summary>The type of R4 that an address names, such as http://hl7.org/fhir/StructureDefinition/Patient; null when it names none.</summary>
    internal static TypeDefinition? BaseType(R4Definitions definitions, string url)
    {
        if (!url.StartsWith(BaseTypes, StringComparison.Ordinal))
        {
            return null;
        }

        var name = url.AsSpan(BaseTypes.Length);
        var bar = name.IndexOf('|');
        return definitions.Find(bar < 0 ? name : name[..bar]);
    }

    internal static string TypeName(string url)
    {
        var name = url[BaseTypes.Length..];
        var bar = name.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? name : name[..bar];
    }

    internal Profile? Find(ReadOnlySpan<char> url) =>
        _compiledBySpan.TryGetValue(url, out var profile) ? profile : Find(url.ToString());

    internal Profile? Find(string url)
    {
        if (_compiled.TryGetValue(url, out var known))
        {
            return known;
        }

        return Compile(url, []);
    }

    /// <summary>The definition as a document, or null.</summary>
    internal FhirDocument? Definition(string url)
    {
        if (_documents.TryGetValue(url, out var document))
        {
            return document;
        }

        var bar = url.IndexOf('|', StringComparison.Ordinal);
        if (bar > 0 && _documents.TryGetValue(url[..bar], out var plain) && plain.Root.Child("version"u8)?.Text() is null)
        {
            return plain;
        }

        return R4Profiles.Find(url) is { } json ? FhirDocument.Parse(json, Lenient).Draft : null;
    }

    internal static ParseOptions Lenient { get; } = new(Missing: IssueSeverity.Warning);

    private Profile? Compile(string url, HashSet<string> open)
    {
        if (_compiled.TryGetValue(url, out var known))
        {
            return known;
        }

        Profile? profile = null;
        if (open.Add(url) && Definition(url) is { } document && IsConstraint(document))
        {
            profile = ProfileCompiler.Compile(_definitions, document, u => Compile(u, open));
        }

        // Bounded: addresses come from resources, and there is no end to what they can name.
        if (profile is not null || _compiled.Count < 20_000)
        {
            _compiled[url] = profile;
        }

        return profile;
    }

    private static bool IsConstraint(FhirDocument document) =>
        document.Root.Child("kind"u8)?.Text() != "logical"
        && (document.Root.Child("derivation"u8)?.Text() != "specialization" || document.Root.Child("url"u8)?.Text() is { } url && !IsBaseType(R4Definitions.Default, url));
}
