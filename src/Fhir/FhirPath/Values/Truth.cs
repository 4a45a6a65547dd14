namespace Helhed.Fhir.FhirPath;

/// <summary>A Boolean of three values, or the failure to find one.</summary>
internal enum Truth : byte
{
    False,
    True,
    Empty,

    /// <summary>The machine has the error.</summary>
    Failed,
}
