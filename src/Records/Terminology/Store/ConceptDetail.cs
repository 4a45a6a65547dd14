using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Helhed.Records.Terminology;

/// <summary>A further text of a concept.</summary>
/// <param name="Language">Its language, or null.</param>
/// <param name="Use">Its use as the JSON of a Coding; empty without one.</param>
/// <param name="Value">The text.</param>
internal sealed record Designation(string? Language, string Use, string Value);

/// <summary>A value of a property.</summary>
/// <param name="Code">The property's code.</param>
/// <param name="Type">code, Coding, string, integer, boolean, dateTime or decimal.</param>
/// <param name="Text">The value as text; of a Coding its code.</param>
/// <param name="Json">The value as JSON.</param>
internal sealed record ConceptProperty(string Code, string Type, string Text, string Json);

/// <summary>Definition, designations and properties of a concept, as one JSON object of the elements that CodeSystem.concept has.</summary>
internal static class ConceptDetail
{
    // Uses that nearly every concept of a large system has: in the stored form their number stands for them (100 bytes less for each text).
    private static readonly string[] KnownUses =
    [
        """{"system":"http://snomed.info/sct","code":"900000000000003001","display":"Fully specified name"}""",
        """{"system":"http://snomed.info/sct","code":"900000000000013009","display":"Synonym"}""",
        """{"system":"http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra","code":"preferredForLanguage","display":"Preferred For Language"}""",
    ];

    /// <summary>The use of a SNOMED CT description that is a fully specified name.</summary>
    public static string FullySpecifiedName => KnownUses[0];

    /// <summary>The use of a SNOMED CT description that is a synonym.</summary>
    public static string Synonym => KnownUses[1];

    /// <summary>The use of a description that is preferred in its language.</summary>
    public static string Preferred => KnownUses[2];

    /// <summary>Puts the members together as they stand in a resource; empty when there is none.</summary>
    public static byte[] Of(ReadOnlySpan<byte> definition, ReadOnlySpan<byte> designations, ReadOnlySpan<byte> properties)
    {
        if (definition.IsEmpty && designations.IsEmpty && properties.IsEmpty)
        {
            return [];
        }

        var output = new ArrayBufferWriter<byte>(definition.Length + designations.Length + properties.Length + 64);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        WriteRaw(writer, "definition", definition);
        WriteRaw(writer, "designation", designations);
        WriteRaw(writer, "property", properties);
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A concept's detail with that of a supplement, whose display stands as a designation.</summary>
    public static byte[] With(ReadOnlyMemory<byte> detail, ReadOnlyMemory<byte> supplement, string? display, string? language)
    {
        var designations = Designations(detail).Concat(Designations(supplement)).ToList();
        if (display is not null && !designations.Exists(d => d.Value == display))
        {
            designations.Add(new Designation(language, "", display));
        }

        return Write(Definition(detail) ?? Definition(supplement), designations.Distinct(), Properties(detail).Concat(Properties(supplement)).Distinct());
    }

    public static byte[] Write(string? definition, IEnumerable<Designation> designations, IEnumerable<ConceptProperty> properties)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.WriteStartObject();
        if (definition is not null)
        {
            writer.WriteString("definition"u8, definition);
        }

        WriteList(writer, "designation", designations, static (w, d) => WriteDesignation(w, d, isStored: true));
        WriteList(writer, "property", properties, static (w, p) =>
        {
            w.WriteStartObject();
            w.WriteString("code"u8, p.Code);
            w.WritePropertyName(ValueName(p.Type));
            w.WriteRawValue(p.Json, skipInputValidation: true);
            w.WriteEndObject();
        });
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenCount == 2 ? [] : output.WrittenSpan.ToArray();
    }

