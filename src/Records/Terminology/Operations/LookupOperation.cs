// https://hl7.org/fhir/R4/codesystem-operation-lookup.html
using Helhed.Fhir;
using Helhed.Fhir.R4;
using Helhed.Platform;
using Helhed.Platform.Data;
using Helhed.Records.Http;
using Microsoft.AspNetCore.Http;

namespace Helhed.Records.Terminology;

internal static class LookupOperation
{
    // Codes right below one another that are told of a single concept.
    private const int MostChildren = 1000;

    public static async Task<IResult> Handle(OperationCall call)
    {
        var input = call.Input;
        var asked = input.Coding("coding") is { } coding ? AskedCode.Of(coding) : input.Text("code") is { } code ? new AskedCode(input.Text("system"), input.Text("version"), code, null) : null;
        if (asked is null || string.IsNullOrEmpty(asked.System))
        {
            return FhirResults.Of(new Problem(ProblemKind.Invalid, "$lookup needs 'code' and 'system', or a 'coding' with both.", asked is null ? "code" : "system"));
        }

        if (!TerminologyCall.Day(call).TryGet(out var day, out var problem))
        {
            return FhirResults.Of(problem);
        }

        return TerminologyCall.Answer(await TerminologyCall.Read(call, (session, catalog) => Lookup(session, catalog, call, asked, day)));
    }

    private static async ValueTask<Outcome<Parameters>> Lookup(SqlSession session, CodeCatalog catalog, OperationCall call, AskedCode asked, int day)
    {
        var (system, version) = CanonicalUrl.Split(asked.System!);
        var content = await catalog.System(session, system, asked.Version ?? version);
        if (content is null)
        {
            return await WithoutContent(session, catalog, asked, system);
        }

        var places = await content.Find(session, asked.Code);
        if (places.Count == 0)
        {
            return new Problem(ProblemKind.NotFound, $"'{asked.Code}' is no code of {CanonicalUrl.Join(system, content.Head.Version)}{(content.IsComplete ? "" : " as far as that is here")}.", "code");
        }

        var rows = await ConceptTexts.Read(session, content, places);
        var concept = rows.FirstOrDefault(c => c.IsValidAt(day));
        if (concept is null && call.Input.Has("date"))
        {
            return new Problem(ProblemKind.NotFound, $"'{asked.Code}' is not valid on {Days.Text(day)}: it is from {Days.Text(rows[0].From)}{(rows[^1].To == 0 ? "" : $" to {Days.Text(rows[^1].To)}")}.", "date");
        }

        return await Describe(session, content, concept ?? rows[^1], call, day);
    }

    private static async ValueTask<Parameters> Describe(SqlSession session, CodeContent content, Concept concept, OperationCall call, int day)
    {
        var wanted = call.Input.Texts("property").ToHashSet(StringComparer.Ordinal);
        var designations = ConceptDetail.Designations(concept.Detail);
        var language = call.Input.Text("displayLanguage");
        var parameters = new List<ParametersParameter> { new() { Name = "name", ValueString = content.Head.Label } };
        if (!string.IsNullOrEmpty(content.Head.Version))
        {
            parameters.Add(new() { Name = "version", ValueString = content.Head.Version });
        }

        parameters.Add(new() { Name = "display", ValueString = ConceptTexts.Display(content, concept.Display, designations, language) ?? concept.Code });
        if (wanted.Count == 0 || wanted.Contains("designation") || wanted.Any(w => w.StartsWith("lang.", StringComparison.Ordinal)))
        {
            parameters.AddRange(designations.Where(d => IsLanguageWanted(d, wanted)).Select(DesignationOf));
        }

        foreach (var property in await Properties(session, content, concept, day))
        {
            if (wanted.Count == 0 || wanted.Contains(property.Code))
            {
                parameters.Add(PropertyOf(property));
            }
        }

        return new Parameters { Parameter = parameters };
    }

