using System.Globalization;
using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>
/// What changed between two versions of a resource, for people to read: element by element, with items of lists known again by what they
/// are rather than by where they stand. The way the JSON is written (order of properties, blanks, escapes) makes no difference, the digits
/// of a number do. Takes time in proportion to the size of both.
/// </summary>
public sealed class ResourceDiff
{
    private static readonly ElementItem None = new(-1, -1);

    private readonly DocumentDigest _old;
    private readonly DocumentDigest _new;
    private readonly DiffOptions _options;
    private readonly List<ResourceChange> _changes = [];

    private ResourceDiff(FhirDocument before, FhirDocument after, DiffOptions options)
    {
        _old = new DocumentDigest(before);
        _new = new DocumentDigest(after);
        _options = options;
    }

    /// <summary>The changes in the order of the specification's elements; empty when the versions say the same.</summary>
    public static IReadOnlyList<ResourceChange> Between(FhirDocument before, FhirDocument after, DiffOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var diff = new ResourceDiff(before, after, options ?? DiffOptions.Default);
        diff.Values(new ElementItem(0, -1), before.TypeName, new ElementItem(0, -1), after.TypeName);
        return diff._changes;
    }

    // One occurrence of an element that is in both.
    private void Values(ElementItem before, string oldPath, ElementItem after, string newPath)
    {
        if (before.Value >= 0 && after.Value >= 0 && !_old.IsSame(before.Value, _new, after.Value))
        {
            ref readonly var a = ref _old.Document.Nodes[before.Value];
            ref readonly var b = ref _new.Document.Nodes[after.Value];
            if (a.Kind == NodeKind.Object && b.Kind == NodeKind.Object && a.Type == b.Type)
            {
                Objects(before.Value, oldPath, after.Value, newPath);
            }
            else
            {
                Add(ChangeKind.Changed, oldPath, newPath, before.Value, after.Value);
            }
        }
        else if (before.Value >= 0 != after.Value >= 0)
        {
            Add(before.Value < 0 ? ChangeKind.Added : ChangeKind.Removed, before.Value < 0 ? null : oldPath, after.Value < 0 ? null : newPath, before.Value, after.Value);
        }

        if ((before.Companion >= 0 || after.Companion >= 0)
            && (before.Companion < 0 || after.Companion < 0 || !_old.IsSame(before.Companion, _new, after.Companion)))
        {
            Objects(before.Companion, oldPath, after.Companion, newPath);
        }
    }

    // Two objects of one type; -1 for one that is not there.
    private void Objects(int before, string oldPath, int after, string newPath)
    {
        var old = ElementItem.Of(_old.Document, before);
        var @new = ElementItem.Of(_new.Document, after);
        var type = before >= 0 ? TypeOf(_old.Document, before) : TypeOf(_new.Document, after);
        var isRoot = before == 0 && after == 0;
        foreach (var ordinal in old.Keys.Union(@new.Keys).Order())
        {
            var element = type.Elements[ordinal];
            if (element.Choice.Length > 0)
            {
                Choices(type, ordinal, old, $"{oldPath}.{element.Choice}", @new, $"{newPath}.{element.Choice}");
            }
            else if (!(isRoot && element.Name == "text" && !_options.Narrative) && (_options.Bookkeeping || !IsBookkeeping(before, after, element)))
            {
                Elements(element, old.GetValueOrDefault(ordinal, []), $"{oldPath}.{element.Name}", @new.GetValueOrDefault(ordinal, []), $"{newPath}.{element.Name}");
            }
        }
    }

    // value[x] of another type is the same element with another value. It is told at the first of its types that either version has.
    private void Choices(
        TypeDefinition type, int ordinal, SortedDictionary<int, List<ElementItem>> old, string oldPath, SortedDictionary<int, List<ElementItem>> @new, string newPath)
    {
        var choice = type.Elements[ordinal].Choice;
        var before = old.FirstOrDefault(e => type.Elements[e.Key].Choice == choice);
        var after = @new.FirstOrDefault(e => type.Elements[e.Key].Choice == choice);
        if (ordinal == Math.Min(before.Value is null ? int.MaxValue : before.Key, after.Value is null ? int.MaxValue : after.Key))
        {
            Values(before.Value?[0] ?? None, oldPath, after.Value?[0] ?? None, newPath);
        }
    }

    private void Elements(ElementDefinition element, List<ElementItem> before, string oldPath, List<ElementItem> after, string newPath)
    {
        if (element.IsList)
        {
            Lists(before, oldPath, after, newPath);
        }
        else if (element.Name == "meta" && !_options.Bookkeeping && (before.Count == 0 || after.Count == 0))
        {
            // So that a meta of nothing but bookkeeping does not count.
            Objects(before.Count > 0 ? before[0].Value : -1, oldPath, after.Count > 0 ? after[0].Value : -1, newPath);
        }
        else
        {
            Values(before.Count > 0 ? before[0] : None, oldPath, after.Count > 0 ? after[0] : None, newPath);
        }
    }

    private void Lists(List<ElementItem> before, string oldPath, List<ElementItem> after, string newPath)
    {
        var match = new ListMatch(_old, before, _new, after);
        for (var i = 0; i < before.Count; i++)
        {
            if (match.NewOf[i] < 0)
            {
                Values(before[i], At(oldPath, i), None, newPath);
            }
        }

        for (var i = 0; i < after.Count; i++)
        {
            var place = match.OldOf[i];
            if (place >= 0 && !match.Stays[i])
            {
                _changes.Add(new ResourceChange(ChangeKind.Moved, At(oldPath, place), At(newPath, i), null, null));
            }

            Values(place < 0 ? None : before[place], At(oldPath, place), after[i], At(newPath, i));
        }
    }

    private void Add(ChangeKind kind, string? oldPath, string? newPath, int before, int after) =>
        _changes.Add(new ResourceChange(kind, oldPath, newPath, Json(_old.Document, before), Json(_new.Document, after)));

    private bool IsBookkeeping(int before, int after, ElementDefinition element) =>
        element.Path is "Meta.versionId" or "Meta.lastUpdated"
        && (before < 0 || _old.Document.Nodes[before].Parent == 0) && (after < 0 || _new.Document.Nodes[after].Parent == 0);

    private static TypeDefinition TypeOf(FhirDocument document, int node) => document.Definitions.Types[document.Nodes[node].Type];

    private static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static string? Json(FhirDocument document, int node)
    {
        if (node < 0)
        {
            return null;
        }

        ref readonly var n = ref document.Nodes[node];
        var quotes = n.Kind == NodeKind.String ? 1 : 0;
        return Encoding.UTF8.GetString(document.Json.Span.Slice(n.Start - quotes, n.Length + (2 * quotes)));
    }
}
