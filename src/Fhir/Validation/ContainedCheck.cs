using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// The rules dom-2 to dom-6 of a resource and what it contains. See <see href="https://hl7.org/fhir/R4/references.html#contained"/>.
/// </summary>
internal readonly struct ContainedCheck(ValidationRun run)
{
    public void Check(int node)
    {
        var document = run.Document;
        var type = run.Definitions.Types[document.Nodes[node].Type];
        var hasText = false;
        List<int>? contained = null;
        foreach (var child in new ChildEnumerator(document, node))
        {
            switch (type.Elements[child.Node.Ordinal].Name)
            {
                case "contained" when child.Node.Kind == NodeKind.Object:
                    (contained ??= []).Add(child.Index);
                    break;
                case "text" when child.Node.Kind == NodeKind.Object:
                    hasText = child.Child("div"u8) is not null;
                    break;
                default:
                    break;
            }
        }

        if (!hasText && run.Validator.Options.BestPractice && type.Is("DomainResource") && !IsContained(node))
        {
            run.Log.Warning(
                node, "invariant", "Rule dom-6: a resource should have a narrative (text.div), so that people can read it everywhere.",
                "Reglen dom-6: en ressource bør have en fortællende tekst (text.div), så mennesker kan læse den overalt.");
        }

        if (contained is not null)
        {
            CheckContained(node, contained);
        }
    }

    private bool IsContained(int node)
    {
        var parent = run.Document.Nodes[node].Parent;
        return parent >= 0 && run.Definitions.Types[run.Document.Nodes[parent].Type].Elements[run.Document.Nodes[node].Ordinal].Name == "contained";
    }

    private void CheckContained(int node, List<int> contained)
    {
        var targets = LocalTargets(node);
        var ids = new HashSet<string>();
        foreach (var inner in contained)
        {
            var reader = new NodeReader(run.Document, inner);
            var id = reader.Child("id"u8) is { Node.Kind: NodeKind.String } text ? text.Text() : "";
            if (id.Length > 0 && !ids.Add(id))
            {
                run.Log.Error(inner, "duplicate", $"The id '{id}' stands twice among the contained resources.", $"Id'et '{id}' findes to gange blandt de indlejrede ressourcer.");
            }

            if (reader.Child("contained"u8) is not null)
            {
                run.Log.Error(inner, "invariant", "Rule dom-2: a contained resource may not contain others.", "Reglen dom-2: en indlejret ressource må ikke selv indlejre andre.");
            }

            if (!targets.Contains(id) && !RefersToContainer(inner))
            {
                run.Log.Error(
                    inner, "invariant", $"Rule dom-3: nothing refers to the contained resource '{id}' (as '#{id}'), and it does not refer to its container ('#').",
                    $"Reglen dom-3: intet henviser til den indlejrede ressource '{id}' (som '#{id}'), og den henviser ikke til sin beholder ('#').");
            }

            if (reader.Child("meta"u8) is { } meta)
            {
                CheckMeta(meta);
            }
        }
    }

    private void CheckMeta(NodeReader meta)
    {
        if (meta.Child("versionId"u8) is not null || meta.Child("lastUpdated"u8) is not null)
        {
            run.Log.Error(meta.Index, "invariant", "Rule dom-4: a contained resource has no versionId and no lastUpdated.", "Reglen dom-4: en indlejret ressource har hverken versionId eller lastUpdated.");
        }

        if (meta.Child("security"u8) is not null)
        {
            run.Log.Error(meta.Index, "invariant", "Rule dom-5: a contained resource has no security label of its own.", "Reglen dom-5: en indlejret ressource har ingen egen sikkerhedsmærkning.");
        }
    }

    // Every local address in the resource: Reference.reference, and what is of type canonical, uri or url.
    private HashSet<string> LocalTargets(int node)
    {
        var targets = new HashSet<string>();
        for (var i = node + 1; i < run.Document.Nodes[node].End; i++)
        {
            if (IsAddress(i) && run.Document.Plain(i) is [(byte)'#', .. var id])
            {
                targets.Add(Encoding.UTF8.GetString(id));
            }
            else if (run.Document.Nodes[i].Kind == NodeKind.String && run.Definitions.Types[run.Document.Nodes[i].Type].Name == "xhtml")
            {
                AddNarrativeTargets(run.Document.Text(i), targets);
            }
        }

        return targets;
    }

    // A picture or a link in the narrative: src="#id", href="#id".
    private static void AddNarrativeTargets(string narrative, HashSet<string> targets)
    {
        for (var at = narrative.IndexOf("\"#", StringComparison.Ordinal); at >= 0; at = narrative.IndexOf("\"#", at + 2, StringComparison.Ordinal))
        {
            var end = narrative.IndexOf('"', at + 2);
            if (end > at)
            {
                targets.Add(narrative[(at + 2)..end]);
            }
        }
    }

    private bool RefersToContainer(int node)
    {
        for (var i = node + 1; i < run.Document.Nodes[node].End; i++)
        {
            if (IsAddress(i) && run.Document.Plain(i) is [(byte)'#'])
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAddress(int index)
    {
        ref readonly var node = ref run.Document.Nodes[index];
        return node.Kind == NodeKind.String
            && (run.Definitions.Types[node.Type].Name is "canonical" or "uri" or "url" || run.Definitions.Types[run.Document.Nodes[node.Parent].Type].Name == "Reference");
    }
}
