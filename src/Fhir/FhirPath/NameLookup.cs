using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.FhirPath;

/// <summary>How the nodes of an element lie among their siblings, which tells when to stop looking.</summary>
internal enum Occurrence : byte
{
    /// <summary>At most one.</summary>
    Single,

    /// <summary>A list in one piece.</summary>
    Run,

    /// <summary>A list of primitives: those of the <c>_name</c> twin may lie elsewhere.</summary>
    Scattered,
}

/// <summary>
/// Where a name leads from each type: the ordinals of the element, or of all types of a choice (<c>value</c> for <c>value[x]</c>). One for
/// each name there is in R4, shared by all expressions; a look-up is a probe or two in a small table.
/// </summary>
internal sealed class NameLookup
{
    private static readonly Lazy<Dictionary<string, NameLookup>> All = new(Make);

    private readonly (int Type, ushort First, ushort Last, Occurrence Occurrence)[] _slots;
    private readonly int _mask;

    private NameLookup(string name, List<(int Type, ushort First, ushort Last, Occurrence Occurrence)> ranges)
    {
        Name = name;
        var size = 2;
        while (size < ranges.Count * 2)
        {
            size *= 2;
        }

        _slots = new (int, ushort, ushort, Occurrence)[size];
        _mask = size - 1;
        Array.Fill(_slots, (-1, (ushort)0, (ushort)0, Occurrence.Single));
        foreach (var range in ranges)
        {
            var slot = range.Type & _mask;
            while (_slots[slot].Type >= 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = range;
        }
    }

    public string Name { get; }

    /// <summary>Null when no type has an element of this name.</summary>
    public static NameLookup? Find(string name) => All.Value.GetValueOrDefault(name);

    public bool TryFind(int type, out int first, out int last, out Occurrence occurrence)
    {
        for (var slot = type & _mask; ; slot = (slot + 1) & _mask)
        {
            ref readonly var entry = ref _slots[slot];
            if (entry.Type == type)
            {
                first = entry.First;
                last = entry.Last;
                occurrence = entry.Occurrence;
                return true;
            }

            if (entry.Type < 0)
            {
                first = last = -1;
                occurrence = Occurrence.Single;
                return false;
            }
        }
    }

    private static Dictionary<string, NameLookup> Make()
    {
        var ranges = new Dictionary<string, List<(int, ushort, ushort, Occurrence)>>();
        foreach (var type in R4Definitions.Default.Types)
        {
            for (var i = 0; i < type.Elements.Count; i++)
            {
                // The types of one choice stand next to each other.
                var element = type.Elements[i];
                var first = i;
                while (element.Choice.Length > 0 && i + 1 < type.Elements.Count && type.Elements[i + 1].Choice == element.Choice)
                {
                    i++;
                }

                var name = element.Choice.Length > 0 ? element.Choice : element.Name;
                if (!ranges.TryGetValue(name, out var list))
                {
                    ranges[name] = list = [];
                }

                list.Add((type.Index, (ushort)first, (ushort)i, !element.IsList ? Occurrence.Single : element.Type.Kind == TypeKind.Primitive ? Occurrence.Scattered : Occurrence.Run));
            }
        }

        return ranges.ToDictionary(r => r.Key, r => new NameLookup(r.Key, r.Value));
    }
}
