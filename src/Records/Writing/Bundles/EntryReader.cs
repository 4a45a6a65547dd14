// https://hl7.org/fhir/R4/bundle.html#request
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Fhir.Validation;
using Helhed.Platform;

namespace Helhed.Records.Writing;

/// <summary>Reads what an entry of a batch or a transaction asks to change.</summary>
internal sealed class EntryReader(BundleDocument bundle, string server, TextLanguage language)
{
    public Outcome<Change> Read(BundleEntryView entry)
    {
        var read = entry.Method switch
        {
            "POST" => Create(entry),
            "PUT" => Named(entry, ChangeVerb.Update).Then(change => WithContent(entry, change)).Then(change => OnlyIfNew(entry, change)),
            "PATCH" => Named(entry, ChangeVerb.Patch).Then(change => WithPatch(entry, change)),
            "DELETE" => Named(entry, ChangeVerb.Delete),
            null => new Problem(ProblemKind.Invalid, "The entry has no request with a method.", "request"),
            _ => new Problem(ProblemKind.Invalid, $"The method {entry.Method} has no place in a bundle; GET, HEAD, POST, PUT, PATCH and DELETE have.", "request.method"),
        };
        return read.TryGet(out var change, out var problem) ? change with { FullUrl = entry.FullUrl, Entry = entry.Index, Server = server, Language = language } : EntryProblem.At(entry.Index, problem);
    }

    /// <summary>The conditional references of changes, by their text.</summary>
    public Outcome<IReadOnlyDictionary<string, ConditionalReference>> References(IReadOnlyList<BundleEntryView> entries)
    {
        var references = new Dictionary<string, ConditionalReference>(StringComparer.Ordinal);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            texts.Clear();
            bundle.AddConditionalReferences(entry, texts);
            foreach (var text in texts)
            {
                // An address with a query that does not begin with a type is an address of something else.
                if (references.ContainsKey(text) || R4Definitions.Default.FindResource(text[..text.IndexOf('?', StringComparison.Ordinal)]) is not { } type)
                {
                    continue;
                }

                if (!Criteria.Read(type, text).TryGet(out var criteria, out var problem))
                {
                    return EntryProblem.At(entry.Index, problem with { Expression = "resource" });
                }

                references.Add(text, new ConditionalReference(criteria, entry.Index));
            }
        }

        return references;
    }

    private Outcome<Change> Create(BundleEntryView entry) =>
        TypeOf(entry, entry.Url ?? "")
            .Then(type => WithContent(entry, new Change(ChangeVerb.Create, type)))
            .Then(change => entry.IfNoneExist is { } criteria ? Criteria.Read(change.Type, criteria).Map(read => change with { Criteria = read }) : Outcome.Ok(change));

    private static Outcome<Change> Named(BundleEntryView entry, ChangeVerb verb)
    {
        var url = entry.Url ?? "";
        if (!VersionOf(entry).TryGet(out var ifMatch, out var problem))
        {
            return problem;
        }

        var question = url.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            return TypeOf(entry, url[..question]).Then(type => Criteria.Read(type, url[question..]).Map(criteria => new Change(verb, type) { Criteria = criteria, IfMatch = ifMatch }));
        }

        return url.Split('/') is [var name, var id]
            ? TypeOf(entry, name).Then(type => ResourceIds.IsValid(id) ? Outcome.Ok(new Change(verb, type) { Id = id, IfMatch = ifMatch }) : Problems.BadId(id) with { Expression = "request.url" })
            : new Problem(ProblemKind.Invalid, $"The url of a {entry.Method} is Type/id or Type?search, not '{Shorten(url)}'.", "request.url");
    }

    private static Outcome<TypeDefinition> TypeOf(BundleEntryView entry, string name) =>
        R4Definitions.Default.FindResource(name) is { } type
            ? type
            : new Problem(ProblemKind.Invalid, $"The url of a {entry.Method} begins with a resource type, such as Patient{(entry.Method == "POST" ? "" : "/123")}; '{Shorten(name)}' is none.", "request.url");

    private static Outcome<VersionCondition> VersionOf(BundleEntryView entry)
    {
        if (entry.IfMatch is not { } text)
        {
            return VersionCondition.None;
        }

        return VersionCondition.Parse(text, "ifMatch").TryGet(out var condition, out var problem) ? condition : problem with { Expression = "request.ifMatch" };
    }

    private static Outcome<Change> OnlyIfNew(BundleEntryView entry, Change change) => entry.IfNoneMatch switch
    {
        null => change,
        "*" => change with { MustBeNew = true },
        _ => new Problem(ProblemKind.Invalid, "ifNoneMatch of a PUT is *: the resource must not exist yet.", "request.ifNoneMatch"),
    };

    private Outcome<Change> WithContent(BundleEntryView entry, Change change) => entry.ResourceType is { } type
        ? change with { Content = new ChangeContent(type, entry.ResourceId, rename => FhirDocument.Parse(Json(entry, rename))) }
        : new Problem(ProblemKind.Invalid, $"A {entry.Method} needs a resource.", "resource");

    private Outcome<Change> WithPatch(BundleEntryView entry, Change change) => entry.ResourceType is "Binary" or "Parameters"
        ? change with { Patch = rename => PatchOf(entry, rename) }
        : new Problem(ProblemKind.Invalid, "A PATCH has a Binary with a JSON Patch or an XML Patch, or a Parameters resource with a FHIRPath Patch.", "resource");

    private Outcome<ResourcePatch> PatchOf(BundleEntryView entry, Func<string, string?>? rename)
    {
        var parsed = FhirDocument.Parse(Json(entry, rename));
        if (parsed.Document is not { } document)
        {
            return Problems.Of(parsed.Issues);
        }

        if (document.TypeName == "Parameters")
        {
            return ResourcePatch.OfFhirPath(document);
        }

        var binary = (Binary)FhirJson.Read(document);
        var patch = Convert.FromBase64String(binary.Data ?? "");
        return binary.ContentType?.Split(';')[0].Trim() switch
        {
            ResourcePatch.JsonType => ResourcePatch.OfJson(patch),
            ResourcePatch.XmlType => ResourcePatch.OfXml(patch),
            _ => new Problem(ProblemKind.Invalid, $"A Binary with a patch has the contentType {ResourcePatch.JsonType} or {ResourcePatch.XmlType}.", "Binary.contentType"),
        };
    }

    private ReadOnlyMemory<byte> Json(BundleEntryView entry, Func<string, string?>? rename) => bundle.Resource(entry, rename ?? (static _ => null));

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80];
}
