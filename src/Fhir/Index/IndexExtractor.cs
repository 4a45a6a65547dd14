using System.Collections.Concurrent;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Index;

/// <summary>A resource inside another.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Id">Its id inside the container, or empty.</param>
/// <param name="Node">Where it stands in the document's table.</param>
public sealed record ContainedResource(TypeDefinition Type, string Id, int Node);

/// <summary>
/// Collects the values of all search parameters of a resource in one walk over its nodes.
/// See <see href="https://hl7.org/fhir/R4/search.html"/>.
/// </summary>
/// <param name="definitions">The R4 definitions.</param>
/// <param name="local">Zone of dates that are written without one: the zone of the people who search for "today".</param>
public sealed class IndexExtractor(R4Definitions definitions, TimeZoneInfo local)
{
    private readonly ConcurrentDictionary<string, IndexPlan> _plans = new();

    /// <summary>The parameters of a type that are collected.</summary>
    public IReadOnlySet<SearchParameterDefinition> ParametersOf(TypeDefinition type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return PlanOf(type).Covered;
    }

    /// <summary>The reference parameters of a type that have elements of the type Reference.</summary>
    public IReadOnlySet<SearchParameterDefinition> FollowedOf(TypeDefinition type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return PlanOf(type).Followed;
    }

    /// <summary>The reference parameters of a type that have elements with canonical addresses.</summary>
    public IReadOnlySet<SearchParameterDefinition> CanonicalOf(TypeDefinition type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return PlanOf(type).Canonical;
    }

    /// <summary>Adds the document's values to <paramref name="values"/>.</summary>
    public void Collect(FhirDocument document, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(values);
        Collect(document, 0, values);
    }

    /// <summary>Adds the values of the resource in a bundle's entry to <paramref name="values"/>; nothing where the entry has none.</summary>
    public void Collect(BundleDocument bundle, BundleEntryView entry, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(values);
        if (entry.Node >= 0)
        {
            Collect(bundle.Document, entry.Node, values);
        }
    }

    /// <summary>The resources that a resource contains.</summary>
    public IReadOnlyList<ContainedResource> Contained(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        List<ContainedResource>? found = null;
        var elements = definitions.Types[document.Nodes[0].Type].Elements;
        foreach (var child in new ChildEnumerator(document, 0))
        {
            var type = definitions.Types[child.Node.Type];
            if (child.Node.Kind == NodeKind.Object && type.Kind == TypeKind.Resource && elements[child.Node.Ordinal].Name == "contained")
            {
                (found ??= []).Add(new ContainedResource(type, child.Child("id"u8)?.Text() ?? "", child.Index));
            }
        }

        return found ?? (IReadOnlyList<ContainedResource>)[];
    }

    /// <summary>Adds the values of a contained resource to <paramref name="values"/>.</summary>
    public void Collect(FhirDocument document, ContainedResource contained, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(contained);
        ArgumentNullException.ThrowIfNull(values);
        Collect(document, contained.Node, values);
    }

    /// <summary>
    /// Adds what an expression finds, as values of a parameter of its own: a SearchParameter that R4 does not have. Computed values
    /// (strings, numbers, booleans, dates that are no elements) become values too where their kind fits.
    /// </summary>
    /// <returns>Why the expression could not be evaluated, or null.</returns>
    public FhirPathError? Collect(FhirDocument document, SearchParameterDefinition parameter, FhirPathExpression expression, IndexValues values) =>
        Collect(document, parameter, expression, FhirPathContext.Default, values);

    /// <summary>As above, with what the expression may ask, and its limits.</summary>
    /// <returns>Why the expression could not be evaluated, or null.</returns>
    public FhirPathError? Collect(FhirDocument document, SearchParameterDefinition parameter, FhirPathExpression expression, FhirPathContext context, IndexValues values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(values);
        var outcome = expression.Evaluate(document, context);
        var collector = new ValueCollector(document, PlanOf(definitions.Types[document.Nodes[0].Type]), values, local);
        foreach (var value in outcome.Values)
        {
            if (value.ElementIn(document) is { } node)
            {
                collector.Emit(node, parameter);
            }
            else if (value.Text is { } text)
            {
                collector.EmitText(Encoding.UTF8.GetBytes(text), parameter);
            }
        }

        return outcome.Error;
    }

    private void Collect(FhirDocument document, int resource, IndexValues values)
    {
        var plan = PlanOf(definitions.Types[document.Nodes[resource].Type]);
        var collector = new ValueCollector(document, plan, values, local) { Resource = resource };
        collector.Walk(resource, plan.Root);
        collector.Finish();
    }

    private IndexPlan PlanOf(TypeDefinition type) => _plans.GetOrAdd(type.Name, static (_, a) => IndexPlan.For(a.definitions, a.type), (definitions, type));
}
