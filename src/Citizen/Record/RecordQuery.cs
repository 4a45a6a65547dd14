using System.Text.Json;
using Helhed.Access;
using Helhed.Fhir.R4;
using Helhed.Records;
using Helhed.Ui;

namespace Helhed.Citizen;

/// <summary>Reads lines of a record: one search for each type, one for contacts, and the directory for what stands in no line.</summary>
internal sealed class RecordQuery(RecordStore records, Places places, Reach reach)
{
    private const int Most = 1000;
    private const int MostNewest = 5;

    // The types of which somebody may have more than fit, and the parameter that tells the day. Of the others all are read, and narrowed here.
    private static readonly Dictionary<string, string> Dated = new(StringComparer.Ordinal)
    {
        ["Observation"] = "date", ["DocumentReference"] = "date", ["DiagnosticReport"] = "date", ["MedicationRequest"] = "authoredon", ["Immunization"] = "date",
    };

    /// <summary>What the reader may see.</summary>
    public Reach Reach => reach;

    /// <summary>The lines of some parts, newest first; null when a part of them could not be fetched.</summary>
    public async Task<IReadOnlyList<RecordLine>?> Lines(Caller caller, IReadOnlyCollection<RecordPart> parts, RecordTexts t, CancellationToken ct) =>
        (await Lines(caller, parts, t, new LineSpan(null), ct))?.Lines;

    /// <summary>The lines of some parts in a span, newest first, and whether there are more than could be read; null when a part of them could not be fetched.</summary>
    public async Task<FoundLines?> Lines(Caller caller, IReadOnlyCollection<RecordPart> parts, RecordTexts t, LineSpan span, CancellationToken ct)
    {
        var reader = new LineReader(t);
        var lines = new List<RecordLine>();
        var isCut = false;
        foreach (var (type, part) in LineReader.Types)
        {
            if ((!parts.Contains(part) && !(part == RecordPart.Notes && parts.Contains(RecordPart.Documents))) || !await reach.Sees(caller, type, ct))
            {
                continue;
            }

            if (await Read(caller, type, span, ct) is not var (found, more))
            {
                return null;
            }

            isCut |= more;
            lines.AddRange(found.Select(reader.Of).OfType<RecordLine>().Select(Moved).Where(l => parts.Contains(l.Part) && span.Has(l)));
        }

        return new FoundLines([.. (await Placed(caller, lines, ct)).OrderByDescending(l => l.Day).ThenBy(l => l.Title, StringComparer.Ordinal)], isCut);
    }

    /// <summary>Measurements and results of a span, each with its line, which says where it was taken, and whether there are more; null when they could not be fetched.</summary>
    public async Task<(IReadOnlyList<(StoredResource Stored, RecordLine Line)> Results, bool IsCut)?> Results(Caller caller, RecordTexts t, LineSpan span, CancellationToken ct)
    {
        if (await Read(caller, "Observation", span, ct) is not var (found, isCut))
        {
            return null;
        }

        var reader = new LineReader(t);
        var read = found.Select(m => (Stored: m, Line: reader.Of(m))).Where(m => m.Line is { } line && span.Has(line)).ToList();
        var placed = await Placed(caller, [.. read.Select(m => m.Line!)], ct);
        return ([.. read.Zip(placed, (m, line) => (m.Stored, line))], isCut);
    }

    // At most so many pages of a type; whether there are more of it.
    private async Task<(IReadOnlyList<StoredResource> Found, bool IsCut)?> Read(Caller caller, string type, LineSpan span, CancellationToken ct)
    {
        var search = $"patient={caller.Subject}{span.Of(Dated.GetValueOrDefault(type))}{Narrowed(type)}&_count={Most}";
        var all = new List<StoredResource>();
        string? next = null;
        for (var number = 0; number < span.Pages; number++)
        {
            if (!(await records.Search(caller, type, next is null ? search : $"{search}&_cursor={Uri.EscapeDataString(next)}", ct)).TryGet(out var page, out _))
            {
                return null;
            }

            all.AddRange(page.Matches);
            next = page.Next;
            if (next is null)
            {
                break;
            }
        }

        return (all, next is not null);
    }

