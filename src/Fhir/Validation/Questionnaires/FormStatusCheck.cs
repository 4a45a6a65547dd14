using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Whether a questionnaire was in use when it was answered, and for whom it is.</summary>
internal readonly struct FormStatusCheck(ValidationRun run, Form form, NodeReader response)
{
    public void Check()
    {
        var canonical = response.Child("questionnaire"u8)!.Value.Index;
        if (form.Place.TextOf("status"u8) is { } status && status != "active")
        {
            run.Log.Warning(
                canonical, "business-rule", $"The questionnaire has the status '{status}'; one that is answered should be 'active'.",
                $"Spørgeskemaet har status '{status}'; et, der besvares, bør være 'active'.");
        }

        if (response.Child("authored"u8) is { Node.Kind: NodeKind.String } authored && form.Place.Child("effectivePeriod"u8) is { } period)
        {
            CheckPeriod(authored, period);
        }

        CheckSubject();
    }

    private void CheckPeriod(NodeReader authored, NodeReader period)
    {
        if (period.Child("start"u8) is { Node.Kind: NodeKind.String } start && AnswerValues.Order(authored, start) < 0)
        {
            run.Log.Warning(
                authored.Index, "business-rule", $"The questionnaire was answered before it came into use on {start.Text()}.",
                $"Spørgeskemaet er besvaret, før det blev taget i brug {start.Text()}.");
        }

        if (period.Child("end"u8) is { Node.Kind: NodeKind.String } end && AnswerValues.Order(authored, end) > 0)
        {
            run.Log.Warning(
                authored.Index, "business-rule", $"The questionnaire was answered after it went out of use on {end.Text()}.",
                $"Spørgeskemaet er besvaret, efter at det gik ud af brug {end.Text()}.");
        }
    }

    private void CheckSubject()
    {
        var types = DefinitionReader.All(form.Place, "subjectType"u8);
        if (types.Count == 0 || response.Child("subject"u8) is not { Node.Kind: NodeKind.Object } subject)
        {
            return;
        }

        var type = run.References.Resolve(subject.Index) is { } target ? target.Document.Definitions.Types[target.Document.Nodes[target.Node].Type].Name : run.References.TypeNamed(subject.Index)?.Name;
        if (type is not null && !types.Exists(t => t.Text() == type))
        {
            var allowed = string.Join(", ", types.Select(t => t.Text()));
            run.Log.Warning(
                subject.Index, "business-rule", $"The questionnaire is for: {allowed}; the subject has the type {type}.",
                $"Spørgeskemaet er for: {allowed}; subjektet har typen {type}.");
        }
    }
}
