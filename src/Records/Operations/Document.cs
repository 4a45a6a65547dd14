// https://hl7.org/fhir/R4/composition-operation-document.html, https://hl7.org/fhir/R4/documents.html
using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.Definitions;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Helhed.Records.Reading;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Operations;

/// <summary>
/// <c>Composition/$document</c>: a composition with all that it refers to, directly or through others, as one document. What is not here
/// or may not be seen is left out.
/// </summary>
internal static class Document
{
    private const int MaxEntries = 2000;

    public static async Task<IResult> Instance(string id, RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem))
        {
            return FhirResults.Of(problem);
        }

        return arguments.Text("id") is not null
            ? FhirResults.Of(new Problem(ProblemKind.Invalid, "The composition stands in the address already: leave 'id' out.", "id"))
            : await Handle(id, arguments, store, context);
    }

    public static async Task<IResult> Type(RecordStore store, HttpContext context)
    {
        if (!(await OperationArguments.Read(context.Request)).TryGet(out var arguments, out var problem))
        {
            return FhirResults.Of(problem);
        }

        var server = BaseAddress.Of(context.Request);
        var id = arguments.Text("id") ?? "";
        var name = id.StartsWith($"{server}/", StringComparison.Ordinal) ? id[(server.Length + 1)..] : id;
        name = name.StartsWith("Composition/", StringComparison.Ordinal) ? name["Composition/".Length..] : name;
        return ResourceIds.IsValid(name)
            ? await Handle(name, arguments, store, context)
            : FhirResults.Of(new Problem(ProblemKind.Invalid, "'id' is the id of a Composition of this server, or its address.", "id"));
    }

    private static async Task<IResult> Handle(string id, OperationArguments arguments, RecordStore store, HttpContext context)
    {
        if (arguments.Unknown("id", "persist", "graph") is { } unknown)
        {
            return FhirResults.Of(unknown);
        }

        if (arguments.Text("graph") is not null)
        {
            return FhirResults.Of(new Problem(ProblemKind.Unsupported, "A document by a GraphDefinition is not supported. Leave 'graph' out to get all that the composition refers to.", "graph"));
        }

        if (!arguments.Flag("persist").TryGet(out var persist, out var problem))
        {
            return FhirResults.Of(problem);
        }

        if (persist && !HttpMethods.IsPost(context.Request.Method))
        {
            // https://hl7.org/fhir/R4/operations.html#request: what changes something is called by POST.
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "To keep the document is a change, which a GET never makes: call the operation by POST, or leave 'persist' out.", "persist"));
        }

        var server = BaseAddress.Of(context.Request);
        var gathered = await store.Database.Read(session => Gather(store, session, context.Caller(), id, server), context.RequestAborted);
        if (!gathered.TryGet(out var resources, out problem))
        {
            return FhirResults.Of(problem);
        }

        var document = Bundle(resources, server, store.Clock);
        if (!persist)
        {
            return document;
        }

        var stored = await store.Create(context.Caller(), "Bundle", document.Json, context.RequestAborted);
        return stored.TryGet(out var bundle, out problem)
            ? new OperationAnswer(bundle.Json, string.Create(CultureInfo.InvariantCulture, $"{server}/Bundle/{bundle.Id}/_history/{bundle.Version}"))
            : FhirResults.Of(problem);
    }

    /// <summary>The composition first, then what it refers to in the order of its text, then what those refer to.</summary>
    private static async ValueTask<Outcome<List<StoredResource>>> Gather(RecordStore store, SqlSession session, Caller caller, string id, string server)
    {
        var composition = await store.Reader.Read(session, caller, R4Definitions.Default.FindResource("Composition")!, id);
        if (!composition.TryGet(out var first, out var problem))
        {
            return problem;
        }

        var utf8 = Encoding.UTF8.GetBytes(server);
        var resources = new List<StoredResource> { first };
        var seen = new HashSet<(string, string)> { ("Composition", id) };
        for (var level = 0; level < resources.Count;)
        {
            var wanted = new List<(string Type, string Id)>();
            for (var end = resources.Count; level < end; level++)
            {
                ReferenceScan.Find(resources[level].Json.Span, utf8, (type, name) =>
                {
                    if (seen.Add((type, name)))
                    {
                        wanted.Add((type, name));
                    }
                });
            }

            if (resources.Count + wanted.Count > MaxEntries)
            {
                return new Problem(ProblemKind.TooLarge, $"The composition leads to more than {MaxEntries} resources, the limit of a document.");
            }

            resources.AddRange(await Load(store, session, caller, wanted));
        }

        return resources;
    }

    private static async ValueTask<IEnumerable<StoredResource>> Load(RecordStore store, SqlSession session, Caller caller, List<(string Type, string Id)> wanted)
    {
        var loaded = new Dictionary<(string, string), StoredResource>();
        foreach (var group in wanted.GroupBy(w => w.Type))
        {
            foreach (var resource in await SessionSearch.Named(store, session, caller, group.Key, group.Select(g => g.Id)))
            {
                loaded[(resource.Type, resource.Id)] = resource;
            }
        }

        return wanted.Where(loaded.ContainsKey).Select(w => loaded[w]);
    }

    private static OperationAnswer Bundle(List<StoredResource> resources, string server, TimeProvider clock) => OperationAnswer.Written("Bundle", writer =>
    {
        // https://hl7.org/fhir/R4/documents.html#bundle: an identifier of its own for ever, and the time at which it was put together.
        writer.WriteStartObject("identifier"u8);
        writer.WriteString("system"u8, "urn:ietf:rfc:3986"u8);
        writer.WriteString("value"u8, $"urn:uuid:{Ids.NewUuid7Text(clock)}");
        writer.WriteEndObject();
        writer.WriteString("type"u8, "document"u8);
        writer.WriteString("timestamp"u8, clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteStartArray("entry"u8);
        foreach (var resource in resources)
        {
            writer.WriteStartObject();
            writer.WriteString("fullUrl"u8, $"{server}/{resource.Type}/{resource.Id}");
            writer.WritePropertyName("resource"u8);
            writer.WriteRawValue(resource.Json.Span, skipInputValidation: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
