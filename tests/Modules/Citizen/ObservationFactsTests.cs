using System.Text;
using Helhed.Citizen;
using Helhed.Fhir.Json;
using Helhed.Fhir.R4;
using Helhed.Tests.Modules.Synthetic;

namespace Helhed.Tests.Modules.Citizen;

/// <summary>What pages read out of an Observation's bytes is what the whole record says.</summary>
public sealed class ObservationFactsTests
{
    private const string Odd = """
        {"resourceType":"Observation","meta":{"profile":["http://x"]},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>"},
        "extension":[{"url":"http://x","valueQuantity":{"value":1}}],"status":"final","_status":{"id":"s"},
        "code":{"extension":[{"url":"http://x","valueString":"y"}],"coding":[{"system":"s"},{"code":"b","display":"Tal \u00e6"}]},
        "subject":{"reference":"Patient/x"},"encounter":{"display":"e","reference":"Encounter/e"},"effectivePeriod":{"end":"2026-02-01","start":"2026-01-01"},
        "issued":"2026-02-02T10:00:00Z","performer":[{"reference":"Organization/o","display":"O"},{"display":"P"}],"valueInteger":7,
        "referenceRange":[{"text":"t"},{"high":{"value":1e1,"code":"mg"},"type":{"coding":[{"code":"red"},{"code":"normal"}]}}],
        "component":[{"code":{"text":"del"},"valueQuantity":{"value":1.50,"unit":"mg"},"referenceRange":[{"low":{"value":0.1}}]},{"code":{"text":"to"},"valueString":"x"}]}
        """;

    [Fact]
    public void They_are_those_of_the_whole_record()
    {
        var observations = MadeRegion.Shared.All.OfType<Observation>().Take(3000).Append(FhirJson.Read<Observation>(Encoding.UTF8.GetBytes(Odd))).ToList();
        Assert.True(observations.Count > 1000);
        foreach (var observation in observations)
        {
            var facts = ObservationFacts.Of(FhirJson.Write(observation));
            Assert.Equal((observation.Status, observation.Issued, observation.Encounter?.ReferenceValue), (facts.Status, facts.Issued, facts.Encounter));
            Assert.Equal(observation.EffectiveDateTime ?? observation.EffectivePeriod?.Start ?? observation.EffectiveInstant, facts.Effective);
            Assert.Equal(Words(observation.ValueCodeableConcept) ?? observation.ValueString ?? observation.ValueInteger?.ToString(System.Globalization.CultureInfo.InvariantCulture), facts.ValueWords);
            Assert.Equal(observation.Performer.Select(p => (p.ReferenceValue, p.Display)), facts.Performers.Select(p => (p.Reference, p.Name)));
            Same(observation.Code, observation.ValueQuantity, observation.ReferenceRange, facts.Whole);
            Assert.Equal(observation.Component.Count, facts.Parts.Count);
            foreach (var (part, read) in observation.Component.Zip(facts.Parts))
            {
                Same(part.Code, part.ValueQuantity, part.ReferenceRange, read);
            }
        }
    }

    [Fact]
    public void A_number_that_nobody_measures_ends_no_page()
    {
        var facts = ObservationFacts.Of(Encoding.UTF8.GetBytes("""{"resourceType":"Observation","status":"final","valueQuantity":{"value":1e400,"unit":"mg"},"issued":"2026-02-02T10:00:00Z"}"""));
        var quantity = Assert.NotNull(facts.Whole.Quantity);
        Assert.Null(quantity.Value);
        Assert.Equal(("mg", "2026-02-02T10:00:00Z"), (quantity.Unit, facts.Issued));
    }

    private static void Same(CodeableConcept? code, Quantity? quantity, IReadOnlyList<ObservationReferenceRange> ranges, MeasuredFacts facts)
    {
        Assert.Equal((Words(code), code?.Coding.Select(c => c.Code).FirstOrDefault()), (facts.Code?.Words, facts.Code?.Code));
        Assert.Equal((quantity?.Value?.Value, quantity?.Unit ?? quantity?.Code), (facts.Quantity?.Value, facts.Quantity?.Unit));
        Assert.Equal(
            ranges.Select(r => (r.Low?.Value?.Value, r.High?.Value?.Value, r.Type is null, r.Type?.Coding.Any(c => c.Code == "normal") == true)),
            facts.Ranges.Select(r => (r.Low, r.High, r.Meaning is null, r.Meaning?.IsNormal == true)));
    }

    private static string? Words(CodeableConcept? concept) => concept?.Text ?? concept?.Coding.Select(c => c.Display).FirstOrDefault(d => d is not null);
}
