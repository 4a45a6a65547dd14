using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// The items of a response against those of its questionnaire: which, where, in what order, how many. See
/// <see href="https://hl7.org/fhir/R4/questionnaireresponse.html#notes"/>.
/// </summary>
internal sealed class ResponseCheck
{
    private readonly IssueLog _log;
    private readonly ResponseTree _tree;
    private readonly Enablement _enablement;
    private readonly AnswerCheck _answers;
    private readonly ConstraintCheck _constraints;
    private readonly bool _isFinished;

    // Per place (response, item or answer) and item of the questionnaire: what has been seen there.
    private readonly Dictionary<(int Scope, FormItem Form), Seen> _seen = [];

    // Per place: the last item of the questionnaire that was seen there.
    private readonly Dictionary<int, FormItem> _last = [];

    public ResponseCheck(ValidationRun run, ResponseTree tree)
    {
        _log = run.Log;
        _tree = tree;
        _enablement = new Enablement(tree);
        _answers = new AnswerCheck(run, tree.Form);
        _constraints = new ConstraintCheck(run, tree.Form);
        _isFinished = tree.Response.TextOf("status"u8) is "completed" or "amended";
    }

    public void Check()
    {
        foreach (var item in _tree.Items)
        {
            if (_log.IsFull)
            {
                return;
            }

            item.IsSkipped = item.Parent is { IsSkipped: true } || !CheckPlace(item);
            if (!item.IsSkipped)
            {
                Count(item);
                CheckItem(item, item.Form!);
            }
        }

        CheckRequired();
        _constraints.Check(_tree.Form, _tree.Response);
    }

    // False when nothing can be said about what is inside.
    private bool CheckPlace(ResponseItem item)
    {
        if (item.Form is not { } form)
        {
            _log.Error(
                item.Place.Index, "structure", $"The questionnaire has no item with the linkId '{item.LinkId}'.",
                $"Spørgeskemaet har intet punkt med linkId '{item.LinkId}'.");
            return false;
        }

        if (form.Parent != item.Parent?.Form)
        {
            var (right, rigtigt) = form.Parent is null ? ("outermost in the response", "yderst i besvarelsen") : ($"inside {form.Parent.Name}", $"inden i {form.Parent.Name}");
            _log.Error(item.Place.Index, "structure", $"The item {form.Name} belongs {right}, not here.", $"Punktet {form.Name} hører til {rigtigt}, ikke her.");
            return true;
        }

        CheckNesting(item, form);
        CheckOrder(item, form);
        if (_enablement.IsEnabled(form, item.Parent, item.Place.Index) == false && (item.Values > 0 || item.HasItems))
        {
            TellDisabled(item, form);
            return false;
        }

        return true;
    }

    // Groups hold items; an answer holds what is asked because of it.
    private void CheckNesting(ResponseItem item, FormItem form)
    {
        if (item.Parent is { } parent && parent.Place.Index == item.Scope && parent.Form!.Type is not QuestionType.Group)
        {
            _log.Add(
                item.Place.Index, parent.Form.Type is QuestionType.Display || parent.Answers.Count > 0 ? IssueSeverity.Error : IssueSeverity.Warning, "structure",
                $"The item {form.Name} must lie in an answer to {parent.Form.Name}, not directly under the question.",
                $"Punktet {form.Name} skal ligge i et svar på {parent.Form.Name}, ikke direkte under spørgsmålet.");
        }
    }

    private void CheckOrder(ResponseItem item, FormItem form)
    {
        if (_last.TryGetValue(item.Scope, out var last) && last.Index > form.Index)
        {
            _log.Error(
                item.Place.Index, "structure", $"The item {form.Name} must come before {last.Name}, as in the questionnaire.",
                $"Punktet {form.Name} skal komme før {last.Name}, som i spørgeskemaet.");
        }
        else
        {
            _last[item.Scope] = form;
        }
    }

    private void TellDisabled(ResponseItem item, FormItem form)
    {
        // While a form is filled in, what is hidden again may keep its answer until the end.
        _log.Add(
            item.Place.Index, _isFinished ? IssueSeverity.Error : IssueSeverity.Warning, "business-rule",
            $"The item {form.Name} is answered, but the other answers leave it out (enableWhen). Remove it.",
            $"Punktet {form.Name} er besvaret, men de andre svar udelader det (enableWhen). Fjern det.");
    }

