// https://hl7.org/fhir/R4/conceptmap-operation-translate.html
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Terminology;

internal static class TranslateOperation
{
    public static async Task<IResult> Handle(OperationCall call)
    {
        var asked = Translation.Of(call.Input);
        return asked.TryGet(out var translation, out var problem)
            ? TerminologyCall.Answer(await TerminologyCall.Read(call, (session, _) => Translate(session, call, translation)))
            : FhirResults.Of(problem);
    }

    private static async ValueTask<Outcome<Parameters>> Translate(SqlSession session, OperationCall call, Translation translation)
    {
        var translator = new Translator(session, translation);
        foreach (var code in translation.Codes)
        {
            if (call.Input.Resource<ConceptMap>("conceptMap") is { } inline)
            {
                var index = MapIndex.Of(inline);
                await translator.Add(index.Head, index.Entries.Where(e => (translation.IsReverse ? e.Target : e.Source) == code.Code).ToList(), code);
                continue;
            }

            if (!(await Maps(session, call, translation, code)).TryGet(out var maps, out var problem))
            {
                return problem;
            }

            foreach (var map in maps)
            {
                await translator.Add(map.Head, await ConceptMapRows.Entries(session, map, code.Code, translation.IsReverse), code);
            }
        }

        return translator.ToParameters();
    }

    private static async ValueTask<Outcome<IReadOnlyList<StoredMap>>> Maps(SqlSession session, OperationCall call, Translation translation, AskedCode code)
    {
        if (call.Id is { } id)
        {
            return await ConceptMapRows.Of(session, id) is { } own ? Outcome.Ok<IReadOnlyList<StoredMap>>([own]) : Problems.NotFound("ConceptMap", id);
        }

        if (call.Input.Text("url") is { } canonical)
        {
            var (url, version) = CanonicalUrl.Split(canonical);
            return await ConceptMapRows.Find(session, url, call.Input.Text("conceptMapVersion") ?? version) is { } map
                ? Outcome.Ok<IReadOnlyList<StoredMap>>([map])
                : new Problem(ProblemKind.NotFound, $"The concept map {canonical} is not here. Create it as a ConceptMap resource, or import it.", "url");
        }

        return Outcome.Ok(await ConceptMapRows.Knowing(session, code, translation));
    }
}

/// <summary>What is to be translated, and into what.</summary>
internal sealed record Translation(IReadOnlyList<AskedCode> Codes, bool IsReverse)
{
    /// <summary>Value set that the codes are from; null for any.</summary>
    public string? SourceSet { get; init; }

    /// <summary>Value set that is wanted; null for any.</summary>
    public string? TargetSet { get; init; }

    /// <summary>Code system that is wanted; null for any.</summary>
    public string? TargetSystem { get; init; }

    /// <summary>What is known beside the code.</summary>
    public IReadOnlyList<MapElement> Known { get; init; } = [];

    public static Outcome<Translation> Of(OperationInput input)
    {
        if (new[] { input.Has("code"), input.Has("coding"), input.Has("codeableConcept") }.Count(given => given) != 1)
        {
            return new Problem(ProblemKind.Invalid, "Send one of 'code' (with 'system'), 'coding' and 'codeableConcept'.", "code");
        }

        if (input.Has("code") && !input.Has("system"))
        {
            return new Problem(ProblemKind.Invalid, "A 'code' needs its 'system'.", "system");
        }

        List<AskedCode> codes = input.Text("code") is { } code
            ? [new AskedCode(input.Text("system"), input.Text("version"), code, null)]
            : [.. (input.Coding("coding") is { } coding ? [coding] : input.Concept("codeableConcept")!.Coding).Select(AskedCode.Of).OfType<AskedCode>()];
        return codes.Count == 0
            ? new Problem(ProblemKind.Invalid, "There is no code in what was sent.", input.Has("coding") ? "coding.code" : "codeableConcept.coding")
            : new Translation(codes, input.Flag("reverse") ?? false)
            {
                SourceSet = input.Text("source"),
                TargetSet = input.Text("target"),
                TargetSystem = input.Text("targetsystem"),
                Known = [.. input.All("dependency").SelectMany(KnownIn)],
            };
    }

    private static IEnumerable<MapElement> KnownIn(ParametersParameter dependency)
    {
        var element = dependency.Part.FirstOrDefault(p => p.Name == "element") is { } named ? OperationInput.TextOf(named) : null;
        foreach (var coding in dependency.Part.Where(p => p.Name == "concept").SelectMany(p => p.ValueCodeableConcept?.Coding ?? (p.ValueCoding is { } one ? [one] : [])))
        {
            yield return new MapElement(element ?? "", coding.System, coding.Code ?? "", null);
        }
    }
}

/// <summary>Collects what concept maps say of codes.</summary>
internal sealed class Translator(SqlSession session, Translation translation)
{
    // Maps that send what they do not map to other maps.
    private const int MostMaps = 5;

    private readonly List<(MapHead Map, MapPart Part, MapEntry Entry)> _matches = [];

