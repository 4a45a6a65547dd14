using System.Globalization;

namespace Helhed.Records.Terminology;

/// <summary>
/// A SNOMED CT release in the format RF2, snapshot (<see href="https://confluence.ihtsdotools.org/display/DOCRELFMT">release file formats</see>): concepts,
/// descriptions of all languages, relationships, and where they are there, text definitions and the language and simple reference sets.
/// </summary>
internal sealed class SnomedReader
{
    private const string IsA = "116680003";
    private const string FullySpecified = "900000000000003001";
    private const string Synonym = "900000000000013009";
    private const string Preferred = "900000000000548007";
    private const string Defined = "900000000000073002";

    private readonly ReadContext _context;
    private readonly SystemDraft _draft = new(isCaseSensitive: true);
    private readonly Dictionary<int, List<Description>> _descriptions = [];
    private readonly Dictionary<int, List<(string Property, string Value)>> _attributes = [];
    private readonly HashSet<string> _properties = new(StringComparer.Ordinal);
    private readonly HashSet<string> _preferred = new(StringComparer.Ordinal);

    private SnomedReader(ReadContext context) => _context = context;

    public static SystemIndex? Read(ReadContext context)
    {
        var folder = context.Source.Path;
        if (!Directory.Exists(folder))
        {
            context.Refuse(folder, 0, "SNOMED CT is read from the folder of an unpacked release (RF2).");
            return null;
        }

        var files = Directory.EnumerateFiles(folder, "*_*.txt*", SearchOption.AllDirectories).Where(f => !f.Contains("__MACOSX", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var concepts = Snapshot(files, "sct2_Concept_Snapshot");
        var descriptions = Snapshot(files, "sct2_Description_Snapshot");
        var relationships = Snapshot(files, "sct2_Relationship_Snapshot");
        foreach (var (found, name) in new[] { (concepts, "Concept"), (descriptions, "Description"), (relationships, "Relationship") })
        {
            if (found.Count == 0)
            {
                context.Refuse(folder, 0, $"There is no file sct2_{name}_Snapshot….txt in the folder. Give the folder of an unpacked release that has snapshots.");
            }
        }

        if (context.BadLineCount > 0)
        {
            return null;
        }

        var reader = new SnomedReader(context);
        Snapshot(files, "der2_cRefset_Language").ForEach(reader.ReadLanguages);
        concepts.ForEach(reader.ReadConcepts);
        descriptions.Concat(Snapshot(files, "sct2_TextDefinition_Snapshot")).ToList().ForEach(reader.ReadDescriptions);
        relationships.ForEach(reader.ReadRelationships);
        Snapshot(files, "der2_Refset_Simple").ForEach(reader.ReadMembers);
        return reader.Finish(VersionOf(concepts[0]));
    }

    private static List<string> Snapshot(List<string> files, string start) =>
        files.FindAll(f => Path.GetFileName(f) is var name && name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && name.Contains("Snapshot", StringComparison.OrdinalIgnoreCase));

    /// <summary>The release's version as SNOMED writes it, from the name of a file: edition and day.</summary>
    private static string? VersionOf(string file)
    {
        var parts = Path.GetFileName(file).Split('.')[0].Split('_');
        if (parts[^1].Length != 8 || !parts[^1].All(char.IsAsciiDigit))
        {
            return null;
        }

        // sct2_Concept_Snapshot_DK1000005_20240331: the Danish edition; INT the international one.
        var edition = parts.Length > 1 && parts[^2].StartsWith("DK", StringComparison.Ordinal) ? "554471000005108" : "900000000000207008";
        return $"http://snomed.info/sct/{edition}/version/{parts[^1]}";
    }

    private void ReadConcepts(string file)
    {
        foreach (var (line, cells) in Rows(file, 5))
        {
            if (!_context.IsCode(file, line, cells[0]))
            {
                continue;
            }

            if (_draft.Find(cells[0]) >= 0)
            {
                _context.Refuse(file, line, $"The concept {cells[0]} stands in the release twice: is this a full file instead of a snapshot?");
                continue;
            }

            var ordinal = _draft.Add(cells[0], null, _context.From);
            if (cells[2] != "1")
            {
                _draft.Flag(ordinal, ConceptFlags.Inactive);
            }

            Add(ordinal, "moduleId", cells[3]);
            Add(ordinal, "sufficientlyDefined", cells[4] == Defined ? "true" : "false");
        }
    }

    private void ReadDescriptions(string file)
    {
        foreach (var (line, cells) in Rows(file, 9))
        {
            if (cells[2] != "1")
            {
                continue;
            }

            var ordinal = _draft.Find(cells[4]);
            if (ordinal < 0)
            {
                _context.Refuse(file, line, $"The description {cells[0]} is of {cells[4]}, which is no concept of the release. Is a part of the release missing?");
                continue;
            }

            if (!_descriptions.TryGetValue(ordinal, out var list))
            {
                _descriptions[ordinal] = list = new List<Description>(3);
            }

            list.Add(new Description(string.Intern(cells[5]), string.Intern(cells[6]), cells[7], _preferred.Contains(cells[0])));
        }
    }

    private void ReadRelationships(string file)
    {
        foreach (var (line, cells) in Rows(file, 10))
        {
            if (cells[2] != "1")
            {
                continue;
            }

            var (source, target) = (_draft.Find(cells[4]), _draft.Find(cells[5]));
            if (source < 0 || target < 0)
            {
                _context.Refuse(file, line, $"The relationship {cells[0]} names {(source < 0 ? cells[4] : cells[5])}, which is no concept of the release. Is a part of the release missing?");
            }
            else if (cells[7] == IsA)
            {
                _draft.AddEdge(source, target);
            }
            else
            {
                Add(source, string.Intern(cells[7]), string.Intern(cells[5]));
            }
        }
    }

    private void ReadLanguages(string file)
    {
        foreach (var (_, cells) in Rows(file, 7))
        {
            if (cells[2] == "1" && cells[6] == Preferred)
            {
                _preferred.Add(cells[5]);
            }
        }
    }

    private void ReadMembers(string file)
    {
        foreach (var (_, cells) in Rows(file, 6))
        {
            if (cells[2] == "1" && _draft.Find(cells[5]) is >= 0 and var ordinal)
            {
                Add(ordinal, "refset", string.Intern(cells[4]));
            }
        }
    }

    private IEnumerable<(long Line, string[] Cells)> Rows(string file, int columns)
    {
        foreach (var (number, text) in TextLines.Read(file))
        {
            _context.Line();
            if (number == 1 || text.Length == 0)
            {
                continue;
            }

            var cells = text.Split('\t');
            if (cells.Length < columns)
            {
                _context.Refuse(file, number, string.Create(CultureInfo.InvariantCulture, $"The line has {cells.Length} columns; a file of this kind has {columns}, with tabs between them. Was it cut off?"));
                continue;
            }

            yield return (number, cells);
        }
    }

    private void Add(int ordinal, string property, string value)
    {
        _properties.Add(property);
        if (!_attributes.TryGetValue(ordinal, out var list))
        {
            _attributes[ordinal] = list = new List<(string, string)>(4);
        }

        if (!list.Contains((property, value)))
        {
            list.Add((property, value));
            _draft.AddValue(ordinal, property, value);
        }
    }

    private SystemIndex Finish(string? version)
    {
        var language = _context.Source.Language ?? "en";
        for (var i = 0; i < _draft.Count; i++)
        {
            var descriptions = _descriptions.GetValueOrDefault(i) ?? [];
            var display = Display(descriptions, language);
            var designations = descriptions.Where(d => d.Type is FullySpecified or Synonym).Select(d => new Designation(d.Language, Use(d), d.Term)).ToList();
            var definition = descriptions.Find(d => d.Type is not (FullySpecified or Synonym))?.Term;
            var detail = ConceptDetail.Write(definition, designations, (_attributes.GetValueOrDefault(i) ?? []).Select(PropertyOf));
            _draft.Change(i, c => c with { Display = display, Detail = detail });
            descriptions.Where(d => d.Type is FullySpecified or Synonym).ToList().ForEach(d => _draft.AddText(i, d.Term));
            _descriptions.Remove(i);
            _attributes.Remove(i);
        }

        return _draft.Finish(new SystemHead(_context.Source.Url ?? "http://snomed.info/sct", _context.Source.Version ?? version)
        {
            Name = "SNOMED_CT",
            Title = "SNOMED CT",
            Language = language,
            ValueSet = "http://snomed.info/sct?fhir_vs",
            Properties = [.. _properties.Order(StringComparer.Ordinal).Select(p => new DeclaredProperty(p, p == "sufficientlyDefined" ? "boolean" : "code", null)), new("refset", "code", "Reference sets it is a member of")],
        });
    }

    /// <summary>The preferred synonym in a language, else in English, else the fully specified name without its tag.</summary>
    private static string? Display(List<Description> descriptions, string language)
    {
        foreach (var wanted in new[] { language, "en" }.Distinct())
        {
            var synonyms = descriptions.FindAll(d => d.Type == Synonym && ConceptTexts.IsOf(d.Language, wanted));
            if ((synonyms.Find(d => d.IsPreferred) ?? synonyms.FirstOrDefault()) is { } found)
            {
                return found.Term;
            }
        }

        return descriptions.Find(d => d.Type == FullySpecified)?.Term is { } name ? WithoutTag(name) : descriptions.FirstOrDefault()?.Term;
    }

    private static string WithoutTag(string name) => name.EndsWith(')') && name.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var tag ? name[..tag] : name;

    private static string Use(Description description) =>
        description.Type == FullySpecified ? ConceptDetail.FullySpecifiedName : description.IsPreferred ? ConceptDetail.Preferred : ConceptDetail.Synonym;

    private static ConceptProperty PropertyOf((string Property, string Value) attribute) => attribute.Property == "sufficientlyDefined"
        ? new ConceptProperty(attribute.Property, "boolean", attribute.Value, attribute.Value)
        : new ConceptProperty(attribute.Property, "code", attribute.Value, $"\"{attribute.Value}\"");

    private sealed record Description(string Language, string Type, string Term, bool IsPreferred);
}
