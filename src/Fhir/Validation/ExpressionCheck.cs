using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>Evaluates invariants.</summary>
internal sealed class ExpressionCheck(ValidationRun run)
{
    private readonly ValidationContext _context = new(run);

    /// <summary>The resource whose profile is being checked; -1 for a data type's profile and for R4's own rules.</summary>
    public int Holder { get; private set; } = -1;

    /// <summary>Begins the check of a profile on a node; gives back what was before.</summary>
    public int Enter(Profile profile, int node)
    {
        var before = Holder;
        Hold(profile.Type.Kind == TypeKind.Resource ? node : before);
        return before;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    public void Leave(int before) => Hold(before);

    private void Hold(int node)
    {
        Holder = node;
        _context.Holder = node < 0 ? null : new PathNode(run.Document, node);
    }

    /// <summary>An invariant of a profile.</summary>
    public void Check(ProfileInvariant invariant, int node, string profile)
    {
        if (invariant.Compiled is { } compiled)
        {
            Test(compiled, (invariant.Key, invariant.Human, invariant.IsError, profile), node);
            return;
        }

        if (!FhirPathExpression.TryCompile(invariant.Expression, out var expression, out var error))
        {
            run.Log.Warning(
                node, "not-supported", $"The rule {invariant.Key} of {profile} could not be checked; its expression is broken: {error.Message}",
                $"Reglen {invariant.Key} i {profile} kunne ikke kontrolleres; dens udtryk er i stykker: {error.In(TextLanguage.Danish).Message}");
            return;
        }

        invariant.Compiled = expression;
        Test(expression, (invariant.Key, invariant.Human, invariant.IsError, profile), node);
    }

    /// <summary>An invariant of R4 itself.</summary>
    public void Check(BaseInvariant invariant, int node) =>
        Test(invariant.Expression, (invariant.Invariant.Key, invariant.Invariant.Human, invariant.Invariant.IsError, null), node);

    /// <summary>
    /// Whether an expression holds for a node; null when it cannot be evaluated. One that gives nothing says nothing against the node: rules such
    /// as bdl-8 (<c>fullUrl.contains('/_history/').not()</c>) are written for elements that need not be there.
    /// </summary>
    public bool? IsTrue(FhirPathExpression expression, int node)
    {
        var truth = expression.Test(new PathNode(run.Document, node), _context, out var error);
        return error is not null ? null : truth ?? true;
    }

    /// <summary>Whether an expression, evaluated over the resource that holds a node, gives this node among its values.</summary>
    public bool Selects(FhirPathExpression expression, int node)
    {
        var place = new PathNode(run.Document, node);
        var nodes = new List<PathNode>();
        return expression.TrySelect(place.Resource, _context, nodes, out _) && nodes.Contains(place);
    }

    private void Test(FhirPathExpression expression, (string Key, string Human, bool IsError, string? Profile) rule, int node)
    {
        switch (IsTrue(expression, node))
        {
            case true:
                break;
            case false:
                var source = rule.Profile is null ? "" : $" ({rule.Profile})";
                run.Log.Add(
                    node, rule.IsError ? IssueSeverity.Error : IssueSeverity.Warning, "invariant", $"Rule {rule.Key} does not hold: {rule.Human}{source}",
                    $"Reglen {rule.Key} er ikke overholdt: {InvariantTexts.Danish(rule.Key) ?? rule.Human}{source}");
                break;
            default:
                run.Log.Note(
                    node, "not-supported", $"Rule {rule.Key} could not be evaluated here: it asks for what is not known.", $"Reglen {rule.Key} kunne ikke beregnes her: den spørger om noget, der ikke kendes.");
                break;
        }
    }
}
