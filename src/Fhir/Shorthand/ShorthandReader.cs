using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Shorthand;

/// <summary>
/// Reads profiles, extensions and small value sets that are written in a part of
/// <see href="https://hl7.org/fhir/uv/shorthand/reference.html">FHIR Shorthand</see>, and gives the definitions that they stand for.
/// The part is described in README.md beside this file; what is outside it is told as a problem, never passed over.
/// </summary>
public static class ShorthandReader
{
    /// <summary>Most problems told.</summary>
    public const int MaxProblems = 100;

    /// <summary>Most characters of a file; a longer one is not read.</summary>
    public const int MaxCharacters = 500_000;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads files that belong together: each can name what another defines.</summary>
    public static ShorthandResult Read(IReadOnlyList<ShorthandFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var problems = new ProblemLog();
        var compilation = new Compilation(R4Definitions.Default, problems);
        var entities = files.SelectMany(file => ReadEntities(file, compilation)).ToList();
        foreach (var entity in entities)
        {
            compilation.Names.Add(entity);
        }

        var documents = new List<FhirDocument>();
        foreach (var entity in entities)
        {
            if (ReadDefinition(entity, compilation) is { } json && Parse(entity, json, problems) is { } document)
            {
                documents.Add(document);
            }
        }

        return new ShorthandResult(documents, InOrder(problems.Problems, files));
    }

    private static List<Entity> ReadEntities(ShorthandFile file, Compilation compilation)
    {
        if (file.Text.Length > MaxCharacters)
        {
            compilation.Problems.Add(file, new Position(1, 1), $"The file has more than {MaxCharacters} characters: divide it.");
            return [];
        }

        var parser = new Parser(file, compilation.Problems);
        var entities = parser.Read();
        foreach (var (name, value) in parser.Aliases)
        {
            compilation.Names.AddAlias(file, name, value);
        }

        return entities;
    }

    private static JsonObject? ReadDefinition(Entity entity, Compilation compilation)
    {
        switch (entity.Kind)
        {
            case EntityKind.Profile or EntityKind.Extension:
                return compilation.Build(entity)?.Json();
            case EntityKind.ValueSet:
                return new ValueSetReader(compilation, entity).Read();
            case EntityKind.Invariant:
                CheckInvariant(entity, compilation.Problems);
                return null;
            default:
                return null;
        }
    }

    private static void CheckInvariant(Entity entity, ProblemLog problems)
    {
        foreach (var item in new[] { "Description", "Expression" }.Where(i => entity.Item(i) is null))
        {
            problems.Add(entity.File, entity.Position, $"The invariant {entity.Name} needs {item}:.");
        }

        if (entity.Item("Severity") is not ("#error" or "#warning"))
        {
            problems.Add(entity.File, entity.PositionOf("Severity"), $"The invariant {entity.Name} needs Severity: #error or #warning.");
        }
    }

    private static FhirDocument? Parse(Entity entity, JsonObject json, ProblemLog problems)
    {
        var parsed = FhirDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(json, Plain));
        foreach (var issue in parsed.Issues)
        {
            problems.Add(entity.File, entity.Position, $"{entity.Name} does not make a correct definition. {issue.Expression}: {issue.Message}");
        }

        return parsed.Document;
    }

    private static List<ShorthandProblem> InOrder(List<ShorthandProblem> problems, IReadOnlyList<ShorthandFile> files)
    {
        var places = files.Select((file, place) => (file.Name, place)).DistinctBy(f => f.Name).ToDictionary(f => f.Name, f => f.place);
        return [.. problems.Distinct().OrderBy(p => places[p.File]).ThenBy(p => p.Line).ThenBy(p => p.Column)];
    }
}
