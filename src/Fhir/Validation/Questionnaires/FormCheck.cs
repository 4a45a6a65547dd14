using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// A questionnaire by itself: whether its conditions, options and limits can work. See
/// <see href="https://hl7.org/fhir/R4/questionnaire-definitions.html"/>.
/// </summary>
internal sealed class FormCheck(ValidationRun run, Form form)
{
    private readonly IssueLog _log = run.Log;
    private readonly AnswerSets _sets = new(run, form);
    private readonly AnswerCheck _answers = new(run, form);
    private readonly ConditionCheck _conditions = new(run, form);

    public void Check()
    {
        foreach (var item in form.Items)
        {
            if (_log.IsFull)
            {
                return;
            }

            if (item.Type is QuestionType.Question)
            {
                _log.Error(
                    item.Place.Index, "code-invalid", $"The type 'question' of {item.Name} is abstract; name a concrete one, such as 'string'.",
                    $"Typen 'question' på {item.Name} er abstrakt; angiv en konkret, såsom 'string'.");
            }

            _conditions.Check(item);
            CheckOptions(item);
            CheckInitial(item);
            CheckValueSet(item);
            CheckLimits(item);
        }
    }

    private void CheckOptions(FormItem item)
    {
        var wanted = item.Type.ValueType();
        var seen = new HashSet<string>(item.Options.Count, StringComparer.Ordinal);
        foreach (var option in item.Options)
        {
            if (option.Choice("value") is not { } value)
            {
                continue;
            }

            if (wanted is not null && !item.Type.IsChoice() && value.TypeName != wanted)
            {
                _log.Error(
                    value.Index, "structure", $"The option has the type {value.TypeName}, but {item.Name} is answered with {wanted}.",
                    $"Valgmuligheden har typen {value.TypeName}, men {item.Name} besvares med {wanted}.");
            }
            else if (!seen.Add(AnswerValues.Key(value)))
            {
                _log.Warning(
                    value.Index, "duplicate", $"The option {AnswerValues.Show(value)} stands twice.", $"Valgmuligheden {AnswerValues.Show(value)} står to gange.");
            }
        }

        CheckSelected(item);
        if (item.Type is QuestionType.Choice && item.Options.Count == 0 && item.ValueSet is null && !item.Limits.HasExpression)
        {
            _log.Warning(
                item.Place.Index, "business-rule", $"The choice {item.Name} has nothing to choose from: give it answerOption or answerValueSet.",
                $"Valget {item.Name} har intet at vælge imellem: giv det answerOption eller answerValueSet.");
        }
    }

    private void CheckSelected(FormItem item)
    {
        if (!item.Repeats && item.Options.FindAll(o => o.IsTrue("initialSelected"u8)) is { Count: > 1 } selected)
        {
            _log.Error(
                selected[1].Index, "structure", $"Only one option of {item.Name} can be selected from the start, since it does not repeat.",
                $"Kun én valgmulighed for {item.Name} kan være valgt fra starten, da det ikke gentages.");
        }
    }

    private void CheckInitial(FormItem item)
    {
        foreach (var initial in item.Initial)
        {
            if (initial.Choice("value") is { } value && item.Type.ValueType() is not null)
            {
                _answers.Check(value, item);
            }
        }
    }

    private void CheckValueSet(FormItem item)
    {
        if (item.ValueSet is not { Node.Kind: NodeKind.String } valueSet || _sets.Find(valueSet) is not null)
        {
            return;
        }

        var address = valueSet.Text();
        if (_sets.Locate(address) is { } other)
        {
            _log.Error(
                valueSet.Index, "structure", $"'{address}' has the type {other.TypeName}; it must be a ValueSet.", $"'{address}' har typen {other.TypeName}; det skal være et ValueSet.");
        }
        else if (address.StartsWith('#'))
        {
            _log.Error(
                valueSet.Index, "not-found", $"There is no contained ValueSet with the id '{address[1..]}'.", $"Der er intet indlejret ValueSet med id '{address[1..]}'.");
        }
        else
        {
            _log.Note(
                valueSet.Index, "not-found", $"The value set {address} is not known here, so answers cannot be checked against it.",
                $"Værdisættet {address} kendes ikke her, så svar kan ikke kontrolleres mod det.");
        }
    }

    // Limits that leave no answer at all.
    private void CheckLimits(FormItem item)
    {
        var limits = item.Limits;
        var isCrossed = (limits.MaxOccurs >= 0 && limits.MinOccurs > limits.MaxOccurs)
            || (item.MaxLength >= 0 && limits.MinLength > item.MaxLength)
            || (limits.MinValue is { } least && limits.MaxValue is { } most && AnswerValues.Order(least, most) > 0)
            || (limits.MinQuantity is { } low && limits.MaxQuantity is { } high && AnswerValues.Order(low, high) > 0);
        if (isCrossed)
        {
            _log.Warning(
                item.Place.Index, "business-rule", $"No answer to {item.Name} can be right: its least limit is above its greatest.",
                $"Intet svar på {item.Name} kan være rigtigt: dets mindste grænse ligger over dets største.");
        }
    }
}
