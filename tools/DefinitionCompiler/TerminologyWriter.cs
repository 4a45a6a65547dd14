using System.Text.Json;
using static Helhed.DefinitionCompiler.DocumentFile;
using static Helhed.DefinitionCompiler.Model;

namespace Helhed.DefinitionCompiler;

/// <summary>
/// Writes the code systems and value sets of R4, trimmed to what a check of codes reads, and the lists of <see cref="OutsideLists"/>.
/// Read by Helhed.Fhir.Terminology.
/// </summary>
internal static class TerminologyWriter
{
    private const string DicomModalities = "http://dicom.nema.org/medical/dicom/current/output/chtml/part16/sect_CID_29.html";
    private const string DicomModalitiesInFhir = "http://hl7.org/fhir/ValueSet/dicom-cid29";
    private const string Currencies = "urn:iso:std:iso:4217";

    private static readonly string[] Files = ["valuesets.json", "v3-codesystems.json", "v2-tables.json"];

    private static readonly string[] SystemMembers =
        ["resourceType", "url", "version", "status", "caseSensitive", "valueSet", "hierarchyMeaning", "versionNeeded", "content", "supplements"];

    private static readonly string[] SetMembers = ["resourceType", "url", "version", "status"];

    // Both are licensed works; an expansion made elsewhere years ago would not be their content anyway.
    private static readonly string[] Licensed = ["http://snomed.info/sct", "http://loinc.org"];

    public static byte[] Write(string packages)
    {
        var resources = Files.SelectMany(f => Entries(Path.Combine(DefinitionsOf(packages), f))).ToList();
        var systems = resources.Where(r => Text(r, "resourceType") == "CodeSystem").ToDictionary(r => Text(r, "url")!);
        var expansions = Expansions(packages);
        var documents = new List<StoredDocument>();
        documents.AddRange(systems.Select(s => new StoredDocument(s.Key, "CodeSystem", TrimSystem(s.Value))));
        foreach (var set in resources.Where(r => Text(r, "resourceType") == "ValueSet"))
        {
            var url = Text(set, "url")!;
            documents.Add(new StoredDocument(url, "ValueSet", TrimSet(set, url, NeedsExpansion(set, systems) ? expansions.GetValueOrDefault(url) : default)));
        }

        // DICOM's modalities have an expansion only; another value set imports them under an address of HL7's.
        foreach (var url in new[] { DicomModalities, DicomModalitiesInFhir })
        {
            documents.Add(new StoredDocument(url, "ValueSet", TrimSet(expansions[DicomModalities], url, expansions[DicomModalities])));
        }

        // A code system may name the set of all its codes without anybody publishing that.
        var stated = documents.Select(d => d.Url).ToHashSet();
        documents.AddRange(systems.Values
            .Where(s => Text(s, "valueSet") is { } set && set.StartsWith("http", StringComparison.Ordinal) && !stated.Contains(set))
            .Select(s => new StoredDocument(Text(s, "valueSet")!, "ValueSet", WholeSystem(s))));
        documents.AddRange(OutsideLists.Read(packages, Codes(expansions["http://hl7.org/fhir/ValueSet/currencies"], Currencies)));
        return DocumentFile.Write(documents);
    }

