using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;

namespace Helhed.Fhir.Comparing;

/// <summary>By what an item of a list is known again when its content has changed.</summary>
internal static class ItemIdentity
{
    // For a backbone element the first of these that it has: the names that R4 gives to keys.
    private static readonly string[] Keys = ["linkId", "fullUrl", "url", "identifier", "code", "name", "type", "reference", "category", "relationship", "item", "actor", "individual", "member", "entity"];

    /// <summary>The id within the resource, or of a contained resource.</summary>
    public static string? Id(FhirDocument document, int node) => node < 0 ? null : Text(document, node, "id");

    /// <summary>The key by its content, or null.</summary>
    public static string? Key(FhirDocument document, int node)
    {
        if (node < 0 || document.Nodes[node].Kind != NodeKind.Object)
        {
            return null;
        }

        var type = document.Definitions.Types[document.Nodes[node].Type];
        return type.Name switch
        {
            "Identifier" or "ContactPoint" => Joined(document, node, "system", "value"),
            "Coding" => Joined(document, node, "system", "code"),
            "CodeableConcept" => Child(document, node, "coding") is { } coding ? Key(document, coding) : Text(document, node, "text"),
            "Extension" => Text(document, node, "url"),
            "Reference" => Text(document, node, "reference") ?? (Child(document, node, "identifier") is { } identifier ? Key(document, identifier) : null),
            "HumanName" or "Address" => Text(document, node, "use"),
            "Bundle.entry" => Text(document, node, "fullUrl") ?? (Child(document, node, "resource") is { } resource ? Key(document, resource) : null),
            _ when type.Kind == TypeKind.Resource => Id(document, node) is { } id ? $"{type.Name}/{id}" : null,
            _ when type.Kind == TypeKind.Backbone || type.Is("BackboneElement") || type.Is("Element") => FirstKey(document, node),
            _ => null,
        };
    }

    private static string? FirstKey(FhirDocument document, int node)
    {
        foreach (var name in Keys)
        {
            if (Child(document, node, name) is { } child)
            {
                return document.Nodes[child].Kind == NodeKind.Object ? Key(document, child) : document.Text(child);
            }
        }

        return null;
    }

    private static string? Joined(FhirDocument document, int node, string first, string second) =>
        Text(document, node, second) is { } value ? $"{Text(document, node, first)}|{value}" : null;

    private static string? Text(FhirDocument document, int node, string name) =>
        Child(document, node, name) is { } child && document.Nodes[child].Kind == NodeKind.String ? document.Text(child) : null;

    private static int? Child(FhirDocument document, int node, string name)
    {
        var ordinal = document.Nodes[node].Kind == NodeKind.Object ? document.Definitions.Types[document.Nodes[node].Type].Find(name)?.Ordinal ?? -1 : -1;
        for (var i = node + 1; ordinal >= 0 && i < document.Nodes[node].End; i = document.Nodes[i].End)
        {
            if (document.Nodes[i].Ordinal == ordinal && (document.Nodes[i].Flags & NodeFlags.Companion) == 0 && document.Nodes[i].Kind != NodeKind.Null)
            {
                return i;
            }
        }

        return null;
    }
}