    /// <summary>The newest notes and documents.</summary>
    public async Task<IReadOnlyList<RecordLine>?> Newest(Caller caller, RecordTexts t, CancellationToken ct)
    {
        var found = await records.Search(caller, "DocumentReference", $"patient={caller.Subject}{Narrowed("DocumentReference")}&_count={MostNewest}", ct);
        return found.TryGet(out var page, out _) ? await Placed(caller, [.. page.Matches.Select(new LineReader(t).Of).OfType<RecordLine>()], ct) : null;
    }

    /// <summary>One line, with the resource it was read from; null when there is none that the caller sees.</summary>
    public async Task<(RecordLine Line, StoredResource Stored)?> Line(Caller caller, string type, string id, RecordTexts t, CancellationToken ct)
    {
        if (!(LineReader.Types.ContainsKey(type) || type == LineReader.Contact) || !FhirIds.IsId(id) || !(await records.Read(caller, type, id, ct)).TryGet(out var stored, out _) || new LineReader(t).Of(stored) is not { } line)
        {
            return null;
        }

        return ((await Placed(caller, [line], ct))[0], stored);
    }

    /// <summary>Dated additions to a line, oldest first: documents that are related to it.</summary>
    public async Task<IReadOnlyList<RecordLine>> Additions(Caller caller, string reference, RecordTexts t, CancellationToken ct)
    {
        var found = await records.Search(caller, "DocumentReference", $"patient={caller.Subject}&related={reference}&type={RecordCodes.Addition}&_count=50", ct);
        return found.TryGet(out var page, out _)
            ? [.. (await Placed(caller, [.. page.Matches.Select(new LineReader(t).Of).OfType<RecordLine>()], ct)).OrderBy(l => l.Day)]
            : [];
    }

