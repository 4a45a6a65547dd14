namespace Helhed.Records.Terminology;

/// <summary>
/// SKScomplete.txt (<see href="https://sundhedsdatastyrelsen.dk/da/rammer-og-retningslinjer/om-klassifikationer/sks-klassifikationer/download-sks">Sundhedsdatastyrelsen</see>):
/// fixed columns of 214 characters: 1-3 kind of record, 4-23 code, 24-31 valid from, 32-39 changed, 40-47 valid to, 48-167 text,
/// 183 sex, 184-187 ages. A code has a line for each period of its text, and stands below the longest code that it begins with.
/// </summary>
internal static class SksReader
{
    private const int ShortestLine = 48;

    public static SystemIndex? Read(ReadContext context, char? group)
    {
        var file = context.Source.Path;
        var rows = new List<SksRow>();
        foreach (var (number, line) in TextLines.Read(file))
        {
            context.Line();
            if (line.Trim().Length > 0 && ReadLine(context, number, line) is { } row && (group is null || row.Code[0] == group))
            {
                rows.Add(row);
            }
        }

        if (rows.Count == 0)
        {
            context.Refuse(file, 0, "The file has no line that can be taken. It should be SKScomplete.txt, with fixed columns.");
            return null;
        }

        var head = new SystemHead(context.Source.Url ?? (group is null ? "urn:oid:1.2.208.176.2.4" : "urn:oid:1.2.208.176.2.4.12"), context.Source.Version)
        {
            Name = group is null ? "SKS" : "SKSDiagnoser",
            Title = group is null ? "Sundhedsvæsenets Klassifikations System" : "SKS diagnoser (ICD-10)",
            Language = context.Source.Language ?? "da",
            Properties = [new("kind", "code", "Record kind of SKS"), new("sex", "code", "K women, M men"), new("ageFrom", "integer", null), new("ageTo", "integer", null)],
        };
        return Index(rows).Finish(head);
    }

    private static SksRow? ReadLine(ReadContext context, long number, string line)
    {
        var file = context.Source.Path;
        if (line.Length < ShortestLine)
        {
            context.Refuse(file, number, $"The line has {line.Length} characters; with code, dates and text it has at least {ShortestLine}. Was it cut off?");
            return null;
        }

        var code = line[3..23].Trim();
        if (!context.IsCode(file, number, code) || context.Day(file, number, line[23..31], "columns 24-31") is not { } from || context.Day(file, number, line[39..47], "columns 40-47") is not { } to)
        {
            return null;
        }

        if (to != 0 && to < from)
        {
            context.Refuse(file, number, $"'{code}' is valid until {to}, which is before it begins, {from}. Put the dates right.");
            return null;
        }

        return new SksRow(code, from == 0 ? context.From : from, to, line[47..Math.Min(line.Length, 167)].Trim(), line[..3].Trim(), Cut(line, 182, 183), Cut(line, 183, 185), Cut(line, 185, 187));
    }

    private static SystemDraft Index(List<SksRow> rows)
    {
        var draft = new SystemDraft(isCaseSensitive: true);
        var sorted = rows.Select((r, i) => (Row: r, Place: i)).OrderBy(r => r.Row.Code, StringComparer.Ordinal).ThenBy(r => r.Row.From).ThenBy(r => r.Place).Select(r => r.Row).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            var row = sorted[i];
            var next = i + 1 < sorted.Count && sorted[i + 1].Code == row.Code ? sorted[i + 1] : null;
            if (next?.From == row.From)
            {
                continue; // The later line of one beginning replaces the earlier one.
            }

            // A period ends where the next one begins.
            var to = next is not null && (row.To == 0 || row.To >= next.From) ? DayBefore(next.From) : row.To;
            var ordinal = draft.Add(row.Code, row.Text.Length == 0 ? null : row.Text, row.From, to);
            var detail = Detail(row);
            draft.Change(ordinal, c => c with { Detail = detail });
            foreach (var property in ConceptDetail.Properties(detail))
            {
                draft.AddValue(ordinal, property.Code, property.Text);
            }
        }

        CodePrefixes.AddParents(draft);
        return draft;
    }

    private static byte[] Detail(SksRow row)
    {
        var properties = new List<ConceptProperty>();
        foreach (var (code, type, value) in new[] { ("kind", "code", row.Kind), ("sex", "code", row.Sex), ("ageFrom", "integer", row.AgeFrom), ("ageTo", "integer", row.AgeTo) })
        {
            if (type == "integer" ? int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 : value.Length > 0)
            {
                var text = type == "integer" ? value.TrimStart('0') : value;
                properties.Add(new ConceptProperty(code, type, text, type == "integer" ? text : System.Text.Json.JsonSerializer.Serialize(text)));
            }
        }

        return ConceptDetail.Write(null, [], properties);
    }

    private static string Cut(string line, int start, int end) => line.Length >= end ? line[start..end].Trim() : "";

    private static int DayBefore(int day) => Days.Of(new DateOnly(day / 10000, day / 100 % 100, day % 100).AddDays(-1));

    private sealed record SksRow(string Code, int From, int To, string Text, string Kind, string Sex, string AgeFrom, string AgeTo);
}

/// <summary>Hierarchy by the codes themselves: each stands below the longest other one that it begins with.</summary>
internal static class CodePrefixes
{
    public static void AddParents(SystemDraft draft)
    {
        for (var i = 0; i < draft.Count; i++)
        {
            var code = draft[i].Code;
            for (var length = code.Length - 1; length > 0; length--)
            {
                if (draft.Find(code[..length]) is >= 0 and var parent)
                {
                    draft.AddEdge(i, parent);
                    break;
                }
            }
        }
    }
}
