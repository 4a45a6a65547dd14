using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Fhir.Validation;

/// <summary>Whether answers are among those that a question offers.</summary>
internal sealed class OptionCheck(ValidationRun run, Form form)
{
    private const string Exclusive = "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";
    private const int MaxShown = 10;

    private readonly IssueLog _log = run.Log;
    private readonly AnswerSets _sets = new(run, form);

    public void Check(NodeReader value, FormItem question)
    {
        if (question.Type is QuestionType.OpenChoice && value.TypeName == "string")
        {
            return;
        }

        if (question.Options.Count > 0)
        {
            CheckOptions(value, question);
        }
        else if (question.ValueSet is { } valueSet && value.TypeName == "Coding")
        {
            CheckSet(value, valueSet, question);
        }
    }

    /// <summary>Options that exclude the others.</summary>
    public void CheckTogether(ResponseItem item, FormItem question)
    {
        if (item.Answers.Count < 2 || question.Options.Count == 0)
        {
            return;
        }

        var exclusive = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in question.Options)
        {
            if (option.Choice("value") is { } value && DefinitionReader.All(option, "extension"u8).Exists(e => e.TextOf("url"u8) == Exclusive && e.Choice("value") is { Node.Kind: NodeKind.True }))
            {
                exclusive.Add(AnswerValues.Key(value));
            }
        }

        foreach (var answer in exclusive.Count == 0 ? [] : item.Answers)
        {
            if (answer.Choice("value") is { } value && exclusive.Contains(AnswerValues.Key(value)))
            {
                _log.Error(
                    answer.Index, "business-rule", $"The answer {AnswerValues.Show(value)} excludes all others; remove it or the others.",
                    $"Svaret {AnswerValues.Show(value)} udelukker alle andre; fjern det eller de andre.");
            }
        }
    }

    private void CheckOptions(NodeReader value, FormItem question)
    {
        if (question.FindOption(value) is { } same)
        {
            CheckWords(value, same);
            return;
        }

        NodeReader? near = null;
        foreach (var option in question.Options)
        {
            if (option.Choice("value") is { } offered && AnswerValues.AreEqual(value, offered) is null)
            {
                near = offered;
                break;
            }
        }

        if (near is { } likely)
        {
            _log.Error(
                value.Index, "code-invalid", $"The answer {AnswerValues.Show(value)} is not quite the option {AnswerValues.Show(likely)}: give it exactly, with the same system.",
                $"Svaret {AnswerValues.Show(value)} er ikke helt valgmuligheden {AnswerValues.Show(likely)}: angiv den nøjagtigt, med samme system.");
            return;
        }

        var list = List(question);
        _log.Error(
            value.Index, "code-invalid", $"The answer {AnswerValues.Show(value)} is not an option of {question.Name}; those are {list}.",
            $"Svaret {AnswerValues.Show(value)} er ikke en valgmulighed for {question.Name}; de er {list}.");
    }

    private void CheckWords(NodeReader value, NodeReader offered)
    {
        if (value.TypeName == "Coding" && value.TextOf("display"u8) is { } said && offered.TextOf("display"u8) is { } right && said != right)
        {
            _log.Warning(
                value.Index, "business-rule", $"The answer is shown as '{said}'; the option is '{right}'.", $"Svaret vises som '{said}'; valgmuligheden er '{right}'.");
        }
    }

    private static string List(FormItem question)
    {
        var shown = new List<string>();
        foreach (var option in question.Options)
        {
            if (option.Choice("value") is { } value && shown.Count < MaxShown)
            {
                shown.Add(AnswerValues.Show(value));
            }
        }

        return string.Join(", ", shown) + (question.Options.Count > MaxShown ? ", …" : "");
    }

    private void CheckSet(NodeReader value, NodeReader valueSet, FormItem question)
    {
        switch (_sets.Contains(valueSet, value))
        {
            case Membership.Member:
                CheckDisplay(value);
                break;
            case Membership.NotMember:
                _log.Error(
                    value.Index, "code-invalid", $"The answer {AnswerValues.Show(value)} is not in {valueSet.Text()}, from which {question.Name} is answered.",
                    $"Svaret {AnswerValues.Show(value)} findes ikke i {valueSet.Text()}, hvorfra {question.Name} besvares.");
                break;
            default:
                _log.Note(
                    value.Index, "not-found", $"The answer was not checked: {valueSet.Text()}, or a code system that it is made of, is not known here.",
                    $"Svaret er ikke kontrolleret: {valueSet.Text()}, eller et kodesystem, som det består af, kendes ikke her.");
                break;
        }
    }

    // What a person was shown and chose must be what the code means, or the answer says two things. Displays in other languages are
    // not known here, so only texts that are meant to be the system's own are compared.
    private void CheckDisplay(NodeReader value)
    {
        if (value.TextOf("display"u8) is not { } display || value.TextOf("system"u8) is not { } system || value.TextOf("code"u8) is not { } code
            || new NodeReader(run.Document, 0).TextOf("language"u8) is { } language && !language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        // What is said of the code with any display, that it is inactive, say, is not about the display.
        if (run.Validator.Terminology.CheckCode(system, code, display) is { Membership: Membership.Member, Message: not null, Display: { } right }
            && run.Validator.Terminology.CheckCode(system, code).Message is null)
        {
            _log.Error(
                value.Index, "code-invalid", $"The answer is shown as '{display}', but the code {code} means '{right}'.",
                $"Svaret vises som '{display}', men koden {code} betyder '{right}'.");
        }
    }
}
