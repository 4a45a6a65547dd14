using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Terminology;

/// <summary>Writes an expansion as a <see href="https://hl7.org/fhir/R4/valueset.html">ValueSet</see>.</summary>
internal static class ExpansionWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ValueSet definition, CodeSet set, int total, IReadOnlyList<ExpandedCode> codes, Expansion expansion)
    {
        var output = new ArrayBufferWriter<byte>(1024 + (codes.Count * 128));
        using var writer = new Utf8JsonWriter(output, Options);

        // Everything that the set says of itself; its definition only where it is asked for.
        var head = FhirJson.Write((expansion.WithDefinition ? definition : definition with { Compose = null }) with { Expansion = null, Text = null, Contained = [], Meta = null });
        var reader = new Utf8JsonReader(head);
        reader.Read();
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            writer.WritePropertyName(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            writer.WriteRawValue(head.AsSpan(start..(int)reader.BytesConsumed), skipInputValidation: true);
        }

        writer.WriteStartObject("expansion"u8);
        WriteHead(writer, set, total, expansion);
        WriteCodes(writer, expansion.IsNested ? ExpansionTree.Of(codes) : [.. codes.Select(c => new ExpansionTree(c))]);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static void WriteHead(Utf8JsonWriter writer, CodeSet set, int total, Expansion expansion)
    {
        if (set.IsUnclosed)
        {
            writer.WriteStartArray("extension"u8);
            writer.WriteStartObject();
            writer.WriteString("url"u8, "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"u8);
            writer.WriteBoolean("valueBoolean"u8, true);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteString("identifier"u8, $"urn:uuid:{Ids.NewUuid7Text(expansion.Clock)}");
        writer.WriteString("timestamp"u8, expansion.Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteNumber("total"u8, total);
        if (expansion.Offset > 0 || expansion.Count is not null)
        {
            writer.WriteNumber("offset"u8, expansion.Offset);
        }

        var parameters = expansion.Given.Concat(set.Used.SelectMany(UsedIn)).ToList();
        if (parameters.Count > 0)
        {
            writer.WriteStartArray("parameter"u8);
            parameters.ForEach(p => WriteParameter(writer, p));
            writer.WriteEndArray();
        }
    }

    private static IEnumerable<ValueSetExpansionParameter> UsedIn((string Kind, string Canonical) used)
    {
        yield return new() { Name = $"used-{used.Kind}", ValueUri = used.Canonical };
        if (used.Kind == "codesystem" && used.Canonical.Contains('|', StringComparison.Ordinal))
        {
            yield return new() { Name = "version", ValueUri = used.Canonical };
        }
    }

    private static void WriteParameter(Utf8JsonWriter writer, ValueSetExpansionParameter parameter)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, parameter.Name);
        if (parameter.ValueBoolean is { } flag)
        {
            writer.WriteBoolean("valueBoolean"u8, flag);
        }
        else if (parameter.ValueInteger is { } number)
        {
            writer.WriteNumber("valueInteger"u8, number);
        }
        else if (parameter.ValueUri is { } uri)
        {
            writer.WriteString("valueUri"u8, uri);
        }
        else if (parameter.ValueCode is { } code)
        {
            writer.WriteString("valueCode"u8, code);
        }
        else if (parameter.ValueDateTime is { } date)
        {
            writer.WriteString("valueDateTime"u8, date);
        }
        else
        {
            writer.WriteString("valueString"u8, parameter.ValueString);
        }

        writer.WriteEndObject();
    }

    private static void WriteCodes(Utf8JsonWriter writer, IReadOnlyList<ExpansionTree> codes)
    {
        if (codes.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("contains"u8);
        foreach (var node in codes)
        {
            writer.WriteStartObject();
            WriteCode(writer, node.Code);
            WriteCodes(writer, node.Below);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCode(Utf8JsonWriter writer, ExpandedCode code)
    {
        if (code.System.Length > 0)
        {
            writer.WriteString("system"u8, code.System);
        }

        if (code.IsAbstract)
        {
            writer.WriteBoolean("abstract"u8, true);
        }

        if (code.IsInactive)
        {
            writer.WriteBoolean("inactive"u8, true);
        }

        if (!string.IsNullOrEmpty(code.Version))
        {
            writer.WriteString("version"u8, code.Version);
        }

        writer.WriteString("code"u8, code.Code);
        if (!string.IsNullOrEmpty(code.Display))
        {
            writer.WriteString("display"u8, code.Display);
        }

        if (code.Designations.Count > 0)
        {
            writer.WriteStartArray("designation"u8);
            foreach (var designation in code.Designations)
            {
                ConceptDetail.WriteDesignation(writer, designation, isStored: false);
            }

            writer.WriteEndArray();
        }
    }
}

/// <summary>A code with those of the same expansion that stand below it.</summary>
internal sealed class ExpansionTree(ExpandedCode code)
{
    // Clients read JSON to a depth of their own; codes deeper than this stand beside their parents' trees.
    private const int MostLevels = 40;

    public ExpandedCode Code { get; } = code;

    public List<ExpansionTree> Below { get; } = [];

    /// <summary>The codes as trees: each stands below the first of its parents that is in the expansion.</summary>
    public static IReadOnlyList<ExpansionTree> Of(IReadOnlyList<ExpandedCode> codes)
    {
        var nodes = codes.Select(c => new ExpansionTree(c)).ToList();
        var byPlace = nodes.Where(n => n.Code.Concept is not null).GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.First());
        var parents = nodes.ToDictionary(n => n, n => ParentOf(n, byPlace));
        var children = nodes.Where(n => parents[n] is not null).ToLookup(n => parents[n]!);
        var roots = new List<ExpansionTree>();
        var placed = new HashSet<ExpansionTree>();

        // Those without a parent first; what is then left stands in rings, which are cut where they are met.
        foreach (var root in nodes.Where(n => parents[n] is null).Concat(nodes))
        {
            if (placed.Add(root))
            {
                roots.Add(root);
                Place(root, children, placed);
            }
        }

        return roots;
    }

    private static void Place(ExpansionTree root, ILookup<ExpansionTree, ExpansionTree> children, HashSet<ExpansionTree> placed)
    {
        var open = new Stack<(ExpansionTree Node, int Level)>();
        open.Push((root, 1));
        while (open.TryPop(out var at))
        {
            foreach (var child in at.Level < MostLevels ? children[at.Node].Where(placed.Add) : [])
            {
                at.Node.Below.Add(child);
                open.Push((child, at.Level + 1));
            }
        }
    }

    private static (string System, string? Version, int Place) KeyOf(ExpansionTree node) => (node.Code.System, node.Code.Version, node.Code.Concept!.Ordinal);

    private static ExpansionTree? ParentOf(ExpansionTree node, Dictionary<(string System, string? Version, int Place), ExpansionTree> byPlace) =>
        (node.Code.Concept?.Parents ?? []).Select(p => byPlace.GetValueOrDefault((node.Code.System, node.Code.Version, p))).FirstOrDefault(p => p is not null && p != node);
}
