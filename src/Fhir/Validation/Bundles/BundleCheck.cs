using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// What makes a bundle hang together, for every bundle in a document. The specification's own invariants (bdl-1 to bdl-12) are checked
/// with all others. See <see href="https://hl7.org/fhir/R4/bundle.html"/>.
/// </summary>
internal sealed class BundleCheck(ValidationRun run)
{
    public void Check()
    {
        var bundle = run.Definitions.FindResource("Bundle")!.Index;
        for (var i = 0; i < run.Document.Count && !run.Log.IsFull; i++)
        {
            if (run.Document.Nodes[i].Type == bundle && run.Document.Nodes[i].Kind == NodeKind.Object)
            {
                Check(new BundleView(run.Document, i, run.References.Bundle.Entries(i)));
            }
        }
    }

    private void Check(BundleView view)
    {
        new BundleLinkCheck(run.Log, view).Check();
        new FullUrlCheck(run.Log, view).Check();
        new BundleReferenceCheck(run, view).Check();
        switch (view.Type)
        {
            case "transaction" or "batch" or "history":
                new EntryRequestCheck(run, view).Check();
                break;
            case "searchset":
                new SearchSetCheck(run.Log, view).Check();
                break;
            default:
                break;
        }

        if (view.IsResponse || view.Type == "history")
        {
            new EntryResponseCheck(run.Log, view).Check();
        }
    }
}
