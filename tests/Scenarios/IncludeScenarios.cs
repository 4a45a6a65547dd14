using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>_include: https://hl7.org/fhir/R4/search.html#include.</summary>
public abstract class IncludeScenarios(Dialect dialect) : ApiTest(dialect)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var name in (string[])["p", "q", "gone"])
        {
            await Give("Patient", $"{Mark}-{name}", $$"""
                "managingOrganization":{"reference":"Organization/{{Mark}}-o"}
                """);
        }

        (await Api.Delete($"Patient/{Mark}-gone")).Expect(204);
        await Give("Organization", $"{Mark}-o", "\"name\":\"O\"");
        await Give("Practitioner", $"{Mark}-d", "\"active\":true");
        await Observe("1", "Patient", "p", "Practitioner", "d");
        await Observe("2", "Patient", "p", "Organization", "o");
        await Observe("3", "Patient", "q", "Practitioner", "absent");
        await Observe("4", "Patient", "gone", "Practitioner", "d");
        await Observe("5", "Group", "g", "Practitioner", "d");
    }

    [Fact]
    public async Task References_bring_what_they_point_at_once()
    {
        var page = (await Api.Get($"Observation?{Mine}&_include=Observation:subject")).Expect(200);
        Assert.Equal(5, page.MatchIds.Count);
        Assert.Equal([$"{Mark}-p", $"{Mark}-q"], page.IncludedIds.Order(StringComparer.Ordinal));
        var both = (await Api.Get($"Observation?{Mine}&_include=Observation:subject&_include=Observation:performer")).Expect(200);
        Assert.Equal([$"{Mark}-d", $"{Mark}-o", $"{Mark}-p", $"{Mark}-q"], both.IncludedIds.Order(StringComparer.Ordinal));
        Assert.Equal(5, both.MatchIds.Count);
        Assert.Equal(5, both.Total);
    }

    [Fact]
    public async Task A_target_type_narrows()
    {
        Assert.Equal([$"{Mark}-o"], (await Api.Get($"Observation?{Mine}&_include=Observation:performer:Organization")).Expect(200).IncludedIds);
        Assert.Equal([$"{Mark}-d"], (await Api.Get($"Observation?{Mine}&_include=Observation:performer:Practitioner")).Expect(200).IncludedIds);
        Assert.Empty((await Api.Get($"Observation?{Mine}&_include=Observation:performer:Patient")).Expect(200).IncludedIds);
    }

    [Theory]
    [InlineData("Observation?_id=#-1&_include=*", "d p")]
    [InlineData("Observation?_id=#-1&_include=Observation:*", "d p")]
    [InlineData("Observation?_id=#-1&_include=Observation:*:Patient", "p")]
    [InlineData("Observation?_id=#-1&_include:iterate=*", "d o p")]
    [InlineData("Observation?_id=#-1&_include=Observation:*&_include:iterate=Patient:*", "d o p")]
    [InlineData("Observation?_id=#-1&_include=Observation:subject&_include:recurse=*", "d o p")]
    [InlineData("?_type=Observation,Practitioner&_id=#-1,#-d&_include=*", "p")]
    [InlineData("Patient?_id=#-p&_revinclude=Observation:*", "1 2")]
    [InlineData("Organization?_id=#-o&_revinclude=Patient:*", "p q")]
    [InlineData("Organization?_id=#-o&_revinclude=Observation:*&_revinclude:iterate=Patient:*", "2 p q")]
    [InlineData("Organization?_id=#-o&_revinclude=Patient:*&_revinclude:iterate=Observation:*", "1 2 3 p q")]
    [InlineData("Practitioner?_id=#-d&_revinclude=Observation:*&_include:iterate=*", "1 4 5 o p")]
    [InlineData("Practitioner?_id=#-d&_revinclude=Observation:*:Patient", "")]
    [InlineData("Patient?_id=#-p&_revinclude=*", "1 2")]
    [InlineData("Organization?_id=#-o&_revinclude=*", "2 p q")]
    [InlineData("Organization?_id=#-o&_revinclude:iterate=*", "1 2 3 p q")]
    [InlineData("Organization?_id=#-o&_revinclude=Patient:*&_revinclude:iterate=*", "1 2 3 p q")]
    [InlineData("Observation?_id=#-1&_revinclude=*", "")]
    public async Task A_wildcard_follows_every_reference(string search, string included)
    {
        var page = (await Api.Get(search.Replace("#", Mark, StringComparison.Ordinal))).Expect(200);
        Assert.Equal(included, string.Join(' ', page.IncludedIds.Select(id => id[(Mark.Length + 1)..]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Each_page_brings_what_its_own_matches_need()
    {
        var first = (await Api.Get($"Observation?{Mine}&_sort=_id&_count=2&_include=Observation:subject")).Expect(200);
        Assert.Equal([$"{Mark}-p"], first.IncludedIds);
        Assert.Equal([$"{Mark}-q"], (await Api.Get(first.Next!)).Expect(200).IncludedIds);
    }

    [Fact]
    public async Task What_is_a_match_already_is_not_included_again()
    {
        await Give("Observation", $"{Mark}-derived", $$"""
            {{Tag}},"status":"final","code":{"text":"x"},"derivedFrom":[{"reference":"Observation/{{Mark}}-1"}]
            """);
        var page = (await Api.Get($"Observation?{Mine}&_include=Observation:derived-from")).Expect(200);
        Assert.Equal(6, page.MatchIds.Count);
        Assert.Empty(page.IncludedIds);
        var one = (await Api.Get($"Observation?_id={Mark}-derived&_include=Observation:derived-from")).Expect(200);
        Assert.Equal([$"{Mark}-1"], one.IncludedIds);
    }

    [Fact]
    public async Task A_page_tells_what_its_limits_keep_out()
    {
        for (var level = 0; level < 8; level++)
        {
            await Give("Location", $"{Mark}-l{level}", $$"""
                "partOf":{"reference":"Location/{{Mark}}-l{{level + 1}}"}
                """);
        }

        var whole = (await Api.Get($"Location?_id={Mark}-l4&_include=Location:partof&_include:iterate=Location:partof")).Expect(200);
        Assert.Equal([$"{Mark}-l5", $"{Mark}-l6", $"{Mark}-l7"], whole.IncludedIds.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("OperationOutcome", whole.Text, StringComparison.Ordinal);
        var cut = (await Api.Get($"Location?_id={Mark}-l0&_include=Location:partof&_include:iterate=Location:partof")).Expect(200);
        Assert.Contains("\"mode\":\"outcome\"", cut.Text, StringComparison.Ordinal);
        Assert.Contains("at most 5 rounds", cut.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_and_includes_are_read_when_the_types_are_known()
    {
        Assert.Equal(5, (await Api.Get($"?_include=Observation:subject&_sort=-date&{Mine}&_type=Observation")).Expect(200).MatchIds.Count);
        Assert.Equal(5, (await Api.Get($"?_type=Observation&_include=Observation:subject&_sort=-date&{Mine}")).Expect(200).MatchIds.Count);
        Assert.Empty((await Api.Get($"?_type=Patient&_type=Observation&_sort=date&_include=Observation:subject")).Expect(200).MatchIds);
        Assert.Empty((await Api.Get($"Patient/{Mark}-p/Organization?_sort=name")).Expect(200).MatchIds);
        (await Api.Get("?_sort=date")).Expect(400);
    }

    [Theory]
    [InlineData("Observation")]
    [InlineData("Observation:nothing")]
    [InlineData("Observation:code")]
    [InlineData("*:subject")]
    [InlineData("Observation:subject:Patient:x")]
    public async Task What_cannot_be_included_is_refused(string include) => (await Api.Get($"Observation?{Mine}&_include={include}")).Expect(400);

    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    private Task<Answer> Observe(string id, string subjectType, string subject, string performerType, string performer) => Give("Observation", $"{Mark}-{id}", $$"""
        {{Tag}},"status":"final","code":{"text":"x"},"subject":{"reference":"{{subjectType}}/{{Mark}}-{{subject}}"},"performer":[{"reference":"{{performerType}}/{{Mark}}-{{performer}}"}]
        """);
}

public sealed class SqliteInclude() : IncludeScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlInclude() : IncludeScenarios(Dialect.PostgreSql);
