using Helhed.Records.Http;

namespace Helhed.Records.Terminology;

/// <summary>The operations of the terminology service: <see href="https://hl7.org/fhir/R4/terminology-service.html"/>.</summary>
internal static class TerminologyOperations
{
    public static IReadOnlyList<Operation> All { get; } = [];
}
