using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>An invariant ready to be evaluated.</summary>
internal sealed record BaseInvariant(Invariant Invariant, FhirPathExpression Expression);

/// <summary>What R4 demands of a type or an element beyond what the parser checks.</summary>
/// <param name="Invariants">Rules, without those that the parser or <see cref="BaseCheck"/> checks in code.</param>
/// <param name="Binding">Set of a required or extensible binding, or null.</param>
/// <param name="ValueSet">Its matcher; null when the set is not known here.</param>
/// <param name="Targets">Types that a reference may lead to; empty for any.</param>
internal sealed record BaseRule(BaseInvariant[] Invariants, Binding? Binding, ValueSetMatcher? ValueSet, IReadOnlyList<string> Targets)
{
    public static BaseRule None { get; } = new([], null, null, []);
}

/// <summary>The rules of R4's own types, made ready at the first use of each type.</summary>
internal sealed class BaseRules
{
    private const string Languages = "http://hl7.org/fhir/ValueSet/languages", AllLanguages = "http://hl7.org/fhir/ValueSet/all-languages";

    // Checked by the parser (ele-1) or by BaseCheck in code, which is the same and faster.
    private static readonly HashSet<string> InCode = ["ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "txt-1", "txt-2", "ref-1"];

    // 'or' beside an element that is not there gives nothing, which says nothing against a resource; these rules are meant for that case too.
    private static readonly Dictionary<string, string> Meant = new()
    {
        ["que-13"] = "(repeats.exists() and repeats) or initial.count() <= 1",
        ["sdf-1"] = "(derivation.exists() and derivation = 'constraint') or snapshot.element.select(path).isDistinct()",
    };

    private readonly R4Definitions _definitions;
    private readonly BaseRule?[] _types;
    private readonly BaseRule?[]?[] _elements;

    private BaseRules(R4Definitions definitions)
    {
        _definitions = definitions;
        _types = new BaseRule?[definitions.Types.Count];
        _elements = new BaseRule?[]?[definitions.Types.Count];
    }

    private static readonly Lazy<BaseRules> Shared = new(() => new BaseRules(R4Definitions.Default));

    public static BaseRules For(R4Definitions definitions) => definitions == R4Definitions.Default ? Shared.Value : new BaseRules(definitions);

    public BaseRule OfType(int type) => _types[type] ??= Make(_definitions.Types[type].Invariants, null, []);

    public BaseRule OfElement(int parentType, int ordinal)
    {
        var rules = _elements[parentType] ??= new BaseRule?[_definitions.Types[parentType].Elements.Count];
        if (rules[ordinal] is { } known)
        {
            return known;
        }

        var element = _definitions.Types[parentType].Elements[ordinal];
        var own = _definitions.Types[element.Type.Index].Invariants;
        return rules[ordinal] = Make([.. element.Invariants.Where(i => !own.Any(o => o.Key == i.Key))], BindingOf(element), element.Targets);
    }

    // A language may be any, but of the registered: https://hl7.org/fhir/R4/valueset-languages.html is preferred, "limited to all languages".
    private static Binding? BindingOf(ElementDefinition element) =>
        element.Binding is { Strength: BindingStrength.Preferred, ValueSet: Languages } && element.Type.Name == "code" ? new Binding(BindingStrength.Required, AllLanguages) : element.Binding;

    private static BaseRule Make(IReadOnlyList<Invariant> invariants, Binding? binding, IReadOnlyList<string> targets)
    {
        var list = new List<BaseInvariant>();
        foreach (var invariant in invariants)
        {
            if (!InCode.Contains(invariant.Key) && FhirPathExpression.TryCompile(Meant.GetValueOrDefault(invariant.Key, invariant.Expression), out var expression, out _))
            {
                list.Add(new BaseInvariant(invariant, expression));
            }
        }

        var checkedBinding = binding is { Strength: <= BindingStrength.Extensible } ? binding : null;
        return list.Count == 0 && checkedBinding is null && targets.Count == 0 ? BaseRule.None
            : new BaseRule([.. list], checkedBinding, checkedBinding is null ? null : TerminologyStore.R4.Find(checkedBinding.ValueSet), targets.Contains("Resource") ? [] : targets);
    }
}
