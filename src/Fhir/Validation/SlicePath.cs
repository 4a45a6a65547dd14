namespace Helhed.Fhir.Validation;

/// <summary>A slice in a profile's tree, behind those that it is a slice of, outermost first.</summary>
internal sealed record SlicePath(IReadOnlyList<(ProfileElement Slice, Slicing Slicing)> Steps)
{
    /// <summary>Every slice of a profile that has a name, or whose ElementDefinition has it as its id.</summary>
    public static List<SlicePath> Find(ProfileElement root, string name)
    {
        var found = new List<SlicePath>();
        Search(root, name, new SlicePath([]), found);
        return found;
    }

    private static void Search(ProfileElement element, string name, SlicePath outer, List<SlicePath> found)
    {
        foreach (var child in element.Children)
        {
            Search(child, name, new SlicePath([]), found);
        }

        if (Slicer.SlicingOf(element) is not { } slicing)
        {
            return;
        }

        foreach (var slice in element.Slices)
        {
            var path = new SlicePath([.. outer.Steps, (slice, slicing)]);
            if (slice.SliceName == name || slice.Id == name)
            {
                found.Add(path);
            }

            Search(slice, name, path, found);
        }
    }
}
