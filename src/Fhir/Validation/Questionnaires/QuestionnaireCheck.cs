using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Questionnaires, and responses against them, wherever they stand in a document. The specification's own invariants (que-…, qrs-…) are
/// checked with all others.
/// </summary>
internal sealed class QuestionnaireCheck(ValidationRun run)
{
    public void Check()
    {
        var (questionnaire, response) = (run.Definitions.FindResource("Questionnaire")!.Index, run.Definitions.FindResource("QuestionnaireResponse")!.Index);
        FormSource? source = null;
        for (var i = 0; i < run.Document.Count && !run.Log.IsFull; i++)
        {
            ref readonly var node = ref run.Document.Nodes[i];
            if (node.Kind != NodeKind.Object)
            {
                continue;
            }

            if (node.Type == questionnaire)
            {
                source ??= new FormSource(run);
                new FormCheck(run, source.Of(new NodeReader(run.Document, i))).Check();
            }
            else if (node.Type == response)
            {
                source ??= new FormSource(run);
                Check(source, new NodeReader(run.Document, i));
            }
        }
    }

    private void Check(FormSource source, NodeReader response)
    {
        if (source.Find(response) is { } form)
        {
            new FormStatusCheck(run, form, response).Check();
            new ResponseCheck(run, ResponseTree.Read(response, form)).Check();
        }
    }
}
