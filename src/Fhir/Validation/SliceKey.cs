using System.Text;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Validation;

/// <summary>
/// What most slices are known by: a fixed value on a path of plain names (<c>system</c>, <c>url</c>), or the type of a choice. Such items are
/// told apart by comparing bytes, without walking definitions.
/// </summary>
internal sealed class SliceKey
{
    private readonly List<(byte[][] Path, DefinedValue Value)> _values = [];
    private IReadOnlyList<ProfileType>? _types;

    /// <summary>False when the slice is known by something else as well, so that <see cref="Discriminators"/> must look.</summary>
    public bool IsComplete { get; private init; }

    public static SliceKey Of(ProfileElement slice, Slicing slicing, Profiles profiles)
    {
        var key = new SliceKey { IsComplete = true };
        foreach (var (type, path) in slicing.Discriminators)
        {
            var steps = DiscriminatorPath.Parse(path);
            if (type == "type" && steps.Count == 0 && slice.Types is { Count: > 0 } types)
            {
                key._types = types;
            }
            else if (type is not ("value" or "pattern") || steps.Count is 0 or > 4 || !steps.All(s => s.Kind == StepKind.Child) || Find(slice, steps, profiles) is not { } value)
            {
                return new SliceKey();
            }
            else
            {
                key._values.Add(([.. steps.Select(s => Encoding.UTF8.GetBytes(s.Name))], value));
            }
        }

        return slicing.Discriminators.Count > 0 ? key : new SliceKey();
    }

    public bool Matches(FhirDocument document, int item)
    {
        if (_types is not null && !IsOfType(document, item))
        {
            return false;
        }

        foreach (var (path, value) in _values)
        {
            if (!Has(document, item, path, value))
            {
                return false;
            }
        }

        return true;
    }

    // Only where the definition says one thing of the place, and that is a fixed primitive.
    private static DefinedValue? Find(ProfileElement slice, IReadOnlyList<PathStep> steps, Profiles profiles)
    {
        var place = slice;
        for (var i = 0; i < steps.Count; i++)
        {
            var typed = place.Types is [{ Profiles: [var only] }] ? profiles.Find(only)?.Root.Child(steps[i].Name) : null;
            var own = place.Child(steps[i].Name);
            if ((own is null) == (typed is null))
            {
                return null;
            }

            place = (own ?? typed)!;
            if (place.IsChoice || place.Slices.Count > 0)
            {
                return null;
            }
        }

        return place is { Fixed: { } value, Pattern: null, Binding: null } && value.Document.Nodes[value.Node].Kind != NodeKind.Object ? value
            : place is { Pattern: { } pattern, Fixed: null, Binding: null } && pattern.Document.Nodes[pattern.Node].Kind != NodeKind.Object ? pattern : null;
    }

    private bool IsOfType(FhirDocument document, int item)
    {
        var type = document.Definitions.Types[document.Nodes[item].Type];
        for (var i = 0; i < _types!.Count; i++)
        {
            if (type.Is(_types[i].Code))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(FhirDocument document, int node, ReadOnlySpan<byte[]> path, DefinedValue value)
    {
        if (path.IsEmpty)
        {
            return ValueMatch.IsEqual(document, node, value.Document, value.Node);
        }

        if (document.Nodes[node].Kind != NodeKind.Object || document.Definitions.Types[document.Nodes[node].Type].Find(path[0]) is not { } element)
        {
            return false;
        }

        foreach (var child in new ChildEnumerator(document, node))
        {
            if (child.Node.Ordinal == element.Ordinal && (child.Node.Flags & NodeFlags.Companion) == 0 && Has(document, child.Index, path[1..], value))
            {
                return true;
            }
        }

        return false;
    }
}