    private static async ValueTask<List<(string Code, ParametersParameter Value, string? Description)>> Properties(SqlSession session, CodeContent content, Concept concept, int day)
    {
        var all = new List<(string Code, ParametersParameter Value, string? Description)>();
        if (ConceptDetail.Definition(concept.Detail) is { } definition)
        {
            all.Add(("definition", new() { ValueString = definition }, null));
        }

        all.Add(("inactive", new() { ValueBoolean = (concept.Flags & ConceptFlags.Inactive) != 0 || !concept.IsValidAt(day) }, null));
        if ((concept.Flags & ConceptFlags.Abstract) != 0)
        {
            all.Add(("notSelectable", new() { ValueBoolean = true }, null));
        }

        if (concept.From != 0)
        {
            all.Add(("validFrom", new() { ValueDateTime = Days.Text(concept.From) }, null));
        }

        if (concept.To != 0)
        {
            all.Add(("validTo", new() { ValueDateTime = Days.Text(concept.To) }, null));
        }

        foreach (var (name, places) in new[] { ("parent", concept.Parents), ("child", concept.Children) })
        {
            foreach (var kin in await content.Read(session, [.. places.Take(MostChildren)]))
            {
                all.Add((name, new() { ValueCode = kin.Code }, kin.Display));
            }
        }

        // Those above stand for these, whatever property of the system they came from.
        foreach (var property in ConceptDetail.Properties(concept.Detail).Where(p => p.Code is not ("parent" or "child" or "inactive" or "notSelectable" or "validFrom" or "validTo")))
        {
            all.Add((property.Code, ValueOf(property), null));
        }

        return all;
    }

    private static ParametersParameter PropertyOf((string Code, ParametersParameter Value, string? Description) property)
    {
        var parts = new List<ParametersParameter> { new() { Name = "code", ValueCode = property.Code }, property.Value with { Name = "value" } };
        if (property.Description is not null)
        {
            parts.Add(new() { Name = "description", ValueString = property.Description });
        }

        return new ParametersParameter { Name = "property", Part = parts };
    }

    private static ParametersParameter ValueOf(ConceptProperty property) => property.Type switch
    {
        "code" => new() { ValueCode = property.Text },
        "boolean" => new() { ValueBoolean = property.Text == "true" },
        "integer" when int.TryParse(property.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) => new() { ValueInteger = number },
        "decimal" when decimal.TryParse(property.Text, System.Globalization.CultureInfo.InvariantCulture, out _) => new() { ValueDecimal = FhirDecimal.Parse(property.Text) },
        "dateTime" => new() { ValueDateTime = property.Text },
        "Coding" => new() { ValueCoding = CodingOf(property.Json) },
        _ => new() { ValueString = property.Text },
    };

    private static ParametersParameter DesignationOf(Designation designation)
    {
        var parts = new List<ParametersParameter>();
        if (designation.Language is not null)
        {
            parts.Add(new() { Name = "language", ValueCode = designation.Language });
        }

        if (designation.Use.Length > 0)
        {
            parts.Add(new() { Name = "use", ValueCoding = CodingOf(designation.Use) });
        }

        parts.Add(new() { Name = "value", ValueString = designation.Value });
        return new ParametersParameter { Name = "designation", Part = parts };
    }

    private static Coding CodingOf(string json)
    {
        var texts = ConceptDetail.TextMembers(System.Text.Encoding.UTF8.GetBytes(json));
        return new Coding { System = texts.GetValueOrDefault("system"), Version = texts.GetValueOrDefault("version"), Code = texts.GetValueOrDefault("code"), Display = texts.GetValueOrDefault("display") };
    }

    private static bool IsLanguageWanted(Designation designation, HashSet<string> wanted) =>
        wanted.Count == 0 || wanted.Contains("designation") || wanted.Any(w => w.StartsWith("lang.", StringComparison.Ordinal) && ConceptTexts.IsOf(designation.Language, w[5..]));

    /// <summary>What can be said of a code of a system that has no list of codes: a unit, a language.</summary>
    private static async ValueTask<Outcome<Parameters>> WithoutContent(SqlSession session, CodeCatalog catalog, AskedCode asked, string system)
    {
        var versions = await catalog.Versions(session, system);
        if (versions.Count > 0)
        {
            return new Problem(ProblemKind.NotFound, $"The code system {system} is here in version {string.Join(", ", versions)}, not in {asked.Version}.", "version");
        }

        var check = CodeCatalog.BuiltIn.CheckCode(system, asked.Code);
        return check.Membership == Fhir.Terminology.Membership.Member
            ? new Parameters { Parameter = [new() { Name = "name", ValueString = system }, new() { Name = "display", ValueString = check.Display ?? asked.Code }] }
            : new Problem(ProblemKind.NotFound, check.Message ?? $"The code system {system} is not here.", "system");
    }
}
