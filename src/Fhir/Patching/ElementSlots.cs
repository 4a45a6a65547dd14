using System.Text.Json;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Patching;

/// <summary>
/// The occurrences of one element in a JSON object, each with its value and, for a primitive, the twin with its id and extensions: what
/// FHIR sees as one list is two arrays in JSON that must stay side by side.
/// </summary>
internal sealed class ElementSlots
{
    private readonly JsonTree _owner;
    private readonly ElementDefinition _element;

    public ElementSlots(JsonTree owner, ElementDefinition element)
    {
        _owner = owner;
        _element = element;
        var value = owner.Find(element.Utf8Name);
        var companion = owner.Find(CompanionName(element));
        if (value is not { IsArray: true } && companion is not { IsArray: true })
        {
            if (value is not null || companion is not null)
            {
                Items.Add((value, companion));
            }

            return;
        }

        for (var i = 0; i < Math.Max(value?.Items.Count ?? 0, companion?.Items.Count ?? 0); i++)
        {
            Items.Add((Item(value, i), Item(companion, i)));
        }
    }

    public List<(JsonTree? Value, JsonTree? Companion)> Items { get; } = [];

    /// <summary>Writes the occurrences back; none leaves no property.</summary>
    public void Store()
    {
        Items.RemoveAll(item => item.Value is null && item.Companion is null);
        Store(_element.Utf8Name, [.. Items.Select(i => i.Value)]);
        Store(CompanionName(_element), [.. Items.Select(i => i.Companion)]);
    }

    private void Store(ReadOnlySpan<byte> name, List<JsonTree?> values)
    {
        if (values.TrueForAll(v => v is null))
        {
            var at = _owner.IndexOf(name);
            if (at >= 0)
            {
                _owner.Members.RemoveAt(at);
            }

            return;
        }

        if (!_element.IsList)
        {
            _owner.Set(name, values[0]!);
            return;
        }

        var array = JsonTree.Array();
        array.Items.AddRange(values.Select(v => v ?? JsonTree.Null));
        _owner.Set(name, array);
    }

    private static JsonTree? Item(JsonTree? array, int index) =>
        array is not null && index < array.Items.Count && array.Items[index].Kind != JsonTokenType.Null ? array.Items[index] : null;

    private static byte[] CompanionName(ElementDefinition element) => [(byte)'_', .. element.Utf8Name];
}
