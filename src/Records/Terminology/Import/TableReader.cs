using System.Text.Json;

namespace Helhed.Records.Terminology;

/// <summary>Tables with a header: ICPC-2, NPU, ATC and others like them. Columns are found by their usual names, or named by the caller.</summary>
internal static class TableReader
{
    private static readonly Dictionary<string, string[]> UsualNames = new(StringComparer.Ordinal)
    {
        ["code"] = ["code", "kode", "npu code", "npu-kode", "npu_code", "npu_kode", "npukode", "atc", "atc code", "atc-kode", "atc_code", "atckode", "icpc", "icpc2", "icpc-2", "icpc_code", "icpc-kode", "loinc_num", "id"],
        ["display"] = ["display", "text", "tekst", "name", "navn", "betegnelse", "short definition", "kort definition", "definition", "term", "title", "titel", "label", "preferred", "atc_name", "atc name", "rubric", "rubrik", "shorttitle", "kodetekst"],
        ["definition"] = ["full definition", "beskrivelse", "description", "definition", "note", "criteria"],
        ["from"] = ["from", "fra", "valid from", "valid_from", "validfrom", "gyldig fra", "gyldigfra", "datofra", "effective", "effective date", "start", "startdate", "current version - issued"],
        ["to"] = ["to", "til", "valid to", "valid_to", "validto", "gyldig til", "gyldigtil", "datotil", "expires", "end", "enddate", "slut", "active to"],
        ["parent"] = ["parent", "parent code", "parent_code", "overkode", "overordnet", "foraelder", "forælder"],
        ["inactive"] = ["inactive", "inaktiv"],
        ["designation"] = ["designation", "synonym", "synonyms", "synonymer"],
    };

    public static SystemIndex? Read(ReadContext context, SystemHead head, bool byPrefix)
    {
        var file = context.Source.Path;
        if (CsvTable.Open(file) is not { } table)
        {
            context.Refuse(file, 0, "The file is empty.");
            return null;
        }

        if (Columns(context, table) is not { } columns)
        {
            return null;
        }

        var draft = new SystemDraft(isCaseSensitive: true);
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in table.Rows())
        {
            context.Line();
            Add(context, draft, columns, row, lines);
        }

        if (byPrefix)
        {
            CodePrefixes.AddParents(draft);
        }

        return draft.Finish(head with { Properties = [.. columns.Properties.Select(p => new DeclaredProperty(p.Code, "string", p.Name))] });
    }

    private static void Add(ReadContext context, SystemDraft draft, TableColumns columns, CsvRow row, Dictionary<string, long> lines)
    {
        var file = context.Source.Path;
        if (row.Cells.Count <= columns.Last)
        {
            context.Refuse(file, row.Line, $"The line has {row.Cells.Count} columns where the header has more. Is a separator or a quotation mark missing?");
            return;
        }

        string Cell(string what) => columns.Places.TryGetValue(what, out var place) ? row.Cells[place].Trim() : "";
        var code = Cell("code");
        if (!context.IsCode(file, row.Line, code) || context.Day(file, row.Line, Cell("from"), "the first day") is not { } from || context.Day(file, row.Line, Cell("to"), "the last day") is not { } to)
        {
            return;
        }

        from = from == 0 ? context.From : from;
        if (to != 0 && to < from)
        {
            context.Refuse(file, row.Line, $"'{code}' is valid until {to}, which is before it begins, {from}. Put the dates right.");
            return;
        }

        var known = draft.Find(code);
        if (known >= 0 && (from == 0 || (draft[known].From <= from && (draft[known].To == 0 || draft[known].To >= from))))
        {
            context.Refuse(file, row.Line, $"'{code}' stands in line {lines[code]} already. Remove one of them, or give them days that do not overlap.");
            return;
        }

        lines[code] = row.Line;
        var ordinal = draft.Add(code, Cell("display") is { Length: > 0 } display ? display : null, from, to);
        AddDetail(draft, ordinal, columns, row, Cell("definition"), Cell("designation"));
        if (Cell("parent") is { Length: > 0 } parent)
        {
            draft.AddParent(ordinal, parent);
        }

        if (Cell("inactive") is "1" or "true" or "yes" or "ja" or "y" or "x" or "True")
        {
            draft.Flag(ordinal, ConceptFlags.Inactive);
        }
    }

    private static void AddDetail(SystemDraft draft, int ordinal, TableColumns columns, CsvRow row, string definition, string designation)
    {
        var properties = new List<ConceptProperty>();
        foreach (var (code, _, place) in columns.Properties)
        {
            if (place < row.Cells.Count && row.Cells[place].Trim() is { Length: > 0 } value)
            {
                properties.Add(new ConceptProperty(code, "string", value, JsonSerializer.Serialize(value)));
                draft.AddValue(ordinal, code, value);
            }
        }

        var detail = ConceptDetail.Write(definition.Length == 0 ? null : definition, designation.Length == 0 ? [] : [new Designation(null, "", designation)], properties);
        draft.Change(ordinal, c => c with { Detail = detail });
        draft.AddText(ordinal, designation);
    }

    private static TableColumns? Columns(ReadContext context, CsvTable table)
    {
        var file = context.Source.Path;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (what, column) in context.Source.Columns)
        {
            var place = Find(table.Header, [column]);
            if (place < 0 || !UsualNames.ContainsKey(what))
            {
                context.Refuse(file, 1, place < 0
                    ? $"The header has no column '{column}'; it has {string.Join(", ", table.Header)}."
                    : $"'{what}' is nothing that a column can hold; it can hold {string.Join(", ", UsualNames.Keys)}.");
                return null;
            }

            places[what] = place;
        }

        foreach (var (what, names) in UsualNames.Where(u => !places.ContainsKey(u.Key)))
        {
            if (Find(table.Header, names) is >= 0 and var place && !places.ContainsValue(place))
            {
                places[what] = place;
            }
        }

        if (!places.ContainsKey("code") || !places.ContainsKey("display"))
        {
            var missing = places.ContainsKey("code") ? "display" : "code";
            context.Refuse(file, 1, $"No column of the header is known to hold the {missing}; it has {string.Join(", ", table.Header)}. Name it: --column {missing}=NAME.");
            return null;
        }

        var properties = table.Header.Select((name, place) => (Code: PropertyCode(name), Name: name, Place: place)).Where(p => p.Name.Length > 0 && !places.ContainsValue(p.Place)).ToList();
        return new TableColumns(places, properties, places.Values.Max());
    }

    private static int Find(IReadOnlyList<string> header, string[] names)
    {
        foreach (var name in names)
        {
            for (var i = 0; i < header.Count; i++)
            {
                if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        return -1;
    }

    // A property's code is a code: no blanks at its ends, and one at most between words.
    private static string PropertyCode(string name) => string.Join('-', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed record TableColumns(Dictionary<string, int> Places, List<(string Code, string Name, int Place)> Properties, int Last);
}
