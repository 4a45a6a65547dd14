using System.Text.RegularExpressions;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Platform;

namespace Helhed.Records.Reindexing;

/// <summary>
/// What an active SearchParameter asks for, checked as far as that needs no database. See
/// <see href="https://hl7.org/fhir/R4/searchparameter.html"/>.
/// </summary>
/// <param name="Url">Canonical address.</param>
/// <param name="Code">Name in an address.</param>
/// <param name="Kind">Kind of value.</param>
/// <param name="Expressions">For each resource type it applies to, the part of the expression that is about it.</param>
/// <param name="Targets">Types that a reference may point at.</param>
internal sealed partial record ParameterDraft(string Url, string Code, SearchParameterType Kind, IReadOnlyList<(TypeDefinition Type, string Expression)> Expressions, IReadOnlyList<string> Targets)
{
    private const int LongestExpression = 10_000;

    private static readonly Lazy<HashSet<string>> R4Urls = new(() => [.. R4Definitions.Default.SearchParameters.Select(p => p.Url)]);

    /// <summary>Null for all that is not an active SearchParameter of the region's own: drafts, and descriptions of R4's parameters.</summary>
    public static Outcome<ParameterDraft?> Of(FhirDocument document)
    {
        if (document.TypeName != "SearchParameter" || FhirJson.Read(document) is not SearchParameter { Status: "active" } resource || R4Urls.Value.Contains(resource.Url ?? ""))
        {
            return Outcome.Ok<ParameterDraft?>(null);
        }

        if (!KindOf(resource).TryGet(out var kind, out var problem) || !CodeOf(resource).TryGet(out var code, out problem)
            || !TargetsOf(resource, kind).TryGet(out var targets, out problem) || !ExpressionsOf(resource).TryGet(out var expressions, out problem))
        {
            return problem;
        }

        return new ParameterDraft(resource.Url ?? "", code, kind, expressions, targets);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex CodePattern();

    // What today's date is, the index cannot know tomorrow.
    [GeneratedRegex(@"\b(now|today|timeOfDay)\s*(/\*.*?\*/\s*)*\(", RegexOptions.Singleline)]
    private static partial Regex ClockPattern();

    // What is referred to may change without the resource being written; its type stands in the reference.
    [GeneratedRegex(@"\bresolve\s*\(\s*\)(?!\s*is\b|\s*\.\s*is\s*\()", RegexOptions.Singleline)]
    private static partial Regex ResolvePattern();

    private static Outcome<SearchParameterType> KindOf(SearchParameter resource) => resource.Type switch
    {
        "token" => SearchParameterType.Token,
        "string" => SearchParameterType.String,
        "date" => SearchParameterType.Date,
        "number" => SearchParameterType.Number,
        "quantity" => SearchParameterType.Quantity,
        "uri" => SearchParameterType.Uri,
        "reference" => SearchParameterType.Reference,
        _ => Refused("type", $"An active search parameter is a token, string, date, number, quantity, uri or reference; '{resource.Type}' parameters cannot be added. Store it as a draft to keep it without searching by it."),
    };

    private static Outcome<string> CodeOf(SearchParameter resource)
    {
        var code = resource.Code ?? "";
        if (!CodePattern().IsMatch(code))
        {
            return Refused("code", "The code is the parameter's name in an address: it begins with a letter, and has letters, digits, '-' and '_', at most 64.");
        }

        var asDefinition = new SearchParameterDefinition(0, "", code, SearchParameterType.Token, [], "", [], []);
        return ParameterAliases.IsAlias(asDefinition) ? Refused("code", $"'{code}' has a meaning of its own in R4; choose another code.") : code;
    }

    private static Outcome<IReadOnlyList<string>> TargetsOf(SearchParameter resource, SearchParameterType kind)
    {
        if (kind != SearchParameterType.Reference)
        {
            return Outcome.Ok<IReadOnlyList<string>>([]);
        }

        var named = resource.Target.OfType<string>().Distinct().ToList();
        if (named.Count == 0 || named.Contains("Resource") || named.Contains("DomainResource"))
        {
            named = [.. R4Definitions.Default.ResourceTypes.Select(t => t.Name)];
        }

        var unknown = named.Find(t => R4Definitions.Default.FindResource(t) is null);
        return unknown is null ? named : Refused("target", $"'{unknown}' is not a resource type of R4.");
    }

    private static Outcome<IReadOnlyList<(TypeDefinition Type, string Expression)>> ExpressionsOf(SearchParameter resource)
    {
        var expression = resource.Expression ?? "";
        if (expression.Trim().Length is 0 or > LongestExpression)
        {
            return Refused("expression", $"An active search parameter says in FHIRPath where its values are, in at most {LongestExpression} characters.");
        }

        if (ClockPattern().IsMatch(expression))
        {
            return Refused("expression", "now(), today() and timeOfDay() change without the resource being written, so they cannot be indexed.");
        }

        if (ResolvePattern().IsMatch(expression))
        {
            return Refused("expression", "resolve() may only be asked for the type that a reference names, as in where(resolve() is Patient): values come out of the resource itself.");
        }

        var types = TypesOf(resource);
        if (types.Count == 0)
        {
            return Refused("base", "A search parameter has a base: one or more resource types of R4.");
        }

        var expressions = new List<(TypeDefinition Type, string Expression)>();
        foreach (var type in types)
        {
            var own = UnionText.PartAbout(type, expression);
            if (Fault(type, own) is { } fault)
            {
                return Refused("expression", $"For {type.Name}: {fault}");
            }

            expressions.Add((type, own));
        }

        return expressions;
    }

    private static string? Fault(TypeDefinition type, string expression)
    {
        if (expression.Length == 0)
        {
            return $"the expression says nothing about {type.Name}, which is one of its bases.";
        }

        return FhirPathExpression.TryCompile(expression, out var compiled, out var error) ? compiled.Check(type.Name)?.Message : error.Message;
    }

    private static List<TypeDefinition> TypesOf(SearchParameter resource)
    {
        var named = resource.Base.OfType<string>().Distinct().ToList();
        return named.Exists(n => R4Definitions.Default.Find(n) is null or { Kind: not TypeKind.Resource })
            ? []
            : [.. R4Definitions.Default.ResourceTypes.Where(t => named.Exists(t.Is))];
    }

    private static Problem Refused(string element, string message) => new(ProblemKind.Invalid, message, $"SearchParameter.{element}");
}