    /// <summary>Adds what a map says of a code, where it is of the value sets that are asked for, or names none.</summary>
    public ValueTask Add(MapHead map, IReadOnlyList<MapEntry> entries, AskedCode code) =>
        IsOf(map.Source, translation.SourceSet) && IsOf(map.Target, translation.TargetSet) ? Add(map, entries, code, 1) : default;

    private static bool IsOf(string? own, string? wanted) => own is null || wanted is null || CanonicalUrl.Split(own).Url == CanonicalUrl.Split(wanted).Url;

    public Parameters ToParameters()
    {
        var isFound = _matches.Exists(m => m.Entry.Equivalence is not ("unmatched" or "disjoint"));
        var parameters = new List<ParametersParameter> { new() { Name = "result", ValueBoolean = isFound } };
        if (!isFound)
        {
            parameters.Add(new() { Name = "message", ValueString = _matches.Count == 0 ? "No concept map here says anything of the code." : "The code has no counterpart." });
        }

        parameters.AddRange(_matches.Select(m => MatchOf(m.Map, m.Part, m.Entry)));
        return new Parameters { Parameter = parameters };
    }

    private async ValueTask Add(MapHead map, IReadOnlyList<MapEntry> entries, AskedCode code, int depth)
    {
        for (var i = 0; i < map.Parts.Count; i++)
        {
            var part = map.Parts[i];
            var (from, to) = translation.IsReverse ? (part.Target, part.Source) : (part.Source, part.Target);
            if (code.Version is { } version && (translation.IsReverse ? part.TargetVersion : part.SourceVersion) is { } known && !CanonicalUrl.Answers(known, version))
            {
                continue; // it speaks of another version of the code's system
            }

            if ((code.System is { } system && from is not null && from != CanonicalUrl.Split(system).Url) || (translation.TargetSystem is { } wanted && to != CanonicalUrl.Split(wanted).Url))
            {
                continue;
            }

            var own = entries.Where(e => e.Part == i).ToList();
            _matches.AddRange(own.Where(e => e.DependsOn.All(IsMet)).Select(e => (map, part, translation.IsReverse ? Turned(e) : e)));
            if (own.Count == 0 && !translation.IsReverse)
            {
                await AddUnmapped(map, part, code, depth);
            }
        }
    }

    // https://hl7.org/fhir/R4/conceptmap.html#unmapped
    private async ValueTask AddUnmapped(MapHead map, MapPart part, AskedCode code, int depth)
    {
        switch (part.UnmappedMode)
        {
            case "provided":
                _matches.Add((map, part, new MapEntry(0, code.Code, code.Display, code.Code, code.Display, "equal")));
                break;
            case "fixed" when part.UnmappedCode is { } fixedCode:
                _matches.Add((map, part, new MapEntry(0, code.Code, code.Display, fixedCode, part.UnmappedDisplay, "relatedto")));
                break;
            case "other-map" when part.UnmappedMap is { } canonical && depth < MostMaps:
                var (url, version) = CanonicalUrl.Split(canonical);
                if (await ConceptMapRows.Find(session, url, version) is { } other)
                {
                    await Add(other.Head, await ConceptMapRows.Entries(session, other, code.Code, false), code, depth + 1);
                }

                break;
            default:
                break;
        }
    }

    private bool IsMet(MapElement needed) =>
        translation.Known.Any(k => k.Property == needed.Property && k.Value == needed.Value && (needed.System is null || k.System == needed.System));

    /// <summary>A mapping read from its target to its source: what was wider is narrower.</summary>
    private static MapEntry Turned(MapEntry entry) => entry with
    {
        Source = entry.Target!,
        SourceDisplay = entry.TargetDisplay,
        Target = entry.Source,
        TargetDisplay = entry.SourceDisplay,
        Equivalence = entry.Equivalence switch { "wider" => "narrower", "narrower" => "wider", "subsumes" => "specializes", "specializes" => "subsumes", var same => same },
        Products = [],
    };

    private ParametersParameter MatchOf(MapHead map, MapPart part, MapEntry entry)
    {
        var (system, version) = translation.IsReverse ? (part.Source, part.SourceVersion) : (part.Target, part.TargetVersion);
        var parts = new List<ParametersParameter> { new() { Name = "equivalence", ValueCode = entry.Equivalence } };
        if (entry.Target is not null)
        {
            parts.Add(new() { Name = "concept", ValueCoding = new Coding { System = system, Version = version, Code = entry.Target, Display = entry.TargetDisplay } });
        }

        foreach (var product in entry.Products)
        {
            parts.Add(new()
            {
                Name = "product",
                Part =
                [
                    new() { Name = "element", ValueUri = product.Property },
                    new() { Name = "concept", ValueCoding = new Coding { System = product.System, Code = product.Value, Display = product.Display } },
                ],
            });
        }

        if (map.Url.Length > 0)
        {
            parts.Add(new() { Name = "source", ValueUri = CanonicalUrl.Join(map.Url, map.Version) });
        }

        return new ParametersParameter { Name = "match", Part = parts };
    }
}
