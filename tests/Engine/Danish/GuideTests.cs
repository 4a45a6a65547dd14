using System.Text.Json;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Tests.Engine.Danish;

/// <summary>Our statement of the Danish guides.</summary>
public sealed class GuideTests
{
    /// <summary>A constraint that is forgotten or misspelled, here or by a new edition of a guide, fails this test.</summary>
    [Theory]
    [InlineData("dkcore")]
    [InlineData("core")]
    [InlineData("msg")]
    [InlineData("ack")]
    [InlineData("cc")]
    [InlineData("hn")]
    [InlineData("hco")]
    public void What_is_stated_is_what_is_published(string package)
    {
        var published = Published(package);
        var all = Profiles.R4.With(PublishedProfiles());
        var found = new List<Difference>();
        foreach (var theirs in published)
        {
            found.AddRange(Compare(theirs, all));
        }

        var unexplained = found.Where(d => !Deliberate.Differences.Any(known => known.Covers(d))).ToList();
        Suites.Tell($"{package} as stated by Helhed", published.Count - unexplained.Select(d => d.Profile).Distinct().Count(), published.Count, $"{found.Count} deliberate differences");
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
    }

    [Fact]
    public void Every_explained_difference_is_still_there()
    {
        var all = Profiles.R4.With(PublishedProfiles());
        var found = DanishPackages.All.SelectMany(Published).SelectMany(theirs => Compare(theirs, all)).ToList();
        Assert.DoesNotContain(Deliberate.Differences, known => !found.Exists(known.Covers));
    }

    [Fact]
    public void Every_profile_can_be_checked()
    {
        Assert.InRange(DanishProfiles.Definitions.Count, 74, 120);
        Assert.All(DanishProfiles.Definitions, d => Assert.Empty(SnapshotGenerator.Generate(d, DanishProfiles.Profiles).Problems));
    }

    [Fact]
    public void What_makes_published_packages_tolerant_is_what_differs() =>
        Assert.Equal(
            Deliberate.Differences.Where(d => d.IsTolerance).Select(d => d.Profile).Distinct().Order(StringComparer.Ordinal),
            DanishProfiles.Tolerances.Select(d => d.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_invariant_has_a_Danish_text()
    {
        var keys = DanishProfiles.Definitions.SelectMany(Keys).Distinct().ToList();
        Assert.InRange(keys.Count, 40, 100);
        Assert.DoesNotContain(keys, key => DanishProfiles.TextOf(key) is null);
    }

    private static IEnumerable<string> Keys(FhirDocument definition)
    {
        using var json = JsonDocument.Parse(definition.Json);
        return [.. json.RootElement.GetProperty("differential").GetProperty("element").EnumerateArray()
            .SelectMany(e => e.TryGetProperty("constraint", out var list) ? list.EnumerateArray().Select(c => c.GetProperty("key").GetString()!) : [])];
    }

    private static IEnumerable<Difference> Compare(FhirDocument theirs, Profiles all)
    {
        var url = Text(theirs, "url");
        var mine = DanishProfiles.Definitions.FirstOrDefault(d => Text(d, "url") == url);
        return mine is null ? [new Difference(url, "", "profile", "published", "not stated")] : ProfileComparison.Compare(url, (theirs, all), (mine, DanishProfiles.Profiles));
    }

    private static IReadOnlyList<FhirDocument> Published(string package) => DanishPackages.Profiles(package);

    private static IEnumerable<FhirDocument> PublishedProfiles() => DanishPackages.All.SelectMany(Published);

    private static string Text(FhirDocument document, string name)
    {
        using var json = JsonDocument.Parse(document.Json);
        return json.RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
