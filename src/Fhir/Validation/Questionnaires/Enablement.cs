using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Whether items are asked at all, given the other answers. Null means that it cannot be told; then the item may be answered and need
/// not be. See <see href="https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen"/>.
/// </summary>
internal sealed class Enablement(ResponseTree tree)
{
    /// <param name="item">The item that is asked for.</param>
    /// <param name="parent">The item of the response that it lies in, or would; null for none.</param>
    /// <param name="position">Where it stands in the document, or would.</param>
    public bool? IsEnabled(FormItem item, ResponseItem? parent, int position)
    {
        var (yes, no) = (0, 0);
        foreach (var condition in item.Conditions)
        {
            switch (Holds(condition, (item, parent, position)))
            {
                case true:
                    yes++;
                    break;
                case false:
                    no++;
                    break;
                default:
                    break;
            }
        }

        var all = item.Conditions.Count;
        if (yes == all || no == all)
        {
            return yes == all;
        }

        // Without enableBehavior (an error of the questionnaire, que-12) either may be meant.
        return item.NeedsAll switch
        {
            true when no > 0 => false,
            false when yes > 0 => true,
            _ => null,
        };
    }

    private bool? Holds(FormCondition condition, (FormItem Item, ResponseItem? Parent, int Position) place)
    {
        if (condition.Answer is not { } wanted || tree.Form.Find(condition.Question) is not { } question)
        {
            return null;
        }

        var answered = Nearest(question, place.Parent, place.Position);
        if (answered is null && tree.IsAnsweredAnywhere(question))
        {
            // Answered in another repetition only: the specification's axes would lead there, but no form means that.
            return null;
        }

        return Holds(condition.Operator, answered, wanted);
    }

    // "The nearest question occurrence reachable by tracing first the 'ancestor' axis and then the 'preceding' axis and then the
    // 'following' axis", within the innermost repetition that has both.
    private ResponseItem? Nearest(FormItem question, ResponseItem? parent, int position)
    {
        for (var at = parent; at is not null; at = at.Parent)
        {
            if (at.Form == question)
            {
                return at;
            }

            if (at.Form is { } form && question.IsWithin(form))
            {
                return tree.Nearest(question, at.Place, position);
            }
        }

        return tree.Nearest(question, tree.Response, position);
    }

    // https://hl7.org/fhir/R4/valueset-questionnaire-enable-operator.html
    private static bool? Holds(string operation, ResponseItem? answered, NodeReader wanted)
    {
        var any = answered is { Values: > 0 };
        if (operation == "exists")
        {
            return wanted.Node.Kind is NodeKind.True or NodeKind.False ? any == wanted.Boolean() : null;
        }

        if (!any)
        {
            // Whether an answer that is not given is different from another, the specification leaves open.
            return operation == "!=" ? null : false;
        }

        var isUnsure = false;
        foreach (var answer in answered!.Answers)
        {
            if (answer.Choice("value") is not { } value)
            {
                continue;
            }

            switch (Compare(operation == "!=" ? "=" : operation, value, wanted))
            {
                case true:
                    return operation != "!=";
                case null:
                    isUnsure = true;
                    break;
                default:
                    break;
            }
        }

        return isUnsure ? null : operation == "!=";
    }

    private static bool? Compare(string operation, NodeReader value, NodeReader wanted) => operation switch
    {
        "=" => AnswerValues.AreEqual(value, wanted),
        ">" => AnswerValues.Order(value, wanted) is { } order ? order > 0 : null,
        "<" => AnswerValues.Order(value, wanted) is { } order ? order < 0 : null,
        ">=" => AnswerValues.Order(value, wanted) is { } order ? order >= 0 : null,
        "<=" => AnswerValues.Order(value, wanted) is { } order ? order <= 0 : null,
        _ => null,
    };
}
