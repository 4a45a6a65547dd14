using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Synthetic;

namespace Helhed.Tests.Modules.Synthetic;

/// <summary>One region of 1,500 people, parsed, that the tests read together.</summary>
public sealed class MadeRegion
{
    public static readonly RegionOptions Options = new(1500, 42, new DateOnly(2026, 11, 21));

    private static readonly Lazy<MadeRegion> Made = new(() => new MadeRegion());

    private MadeRegion()
    {
        var position = 0;
        foreach (var made in Region.Generate(Options))
        {
            if (FhirJson.TryRead<Resource>(made.Json, out var resource, out var issues) && issues.Count == 0)
            {
                All.Add(resource!);
            }
            else
            {
                Refused.Add($"{made.Type}/{made.Id}: {string.Join("; ", issues.Select(issue => $"{issue.Expression} {issue.Message}"))}");
            }

            if (!Positions.TryAdd($"{made.Type}/{made.Id}", position++))
            {
                Repeated.Add($"{made.Type}/{made.Id}");
            }
        }
    }

    /// <summary>Made once for all tests, which only read it.</summary>
    public static MadeRegion Shared => Made.Value;

    public List<Resource> All { get; } = [];

    public List<string> Refused { get; } = [];

    public List<string> Repeated { get; } = [];

    /// <summary>Where in the stream each resource came.</summary>
    public Dictionary<string, int> Positions { get; } = [];

    public IEnumerable<T> Of<T>()
        where T : Resource => All.OfType<T>();

    public Patient Person(string id) => Of<Patient>().Single(patient => patient.Id == id);

    public static int AgeOf(Patient patient)
    {
        var born = DateOnly.Parse(patient.BirthDate!, System.Globalization.CultureInfo.InvariantCulture);
        return Options.Today.Year - born.Year - (born.AddYears(Options.Today.Year - born.Year) > Options.Today ? 1 : 0);
    }

    public static DateTimeOffset At(string? stamp) => DateTimeOffset.Parse(stamp!, System.Globalization.CultureInfo.InvariantCulture);

    public static bool HasCode(CodeableConcept? concept, string code) => concept is not null && concept.Coding.Any(coding => coding.Code == code);
}
