using System.Collections.Concurrent;
using System.Text;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Index;
using Helhed.Fhir.Json;

namespace Helhed.Records.Reindexing;

/// <summary>
/// What the expression of a search parameter may ask: nothing but the resource, so that the same resource always gives the same values.
/// A reference is resolved to an empty resource of the type that it names, which is all that <c>resolve() is Patient</c> wants to know.
/// </summary>
internal sealed class ParameterContext : FhirPathContext
{
    private static readonly ConcurrentDictionary<string, FhirDocument?> Empty = new();

    private ParameterContext()
    {
        AllowsManyInAs = true;

        // A limit of time would make values depend on how busy the machine is: steps end it long before.
        MaxSteps = 1_000_000;
        MaxTime = TimeSpan.FromMinutes(1);
    }

    public static ParameterContext Only { get; } = new();

    public override FhirDocument? Resolve(string reference)
    {
        if (!ReferenceText.TryParse(Encoding.UTF8.GetBytes(reference), out var type, out _))
        {
            return null;
        }

        var name = Encoding.UTF8.GetString(type.Span);
        return R4Definitions.Default.FindResource(name) is null
            ? null
            : Empty.GetOrAdd(name, static n => FhirDocument.Parse(Encoding.UTF8.GetBytes($"{{\"resourceType\":\"{n}\"}}"), new ParseOptions(Missing: IssueSeverity.Warning)).Document);
    }
}
