namespace Helhed.Synthetic;

/// <summary>One made-up resource.</summary>
/// <param name="Type">The FHIR resource type, such as <c>Patient</c>.</param>
/// <param name="Id">The resource's id, unique within its type and the same in every run with the same options.</param>
/// <param name="Json">The resource as compact UTF-8 JSON.</param>
public readonly record struct SyntheticResource(string Type, string Id, ReadOnlyMemory<byte> Json);
