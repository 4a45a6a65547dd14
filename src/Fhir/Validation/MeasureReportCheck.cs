using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Checks a MeasureReport against the Measure it reports, when that is at hand: its groups, their populations and stratifiers, and what its type allows.
/// See <see href="https://hl7.org/fhir/R4/measurereport.html"/>.
/// </summary>
internal readonly struct MeasureReportCheck(ValidationRun run)
{
    public void Check(int node)
    {
        var report = new NodeReader(run.Document, node);
        var groups = DefinitionReader.All(report, "group"u8);
        CheckSubjects(report.Child("type"u8)?.Text() ?? "", groups);
        if (report.Child("measure"u8) is not { Node.Kind: NodeKind.String } canonical || run.References.Resolve(canonical.Text(), canonical.Index) is not { } target
            || target.Document.Definitions.Types[target.Document.Nodes[target.Node].Type].Name != "Measure")
        {
            return;
        }

        var defined = DefinitionReader.All(new NodeReader(target.Document, target.Node), "group"u8);
        if (groups.Count > defined.Count)
        {
            run.Log.Error(
                groups[^1].Index, "business-rule", $"The report has {groups.Count} groups, the measure {canonical.Text()} has {defined.Count}.",
                $"Rapporten har {groups.Count} grupper, indikatoren {canonical.Text()} har {defined.Count}.");
        }

        for (var i = 0; i < groups.Count; i++)
        {
            if (Find(groups[i], defined, groups.Count == 1 && defined.Count == 1) is { } match)
            {
                CheckParts(groups[i], match, ("population", "populationen", "populationer"));
                CheckParts(groups[i], match, ("stratifier", "opdelingen", "opdelinger"));
            }
            else if (groups.Count <= defined.Count)
            {
                run.Log.Error(
                    groups[i].Index, "business-rule", $"The measure {canonical.Text()} has no group {Codes(groups[i])}.", $"Indikatoren {canonical.Text()} har ingen gruppe {Codes(groups[i])}.");
            }
        }
    }

    /// <summary>A population is known by system and code: reports are matched with their measure by both.</summary>
    public void CheckMeasure(int node)
    {
        foreach (var coding in DefinitionReader.All(new NodeReader(run.Document, node), "group"u8)
            .SelectMany(g => DefinitionReader.All(g, "population"u8)).SelectMany(p => DefinitionReader.All(p, "code"u8)).SelectMany(c => DefinitionReader.All(c, "coding"u8)))
        {
            if (coding.Child("system"u8) is null)
            {
                run.Log.Error(
                    coding.Index, "business-rule", "The code of a population needs its system: reports cannot be matched with the measure without it.",
                    "En populations kode skal have sit system: uden det kan rapporter ikke holdes op mod indikatoren.");
            }
        }
    }

    private void CheckSubjects(string type, List<NodeReader> groups)
    {
        foreach (var population in groups.SelectMany(g => DefinitionReader.All(g, "population"u8)))
        {
            if (type != "subject-list" && population.Child("subjectResults"u8) is { } results)
            {
                run.Log.Error(
                    results.Index, "business-rule", $"Subjects are listed only in a report of type subject-list; this one is '{type}'.",
                    $"Personer opregnes kun i en rapport af typen subject-list; denne er '{type}'.");
            }
        }
    }

    private static NodeReader? Find(NodeReader group, List<NodeReader> defined, bool areAlone)
    {
        var code = Codes(group);
        foreach (var candidate in defined)
        {
            if ((areAlone && (code.Length == 0 || Codes(candidate).Length == 0)) || (code.Length > 0 && code == Codes(candidate)))
            {
                return candidate;
            }
        }

        return null;
    }

    private void CheckParts(NodeReader group, NodeReader defined, (string English, string Danish, string DanishPlural) name)
    {
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name.English);
        var known = DefinitionReader.All(defined, utf8).Select(Codes).Where(c => c.Length > 0).ToList();
        foreach (var part in DefinitionReader.All(group, utf8))
        {
            var code = Codes(part);
            if (code.Length > 0 && known.Count > 0 && !known.Contains(code))
            {
                var list = string.Join(", ", known);
                run.Log.Error(
                    part.Index, "business-rule", $"The measure has no {name.English} {code} in this group; it has: {list}.", $"Indikatoren har ikke {name.Danish} {code} i denne gruppe; den har {name.DanishPlural}: {list}.");
            }
        }
    }

    // The codings, or the text where there is no coding; in R4 a stratifier of a report repeats its code.
    private static string Codes(NodeReader part)
    {
        var texts = new List<string>();
        foreach (var code in DefinitionReader.All(part, "code"u8))
        {
            var codings = DefinitionReader.All(code, "coding"u8);
            texts.AddRange(codings.Select(c => $"{c.Child("system"u8)?.Text()}#{c.Child("code"u8)?.Text()}"));
            if (codings.Count == 0 && code.Child("text"u8) is { } text)
            {
                texts.Add(text.Text());
            }
        }

        return string.Join(' ', texts);
    }
}
