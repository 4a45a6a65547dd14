using System.Text;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Index;

/// <summary>A condition on a node along a path, from <c>where(…)</c>.</summary>
/// <param name="Resolves">Type that a reference must point at, or null.</param>
/// <param name="Element">Child element that must have <paramref name="Value"/>, or null.</param>
/// <param name="Value">The value.</param>
internal sealed record PathFilter(byte[]? Resolves, byte[]? Element, byte[]? Value)
{
    /// <summary>The first item of a list only: <c>entry[0]</c>.</summary>
    public static PathFilter FirstOnly { get; } = new(null, null, null);
}

/// <summary>One place in a resource's tree of searched paths.</summary>
internal sealed class PlanNode(TypeDefinition type)
{
    /// <summary>Type of the value here.</summary>
    public TypeDefinition Type { get; } = type;

    /// <summary>Next places by the ordinal of the child element.</summary>
    public List<(PathFilter? Filter, PlanNode Next)>?[] Children { get; } = new List<(PathFilter?, PlanNode)>?[type.Elements.Count];

    /// <summary>Parameters that take a value here.</summary>
    public List<(SearchParameterDefinition Parameter, PathFilter? Filter)> Emits { get; } = [];

    /// <summary>Composite parameters that have one group of values for each value here.</summary>
    public List<CompositePlan> Composites { get; } = [];

    public bool HasChildren { get; set; }
}

/// <summary>A composite parameter at one place.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Components">Its parts, each with the paths to its values.</param>
internal sealed record CompositePlan(SearchParameterDefinition Parameter, IReadOnlyList<CompositeComponent> Components);

/// <summary>One part of a composite parameter.</summary>
/// <param name="Definition">The parameter that says what kind of value it has.</param>
/// <param name="Paths">Where its values are, from the composite's element or from the resource.</param>
/// <param name="FromResource">True when the paths begin at the resource (<c>%resource.…</c>).</param>
internal sealed record CompositeComponent(SearchParameterDefinition Definition, PlanNode Paths, bool FromResource);

/// <summary>
/// What to collect from one resource type: all of its search expressions merged into one tree, so that a single walk over a
/// document finds every value. Built once for each type.
/// </summary>
internal sealed class IndexPlan
{
    private readonly R4Definitions _definitions;

    private IndexPlan(R4Definitions definitions, TypeDefinition type)
    {
        _definitions = definitions;
        Root = new PlanNode(type);
        SubjectParameters = new HashSet<SearchParameterDefinition>();
        CompartmentParameters = new HashSet<SearchParameterDefinition>();
    }

    public PlanNode Root { get; }

    /// <summary>Parameters whose expression is of the form "x exists and x is not false".</summary>
    public List<(SearchParameterDefinition Parameter, PlanNode At)> ExistsAndNotFalse { get; } = [];

    public HashSet<SearchParameterDefinition> SubjectParameters { get; }

    public HashSet<SearchParameterDefinition> CompartmentParameters { get; }

    /// <summary>Parameters of the type that this plan collects.</summary>
    public HashSet<SearchParameterDefinition> Covered { get; } = [];

    /// <summary>Parameters with an element of the type Reference.</summary>
    public HashSet<SearchParameterDefinition> Followed { get; } = [];

    /// <summary>Parameters with an element that names its target by a canonical address.</summary>
    public HashSet<SearchParameterDefinition> Canonical { get; } = [];

    public static IndexPlan For(R4Definitions definitions, TypeDefinition type)
    {
        var plan = new IndexPlan(definitions, type);
        var compartment = definitions.Compartments["Patient"].GetValueOrDefault(type.Name, []);
        foreach (var parameter in definitions.ParametersFor(type.Name))
        {
            if (parameter.Code is "_id" or "_lastUpdated")
            {
                continue; // The store knows them itself.
            }

            plan.Add(parameter);
            if (parameter.Type == SearchParameterType.Reference && parameter.Code == "patient")
            {
                plan.SubjectParameters.Add(parameter);
            }

            if (compartment.Contains(parameter.Code))
            {
                plan.CompartmentParameters.Add(parameter);
            }
        }

        return plan;
    }

    private void Add(SearchParameterDefinition parameter)
    {
        foreach (var alternative in Alternatives(parameter.Expression))
        {
            if (parameter.Type == SearchParameterType.Composite)
            {
                AddComposite(parameter, alternative);
            }
            else if (AddPath(Root, alternative, parameter))
            {
                Covered.Add(parameter);
            }
        }
    }

    private static string[] Alternatives(string expression) => expression.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private bool AddPath(PlanNode root, string expression, SearchParameterDefinition parameter)
    {
        if (PathExpression.Parse(expression, root.Type) is not { } path)
        {
            return false;
        }

        var (ends, last) = Follow(root, path);
        foreach (var end in ends)
        {
            if (path.ExistsAndNotFalse)
            {
                ExistsAndNotFalse.Add((parameter, end));
            }
            else
            {
                end.Emits.Add((parameter, last));
                if (end.Type.Name is "Reference" or "canonical")
                {
                    (end.Type.Name == "Reference" ? Followed : Canonical).Add(parameter);
                }
            }
        }

        return path.ExistsAndNotFalse || ends.Count > 0;
    }

    private (List<PlanNode> Ends, PathFilter? Last) Follow(PlanNode root, PathExpression path)
    {
        var ends = new List<PlanNode> { root };
        PathFilter? last = null;
        foreach (var step in path.Steps)
        {
            ends = [.. ends.SelectMany(e => Descend(e, step, last))];
            last = step.Filter;
        }

        return (ends, last);
    }

