using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Helhed.Fhir.Comparing;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Patching;

/// <summary>
/// Writes the operations that lead from one version to another. Within an object, what is added comes before what is deleted: an object
/// whose last element goes would go with it.
/// </summary>
internal sealed class FhirPathPatchWriter(FhirDocument before, FhirDocument after)
{
    private readonly DocumentDigest _old = new(before);
    private readonly DocumentDigest _new = new(after);
    private readonly TypeDefinition _parameter = after.Definitions.Find("Parameters.parameter")!;
    private readonly JsonTree _operations = JsonTree.Array();

    private bool IsFull => _operations.Items.Count > PatchLimits.Default.MaxOperations;

    /// <summary>The Parameters resource; null when it would have more operations than a patch may have.</summary>
    public byte[]? Write()
    {
        if (!_old.IsSame(0, _new, 0))
        {
            Objects(0, 0, before.TypeName);
        }

        var tree = JsonTree.Object();
        tree.Set("resourceType"u8, JsonTree.OfText("Parameters"));
        if (_operations.Items.Count > 0)
        {
            tree.Set("parameter"u8, _operations);
        }

        if (IsFull)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        tree.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    private void Objects(int oldNode, int newNode, string path)
    {
        var old = ElementItem.Of(before, oldNode);
        var @new = ElementItem.Of(after, newNode);
        var type = before.Definitions.Types[before.Nodes[oldNode].Type];
        var deletes = new List<string>();
        foreach (var element in old.Keys.Union(@new.Keys).Order().Select(ordinal => type.Elements[ordinal]))
        {
            var items = @new.GetValueOrDefault(element.Ordinal, []);
            var gone = old.GetValueOrDefault(element.Ordinal, []);
            if (element.IsList && items.Count > 0)
            {
                Lists(element, gone, items, path);
            }
            else if (element.IsList)
            {
                deletes.AddRange(Enumerable.Range(0, gone.Count).Reverse().Select(i => At(Below(path, element), i)));
            }
            else if (items.Count > 0)
            {
                Single(element, type, old, items[0], path);
            }
            else if (element.Choice.Length == 0 || !@new.Keys.Any(o => type.Elements[o].Choice == element.Choice))
            {
                deletes.Add(Below(path, element));
            }
        }

        deletes.ForEach(Delete);
    }

    private void Single(ElementDefinition element, TypeDefinition type, SortedDictionary<int, List<ElementItem>> old, ElementItem item, string path)
    {
        var other = old.FirstOrDefault(o => o.Key == element.Ordinal || (element.Choice.Length > 0 && type.Elements[o.Key].Choice == element.Choice));
        if (other.Value is null)
        {
            Add(path, element, item);
        }
        else if (other.Key == element.Ordinal)
        {
            Changed(element, other.Value[0], item, Below(path, element));
        }
        else
        {
            Replace(Below(path, element), element, item);
        }
    }

    // The same element in both: told by what is inside it where they have something in common, otherwise replaced.
    private void Changed(ElementDefinition element, ElementItem old, ElementItem @new, string path)
    {
        var isSame = (old.Value < 0) == (@new.Value < 0) && (old.Companion < 0) == (@new.Companion < 0)
            && (old.Value < 0 || _old.IsSame(old.Value, _new, @new.Value)) && (old.Companion < 0 || _old.IsSame(old.Companion, _new, @new.Companion));
        if (isSame)
        {
            return;
        }

        if (element.Type.Kind != TypeKind.Primitive && before.Nodes[old.Value].Type == after.Nodes[@new.Value].Type && HasCommon(old.Value, @new.Value))
        {
            Objects(old.Value, @new.Value, path);
        }
        else
        {
            Replace(path, element, @new);
        }
    }

    private bool HasCommon(int oldNode, int newNode)
    {
        var kept = ElementItem.Of(after, newNode);
        return ElementItem.Of(before, oldNode).Keys.Any(kept.ContainsKey);
    }

    private void Lists(ElementDefinition element, List<ElementItem> old, List<ElementItem> @new, string owner)
    {
        var path = Below(owner, element);
        var match = new ListMatch(_old, old, _new, @new);
        for (var i = 0; i < old.Count; i++)
        {
            if (match.NewOf[i] >= 0)
            {
                Changed(element, old[i], @new[match.NewOf[i]], At(path, i));
            }
        }

        if (Array.TrueForAll(match.NewOf, place => place < 0))
        {
            @new.ForEach(item => Add(owner, element, item));
            Enumerable.Range(0, old.Count).Reverse().ToList().ForEach(i => Delete(At(path, i)));
            return;
        }

        for (var i = old.Count - 1; i >= 0; i--)
        {
            if (match.NewOf[i] < 0)
            {
                Delete(At(path, i));
            }
        }

        Sort([.. match.NewOf.Where(place => place >= 0)], path);
        for (var i = 0; i < @new.Count; i++)
        {
            if (match.OldOf[i] < 0)
            {
                Operation("insert", path, Number("index", i), Value(element, @new[i]));
            }
        }
    }

    private void Sort(List<int> places, string path)
    {
        var sorted = places.Order().ToList();
        for (var i = 0; i < sorted.Count && !IsFull; i++)
        {
            var at = places.IndexOf(sorted[i], i);
            if (at != i)
            {
                Operation("move", path, Number("source", at), Number("destination", i));
                places.RemoveAt(at);
                places.Insert(i, sorted[i]);
            }
        }
    }

    private void Add(string owner, ElementDefinition element, ElementItem item) =>
        Operation("add", owner, Part("name", "valueString", JsonTree.OfText(NameOf(element))), Value(element, item));

    private void Replace(string path, ElementDefinition element, ElementItem item) => Operation("replace", path, Value(element, item));

    private void Delete(string path) => Operation("delete", path);

    private void Operation(string type, string path, params ReadOnlySpan<JsonTree> parts)
    {
        if (IsFull)
        {
            return;
        }

        var all = JsonTree.Array();
        all.Items.Add(Part("type", "valueCode", JsonTree.OfText(type)));
        all.Items.Add(Part("path", "valueString", JsonTree.OfText(path)));
        all.Items.AddRange(parts);
        _operations.Items.Add(Part("operation", "part", all));
    }

    private JsonTree Value(ElementDefinition element, ElementItem item) => Value("value", element, item);

    private JsonTree Value(string name, ElementDefinition element, ElementItem item)
    {
        if (element.Type.Kind == TypeKind.Primitive)
        {
            var property = "value" + Capital(element.Type.Name == "xhtml" ? "string" : element.Type.Name);
            var primitive = Part(name, property, item.Value < 0 ? null : Raw(item.Value));
            if (item.Companion >= 0)
            {
                primitive.Set(Encoding.UTF8.GetBytes("_" + property), Raw(item.Companion));
            }

            return primitive;
        }

        if (element.Type.Name == "Resource")
        {
            return Part(name, "resource", Raw(item.Value));
        }

        return _parameter.Find("value" + Capital(element.Type.Name)) is { } typed
            ? Part(name, typed.Name, Raw(item.Value))
            : Part(name, "part", Parts(item.Value));
    }

    // Types that a parameter cannot hold are given element by element.
    private JsonTree Parts(int node)
    {
        var parts = JsonTree.Array();
        var type = after.Definitions.Types[after.Nodes[node].Type];
        foreach (var (ordinal, items) in ElementItem.Of(after, node))
        {
            parts.Items.AddRange(items.Select(item => Value(NameOf(type.Elements[ordinal]), type.Elements[ordinal], item)));
        }

        return parts;
    }

    private JsonTree Raw(int node)
    {
        ref readonly var n = ref after.Nodes[node];
        var quotes = n.Kind == NodeKind.String ? 1 : 0;
        return JsonTree.OfRaw(JsonTokenType.None, after.Json.Slice(n.Start - quotes, n.Length + (2 * quotes)));
    }

    private static JsonTree Part(string name, string property, JsonTree? value)
    {
        var part = JsonTree.Object();
        part.Set("name"u8, JsonTree.OfText(name));
        if (value is not null)
        {
            part.Set(Encoding.UTF8.GetBytes(property), value);
        }

        return part;
    }

    private static JsonTree Number(string name, int value) =>
        Part(name, "valueInteger", JsonTree.OfRaw(JsonTokenType.Number, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture))));

    private static string NameOf(ElementDefinition element) => element.Choice.Length > 0 ? element.Choice : element.Name;

    private static string Below(string path, ElementDefinition element) => $"{path}.{(element.Name == "div" ? PatchPath.DelimitedDiv : NameOf(element))}";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
