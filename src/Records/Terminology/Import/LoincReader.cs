using System.Text.Json;

namespace Helhed.Records.Terminology;

/// <summary>
/// Loinc.csv (<see href="https://loinc.org/kb/users-guide/loinc-database-structure/">LOINC</see>), and from a release's folder the hierarchy of its
/// parts (ComponentHierarchyBySystem.csv). Properties have the codes that <see href="https://hl7.org/fhir/R4/loinc.html">FHIR</see> gives them.
/// </summary>
internal static class LoincReader
{
    private static readonly string[] Kept =
    [
        "COMPONENT", "PROPERTY", "TIME_ASPCT", "SYSTEM", "SCALE_TYP", "METHOD_TYP", "CLASS", "CLASSTYPE", "STATUS", "ORDER_OBS", "EXAMPLE_UCUM_UNITS", "VersionLastChanged",
        "VersionFirstReleased", "CHNG_TYPE", "DefinitionDescription", "UNITSREQUIRED", "PanelType", "STATUS_TEXT", "HL7_FIELD_SUBFIELD_ID", "AssociatedObservations",
    ];

    private static readonly string[] Texts = ["SHORTNAME", "CONSUMER_NAME", "DisplayName"];

    public static SystemIndex? Read(ReadContext context)
    {
        var path = context.Source.Path;
        var file = Directory.Exists(path) ? Directory.EnumerateFiles(path, "Loinc.csv", SearchOption.AllDirectories).OrderBy(f => f.Length).FirstOrDefault() : path;
        if (file is null || CsvTable.Open(file) is not { } table)
        {
            context.Refuse(path, 0, "There is no Loinc.csv here. Give the file, or the folder of an unpacked release.");
            return null;
        }

        var places = table.Header.Select((name, place) => (name, place)).GroupBy(c => c.name, StringComparer.OrdinalIgnoreCase).ToDictionary(c => c.Key, c => c.First().place, StringComparer.OrdinalIgnoreCase);
        if (!places.ContainsKey("LOINC_NUM") || !places.ContainsKey("LONG_COMMON_NAME"))
        {
            context.Refuse(file, 1, $"The header lacks {(places.ContainsKey("LOINC_NUM") ? "LONG_COMMON_NAME" : "LOINC_NUM")}: this is not Loinc.csv.");
            return null;
        }

        var draft = new SystemDraft(isCaseSensitive: false);
        foreach (var row in table.Rows())
        {
            context.Line();
            Add(context, file, draft, places, row);
        }

        if (Directory.Exists(path))
        {
            AddHierarchy(context, draft, path);
        }

        return draft.Finish(new SystemHead(context.Source.Url ?? "http://loinc.org", context.Source.Version)
        {
            Name = "LOINC",
            Title = "LOINC",
            Language = context.Source.Language ?? "en",
            ValueSet = "http://loinc.org/vs",
            Properties = [.. Kept.Where(places.ContainsKey).Select(c => new DeclaredProperty(c, "string", null)), new("LIST", "code", "Answer list")],
        });
    }

    private static void Add(ReadContext context, string file, SystemDraft draft, Dictionary<string, int> places, CsvRow row)
    {
        if (row.Cells.Count != places.Count && row.Cells.Count <= places.Values.Max())
        {
            context.Refuse(file, row.Line, $"The line has {row.Cells.Count} columns where the header has {places.Values.Max() + 1}. Is a comma or a quotation mark missing?");
            return;
        }

        string Cell(string name) => places.TryGetValue(name, out var place) ? row.Cells[place].Trim() : "";
        var code = Cell("LOINC_NUM");
        if (!context.IsCode(file, row.Line, code))
        {
            return;
        }

        if (draft.Find(code) >= 0)
        {
            context.Refuse(file, row.Line, $"'{code}' stands in the file already. Remove one of the lines.");
            return;
        }

        var ordinal = draft.Add(code, Cell("LONG_COMMON_NAME") is { Length: > 0 } name ? name : Cell("COMPONENT"), context.From);
        var designations = Texts.Select(t => (Use: t, Text: Cell(t))).Where(t => t.Text.Length > 0)
            .Select(t => new Designation("en", $$"""{"system":"http://loinc.org","code":"{{t.Use}}","display":"{{t.Use}}"}""", t.Text)).ToList();
        var properties = Kept.Select(p => (Code: p, Text: Cell(p))).Where(p => p.Text.Length > 0)
            .Select(p => new ConceptProperty(p.Code, "string", p.Text, JsonSerializer.Serialize(p.Text))).ToList();
        var definition = Cell("DefinitionDescription");
        var detail = ConceptDetail.Write(definition.Length == 0 ? null : definition, designations, properties.Where(p => p.Code != "DefinitionDescription"));
        draft.Change(ordinal, c => c with { Detail = detail });
        designations.ForEach(d => draft.AddText(ordinal, d.Value));
        draft.AddText(ordinal, Cell("RELATEDNAMES2"));
        foreach (var property in properties.Where(p => p.Code != "DefinitionDescription"))
        {
            draft.AddValue(ordinal, property.Code, property.Text);
        }

        draft.Flag(ordinal, Cell("STATUS").ToUpperInvariant() switch { "DEPRECATED" => ConceptFlags.Inactive, "DISCOURAGED" => ConceptFlags.Deprecated, _ => ConceptFlags.None });
    }

    private static void AddHierarchy(ReadContext context, SystemDraft draft, string folder)
    {
        var file = Directory.EnumerateFiles(folder, "ComponentHierarchyBySystem.csv", SearchOption.AllDirectories).FirstOrDefault();
        if (file is null || CsvTable.Open(file) is not { } table)
        {
            return;
        }

        var (code, parent, text) = (Place(table, "CODE"), Place(table, "IMMEDIATE_PARENT"), Place(table, "CODE_TEXT"));
        if (code < 0 || parent < 0 || text < 0)
        {
            context.Refuse(file, 1, "The header lacks CODE, IMMEDIATE_PARENT or CODE_TEXT.");
            return;
        }

        foreach (var row in table.Rows().Where(r => r.Cells.Count > Math.Max(code, Math.Max(parent, text))))
        {
            context.Line();
            var part = row.Cells[code].Trim();
            var ordinal = draft.Find(part);
            if (ordinal < 0 && part.Length > 0)
            {
                ordinal = draft.Add(part, row.Cells[text].Trim(), context.From);
                draft.Flag(ordinal, ConceptFlags.Abstract);
            }

            if (ordinal >= 0 && row.Cells[parent].Trim() is { Length: > 0 } above)
            {
                draft.AddParent(ordinal, above);
            }
        }
    }

    private static int Place(CsvTable table, string name) => table.Header.Select((n, i) => (n, i)).Where(c => c.n.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(c => c.i).FirstOrDefault(-1);
}
