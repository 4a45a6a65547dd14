using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// The rules that a questionnaire itself states, as FHIRPath on its items or on the whole response. See
/// <see href="https://hl7.org/fhir/R4/extension-questionnaire-constraint.html"/>.
/// </summary>
internal sealed class ConstraintCheck
{
    private const int MaxSteps = 500_000;
    private static readonly TimeSpan MaxTotal = TimeSpan.FromMilliseconds(500);

    private readonly ValidationRun _run;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly Dictionary<string, IReadOnlyList<FhirPathValue>> _variables;
    private readonly Dictionary<int, Rule> _rules = [];
    private bool _isOver;

    public ConstraintCheck(ValidationRun run, Form form)
    {
        _run = run;
        _clock = run.Validator.Options.Clock;
        _start = _clock.GetTimestamp();
        _variables = new() { ["questionnaire"] = [Value(form.Place)] };
    }

    /// <summary>The rules of the questionnaire as a whole.</summary>
    public void Check(Form form, NodeReader response)
    {
        foreach (var extension in DefinitionReader.All(form.Place, "extension"u8))
        {
            if (FormLimits.IsConstraint(extension))
            {
                Check(extension, response);
            }
        }
    }

    /// <summary>The rules of one item.</summary>
    public void Check(FormItem item, NodeReader answered)
    {
        foreach (var constraint in item.Limits.Constraints)
        {
            _variables["qitem"] = [Value(item.Place)];
            Check(constraint, answered);
        }
    }

    private void Check(NodeReader constraint, NodeReader focus)
    {
        if (_isOver || RuleOf(constraint) is not { } rule)
        {
            return;
        }

        if (rule.Expression is null)
        {
            _run.Log.Warning(
                focus.Index, "not-supported", $"The rule {rule.Key} of the questionnaire could not be checked; its expression is broken: {rule.Problem}",
                $"Spørgeskemaets regel {rule.Key} kunne ikke kontrolleres; dens udtryk er i stykker: {rule.Problem}");
            return;
        }

        if (_clock.GetElapsedTime(_start) > MaxTotal)
        {
            _isOver = true;
            _run.Log.Warning(
                focus.Index, "too-costly", "The rules of the questionnaire take too long; from here on they were not checked.",
                "Spørgeskemaets regler tager for lang tid; herfra er de ikke kontrolleret.");
            return;
        }

        var context = new ValidationContext(_run) { Variables = _variables, MaxSteps = MaxSteps, MaxTime = MaxTotal };
        var truth = rule.Expression.Test(new PathNode(focus.Document, focus.Index), context, out var error);
        if (error is not null)
        {
            _run.Log.Warning(
                focus.Index, "not-supported", $"The rule {rule.Key} of the questionnaire could not be evaluated: {error.Message}",
                $"Spørgeskemaets regel {rule.Key} kunne ikke beregnes: {error.Message}");
        }
        else if (truth != true)
        {
            _run.Log.Add(
                focus.Index, rule.IsError ? IssueSeverity.Error : IssueSeverity.Warning, "invariant", $"The questionnaire's rule {rule.Key} does not hold: {rule.Human}",
                $"Spørgeskemaets regel {rule.Key} er ikke overholdt: {rule.Human}");
        }
    }

    private Rule? RuleOf(NodeReader constraint)
    {
        if (!_rules.TryGetValue(constraint.Index, out var rule))
        {
            _rules[constraint.Index] = rule = Rule.Read(constraint);
        }

        return rule.IsRule ? rule : null;
    }

    private static FhirPathValue Value(NodeReader place) => new(PathItem.OfNode(place.Document, place.Index));

    private sealed record Rule(string Key, string Human, bool IsError, FhirPathExpression? Expression, string? Problem)
    {
        public bool IsRule => Expression is not null || Problem is not null;

        public static Rule Read(NodeReader constraint)
        {
            var (key, human, isError, text) = ("?", (string?)null, true, (string?)null);
            foreach (var part in DefinitionReader.All(constraint, "extension"u8))
            {
                var value = part.Choice("value");
                var said = value is { Node.Kind: NodeKind.String } word ? word.Text() : null;
                switch (part.TextOf("url"u8))
                {
                    case "key":
                        key = said ?? key;
                        break;
                    case "human":
                        human = said;
                        break;
                    case "severity":
                        isError = said != "warning";
                        break;
                    case "expression":
                        text = said ?? (value is { TypeName: "Expression" } expression && expression.TextOf("language"u8) == "text/fhirpath" ? expression.TextOf("expression"u8) : null);
                        break;
                    default:
                        break;
                }
            }

            FhirPathError? error = null;
            FhirPathExpression? compiled = null;
            return text is not null && !FhirPathExpression.TryCompile(text, out compiled, out error)
                ? new Rule(key, human ?? text, isError, null, error.Message)
                : new Rule(key, human ?? text ?? "", isError, compiled, null);
        }
    }
}
