using System.Buffers;
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
    /// <param name="profile">The profile, to be named.</param>
    public void Check(ProfileElement element, int holder, int told, Profile profile)
    {
        var items = ArrayPool<int>.Shared.Rent(16);
        var count = 0;
        if (holder >= 0)
        {
            var elements = run.Definitions.Types[_document.Nodes[holder].Type].Elements;
            foreach (var child in new ChildEnumerator(_document, holder))
            {
                var definition = elements[child.Node.Ordinal];
                if ((element.IsChoice ? definition.Choice == element.Name : definition.Name == element.Name) && run.Elements.IsElement(child.Index))
                {
                    if (count == items.Length)
                    {
                        var larger = ArrayPool<int>.Shared.Rent(count * 2);
                        items.AsSpan(0, count).CopyTo(larger);
                        ArrayPool<int>.Shared.Return(items);
                        items = larger;
                    }

                    items[count++] = child.Index;
                }
            }
        }

        Divide(element, items.AsSpan(0, count), told, profile);
        ArrayPool<int>.Shared.Return(items);
    }

    /// <summary>How the items of an element are told apart: as the profile says, or as R4 always does; null where neither says.</summary>
    public static Slicing? SlicingOf(ProfileElement element) =>
        element.Slicing ?? (element.Name is "extension" or "modifierExtension" ? ByUrl : element.IsChoice ? ByType : null);

    /// <summary>Whether an item is in a slice, and in those that it is a slice of.</summary>
    public bool IsIn(SlicePath path, int item, Profile profile)
    {
        ref readonly var node = ref _document.Nodes[item];
        if (node.Parent < 0)
        {
            return false;
        }

        var definition = run.Definitions.Types[_document.Nodes[node.Parent].Type].Elements[node.Ordinal];
        return path.Steps.All(step => (step.Slice.IsChoice ? definition.Choice : definition.Name) == step.Slice.Name && _discriminators.Match(step.Slice, step.Slicing, item, profile));
    }

    private void Divide(ProfileElement element, ReadOnlySpan<int> items, int told, Profile profile)
    {
        var slicing = SlicingOf(element);
        var places = ArrayPool<int>.Shared.Rent(Math.Max(1, items.Length));
        var lastSlice = -1;
        var sawUnmatched = false;
        for (var i = 0; i < items.Length; i++)
        {
            var at = places[i] = slicing is null ? -1 : FindSlice(element, slicing, items[i], profile);
            if (at < 0)
            {
                sawUnmatched = true;
                ReportUnmatched(slicing, element, items[i], profile);
                continue;
            }

            ReportOrder(slicing!, element, items[i], (at, lastSlice, sawUnmatched), profile);
            lastSlice = Math.Max(lastSlice, at);
        }

        for (var slice = 0; slice < element.Slices.Count; slice++)
        {
            CheckSlice(element.Slices[slice], new Divided(items, places.AsSpan(0, items.Length), slice), told, profile);
        }

        ArrayPool<int>.Shared.Return(places);
    }

    private void CheckSlice(ProfileElement slice, Divided divided, int told, Profile profile)
    {
        var count = 0;
        var last = told;
        for (var i = 0; i < divided.Items.Length; i++)
        {
            if (divided.Places[i] == divided.Slice)
            {
                count++;
                last = divided.Items[i];
                run.Elements.Check(slice, last, profile);
            }
        }

        if (slice.Min > count)
        {
            _log.Error(
                told, "required", string.Create(CultureInfo.InvariantCulture, $"{slice.Id} must be given at least {slice.Min} time(s), but is given {count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{slice.Id} skal angives mindst {slice.Min} gang(e), men er angivet {count} ({profile.Url})."), slice.Name);
        }

        if (slice.Max >= 0 && count > slice.Max)
        {
            _log.Error(
                last, "structure", string.Create(CultureInfo.InvariantCulture, $"{slice.Id} may be given at most {slice.Max} time(s), but is given {count} ({profile.Url})."),
                string.Create(CultureInfo.InvariantCulture, $"{slice.Id} må angives højst {slice.Max} gang(e), men er angivet {count} ({profile.Url})."));
        }

        if (slice.Slices.Count > 0)
        {
            DivideAgain(slice, divided, count, told, profile);
        }
    }

    private void DivideAgain(ProfileElement slice, Divided divided, int count, int told, Profile profile)
    {
        var own = new int[count];
        var next = 0;
        for (var i = 0; i < divided.Items.Length; i++)
        {
            if (divided.Places[i] == divided.Slice)
            {
                own[next++] = divided.Items[i];
            }
        }

        Divide(slice, own, told, profile);
    }

    // The items, the slice that each is in, and the slice that is looked at.
    private readonly ref struct Divided(ReadOnlySpan<int> items, ReadOnlySpan<int> places, int slice)
    {
        public ReadOnlySpan<int> Items { get; } = items;

        public ReadOnlySpan<int> Places { get; } = places;

        public int Slice { get; } = slice;
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
