using System.Diagnostics;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Terminology;

namespace Helhed.Tests.Engine;

/// <summary>The code systems and value sets that R4 comes with.</summary>
public sealed class R4TerminologyTests
{
    private static readonly TerminologyStore R4 = TerminologyStore.R4;

    // Bound by R4 and published by nobody there, or not as a value set.
    private static readonly string[] NowhereSets =
    [
        "http://dicom.nema.org/medical/dicom/current/output/chtml/part04/sect_B.5.html#table_B.5-1", // a page of DICOM's standard: SOP classes
        "http://terminology.hl7.org/CodeSystem/processpriority", // the address of a code system
        "http://www.rsna.org/RadLex_Playbook.aspx", // a page of a licensed work
    ];

    [Fact]
    public void Every_binding_has_a_value_set_but_a_known_few()
    {
        var bound = R4Definitions.Default.Types.SelectMany(t => t.Elements).Where(e => e.Binding is not null).Select(e => e.Binding!.ValueSet.Split('|')[0]).ToHashSet();
        Assert.True(bound.Count > 400, $"{bound.Count} value sets");
        Assert.Equal(bound.Where(NowhereSets.Contains).Order(StringComparer.Ordinal), bound.Where(set => !R4.KnowsValueSet(set)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Required_bindings_can_be_told_for_every_code()
    {
        var open = new HashSet<string>();
        foreach (var binding in R4Definitions.Default.Types.SelectMany(t => t.Elements).Select(e => e.Binding).OfType<Binding>().Where(b => b.Strength == BindingStrength.Required))
        {
            if (R4.Check(binding.ValueSet, null, "surely no code").Membership != Membership.NotMember)
            {
                open.Add(binding.ValueSet);
            }
        }

        Assert.Empty(open);
    }

    [Fact]
    public void The_sets_of_required_bindings_have_the_codes_of_hl7s_own_expansions()
    {
        var sets = R4Definitions.Default.ValueSets;
        Assert.True(sets.Count > 200, $"{sets.Count} expansions");
        foreach (var (url, codes) in sets.Where(s => s.Key != "http://hl7.org/fhir/ValueSet/ucum-units"))
        {
            var expansion = R4.Expand(url, null, 0, 10_000);
            Assert.True(expansion.Problem is null, $"{url}: {expansion.Problem}");
            foreach (var (system, code) in codes)
            {
                Assert.True(R4.Check(url, system, code).Membership == Membership.Member, $"{url} {system} {code}");
                Assert.True(R4.Check(url, null, code).Membership == Membership.Member, $"{url} {code}");
            }

            Assert.True(expansion.Total == codes.Count, $"{url}: {expansion.Total} codes, {codes.Count} in the expansion; only here: {string.Join(' ', expansion.Contains.Where(c => !codes.Contains((c.System, c.Code))).Take(5))}");
        }
    }

    [Fact]
    public void Opening_takes_little()
    {
        _ = R4.Check("http://hl7.org/fhir/ValueSet/administrative-gender", null, "male");
        var clock = Stopwatch.GetTimestamp();
        var sets = 0;
        foreach (var binding in R4Definitions.Default.Types.SelectMany(t => t.Elements).Select(e => e.Binding).OfType<Binding>().DistinctBy(b => b.ValueSet))
        {
            _ = R4.Check(binding.ValueSet, null, "x");
            sets++;
        }

        Console.WriteLine($"terminology: {sets} value sets compiled in {Stopwatch.GetElapsedTime(clock).TotalMilliseconds:F0} ms");
    }
}
