using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>String searches, their modifiers, and the escapes of all values: https://hl7.org/fhir/R4/search.html#string.</summary>
public abstract class SearchTextScenarios(Dialect dialect) : ApiTest(dialect)
{
    [Fact]
    public async Task Text_matches_from_its_beginning_without_case_and_accents()
    {
        await GivePatient("a", "Sørensen", "Åse");
        await GivePatient("b", "SORENSEN", "Ase");
        await GivePatient("c", "Sørens", "Müller");
        await GivePatient("d", "Von Sørensen", "Zoë");
        await Finds($"Patient?{Mine}&family=sørensen", "a", "b", "d");
        await Finds($"Patient?{Mine}&family=soren", "a", "b", "c", "d");
        await Finds($"Patient?{Mine}&family=S%C3%B8rens%20", "a", "b", "c", "d");
        await Finds($"Patient?{Mine}&given=åse", "a", "b");
        await Finds($"Patient?{Mine}&given=zoe", "d");
        await Finds($"Patient?{Mine}&given=mueller");
        await Finds($"Patient?{Mine}&name=muller", "c");
        await Finds($"Patient?{Mine}&family=rensen");
        await Finds($"Patient?{Mine}&family=soren,von", "a", "b", "c", "d");
        await Finds($"Patient?{Mine}&name=soren&name=ase", "a", "b");
    }

    [Fact]
    public async Task Exact_means_the_whole_text_with_case_and_accents()
    {
        await GivePatient("a", "Sørensen", "X");
        await GivePatient("b", "sørensen", "X");
        await GivePatient("c", "Sorensen", "X");
        await GivePatient("d", "Sørensen-Holm", "X");
        await Finds($"Patient?{Mine}&family:exact=Sørensen", "a");
        await Finds($"Patient?{Mine}&family:exact=sørensen", "b");
        await Finds($"Patient?{Mine}&family:exact=Sorensen", "c");
        await Finds($"Patient?{Mine}&family:exact=Sørens");
    }

    [Fact]
    public async Task Contains_finds_a_part_anywhere()
    {
        await GivePatient("a", "Sørensen", "X");
        await GivePatient("b", "Holm Sørensen", "X");
        await GivePatient("c", "100% _x", "X");
        await Finds($"Patient?{Mine}&family:contains=rens", "a", "b");
        await Finds($"Patient?{Mine}&family:contains=RENSEN", "a", "b");
        await Finds($"Patient?{Mine}&family:contains=m s", "b");
        await Finds($"Patient?{Mine}&family:contains=0%25", "c");
        await Finds($"Patient?{Mine}&family:contains=s%25n");
        await Finds($"Patient?{Mine}&family:contains=s_ren");
        await Finds($"Patient?{Mine}&family:contains=rens,100", "a", "b", "c");
    }

    [Fact]
    public async Task Characters_beyond_the_basic_plane_are_found_by_what_stands_before_them()
    {
        await GivePatient("a", "Ko\U00020BB7", "X");
        await Finds($"Patient?{Mine}&family=ko", "a");
        await Finds($"Patient?{Mine}&family=ko%F0%A0%AE%B7", "a");
        await Finds($"Patient?{Mine}&family=kp");
    }

    [Fact]
    public async Task Every_part_of_a_name_and_an_address_is_searched()
    {
        await Give("Patient", $"{Mark}-a", $$"""
            {{Tag}},"name":[{"text":"Hele Navnet","family":"Familie","given":["Første","Andet"],"prefix":["Dr"],"suffix":["Senior"],"use":"official"}],"address":[{"text":"Samlet","line":["Vej 1","2. sal"],"city":"Byen","district":"Egnen","state":"Staten","postalCode":"4700","country":"DK","use":"home"}]
            """);
        foreach (var part in (string[])["hele", "familie", "første", "andet", "dr", "senior"])
        {
            await Finds($"Patient?{Mine}&name={part}", "a");
        }

        foreach (var part in (string[])["samlet", "vej", "2.%20sal", "byen", "egnen", "staten", "4700", "dk"])
        {
            await Finds($"Patient?{Mine}&address={part}", "a");
        }

        await Finds($"Patient?{Mine}&name=official");
        await Finds($"Patient?{Mine}&address=home");
        await Finds($"Patient?{Mine}&address-use=home", "a");
        await Finds($"Patient?{Mine}&address-city=byen&address-postalcode=4700", "a");
    }

