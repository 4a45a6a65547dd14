using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>The answers to one item: how many, of what type, and within the question's limits.</summary>
internal sealed class AnswerCheck(ValidationRun run, Form form)
{
    private readonly IssueLog _log = run.Log;
    private readonly OptionCheck _options = new(run, form);
    private readonly LimitCheck _limits = new(run, form);

    public void Check(ResponseItem item, FormItem question)
    {
        if (question.Type is QuestionType.Group or QuestionType.Display)
        {
            CheckSilent(item, question);
            return;
        }

        if (question.Type is QuestionType.Question)
        {
            _log.Error(
                item.Place.Index, "structure", $"The item {question.Name} has the type 'question', which is abstract: no answer can be right. The questionnaire must name a concrete type, such as 'string'.",
                $"Punktet {question.Name} har typen 'question', som er abstrakt: intet svar kan være rigtigt. Spørgeskemaet skal angive en konkret type, såsom 'string'.");
            return;
        }

        CheckNumber(item, question);
        _options.CheckTogether(item, question);
        foreach (var answer in item.Answers)
        {
            if (answer.Choice("value") is { } value && !_log.IsFull)
            {
                Check(value, question);
            }
        }
    }

    /// <summary>One value, which may be an answer or one that the questionnaire itself proposes.</summary>
    public void Check(NodeReader value, FormItem question)
    {
        if (CheckType(value, question))
        {
            _options.Check(value, question);
            _limits.Check(value, question);
        }
    }

    private void CheckSilent(ResponseItem item, FormItem question)
    {
        if (item.Answers.Count > 0)
        {
            var (what, hvad) = question.Type is QuestionType.Group ? ("a group", "en gruppe") : ("a display", "en visning");
            _log.Error(
                item.Answers[0].Index, "structure", $"The item {question.Name} is {what}, which has no answer.",
                $"Punktet {question.Name} er {hvad}, som intet svar har.");
        }
    }

    private void CheckNumber(ResponseItem item, FormItem question)
    {
        if (item.Answers.Count > 1 && !question.Repeats)
        {
            _log.Error(
                item.Answers[1].Index, "structure", $"The question {question.Name} takes one answer; here are {item.Answers.Count}.",
                $"Spørgsmålet {question.Name} tager ét svar; her er {item.Answers.Count}.");
        }
        else if (question.Limits.MaxOccurs >= 0 && item.Answers.Count > question.Limits.MaxOccurs)
        {
            _log.Error(
                item.Answers[question.Limits.MaxOccurs].Index, "structure", $"The question {question.Name} takes at most {question.Limits.MaxOccurs} answer(s); here are {item.Answers.Count}.",
                $"Spørgsmålet {question.Name} tager højst {question.Limits.MaxOccurs} svar; her er {item.Answers.Count}.");
        }
    }

    private bool CheckType(NodeReader value, FormItem question)
    {
        var wanted = question.Type.ValueType();
        var given = value.TypeName;
        if (wanted is null || given == wanted || (question.Type is QuestionType.OpenChoice && given == "string") || IsOptionType(given, question))
        {
            return wanted is not null;
        }

        // A choice that names no options may have them from elsewhere, and they may be of other types.
        var isOpen = question.Type.IsChoice() && question.Options.Count == 0 && question.ValueSet is null && given is "string" or "integer" or "date" or "time" or "Reference";
        var also = question.Type is QuestionType.OpenChoice ? " or valueString" : "";
        var eller = question.Type is QuestionType.OpenChoice ? " eller valueString" : "";
        _log.Add(
            value.Index, isOpen ? IssueSeverity.Warning : IssueSeverity.Error, "structure", $"The answer has the type {given}; the question {question.Name} takes value{Capital(wanted)}{also}.",
            $"Svaret har typen {given}; spørgsmålet {question.Name} tager value{Capital(wanted)}{eller}.");
        return false;
    }

    // Options may be of other types than Coding: then the answers are too.
    private static bool IsOptionType(string given, FormItem question) =>
        question.Type.IsChoice() && question.Options.Exists(o => o.Choice("value")?.TypeName == given);

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
