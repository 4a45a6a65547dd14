using System.Text;

namespace Helhed.Fhir.Definitions;

/// <summary>What a type is.</summary>
public enum TypeKind
{
    /// <summary>A primitive such as <c>date</c>.</summary>
    Primitive,

    /// <summary>A data type such as <c>HumanName</c>.</summary>
    Complex,

    /// <summary>A nested structure of a resource or data type, named by its path: <c>Patient.contact</c>.</summary>
    Backbone,

    /// <summary>A resource.</summary>
    Resource,
}

/// <summary>An R4 type with its elements. See <see href="https://hl7.org/fhir/R4/structuredefinition.html">StructureDefinition</see>.</summary>
public sealed class TypeDefinition
{
    // Open addressing over element names: at most half full, so a look-up is one or two comparisons.
    private int[] _slots = [];
    private int _mask;

    internal TypeDefinition(int index, string name, TypeKind kind, bool isAbstract)
    {
        Index = index;
        Name = name;
        Kind = kind;
        IsAbstract = isAbstract;
        Primitive = kind == TypeKind.Primitive ? Enum.Parse<PrimitiveKind>(name, ignoreCase: true) : PrimitiveKind.None;
    }

    /// <summary>Position in <see cref="R4Definitions.Types"/>; stable, since R4 is.</summary>
    public int Index { get; }

    /// <summary><c>Patient</c>, <c>Patient.contact</c>, <c>HumanName</c>, <c>date</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public TypeKind Kind { get; }

    /// <summary>True for <c>Resource</c>, <c>DomainResource</c>, <c>Element</c> and <c>BackboneElement</c>.</summary>
    public bool IsAbstract { get; }

    /// <summary>The type it specialises; null for <c>Resource</c> and <c>Element</c>.</summary>
    public TypeDefinition? BaseType { get; internal set; }

    /// <summary>Its JSON properties in the order of the specification; a choice element has one for each type.</summary>
    public IReadOnlyList<ElementDefinition> Elements { get; internal set; } = [];

    /// <summary>Invariants on the type itself.</summary>
    public IReadOnlyList<Invariant> Invariants { get; internal set; } = [];

    /// <summary>Elements (or choices) that must be present: each a name and the ordinals of which one must be there.</summary>
    internal (string Name, int[] Ordinals)[] Required { get; private set; } = [];

    internal PrimitiveKind Primitive { get; }

    /// <summary>The element with a JSON name (without <c>_</c>), or null.</summary>
    public ElementDefinition? Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Hash(name) & _mask; _slots.Length > 0; slot = (slot + 1) & _mask)
        {
            var index = _slots[slot];
            if (index == 0)
            {
                return null;
            }

            var element = Elements[index - 1];
            if (name.SequenceEqual(element.Utf8Name))
            {
                return element;
            }
        }

        return null;
    }

    /// <summary>The element with a JSON name, or null.</summary>
    public ElementDefinition? Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    /// <summary>True when this type is the named one or specialises it.</summary>
    public bool Is(string name)
    {
        for (var type = this; type is not null; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    internal void Seal()
    {
        var size = 4;
        while (size < Elements.Count * 2)
        {
            size *= 2;
        }

        _slots = new int[size];
        _mask = size - 1;
        foreach (var element in Elements)
        {
            var slot = Hash(element.Utf8Name) & _mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = element.Ordinal + 1;
        }

        SealRequired();
    }

    // The types of one choice stand next to each other. Without LINQ: every type is sealed before the engine is ready, and LINQ over pairs is
    // compiled anew in each process.
    private void SealRequired()
    {
        var required = new List<(string, int[])>();
        for (var i = 0; i < Elements.Count; i++)
        {
            var element = Elements[i];
            if (element.Min == 0)
            {
                continue;
            }

            var first = i;
            while (element.Choice.Length > 0 && i + 1 < Elements.Count && Elements[i + 1].Choice == element.Choice)
            {
                i++;
            }

            var ordinals = new int[i - first + 1];
            for (var k = 0; k < ordinals.Length; k++)
            {
                ordinals[k] = first + k;
            }

            required.Add((element.Choice.Length > 0 ? element.Choice + "[x]" : element.Name, ordinals));
        }

        Required = required.Count == 0 ? [] : required.ToArray();
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = 17;
        foreach (var b in name)
        {
            hash = (hash * 31) + b;
        }

        return hash ^ (hash >> 7);
    }
}