    [Fact]
    public async Task Escaped_separators_are_part_of_the_value()
    {
        await GivePatient("comma", "Hansen, Jr", "X");
        await GivePatient("plain", "Hansen", "X");
        await Finds($"Patient?{Mine}&family=hansen%5C,%20jr", "comma");
        await Finds($"Patient?{Mine}&family=hansen,%20jr", "comma", "plain");
        await Give("Patient", $"{Mark}-pipe", $$"""
            {{Tag}},"identifier":[{"system":"urn:a|b","value":"1|2,3"}]
            """);
        await Finds($"Patient?{Mine}&identifier=urn:a%5C|b|1%5C|2%5C,3", "pipe");
        await Finds($"Patient?{Mine}&identifier=1%5C|2%5C,3", "pipe");
        await Finds($"Patient?{Mine}&identifier=1|2%5C,3");
        await Give("Patient", $"{Mark}-dollar", $$"""
            {{Tag}},"identifier":[{"value":"1$2\\3"}]
            """);
        await Finds($"Patient?{Mine}&identifier=1%5C$2%5C%5C3", "dollar");
        await Finds($"Patient?{Mine}&identifier=1$2%5C%5C3", "dollar");
    }

    [Fact]
    public async Task A_backslash_before_a_pipe_is_read_as_two_escapes()
    {
        // \\| is an escaped backslash and then a separator.
        await Give("Patient", $"{Mark}-a", $$"""
            {{Tag}},"identifier":[{"system":"urn:a\\","value":"b"}]
            """);
        await Finds($"Patient?{Mine}&identifier=urn:a%5C%5C|b", "a");
        await GivePatient("b", "back\\|slash", "X");
        await Finds($"Patient?{Mine}&family=back%5C%5C%5C|slash", "b");
    }

    [Fact]
    public async Task Unknown_parameters_are_refused_or_on_request_ignored()
    {
        await GivePatient("a", "Hansen", "X");
        foreach (var unknown in (string[])["foo=1", "family:foo=1", "code=1", "name.family=x", "_has:Observation:patient:foo=1", "_has:Observation:foo:code=1", "_has:Foo:patient:code=1", "_filter=x", "_content=NOT x", "general-practitioner.foo=x", "general-practitioner:Foo.name=x", "_revinclude=Observation:foo", "_query=x", "_list=a/b"])
        {
            var refused = (await Api.Get($"Patient?{Mine}&{unknown}")).Expect(400);
            Assert.NotEmpty(refused.Diagnostics);
            Assert.NotNull(refused.Issue["expression"]);
        }

        var lenient = (await Api.Send(HttpMethod.Get, $"Patient?{Mine}&foo=1", (string?)null, ("Prefer", "handling=lenient"))).Expect(200);
        Assert.Equal([$"{Mark}-a"], lenient.MatchIds);
        (await Api.Send(HttpMethod.Get, $"Patient?{Mine}&foo=1", (string?)null, ("Prefer", "handling=strict"))).Expect(400);
    }

    private string Mine => $"_tag={Mark}";

    private string Tag => $$"""
        "meta":{"tag":[{"code":"{{Mark}}"}]}
        """;

    private Task<Answer> GivePatient(string id, string family, string given) => Give("Patient", $"{Mark}-{id}", $$"""
        {{Tag}},"name":[{"family":{{System.Text.Json.JsonSerializer.Serialize(family)}},"given":["{{given}}"]}]
        """);
}

public sealed class SqliteSearchText() : SearchTextScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlSearchText() : SearchTextScenarios(Dialect.PostgreSql);
