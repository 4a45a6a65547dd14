using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>Single rules of https://hl7.org/fhir/R4/search.html, each where it is easily got wrong.</summary>
public abstract class SearchRuleScenarios(Dialect dialect) : ApiTest(dialect)
{
    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    [Theory]
    [InlineData("5.4", "5.35", "5.4")]
    [InlineData("5.4|http://unitsofmeasure.org|mg", "5.35", "5.4")]
    [InlineData("0.0054|http://unitsofmeasure.org|g", "5.35", "5.4", "5.449")]
    [InlineData("1e2", "95", "100")]
    [InlineData("ne1e2", "5.35", "5.4", "5.449", "5.45", "105")]
    public async Task A_number_stands_for_its_span_with_the_lower_edge_and_without_the_upper(string value, params string[] expected)
    {
        foreach (var stored in (string[])["5.35", "5.4", "5.449", "5.45", "95", "100", "105"])
        {
            await Give("Observation", $"{Mark}-{stored}", $$"""{{Tag}},"status":"final","code":{"text":"x"},"valueQuantity":{"value":{{stored}},"system":"http://unitsofmeasure.org","code":"mg"}""");
        }

        await Finds($"Observation?{Mine}&value-quantity={value}", value.StartsWith("5.4", StringComparison.Ordinal) ? [.. expected, "5.449"] : expected);
    }

    [Fact]
    public async Task What_is_empty_is_ignored_in_a_search_and_refused_where_it_says_what_is_written()
    {
        await Give("Patient", $"{Mark}-a", $$"""{{Tag}},"name":[{"family":"a"}]""");
        foreach (var empty in (string[])["family=", "birthdate=", "name:exact=", "_sort=", "_count=", "gender=,", "nosuch="])
        {
            var answer = (await Api.Send(HttpMethod.Get, $"Patient?{empty}&{Mine}", (string?)null, ("Prefer", "handling=strict"))).Expect(200);
            Assert.Equal([$"{Mark}-a"], answer.MatchIds);
            Assert.EndsWith($"/Patient?{Mine}", Self(answer), StringComparison.Ordinal);
        }

        var batch = await Api.Post("", $$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient?family=&{{{Mine}}}"}}]}""");
        Assert.Equal("200 OK", batch.Expect(200).Entries[0]["response"]!["status"]!.GetValue<string>());
        (await Api.Send(HttpMethod.Post, "Patient", """{"resourceType":"Patient"}""", ("If-None-Exist", "identifier="))).Expect(400);
        (await Api.Put("Patient?identifier=", """{"resourceType":"Patient"}""")).Expect(400);
        (await Api.Delete($"Patient?{Mine}&family=")).Expect(400);
    }

    [Fact]
    public async Task A_posted_search_without_a_form_needs_no_type_of_one()
    {
        await Give("Patient", $"{Mark}-a", Tag);
        Assert.Equal([$"{Mark}-a"], (await Api.Send(HttpMethod.Post, $"Patient/_search?{Mine}", (string?)null)).Expect(200).MatchIds);
    }