    private void AddComposite(SearchParameterDefinition parameter, string alternative)
    {
        List<PlanNode> places = alternative == Root.Type.Name ? [Root] : PathExpression.Parse(alternative, Root.Type) is { } path ? Follow(Root, path).Ends : [];
        foreach (var place in places)
        {
            var components = parameter.Components.Select(c => ReadComponent(place.Type, c)).ToList();
            if (components.TrueForAll(c => c is not null))
            {
                place.Composites.Add(new CompositePlan(parameter, [.. components.Select(c => c!)]));
                Covered.Add(parameter);
            }
        }
    }

    private CompositeComponent? ReadComponent(TypeDefinition type, SearchComponent component)
    {
        const string OfResource = "%resource.";
        var definition = _definitions.SearchParameters.First(p => p.Url == component.Definition);
        var fromResource = component.Expression.StartsWith(OfResource, StringComparison.Ordinal);
        var paths = new PlanNode(fromResource ? Root.Type : type);
        var found = false;
        foreach (var alternative in Alternatives(fromResource ? component.Expression[OfResource.Length..] : component.Expression))
        {
            found |= AddPath(paths, alternative, definition);
        }

        return found ? new CompositeComponent(definition, paths, fromResource) : null;
    }

    // A step's own filter is applied where the next step leaves it, or where a value is taken.
    private IEnumerable<PlanNode> Descend(PlanNode from, PathStep step, PathFilter? filter)
    {
        foreach (var element in from.Type.Elements)
        {
            var matches = element.Choice.Length > 0
                ? element.Choice == step.Name && (step.Type is null || step.Type == element.Type.Name)
                : element.Name == step.Name && (step.Type is null || element.Type.Is(step.Type));
            if (!matches)
            {
                continue;
            }

            from.HasChildren = true;
            var list = from.Children[element.Ordinal] ??= [];
            var existing = list.FirstOrDefault(l => Equals(l.Filter, filter)).Next;
            if (existing is null)
            {
                existing = new PlanNode(element.Type.Name == "Resource" ? _definitions.Find("Resource")! : element.Type);
                list.Add((filter, existing));
            }

            yield return existing;
        }
    }
}

/// <summary>One step of a path: an element, the type wanted of a choice, and a condition.</summary>
internal sealed record PathStep(string Name, string? Type = null, PathFilter? Filter = null);

/// <summary>
/// A search expression read as a path. R4's expressions are paths with <c>as</c>, <c>where(…)</c> and <c>[0]</c>; what is none is not read here.
/// </summary>
internal sealed record PathExpression(IReadOnlyList<PathStep> Steps, bool ExistsAndNotFalse)
{
    public static PathExpression? Parse(string text, TypeDefinition type)
    {
        var existsAt = text.IndexOf(".exists() and ", StringComparison.Ordinal);
        var path = existsAt > 0 ? text[..existsAt] : text;
        var steps = new List<PathStep>();
        foreach (var part in SplitPath(path.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal)))
        {
            if (!AddStep(steps, part))
            {
                return null;
            }
        }

        if (steps.Count > 0 && char.IsUpper(steps[0].Name[0]))
        {
            if (!type.Is(steps[0].Name))
            {
                return null;
            }

            steps.RemoveAt(0);
        }

        return steps.Count == 0 ? null : new PathExpression(steps, existsAt > 0);
    }

    private static bool AddStep(List<PathStep> steps, string part)
    {
        var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["as" or "ofType", "(", var only, ")"]:
                steps[^1] = steps[^1] with { Type = TypeName(only) };
                return true;
            case ["where", "(", "resolve", "(", ")", "is", var target, ")"]:
                steps[^1] = steps[^1] with { Filter = new PathFilter(Encoding.UTF8.GetBytes(target), null, null) };
                return true;
            case ["where", "(", var condition, ")"] when condition.Split('=') is [var element, var value]:
                steps[^1] = steps[^1] with { Filter = new PathFilter(null, Encoding.UTF8.GetBytes(element), Encoding.UTF8.GetBytes(value.Trim('\''))) };
                return true;
            case [var name, "as", var type]:
                steps.Add(new PathStep(name, type));
                return true;
            case [var name] when name.EndsWith("[0]", StringComparison.Ordinal):
                steps.Add(new PathStep(name[..^3], null, PathFilter.FirstOnly));
                return true;
            case [var name] when name.All(char.IsLetter):
                steps.Add(new PathStep(name));
                return true;
            default:
                return false;
        }
    }

    // One published expression says DateTime, and means the dateTime of FHIR.
    private static string TypeName(string text) =>
        R4Definitions.Default.Find(text) is null && R4Definitions.Default.Find(char.ToLowerInvariant(text[0]) + text[1..]) is { } type ? type.Name : text;

    // Dots inside parentheses of a function belong to it; parentheses around a path only group.
    private static IEnumerable<string> SplitPath(string text)
    {
        var part = new StringBuilder();
        var inFunction = 0;
        foreach (var word in text.Replace(".", " . ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var isCall = part.Length > 0;
            switch (word)
            {
                case "(" when isCall:
                    inFunction++;
                    part.Append(" (");
                    break;
                case "(":
                    break;
                case ")" when inFunction > 0:
                    inFunction--;
                    part.Append(" )");
                    break;
                case ")":
                    break;
                case "." when inFunction == 0:
                    yield return part.ToString();
                    part.Clear();
                    break;
                default:
                    part.Append(part.Length > 0 ? " " : "").Append(word);
                    break;
            }
        }

        yield return part.ToString();
    }
}
