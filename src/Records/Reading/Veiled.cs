using Helhed.Access.Veils;

namespace Helhed.Records.Reading;

/// <summary>Shows resources through a caller's veil: what is hidden inside of them is replaced, and hidden staff are as if they were not there.</summary>
internal static class Veiled
{
    public static StoredResource? Of(Veil? veil, StoredResource resource) =>
        veil is null ? resource : veil.Hides(resource.Type, resource.Id) ? null
        : resource with { Id = veil.IdOf(resource.Type, resource.Id), Json = resource.Json.IsEmpty ? resource.Json : veil.Over(resource.Json) };

    public static IReadOnlyList<StoredResource> Of(Veil? veil, IReadOnlyList<StoredResource> resources) =>
        veil is null ? resources : [.. resources.Select(r => Of(veil, r)).OfType<StoredResource>()];
}