    private void Count(ResponseItem item)
    {
        var key = (item.Scope, item.Form!);
        var seen = _seen.GetValueOrDefault(key);
        var filled = item.Form!.Type is QuestionType.Group ? item.IsFilled ? 1 : 0 : item.Values;
        _seen[key] = new Seen(seen.Times + 1, seen.Filled + filled, seen.Times == 0 ? item.Place.Index : seen.First);
        if (seen.Times == 0)
        {
            return;
        }

        if (item.Form.Type is not QuestionType.Group)
        {
            _log.Error(
                item.Place.Index, "structure", $"The item {item.Form.Name} stands here a second time. A question has one item with all of its answers.",
                $"Punktet {item.Form.Name} står her for anden gang. Et spørgsmål har ét punkt med alle sine svar.");
        }
        else if (!item.Form.Repeats)
        {
            _log.Error(
                item.Place.Index, "structure", $"The group {item.Form.Name} may stand only once; the questionnaire does not let it repeat.",
                $"Gruppen {item.Form.Name} må kun stå én gang; spørgeskemaet lader den ikke gentage.");
        }
        else if (item.Form.Limits.MaxOccurs >= 0 && seen.Times == item.Form.Limits.MaxOccurs)
        {
            _log.Error(
                item.Place.Index, "structure", $"The group {item.Form.Name} may stand at most {item.Form.Limits.MaxOccurs} time(s).",
                $"Gruppen {item.Form.Name} må stå højst {item.Form.Limits.MaxOccurs} gang(e).");
        }
    }

    private void CheckItem(ResponseItem item, FormItem form)
    {
        if (item.Place.Child("text"u8) is { Node.Kind: NodeKind.String } text && form.Text is { } asked && text.Text().Trim() != asked.Trim() && IsSameLanguage())
        {
            _log.Note(
                text.Index, "business-rule", $"The text differs from that of the questionnaire, '{asked}'.",
                $"Teksten er en anden end spørgeskemaets, '{asked}'.");
        }

        _answers.Check(item, form);
        _constraints.Check(form, item.Place);
    }

    private bool IsSameLanguage() =>
        _tree.Response.TextOf("language"u8) is not { } mine || _tree.Form.Place.TextOf("language"u8) is not { } theirs || mine == theirs;

    private void CheckRequired()
    {
        CheckRequired(_tree.Form.Required, null, _tree.Response);
        foreach (var item in _tree.Items)
        {
            if (_log.IsFull)
            {
                return;
            }

            if (item.IsSkipped || item.Form!.Required.Count == 0)
            {
                continue;
            }

            if (item.Form.Type is QuestionType.Group)
            {
                CheckRequired(item.Form.Required, item, item.Place);
                continue;
            }

            foreach (var answer in item.Answers)
            {
                CheckRequired(item.Form.Required, item, answer);
            }
        }
    }

    private void CheckRequired(IReadOnlyList<FormItem> required, ResponseItem? parent, NodeReader scope)
    {
        foreach (var form in required)
        {
            if (_log.IsFull)
            {
                return;
            }

            var seen = _seen.GetValueOrDefault((scope.Index, form));
            var least = Math.Max(form.Limits.MinOccurs, 1);
            if (seen.Filled >= least || form.Type is QuestionType.Display || _enablement.IsEnabled(form, parent, seen.Times > 0 ? seen.First : scope.Node.End) != true)
            {
                continue;
            }

            TellMissing(form, (seen, least), scope);
        }
    }

    private void TellMissing(FormItem form, (Seen Seen, int Least) count, NodeReader scope)
    {
        var (english, danish) = (form.Type is QuestionType.Group, count.Least) switch
        {
            (true, 1) => ($"The group {form.Name} must be there, with an item in it.", $"Gruppen {form.Name} skal være der, med et punkt i."),
            (true, _) => ($"The group {form.Name} must be there at least {count.Least} times.", $"Gruppen {form.Name} skal være der mindst {count.Least} gange."),
            (false, 1) => ($"The question {form.Name} must be answered.", $"Spørgsmålet {form.Name} skal besvares."),
            _ => ($"The question {form.Name} needs at least {count.Least} answers; it has {count.Seen.Filled}.", $"Spørgsmålet {form.Name} kræver mindst {count.Least} svar; det har {count.Seen.Filled}."),
        };
        var isStanding = count.Seen.Times > 0;
        _log.Add(
            isStanding ? count.Seen.First : scope.Index, _isFinished ? IssueSeverity.Error : IssueSeverity.Information, "required", english, danish, isStanding ? null : "item");
    }

    private readonly record struct Seen(int Times, int Filled, int First);
}
