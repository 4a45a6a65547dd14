using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>The entries of a search result. See <see href="https://hl7.org/fhir/R4/bundle.html#searchset"/>.</summary>
internal sealed class SearchSetCheck(IssueLog log, BundleView bundle)
{
    public void Check()
    {
        var matches = 0;
        foreach (var entry in bundle.Entries)
        {
            if (entry.Resource < 0)
            {
                continue;
            }

            var mode = new NodeReader(bundle.Document, entry.Node).Child("search"u8)?.Child("mode"u8);
            var name = mode?.Text();
            matches += name == "match" ? 1 : 0;
            if (name == "outcome" && entry.Type != "OperationOutcome")
            {
                log.Error(
                    mode!.Value.Index, "value", $"The mode 'outcome' is for an OperationOutcome; this has the type {entry.Type}. Use 'match' or 'include'.",
                    $"Tilstanden 'outcome' er for en OperationOutcome; dette har typen {entry.Type}. Brug 'match' eller 'include'.");
            }
            else if (name is "match" or "include" && entry.Type == "OperationOutcome")
            {
                log.Warning(
                    mode!.Value.Index, "value", "An OperationOutcome in a search result has the mode 'outcome'.",
                    "En OperationOutcome i et søgeresultat har tilstanden 'outcome'.");
            }

            CheckId(entry);
        }

        CheckTotal(matches);
    }

    // https://hl7.org/fhir/R4/resource.html#id: only a resource on its way to be created has none.
    private void CheckId(BundleEntryPlace entry)
    {
        if (entry.Id is null && entry.Type is not ("OperationOutcome" or "Bundle" or "Parameters" or "Binary"))
        {
            log.Error(
                entry.Resource, "required", $"What a search has found has an id; this {entry.Type} has none.",
                $"Det, som en søgning har fundet, har et id; denne {entry.Type} har intet.", "id");
        }
    }

    private void CheckTotal(int matches)
    {
        if (new NodeReader(bundle.Document, bundle.Node).Child("total"u8) is { Node.Kind: NodeKind.Number } total && total.Decimal().Value < matches)
        {
            log.Error(
                total.Index, "value", $"The total is {total.Decimal()}, but the bundle alone has {matches} matches: it counts all matches on all pages.",
                $"Totalen er {total.Decimal()}, men bundlet alene har {matches} fund: den tæller alle fund på alle sider.");
        }
    }
}
