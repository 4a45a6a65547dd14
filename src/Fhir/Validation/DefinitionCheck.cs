using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>Checks whether a StructureDefinition can be used: its base, and the paths of its differential.</summary>
internal readonly struct DefinitionCheck(ValidationRun run)
{
    public void Check()
    {
        var root = run.Document.Root;
        if (root.Child("derivation"u8)?.Text() != "constraint" || root.Child("url"u8)?.Text() is not { } url || root.Child("baseDefinition"u8) is not { } parent)
        {
            return;
        }

        if (IsCircle(url, parent.Text()))
        {
            run.Log.Error(
                parent.Index, "business-rule", $"The definition is derived from itself, through {parent.Text()}.", $"Definitionen er afledt af sig selv gennem {parent.Text()}.");
            return;
        }

        CheckObligations(root);
        var profile = ProfileCompiler.Compile(run.Definitions, run.Document, run.Validator.Profiles.Find);
        foreach (var problem in profile?.Problems ?? [])
        {
            var isUnknownBase = problem.Contains(parent.Text(), StringComparison.Ordinal);
            run.Log.Add(0, isUnknownBase ? IssueSeverity.Warning : IssueSeverity.Error, "structure", problem, problem);
        }
    }

    // An obligation profile says who must do what with which elements, and constrains nothing.
    private void CheckObligations(NodeReader root)
    {
        if (!DefinitionReader.All(root, "extension"u8).Exists(e => e.Child("url"u8)?.Text() == "http://hl7.org/fhir/StructureDefinition/obligation-profile" && e.Child("valueBoolean"u8)?.Node.Kind == NodeKind.True)
            || root.Child("differential"u8) is not { } differential)
        {
            return;
        }

        foreach (var element in DefinitionReader.All(differential, "element"u8))
        {
            foreach (var child in element.Children)
            {
                if (run.Definitions.Types[element.Node.Type].Elements[child.Node.Ordinal].Name is not ("id" or "path" or "sliceName" or "mustSupport" or "extension" or "short" or "definition" or "comment"))
                {
                    run.Log.Error(
                        child.Index, "business-rule", "An obligation profile states obligations and mustSupport only; it makes no constraints.",
                        "En forpligtelsesprofil angiver kun forpligtelser og mustSupport; den begrænser intet.");
                }
            }
        }
    }

    private bool IsCircle(string url, string parent)
    {
        var seen = new HashSet<string> { url };
        for (var next = parent; next is not null; next = run.Validator.Profiles.Definition(next)?.Root.Child("baseDefinition"u8)?.Text())
        {
            if (!seen.Add(next))
            {
                return true;
            }
        }

        return false;
    }
}
