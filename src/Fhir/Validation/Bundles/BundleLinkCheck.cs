using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>The links of a bundle. See <see href="https://hl7.org/fhir/R4/http.html#paging"/>.</summary>
internal sealed class BundleLinkCheck(IssueLog log, BundleView bundle)
{
    // A page has one address, and one neighbour on each side.
    private static readonly HashSet<string> Single = ["self", "first", "last", "next", "prev", "previous"];

    public void Check()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in DefinitionReader.All(new NodeReader(bundle.Document, bundle.Node), "link"u8))
        {
            if (link.Child("relation"u8) is not { Node.Kind: NodeKind.String } relation)
            {
                continue;
            }

            var name = relation.Text();
            if (Single.Contains(name) && !seen.Add(name == "prev" ? "previous" : name))
            {
                log.Error(
                    link.Index, "duplicate", $"The bundle has more than one link '{name}'; there can be only one.",
                    $"Bundlet har mere end ét link '{name}'; der kan kun være ét.");
            }
        }

        if (bundle.Type == "searchset" && !seen.Contains("self"))
        {
            log.Warning(
                bundle.Node, "business-rule", "A search result should have a link 'self' that tells which search the server carried out.",
                "Et søgeresultat bør have et link 'self', der fortæller, hvilken søgning serveren udførte.");
        }
    }
}
