using System.Diagnostics;
using System.Text.Json;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;

namespace Helhed.Tests.Engine;

/// <summary>The built-in code systems and value sets of DK Core and MedCom.</summary>
public sealed class DanishTerminologyTests
{
    private const string Core = "http://hl7.dk/fhir/core/ValueSet/";
    private const string MedCom = "http://medcomfhir.dk/ig/terminology/ValueSet/";

    // Bound by a Danish profile, and not as a value set anywhere.
    private static readonly string[] Nowhere = [];

    private static readonly TerminologyStore Denmark = TerminologyStore.Denmark;

    [Theory]
    [InlineData(Core + "dk-core-MunicipalityCodes", "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes", "0751", "Aarhus", true)]
    [InlineData(Core + "dk-core-MunicipalityCodes", "http://hl7.dk/fhir/core/CodeSystem/dk-core-municipality-codes", "9999", null, false)]
    [InlineData(Core + "dk-core-RegionalSubDivisionCodes", "urn:iso:std:iso:3166:-2", "DK-82", null, true)]
    [InlineData(Core + "dk-core-RegionalSubDivisionCodes", "urn:iso:std:iso:3166:-2", "SE-M", null, false)]
    [InlineData(Core + "dk-marital-status", "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "M", "married", true)]
    [InlineData(Core + "dk-core-priority-codes", "http://hl7.org/fhir/request-priority", "routine", null, true)]
    [InlineData(Core + "dk-core-practice-setting-exclude-lab-code", "http://snomed.info/sct", "394577000", null, true)]
    [InlineData(Core + "dk-core-practice-setting-exclude-lab-code", "http://snomed.info/sct", "73211009", null, false)]
    [InlineData(MedCom + "medcom-careCommunication-categories", "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes", "decease", "Dødsfald", true)]
    [InlineData(MedCom + "medcom-careCommunication-categories", "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-careCommunication-categoryCodes", "deceased", null, false)]
    [InlineData(MedCom + "medcom-core-attachmentMimeTypes", null, "application/pdf", null, true)]
    [InlineData(MedCom + "medcom-core-attachmentMimeTypes", null, "video/mp4", null, false)]
    [InlineData(MedCom + "medcom-core-encounter-class", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", null, true)]
    [InlineData(MedCom + "medcom-core-encounter-class", "http://terminology.hl7.org/CodeSystem/v3-ActCode", "_ActEncounterCode", null, false)]
    [InlineData(MedCom + "NPUObservationCodesValueSet", "urn:oid:1.2.208.176.2.1", "NPU21692", null, true)]
    [InlineData(MedCom + "NPUObservationCodesValueSet", "urn:oid:1.2.208.176.2.1", "NPU03607", null, false)]
    public void Danish_sets_are_checked_without_a_package(string set, string? system, string code, string? display, bool isMember)
    {
        var check = Denmark.Check(set, system, code, display);
        Assert.True(check.Membership == (isMember ? Membership.Member : Membership.NotMember), $"{check}");
        Assert.Equal(isMember, check.Message is null);
    }

    [Fact]
    public void Danish_texts_are_right_for_codes_of_r4()
    {
        Assert.Null(Denmark.Check("http://hl7.org/fhir/ValueSet/administrative-gender", "http://hl7.org/fhir/administrative-gender", "female", "Kvinde").Message);
        Assert.NotNull(TerminologyStore.R4.Check("http://hl7.org/fhir/ValueSet/administrative-gender", "http://hl7.org/fhir/administrative-gender", "female", "Kvinde").Message);
    }

    [Fact]
    public void Npu_is_more_than_what_is_here() =>
        Assert.Equal((Membership.Member, Membership.CannotTell), (Denmark.CheckCode("urn:oid:1.2.208.176.2.1", "NPU21692").Membership, Denmark.CheckCode("urn:oid:1.2.208.176.2.1", "NPU03607").Membership));

    [Fact]
    public void Every_binding_of_the_danish_profiles_has_its_value_set()
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        var bound = new HashSet<string>();
        foreach (var package in new[] { "dkcore", "core", "msg", "cc", "hn", "ack", "hco", "mdef" })
        {
            foreach (var file in Directory.EnumerateFiles(Suites.Package(package), "StructureDefinition-*.json"))
            {
                using var profile = JsonDocument.Parse(File.ReadAllBytes(file));
                foreach (var set in Bindings(profile.RootElement).Where(bound.Add).Where(set => !Denmark.KnowsValueSet(set)))
                {
                    unknown.Add(set);
                }
            }
        }

        Assert.True(bound.Count > 50, $"{bound.Count} bindings");
        Assert.Equal(Nowhere, unknown);
        Suites.Tell("danish bindings", bound.Count - unknown.Count, bound.Count);
    }

    [Fact]
    public void The_built_in_sets_have_the_codes_of_the_published_ones()
    {
        var documents = new[] { "dkcore", "term" }.SelectMany(p => Directory.EnumerateFiles(Suites.Package(p), "*.json"))
            .Select(f => FhirDocument.Parse(File.ReadAllBytes(f))).Where(p => p.Document?.TypeName is "CodeSystem" or "ValueSet").Select(p => p.Document!).ToList();
        var published = TerminologyStore.R4.With(documents);
        var sets = 0;
        foreach (var document in documents.Where(d => d.TypeName == "ValueSet"))
        {
            using var json = JsonDocument.Parse(document.Json);
            var url = json.RootElement.GetProperty("url").GetString()!;
            var (theirs, ours) = (published.Expand(url, null, 0, 10_000), Denmark.Expand(url, null, 0, 10_000));
            Assert.Equal(theirs.Problem is null, ours.Problem is null);
            Assert.True(theirs.Total > 0 || theirs.Problem is not null, url);
            Assert.Equal(theirs.Contains.Select(c => (c.System, c.Code)), ours.Contains.Select(c => (c.System, c.Code)));
            sets++;
        }

        Suites.Tell("danish value sets", sets, sets);
    }

    [Fact]
    public void Opening_takes_little()
    {
        var clock = Stopwatch.StartNew();
        var fresh = TerminologyStore.R4.With([]);
        Assert.True(fresh.KnowsValueSet("http://hl7.org/fhir/ValueSet/administrative-gender"));
        Assert.True(Denmark.KnowsValueSet(Core + "dk-marital-status"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"{clock.Elapsed}");
    }

    private static IEnumerable<string> Bindings(JsonElement profile)
    {
        foreach (var view in new[] { "differential", "snapshot" })
        {
            if (!profile.TryGetProperty(view, out var elements))
            {
                continue;
            }

            foreach (var element in elements.GetProperty("element").EnumerateArray())
            {
                if (element.TryGetProperty("binding", out var binding) && binding.TryGetProperty("valueSet", out var set))
                {
                    yield return set.GetString()!;
                }
            }
        }
    }
}
