using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Patching;

/// <summary>Finds the element that a value goes into, and makes the JSON that it has there.</summary>
internal static class ValueBuilder
{
    /// <summary>The element of a type by its name, <c>value</c> for a choice: then the one of the value's type.</summary>
    public static ElementDefinition Element(TypeDefinition owner, string name, PatchValue value)
    {
        var plain = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : name;
        if (owner.Find(plain) is { } exact)
        {
            return exact;
        }

        var choices = owner.Elements.Where(e => e.Choice == plain && plain.Length > 0).ToList();
        return choices.Find(e => e.Type == value.Type) ?? throw new PatchRefusedException(
            PatchErrorKind.Target,
            choices.Count == 0 ? $"{owner.Name} has no element '{name}'."
            : $"{choices[0].Path} is no {value.Type?.Name ?? "value in parts"}: it is one of {string.Join(", ", choices.Select(c => c.Type.Name))}.");
    }

    /// <summary>The value and, for a primitive, its twin, as they stand in an element.</summary>
    public static (JsonTree? Value, JsonTree? Companion) Build(ElementDefinition element, PatchValue value)
    {
        if (value.Parts.Count > 0)
        {
            return element.Type.Kind is TypeKind.Primitive or TypeKind.Resource || element.Type.Name == "Resource"
                ? throw Wrong(element, "given in parts")
                : (FromParts(element.Type, value.Parts), null);
        }

        var fits = element.Type.Kind == TypeKind.Primitive
            ? value.IsPrimitive
            : value.Type is { } type && (type.Is(element.Type.Name) || element.Type.Is(type.Name) || AreQuantities(type, element.Type));
        return fits ? (value.Value, value.Companion) : throw Wrong(element, $"a {value.Type?.Name}");
    }

    private static PatchRefusedException Wrong(ElementDefinition element, string given) =>
        new(PatchErrorKind.Target, $"{element.Path} is {(element.Type.Kind == TypeKind.Backbone ? "given in parts" : $"a {element.Type.Name}")}, and the value is {given}.");

    // Age, Count, Distance, Duration and Money-like specialisations have the elements of Quantity.
    private static bool AreQuantities(TypeDefinition a, TypeDefinition b) => a.Is("Quantity") && b.Is("Quantity");

    private static JsonTree FromParts(TypeDefinition type, List<(string Name, PatchValue Value)> parts)
    {
        var tree = JsonTree.Object();
        foreach (var (name, value) in parts)
        {
            if (value.IsEmpty)
            {
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"The part '{name}' has no value.");
            }

            var element = Element(type, name, value);
            var slots = new ElementSlots(tree, element);
            if (slots.Items.Count > 0 && !element.IsList)
            {
                throw new PatchRefusedException(PatchErrorKind.Invalid, $"{element.Path} stands once, and there are two parts '{name}'.");
            }

            slots.Items.Add(Build(element, value));
            slots.Store();
        }

        return tree;
    }
}
