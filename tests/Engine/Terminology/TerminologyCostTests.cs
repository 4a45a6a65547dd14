using System.Diagnostics;
using Helhed.Fhir.Terminology;

namespace Helhed.Tests.Engine;

/// <summary>A check of a code on a compiled set costs some 100 ns and no memory.</summary>
public sealed class TerminologyCostTests
{
    [Theory]
    [InlineData("http://hl7.org/fhir/ValueSet/observation-status", null, "final", null)]
    [InlineData("http://hl7.org/fhir/ValueSet/observation-category", "http://terminology.hl7.org/CodeSystem/observation-category", "vital-signs", "Vital Signs")]
    [InlineData("http://hl7.org/fhir/ValueSet/c80-doc-typecodes", "http://loinc.org", "34133-9", null)]
    [InlineData("http://hl7.org/fhir/ValueSet/ucum-units", "http://unitsofmeasure.org", "mm[Hg]", null)]
    [InlineData("http://hl7.org/fhir/ValueSet/all-languages", "urn:ietf:bcp:47", "da-DK", null)]
    [InlineData("http://hl7.org/fhir/ValueSet/marital-status", "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "M", "married")]
    public void A_check_allocates_nothing(string set, string? system, string code, string? display)
    {
        var store = TerminologyStore.R4;
        Assert.Equal(Membership.Member, store.Check(set, system, code, display).Membership);
        const int Times = 20_000;
        for (var i = 0; i < Times; i++)
        {
            store.Check(set, system, code, display);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            store.Check(set, system, code, display);
        }

        var elapsed = Stopwatch.GetElapsedTime(clock);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Console.WriteLine($"terminology: {elapsed.TotalNanoseconds / Times:F0} ns for {code} in {set[(set.LastIndexOf('/') + 1)..]}");
        Assert.True(elapsed < TimeSpan.FromMilliseconds(Times * 0.005), $"{elapsed.TotalNanoseconds / Times:F0} ns a check");
    }
}
