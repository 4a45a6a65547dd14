using System.Buffers;
using Helhed.Fhir.Definitions;

namespace Helhed.Fhir.Json;

/// <summary>
/// Which part of a resource is shown: <see href="https://hl7.org/fhir/R4/search.html#summary">_summary</see> and
/// <see href="https://hl7.org/fhir/R4/search.html#elements">_elements</see>. What must be there and what changes the meaning of the rest
/// (<c>modifierExtension</c>) is always shown, and the tag SUBSETTED says that there is more.
/// </summary>
public sealed class ResourceSubset
{
    private readonly Part _part;
    private readonly HashSet<string> _names;

    private ResourceSubset(Part part, HashSet<string> names)
    {
        _part = part;
        _names = names;
    }

    private enum Part
    {
        Summary,
        Text,
        Data,
        Elements,
    }

    /// <summary><c>_summary=true</c>: the elements that the specification marks as summary, at every level.</summary>
    public static ResourceSubset Summary { get; } = new(Part.Summary, []);

    /// <summary><c>_summary=text</c>: id, meta, text, and the elements that must be there.</summary>
    public static ResourceSubset Text { get; } = new(Part.Text, []);

    /// <summary><c>_summary=data</c>: everything but the narrative.</summary>
    public static ResourceSubset Data { get; } = new(Part.Data, []);

    /// <summary><c>_elements</c>: the named elements of the resource itself (<c>name</c>, <c>value</c> for <c>value[x]</c>), and those that must be there.</summary>
    /// <param name="names">Names of elements; one may be narrowed to a type, as <c>Patient.name</c>. Names that a type does not have show nothing.</param>
    public static ResourceSubset Elements(IEnumerable<string> names) => new(Part.Elements, [.. names]);

    /// <summary>Whether a resource says that it is a part of one.</summary>
    /// <param name="document">The resource.</param>
    public static bool IsMarked(FhirDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Root.Child("meta"u8) is not { } meta || meta.Child("tag"u8) is not { } first)
        {
            return false;
        }

        foreach (var tag in new ItemEnumerator(document, first.Index))
        {
            if (tag.Child("code"u8)?.Text() == "SUBSETTED" && tag.Child("system"u8)?.Text() == "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the part of a resource as compact JSON.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="output">Where the UTF-8 JSON goes.</param>
    public void Write(FhirDocument document, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(output);
        new SubsetWriter(document, output, this).WriteRoot();
    }

    /// <summary>Whether an element of the resource itself is shown.</summary>
    internal bool Shows(TypeDefinition type, ElementDefinition element) => element.Name switch
    {
        "id" or "meta" or "modifierExtension" => true,
        "text" when _part == Part.Data => false,
        "text" when _part == Part.Text => true,
        _ => _part switch
        {
            Part.Summary => element.IsSummary || element.Min > 0,
            Part.Text => element.Min > 0,
            Part.Data => true,
            _ => element.Min > 0 || IsNamed(type, element),
        },
    };

    /// <summary>Whether the elements inside a shown one are picked too.</summary>
    internal bool PicksInside => _part == Part.Summary;

    private bool IsNamed(TypeDefinition type, ElementDefinition element)
    {
        var name = element.Choice.Length > 0 ? element.Choice : element.Name;
        return _names.Contains(name) || _names.Contains(element.Name) || _names.Contains($"{type.Name}.{name}");
    }
}