    /// <param name="writer">Where to.</param>
    /// <param name="designation">The text.</param>
    /// <param name="isStored">True for the stored form, false for FHIR's.</param>
    public static void WriteDesignation(Utf8JsonWriter writer, Designation designation, bool isStored)
    {
        writer.WriteStartObject();
        if (designation.Language is not null)
        {
            writer.WriteString("language"u8, designation.Language);
        }

        if (isStored && Array.IndexOf(KnownUses, designation.Use) is >= 0 and var known)
        {
            writer.WriteNumber("use"u8, known);
        }
        else if (designation.Use.Length > 0)
        {
            writer.WritePropertyName("use"u8);
            writer.WriteRawValue(designation.Use, skipInputValidation: true);
        }

        writer.WriteString("value"u8, designation.Value);
        writer.WriteEndObject();
    }

    /// <summary>The element's name with the type: <c>valueBoolean</c>.</summary>
    public static string ValueName(string type) => $"value{char.ToUpperInvariant(type[0])}{type[1..]}";

    public static string? Definition(ReadOnlyMemory<byte> detail)
    {
        if (detail.IsEmpty)
        {
            return null;
        }

        using var document = JsonDocument.Parse(detail);
        return document.RootElement.TryGetProperty("definition"u8, out var definition) && definition.ValueKind == JsonValueKind.String ? definition.GetString() : null;
    }

    public static IReadOnlyList<Designation> Designations(ReadOnlyMemory<byte> detail)
    {
        if (detail.IsEmpty)
        {
            return [];
        }

        using var document = JsonDocument.Parse(detail);
        return document.RootElement.TryGetProperty("designation"u8, out var designations) ? Designations(designations) : [];
    }

    public static IReadOnlyList<Designation> Designations(JsonElement designations)
    {
        var list = new List<Designation>();
        foreach (var designation in designations.EnumerateArray())
        {
            if (designation.TryGetProperty("value"u8, out var value) && value.ValueKind == JsonValueKind.String)
            {
                list.Add(new Designation(
                    designation.TryGetProperty("language"u8, out var language) ? language.GetString() : null,
                    designation.TryGetProperty("use"u8, out var use) ? use.ValueKind == JsonValueKind.Number ? KnownUses[use.GetInt32()] : use.GetRawText() : "",
                    value.GetString()!));
            }
        }

        return list;
    }

    public static IReadOnlyList<ConceptProperty> Properties(ReadOnlyMemory<byte> detail)
    {
        if (detail.IsEmpty)
        {
            return [];
        }

        using var document = JsonDocument.Parse(detail);
        if (!document.RootElement.TryGetProperty("property"u8, out var properties))
        {
            return [];
        }

        var list = new List<ConceptProperty>();
        foreach (var property in properties.EnumerateArray())
        {
            if (property.TryGetProperty("code"u8, out var code) && code.GetString() is { } name && ValueOf(property) is { } value)
            {
                list.Add(new ConceptProperty(name, value.Type, value.Text, value.Json));
            }
        }

        return list;
    }

    /// <summary>The members of a JSON object whose values are texts.</summary>
    public static Dictionary<string, string> TextMembers(ReadOnlySpan<byte> json)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                texts[name] = reader.GetString()!;
            }

            reader.Skip();
        }

        return texts;
    }

    private static (string Type, string Text, string Json)? ValueOf(JsonElement property)
    {
        foreach (var member in property.EnumerateObject())
        {
            if (member.Name.StartsWith("value", StringComparison.Ordinal) && member.Name.Length > 5)
            {
                var type = member.Name == "valueCoding" ? "Coding" : char.ToLowerInvariant(member.Name[5]) + member.Name[6..];
                var text = member.Value.ValueKind switch
                {
                    JsonValueKind.String => member.Value.GetString()!,
                    JsonValueKind.Object => member.Value.TryGetProperty("code"u8, out var code) ? code.GetString() ?? "" : "",
                    _ => member.Value.GetRawText(),
                };
                return (type, text, member.Value.GetRawText());
            }
        }

        return null;
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json)
    {
        if (!json.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json, skipInputValidation: true);
        }
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        var any = false;
        foreach (var item in items)
        {
            if (!any)
            {
                writer.WriteStartArray(name);
                any = true;
            }

            write(writer, item);
        }

        if (any)
        {
            writer.WriteEndArray();
        }
    }
}
