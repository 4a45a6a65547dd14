using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Whether the conditions of an item (enableWhen) can ever be met.</summary>
internal sealed class ConditionCheck(ValidationRun run, Form form)
{
    private readonly IssueLog _log = run.Log;

    public void Check(FormItem item)
    {
        // que-12 means more than one, but its expression says more than two.
        if (item.Conditions.Count == 2 && item.NeedsAll is null)
        {
            _log.Error(
                item.Place.Index, "required", $"The item {item.Name} has two conditions: say in enableBehavior whether 'all' or 'any' of them must be met.",
                $"Punktet {item.Name} har to betingelser: angiv i enableBehavior, om 'all' eller 'any' af dem skal være opfyldt.", "enableBehavior");
        }

        foreach (var condition in item.Conditions)
        {
            if (condition.Question.Length == 0)
            {
                continue;
            }

            if (form.Find(condition.Question) is { } question)
            {
                Check(condition, question, item);
            }
            else
            {
                _log.Error(
                    Place(condition, "question"u8), "not-found", $"The condition of {item.Name} asks for the item '{condition.Question}', which the questionnaire does not have.",
                    $"Betingelsen for {item.Name} spørger efter punktet '{condition.Question}', som spørgeskemaet ikke har.");
            }
        }
    }

    private void Check(FormCondition condition, FormItem question, FormItem item)
    {
        if (question == item)
        {
            _log.Error(
                Place(condition, "question"u8), "business-rule", $"The item {item.Name} depends on its own answer; name another question.",
                $"Punktet {item.Name} afhænger af sit eget svar; angiv et andet spørgsmål.");
        }
        else if (question.IsWithin(item))
        {
            // The answer is sought among ancestors, then before, then behind: never inside.
            _log.Error(
                Place(condition, "question"u8), "business-rule", $"The item {item.Name} depends on {question.Name}, which lies inside it and so can only be answered when it is shown. Move that question out of it.",
                $"Punktet {item.Name} afhænger af {question.Name}, som ligger inden i det og derfor kun kan besvares, når det vises. Flyt spørgsmålet ud af det.");
        }
        else if (question.Type is QuestionType.Group or QuestionType.Display)
        {
            _log.Error(
                Place(condition, "question"u8), "business-rule", $"The item {question.Name} has no answer that {item.Name} could depend on.",
                $"Punktet {question.Name} har intet svar, som {item.Name} kan afhænge af.");
        }
        else if (condition.Answer is { } answer && condition.Operator != "exists" && question.Type.ValueType() is { } wanted)
        {
            CheckAnswer(condition, question, (answer, wanted));
        }
    }

    private void CheckAnswer(FormCondition condition, FormItem question, (NodeReader Value, string Wanted) answer)
    {
        if (!Fits(answer.Value.TypeName, question, answer.Wanted))
        {
            _log.Error(
                answer.Value.Index, "structure", $"{question.Name} is answered with {answer.Wanted}, so it can never be compared with {answer.Value.TypeName}.",
                $"{question.Name} besvares med {answer.Wanted}, så det kan aldrig sammenlignes med {answer.Value.TypeName}.");
        }
        else if (condition.Operator is not ("=" or "!=") && !QuestionTypes.IsOrdered(answer.Value.TypeName))
        {
            _log.Error(
                Place(condition, "operator"u8), "business-rule", $"The operator '{condition.Operator}' needs values in an order; {answer.Value.TypeName} has none. Use '=' or '!='.",
                $"Operatoren '{condition.Operator}' kræver værdier i en rækkefølge; {answer.Value.TypeName} har ingen. Brug '=' eller '!='.");
        }
        else if (question.Options.Count > 0 && condition.Operator == "=" && question.Type is not QuestionType.OpenChoice && question.FindOption(answer.Value) is null
            && !question.Options.Exists(o => o.Choice("value") is { } offered && AnswerValues.AreEqual(answer.Value, offered) is null))
        {
            _log.Warning(
                answer.Value.Index, "business-rule", $"{question.Name} does not offer {AnswerValues.Show(answer.Value)}, so the condition is never met.",
                $"{question.Name} tilbyder ikke {AnswerValues.Show(answer.Value)}, så betingelsen bliver aldrig opfyldt.");
        }
    }

    // enableWhen has no answerUri, and its integer and date stand for values of the wider types as well.
    private static bool Fits(string given, FormItem question, string wanted) =>
        given == wanted
        || (given, wanted) is ("string", "uri") or ("integer", "decimal") or ("date", "dateTime")
        || (given == "string" && question.Type is QuestionType.OpenChoice)
        || (question.Type.IsChoice() && (question.Options.Exists(o => o.Choice("value")?.TypeName == given) || (question.Options.Count == 0 && question.ValueSet is null)));

    private static int Place(FormCondition condition, ReadOnlySpan<byte> name) => condition.Place.Child(name)?.Index ?? condition.Place.Index;
}