    /// <summary>Expansions that are whole and hold no licensed content.</summary>
    private static Dictionary<string, JsonElement> Expansions(string packages)
    {
        var sets = new Dictionary<string, JsonElement>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(packages, "hl7.fhir.r4.expansions"), "ValueSet-*.json").Order(StringComparer.Ordinal))
        {
            var set = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
            if (set.TryGetProperty("expansion", out var expansion) && !expansion.TryGetProperty("extension", out _)
                && expansion.TryGetProperty("contains", out var contains)
                && !contains.EnumerateArray().Any(c => Licensed.Contains(Text(c, "system"))))
            {
                sets[Text(set, "url")!] = set;
            }
        }

        return sets;
    }

    // An expansion is worth its bytes only where the set's own statement needs a code system that is not here.
    private static bool NeedsExpansion(JsonElement set, Dictionary<string, JsonElement> systems) =>
        set.GetProperty("compose").GetProperty("include").EnumerateArray().Any(i =>
            Text(i, "system") is { } system && system != Currencies && !i.TryGetProperty("concept", out _)
            && (!systems.TryGetValue(system, out var known) || Text(known, "content") == "not-present"));

    private static byte[] TrimSystem(JsonElement system) => Json(writer =>
    {
        Copy(writer, system, SystemMembers);
        Each(writer, system, "property", p => Copy(writer, p, ["code", "uri", "type"]));
        Concepts(writer, system, isTable: Text(system, "url")!.Contains("/v2-", StringComparison.Ordinal));
    });

    // The Dutch and German texts of HL7's version 2 tables are left out (350 kB): they are no resource's display here.
    private static void Concepts(Utf8JsonWriter writer, JsonElement owner, bool isTable) => Each(writer, owner, "concept", c =>
    {
        Copy(writer, c, ["code", "display"]);
        if (!isTable)
        {
            Each(writer, c, "designation", d => Copy(writer, d, ["language", "value"]));
        }

        if (c.TryGetProperty("property", out var properties) && properties.EnumerateArray().Any(p => Text(p, "code") != "deprecationDate"))
        {
            writer.WriteStartArray("property");
            foreach (var property in properties.EnumerateArray().Where(p => Text(p, "code") != "deprecationDate"))
            {
                property.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        Concepts(writer, c, isTable);
    });

    private static byte[] TrimSet(JsonElement set, string url, JsonElement expanded) => Json(writer =>
    {
        foreach (var name in SetMembers)
        {
            if (name == "url")
            {
                writer.WriteString(name, url);
            }
            else
            {
                Copy(writer, set, [name]);
            }
        }

        Copy(writer, set, ["contained"]);
        if (set.TryGetProperty("compose", out var compose))
        {
            writer.WriteStartObject("compose");
            Copy(writer, compose, ["lockedDate", "inactive"]);
            Clauses(writer, compose, "include");
            Clauses(writer, compose, "exclude");
            writer.WriteEndObject();
        }

        if (expanded.ValueKind == JsonValueKind.Object || set.TryGetProperty("expansion", out _))
        {
            var expansion = (expanded.ValueKind == JsonValueKind.Object ? expanded : set).GetProperty("expansion");
            writer.WriteStartObject("expansion");
            Copy(writer, expansion, ["timestamp", "total"]);
            Contains(writer, expansion);
            writer.WriteEndObject();
        }
    });

    private static byte[] WholeSystem(JsonElement system) => Json(writer =>
    {
        writer.WriteString("resourceType", "ValueSet");
        writer.WriteString("url", Text(system, "valueSet"));
        writer.WriteString("version", Text(system, "version"));
        writer.WriteString("status", Text(system, "status"));
        writer.WriteStartObject("compose");
        writer.WriteStartArray("include");
        writer.WriteStartObject();
        writer.WriteString("system", Text(system, "url"));
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Clauses(Utf8JsonWriter writer, JsonElement compose, string name) => Each(writer, compose, name, i =>
    {
        Copy(writer, i, ["system", "version"]);
        Each(writer, i, "concept", c =>
        {
            Copy(writer, c, ["code", "display"]);
            Each(writer, c, "designation", d => Copy(writer, d, ["language", "value"]));
        });
        Copy(writer, i, ["filter", "valueSet"]);
    });

    private static void Contains(Utf8JsonWriter writer, JsonElement owner) => Each(writer, owner, "contains", c =>
    {
        Copy(writer, c, ["system", "abstract", "inactive", "version", "code", "display"]);
        Contains(writer, c);
    });

    private static List<(string Code, string? Display)> Codes(JsonElement set, string system) =>
        [.. set.GetProperty("expansion").GetProperty("contains").EnumerateArray().Where(c => Text(c, "system") == system).Select(c => (Text(c, "code")!, Text(c, "display")))];
}
