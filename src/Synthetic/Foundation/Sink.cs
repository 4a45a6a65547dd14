using Helhed.Fhir.Json;
using Helhed.Fhir.R4;

namespace Helhed.Synthetic;

/// <summary>Holds one household's resources as bytes; emptied between households, so memory does not grow with the region.</summary>
internal sealed class Sink
{
    private readonly List<SyntheticResource> _written = new(512);

    internal IReadOnlyList<SyntheticResource> Written => _written;

    internal void Add(Resource resource) => _written.Add(Encode(resource));

    internal void Clear() => _written.Clear();

    internal static SyntheticResource Encode(Resource resource) =>
        new(resource.TypeName, resource.Id!, FhirJson.Write(resource));
}
