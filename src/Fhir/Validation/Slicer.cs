using System.Globalization;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// Divides the items of an element among its slices, and checks each against its slice.
/// See <see href="https://hl7.org/fhir/R4/profiling.html#slicing"/>.
/// </summary>
internal sealed class Slicer(ValidationRun run)
{
    private static readonly Slicing ByUrl = new([("value", "url")], SlicingRules.Open, false);
    private static readonly Slicing ByType = new([("type", "$this")], SlicingRules.Open, false);

    private readonly FhirDocument _document = run.Document;
    private readonly IssueLog _log = run.Log;
    private readonly Discriminators _discriminators = new(run);

    /// <param name="element">The sliced element.</param>
    /// <param name="holder">The node with the items; -1 when there are none.</param>
    /// <param name="told">Where what is missing is told.</param>
    public void Check(ProfileElement element, int holder, int told, Profile profile)
    {
        var items = new List<int>();
        if (holder >= 0)
        {
            foreach (var child in new ChildEnumerator(_document, holder))
            {
                var definition = run.Definitions.Types[_document.Nodes[holder].Type].Elements[child.Node.Ordinal];
                if ((element.IsChoice ? definition.Choice == element.Name : definition.Name == element.Name) && run.Elements.IsElement(child.Index))
                {
                    items.Add(child.Index);
                }
            }
        }

        Divide(element, items, told, profile);
    }

    private void Divide(ProfileElement element, List<int> items, int told, Profile profile)
    {
        var slicing = element.Slicing ?? (element.Name is "extension" or "modifierExtension" ? ByUrl : element.IsChoice ? ByType : null);
        var inSlice = new List<int>[element.Slices.Count];
        var lastSlice = -1;
        var sawUnmatched = false;
        foreach (var item in items)
        {
            var at = slicing is null ? -1 : FindSlice(element, slicing, item, profile);
            if (at < 0)
            {
                sawUnmatched = true;
                ReportUnmatched(slicing, element, item, profile);
                continue;
            }

            (inSlice[at] ??= []).Add(item);
            ReportOrder(slicing!, element, item, (at, lastSlice, sawUnmatched), profile);
            lastSlice = Math.Max(lastSlice, at);
        }

        for (var i = 0; i < inSlice.Length; i++)
        {
            CheckSlice(element.Slices[i], inSlice[i] ?? [], told, profile);
        }
    }

    private void CheckSlice(ProfileElement slice, List<int> items, int told, Profile profile)
    {
        foreach (var item in items)
        {
            run.Elements.Check(slice, item, profile);
        }

        if (slice.Min > items.Count)
        {
            _log.Error(
                told, "required", string.Create(CultureInfo.InvariantCulture, $"{slice.Id} must be given at least {slice.Min} time(s), but is given {items.Count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{slice.Id} skal angives mindst {slice.Min} gang(e), men er angivet {items.Count} ({profile.Url})."), slice.Name);
        }

        if (slice.Max >= 0 && items.Count > slice.Max)
        {
            _log.Error(
                items[^1], "structure", string.Create(CultureInfo.InvariantCulture, $"{slice.Id} may be given at most {slice.Max} time(s), but is given {items.Count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{slice.Id} må angives højst {slice.Max} gang(e), men er angivet {items.Count} ({profile.Url})."));
        }

        if (slice.Slices.Count > 0)
        {
            Divide(slice, items, told, profile);
        }
    }

    private int FindSlice(ProfileElement element, Slicing slicing, int item, Profile profile)
    {
        var found = -1;
        var fallback = -1;
        for (var i = 0; i < element.Slices.Count; i++)
        {
            var slice = element.Slices[i];
            if (slice.SliceName == "@default")
            {
                fallback = i;
            }
            else if (_discriminators.Match(slice, slicing, item, profile))
            {
                if (found >= 0)
                {
                    _log.Error(
                        item, "structure", $"The value fits more than one slice, {element.Slices[found].Id} and {slice.Id}: it must be told apart ({profile.Url}).",
                        $"Værdien passer i mere end én slice, {element.Slices[found].Id} og {slice.Id}: den skal kunne skelnes ({profile.Url}).");
                    break;
                }

                found = i;
            }
        }

        return found >= 0 ? found : fallback;
    }

    private void ReportUnmatched(Slicing? slicing, ProfileElement element, int item, Profile profile)
    {
        if (slicing?.Rules == SlicingRules.Closed)
        {
            var names = string.Join(", ", element.Slices.Select(s => s.SliceName));
            _log.Error(
                item, "structure", $"The value fits none of the slices {names}, and no others are allowed ({profile.Url}).",
                $"Værdien passer ikke i nogen af de tilladte slices {names}, og andre er ikke tilladt ({profile.Url}).");
        }
    }

    private void ReportOrder(Slicing slicing, ProfileElement element, int item, (int At, int Last, bool SawUnmatched) place, Profile profile)
    {
        if (slicing.Ordered && place.At < place.Last)
        {
            _log.Error(
                item, "structure", $"{element.Slices[place.At].Id} must stand before {element.Slices[place.Last].Id} ({profile.Url}).",
                $"{element.Slices[place.At].Id} skal stå før {element.Slices[place.Last].Id} ({profile.Url}).");
        }

        if (slicing.Rules == SlicingRules.OpenAtEnd && place.SawUnmatched)
        {
            _log.Error(
                item, "structure", $"{element.Slices[place.At].Id} stands behind values of no slice, which must come last ({profile.Url}).",
                $"{element.Slices[place.At].Id} står efter værdier uden for slicerne, som skal stå sidst ({profile.Url}).");
        }
    }
}