    [Fact]
    public async Task The_self_link_has_all_that_was_asked()
    {
        var answer = (await Api.Get($"?_type=Patient&_type=Observation&{Mine}")).Expect(200);
        Assert.EndsWith($"?_type=Patient&_type=Observation&{Mine}", Self(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_sets_of_the_server_are_named_by_their_address_too()
    {
        await Give("ValueSet", $"{Mark}-set", """ "status":"active","compose":{"include":[{"system":"urn:s","concept":[{"code":"c1"}]}]}""");
        await Give("Observation", $"{Mark}-a", $$"""{{Tag}},"status":"final","code":{"coding":[{"system":"urn:s","code":"c1"}]}""");
        var server = Self((await Api.Get("Patient?_id=none")).Expect(200)).Split("/Patient?")[0];
        await Finds($"Observation?{Mine}&code:in=ValueSet/{Mark}-set", "a");
        await Finds($"Observation?{Mine}&code:in={server}/ValueSet/{Mark}-set", "a");
        await Finds($"Observation?{Mine}&code:not-in={server}/ValueSet/{Mark}-set");
        (await Api.Get($"Observation?{Mine}&code:in=http://example.org/none")).Expect(400);
    }

    [Fact]
    public async Task Definitions_are_followed_by_their_canonical_address()
    {
        var url = $"http://acme.org/{Mark}";
        foreach (var version in (string[])["1.0", "2.0"])
        {
            await Give("Questionnaire", $"{Mark}-q{version}", $$"""{{Tag}},"status":"active","url":"{{url}}","version":"{{version}}","title":"Spørgsmål {{version}}" """);
            await Answers($"r{version}", $"{url}|{version}");
        }

        await Answers("r", url);
        await Answers("else", "http://acme.org/else");
        var responses = $"QuestionnaireResponse?{Mine}";
        await Finds($"{responses}&questionnaire.title=spørgsmål 1", "r1.0", "r");
        await Finds($"{responses}&questionnaire:Questionnaire.title=spørgsmål", "r1.0", "r2.0", "r");
        await Finds($"{responses}&questionnaire.title=none");
        await Finds($"Questionnaire?_has:QuestionnaireResponse:questionnaire:_id={Mark}-r1.0", "q1.0");
        await Finds($"Questionnaire?_has:QuestionnaireResponse:questionnaire:_id={Mark}-r", "q1.0", "q2.0");
        await Finds($"Questionnaire?_has:QuestionnaireResponse:questionnaire:_id={Mark}-else");
        await Finds($"Questionnaire?url={url}", "q1.0", "q2.0");
        await Finds($"Questionnaire?url={url}|1.0", "q1.0");
        await Finds($"Questionnaire?url={url}|1.0,{url}|2.0", "q1.0", "q2.0");
        await Finds($"Questionnaire?url={url}|3.0");
        await Finds($"{responses}&questionnaire:below={url}", "r1.0", "r2.0", "r");
        (await Api.Get($"{responses}&questionnaire:below={url}|1")).Expect(400);
        (await Api.Get($"{responses}&questionnaire:identifier=x")).Expect(400);
        (await Api.Get("Bundle?composition.title=x")).Expect(400);

        Task<Answer> Answers(string id, string canonical) => Give("QuestionnaireResponse", $"{Mark}-{id}", $$"""{{Tag}},"status":"completed","questionnaire":"{{canonical}}" """);
    }

    [Fact]
    public async Task A_place_is_meant_with_all_that_is_a_part_of_it()
    {
        await Give("Location", $"{Mark}-house", Tag);
        await Give("Location", $"{Mark}-room", $$"""{{Tag}},"partOf":{"reference":"Location/{{Mark}}-house"}""");
        foreach (var place in (string[])["house", "room", "else"])
        {
            await Give("Encounter", $"{Mark}-at-{place}", $$"""{{Tag}},"status":"finished","class":{"code":"AMB"},"location":[{"location":{"reference":"Location/{{Mark}}-{{place}}"} }]""");
        }

        await Finds($"Encounter?location:below={Mark}-house", "at-house", "at-room");
        await Finds($"Encounter?location:below=Location/{Mark}-room", "at-room");
        await Finds($"Encounter?location:above={Mark}-room", "at-house", "at-room");
        (await Api.Get($"Encounter?episode-of-care:below={Mark}")).Expect(400);
    }

    [Fact]
    public async Task Includes_of_what_is_not_searched_bring_nothing()
    {
        await Give("Organization", $"{Mark}-o", $"{Tag},\"name\":\"o\"");
        await Give("Patient", $"{Mark}-p", $$"""{{Tag}},"managingOrganization":{"reference":"Organization/{{Mark}}-o"}""");
        await Give("Observation", $"{Mark}-a", $$"""{{Tag}},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/{{Mark}}-p"}""");
        var search = $"Observation?_id={Mark}-a&_include=Observation:patient&_include=Patient:organization";
        Assert.Equal([$"{Mark}-p"], (await Api.Get(search)).Expect(200).IncludedIds);
        (await Api.Get($"{search}&_summary=text")).Expect(400);
        (await Api.Get($"Observation?_id={Mark}-a&_summary=text")).Expect(200);
    }

    [Fact]
    public async Task All_but_some_ids()
    {
        await Give("Patient", $"{Mark}-a", Tag);
        await Give("Patient", $"{Mark}-b", Tag);
        await Finds($"Patient?{Mine}&_id:not={Mark}-a", "b");
        await Finds($"Patient?{Mine}&_id:not={Mark}-a,{Mark}-b");
    }

    [Fact]
    public async Task A_history_is_asked_each_thing_once_and_may_be_counted()
    {
        await Give("Patient", Mark, Tag);
        (await Api.Get($"Patient/{Mark}/_history?_count=1&_since=2020-01-01")).Expect(200);
        (await Api.Get($"Patient/{Mark}/_history?_count=1&_count=2")).Expect(400);
        (await Api.Get($"Patient/{Mark}/_history?_since=2020&_since=2021")).Expect(400);
        await Give("Patient", Mark, $"{Tag},\"active\":true");
        foreach (var counting in (string[])["_count=0", "_summary=count", "_summary=count&_count=1"])
        {
            var counted = (await Api.Get($"Patient/{Mark}/_history?{counting}")).Expect(200);
            Assert.Equal(2, counted.Total);
            Assert.Empty(counted.Entries);
        }

        Assert.Equal(0, (await Api.Get($"Patient/{Mark}/_history?_count=0&_since=2100-01-01")).Expect(200).Total);
    }

    [Theory]
    [InlineData("GET", "Patient/s1/$meta-add", 405, "POST, OPTIONS")]
    [InlineData("GET", "$import", 405, "POST, OPTIONS")]
    [InlineData("POST", "Patient/s1/$nope", 404, null)]
    [InlineData("GET", "Patient/s1/$nope", 404, null)]
    [InlineData("GET", "CodeSystem/cs1/$lookup", 404, null)]
    [InlineData("POST", "Patient/_history", 405, "GET, HEAD, OPTIONS")]
    public async Task An_address_that_is_none_is_told_as_what_it_looks_like(string method, string path, int status, string? allowed)
    {
        var answer = (await Api.Send(new HttpMethod(method), path, method == "GET" ? null : """{"resourceType":"Parameters","id":"x"}""")).Expect(status);
        Assert.Equal(allowed, answer.Headers.GetValueOrDefault("Allow"));
        if (status == 404 && path.Contains('$', StringComparison.Ordinal))
        {
            Assert.Contains("operation", answer.Diagnostics, StringComparison.Ordinal);
        }
    }

    private static string Self(Answer answer) => answer.Json["link"]!.AsArray().First(l => l!["relation"]!.GetValue<string>() == "self")!["url"]!.GetValue<string>();
}

public sealed class SqliteSearchRules() : SearchRuleScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchRules() : SearchRuleScenarios(Dialect.PostgreSql);