    /// <summary>References of lines that have an addition.</summary>
    public async Task<IReadOnlySet<string>> WithAdditions(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "DocumentReference", $"patient={caller.Subject}&type={RecordCodes.Addition}&_count=200", ct);
        return found.TryGet(out var page, out _)
            ? page.Matches.SelectMany(m => m.As<DocumentReference>().Context?.Related ?? []).Select(r => r.ReferenceValue).OfType<string>().ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
    }

    /// <summary>The unit that answers for a line: where it was written, or the citizen's own practice.</summary>
    public async Task<Place?> UnitOf(Caller caller, RecordLine line, CancellationToken ct)
    {
        // A note is kept by the hospital; who wrote it were those whom the contact was with.
        if (line is { Type: "DocumentReference", Contact: { } contact } && contact.Split('/') is [LineReader.Contact, var visit] && (await records.Read(caller, LineReader.Contact, visit, ct)).TryGet(out var held, out _)
            && held.As<Encounter>().ServiceProvider?.ReferenceValue is { } with && (await places.Of(caller, [with], ct)).GetValueOrDefault(with) is { } ward)
        {
            return ward;
        }

        if (line.Place?.Reference is { } known && (await places.Of(caller, [known], ct)).GetValueOrDefault(known) is { } unit)
        {
            return unit;
        }

        if (!await reach.Sees(caller, "Patient", ct))
        {
            return null;
        }

        var read = await records.Read(caller, "Patient", caller.Subject["Patient/".Length..], ct);
        var practice = read.TryGet(out var stored, out _) ? stored.As<Patient>().GeneralPractitioner.Select(g => g.ReferenceValue).FirstOrDefault(r => r?.StartsWith("Organization/", StringComparison.Ordinal) == true) : null;
        return practice is null ? null : (await places.Of(caller, [practice], ct)).GetValueOrDefault(practice);
    }

    // A scanned paper is no note; consents on paper and additions have places of their own.
    private static string Narrowed(string type) => type switch
    {
        "DocumentReference" => $"&type:not={RecordCodes.PaperConsent}&type:not={RecordCodes.PatientNote}&_sort=-date",
        "Observation" or "DiagnosticReport" => "&_sort=-date",
        "MedicationRequest" => "&_sort=-authoredon",
        _ => "",
    };

    // What has a text to read is a note; a file is a document, and so is a report with a description. A panel's results stand by themselves.
    private static RecordLine Moved(RecordLine line) => line switch
    {
        { Type: "DocumentReference", Text: null } => line with { Part = RecordPart.Documents },
        { Type: "DiagnosticReport", Text: null } => line with { Part = RecordPart.Results, Analysis = null },
        _ => line,
    };

    private async Task<IReadOnlyList<RecordLine>> Placed(Caller caller, IReadOnlyList<RecordLine> lines, CancellationToken ct)
    {
        var contacts = lines.Any(l => l is { Place: null, Contact: not null }) ? await Contacts(caller, ct) : [];
        var placed = lines.Select(l => l.Place is null && l.Contact is { } contact && contacts.TryGetValue(contact, out var at) ? l with { Place = at } : l).ToList();
        var units = await places.UnitsOf(caller, placed.Where(l => l.Place is null).Select(l => l.Author?.Reference), ct);
        placed = placed.ConvertAll(l => l.Place is null && l.Author?.Reference is { } who && units.TryGetValue(who, out var unit) ? l with { Place = new Named(unit, null) } : l);
        var known = await places.Of(caller, placed.Select(l => l.Place?.Reference), ct);
        return placed.ConvertAll(l => Known(l, known, caller.Subject));
    }

    private static RecordLine Known(RecordLine line, IReadOnlyDictionary<string, Place> known, string patient)
    {
        var isOwn = line.Author?.Reference == patient;
        return line.Place?.Reference is { } reference && known.TryGetValue(reference, out var place)
            ? line with { Place = new Named(reference, place.Name), Sector = isOwn ? Sector.Own : place.Sector }
            : line with { Sector = isOwn ? Sector.Own : Sector.Unknown };
    }

    private async Task<Dictionary<string, Named>> Contacts(Caller caller, CancellationToken ct)
    {
        var found = await records.Search(caller, "Encounter", $"patient={caller.Subject}&_sort=-date&_count={Most}", ct);
        var contacts = new Dictionary<string, Named>(StringComparer.Ordinal);
        if (found.TryGet(out var page, out _))
        {
            foreach (var match in page.Matches)
            {
                if (UnitOf(match.Json) is { Reference: not null } unit)
                {
                    contacts[$"Encounter/{match.Id}"] = unit;
                }
            }
        }

        return contacts;
    }

    // Of an Encounter.
    private static Named? UnitOf(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("serviceProvider"u8))
            {
                return FactsReader.Reference(ref reader);
            }

            FactsReader.Pass(ref reader);
        }

        return null;
    }
}

/// <summary>Codes that the pages write and search by.</summary>
internal static class RecordCodes
{
    /// <summary>LOINC 55107-7, Addendum Document: a dated addition to a line.</summary>
    public const string Addition = "http://loinc.org|55107-7";

    /// <summary>LOINC 59284-0, Consent Document: a consent on paper.</summary>
    public const string PaperConsent = "http://loinc.org|59284-0";

    /// <summary>LOINC 51855-5, Patient Note: a paper on which the citizen has asked or wished something.</summary>
    public const string PatientNote = "http://loinc.org|51855-5";

    /// <summary>What is Helhed's own.</summary>
    public const string System = "https://helhed.example/fhir/CodeSystem/";
}

/// <summary>FHIR's own pattern for ids. https://hl7.org/fhir/R4/datatypes.html#id</summary>
internal static class FhirIds
{
    public static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
