using System.Text;
using Helhed.Platform.Data;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary>No value of a search becomes SQL, matches what it should not, or makes the server fail.</summary>
public abstract class HostileSearchScenarios(Dialect dialect) : ApiTest(dialect)
{
    private static readonly string[] Places =
    [
        "Patient?name={0}", "Patient?name:exact={0}", "Patient?name:contains={0}", "Patient?address-city:contains={0}", "Patient?_id={0}", "Patient?identifier={0}",
        "Patient?identifier={0}|{0}", "Patient?identifier=urn:x|{0}", "Patient?gender={0}", "Patient?birthdate={0}", "Patient?birthdate=ge{0}", "Patient?_lastUpdated={0}",
        "Patient?general-practitioner={0}", "Patient?general-practitioner=Practitioner/{0}", "Patient?general-practitioner:Practitioner={0}", "Patient?organization:{0}=1",
        "Patient?_sort={0}", "Patient?_sort=-{0}", "Patient?_count={0}", "Patient?_total={0}", "Patient?_summary={0}", "Patient?_include={0}", "Patient?_include=Patient:{0}",
        "Patient?_include=Patient:organization:{0}", "Patient?_cursor={0}", "Patient?{0}=1", "Patient?name:{0}=1", "Patient?name=x&_sort=birthdate&_cursor={0}",
        "Observation?value-quantity={0}", "Observation?value-quantity=5|{0}|{0}", "Observation?value-quantity=gt{0}", "Observation?patient={0}&code={0}", "Observation?patient=Patient/{0}&code=x",
        "Observation?code={0}", "Observation?date={0}", "RiskAssessment?probability={0}", "ValueSet?url={0}", "ValueSet?url=http://x/{0}", "Patient/{0}", "Patient/x/_history/{0}",
        "Patient/_history?_since={0}", "Patient/_history?_before={0}", "Patient/_history?_count={0}", "Patient/x/_history?_before={0}", "Patient?_profile={0}", "Patient?_tag={0}|{0}",
    ];

    private static readonly string[] Attacks =
    [
        "'", "' OR 1=1 --", "' OR '1'='1", "'; DELETE FROM resource; --", "\" OR \"\"=\"", "x') OR 1=1 --", "x')) UNION SELECT rid FROM resource --", "1); DROP TABLE resource; --",
        "%' ESCAPE '\\' OR 1=1 --", "$1", "$99", "$1 OR 1=1", "%", "_", "\\", "\\\\", "%25", "a\\", "\\,", "|", "||", "\0", "a\0b", "\u0001", "\ud83d\ude00", "\uffff", ",", ",,", "--", "/*", "*/", "{0}", "{}", ":", "::", "",
        " ", "null", "NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "9999999999999999999999", "-1", "0", "2147483648", "9223372036854775808", "9999-12-31T23:59:60Z", "9999-12-31", "0001-01-01", "0000",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "2026-13", "ge", "ap", "ap9999", "ap0001", "eq2026-01-01T", "2026-01-01T10", "+5", "5.", ".5", "0x10", "1_000", "5e", "true",
    ];

    [Fact]
    public async Task Nothing_in_any_place_makes_the_server_fail()
    {
        await Give("Patient", Mark, $$"""
            "name":[{"family":"{{Mark}}"}],"birthDate":"1970-01-01"
            """);
        var failures = new List<string>();
        foreach (var place in Places)
        {
            var failing = new List<string>();
            foreach (var attack in Attacks)
            {
                var value = Uri.EscapeDataString(attack);
                var answer = await Api.Get(place.Replace("{0}", value, StringComparison.Ordinal));
                if (answer.Status >= 500)
                {
                    failing.Add($"{value} ({answer.Status})");
                }
            }

            if (failing.Count > 0)
            {
                failures.Add($"{place} fails with {failing.Count} values: {string.Join("  ", failing.Take(8))}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        (await Api.Get($"Patient/{Mark}")).Expect(200);
    }

    [Theory]
    [InlineData("name:contains", "' OR 1=1 --")]
    [InlineData("name:contains", "zzz%' OR 1=1 OR value LIKE '%")]
    [InlineData("name:contains", "'||value||'")]
    [InlineData("name:contains", "%")]
    [InlineData("name:contains", "_")]
    [InlineData("name:contains", "zz_zz")]
    [InlineData("name", "' OR 1=1 --")]
    [InlineData("name", "%")]
    [InlineData("name:exact", "' OR '1'='1")]
    [InlineData("identifier", "' OR '1'='1")]
    [InlineData("_id", "' OR '1'='1")]
    [InlineData("general-practitioner", "' OR '1'='1")]
    public async Task An_attack_finds_nobody(string parameter, string attack)
    {
        await Give("Patient", Mark, $$"""
            "name":[{"family":"{{Mark}}","given":["Zzyzz"]}],"identifier":[{"system":"urn:x","value":"{{Mark}}"}]
            """);
        var answer = await Api.Get($"Patient?{parameter}={Uri.EscapeDataString(attack)}");
        Assert.DoesNotContain(Mark, answer.Text, StringComparison.Ordinal);
        Assert.True(answer.Status is 200 or 400, $"{answer.Status} {answer.Text}");
    }

    [Fact]
    public async Task Text_that_looks_like_SQL_is_found_as_text()
    {
        var families = new[] { "O'Brien", "Robert'); DROP TABLE resource;--", "100% _under_ \\back", "$1 $2" };
        for (var i = 0; i < families.Length; i++)
        {
            await Give("Patient", $"{Mark}-{i}", $$"""
                "name":[{"family":{{System.Text.Json.JsonSerializer.Serialize(families[i])}},"given":["{{Mark}}"]}]
                """);
        }

        for (var i = 0; i < families.Length; i++)
        {
            await Finds($"Patient?given={Mark}&family={Value(families[i])}", $"{i}");
            await Finds($"Patient?given={Mark}&family:exact={Value(families[i])}", $"{i}");
            await Finds($"Patient?given={Mark}&family:contains={Value(families[i][1..])}", $"{i}");
        }

        static string Value(string text) =>
            Uri.EscapeDataString(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_values_stay_within_what_the_database_takes()
    {
        // "focus" may point at any of the 148 resource types: each bare id stands for that many references.
        var ids = string.Join(',', Enumerable.Range(0, 500).Select(i => $"{Mark}{i}"));
        await Give("Observation", Mark, $$"""
            "status":"final","code":{"text":"x"},"focus":[{"reference":"Patient/{{Mark}}499"}]
            """);
        var answer = await Api.Get($"Observation?focus={ids}");
        Assert.True(answer.Status is 200 or 400, $"{answer.Status} {answer.Text}");
        Assert.True(answer.Status == 400 || answer.MatchIds.SequenceEqual([Mark]), answer.Text);
    }

    [Fact]
    public async Task More_values_or_criteria_than_the_limits_are_refused()
    {
        (await Api.Get($"Patient?_id={string.Join(',', Enumerable.Range(0, 501))}")).Expect(400);
        (await Api.Get($"Patient?_id={string.Join(',', Enumerable.Range(0, 500))}")).Expect(200);
        (await Api.Get($"Patient?{string.Join('&', Enumerable.Range(0, 41).Select(i => $"name=a{i}"))}")).Expect(400);
        (await Api.Get($"Patient?{string.Join('&', Enumerable.Range(0, 40).Select(i => $"name=a{i}"))}")).Expect(200);
        (await Api.Get($"Patient?name={new string('a', 17 * 1024)}")).Expect(414);
    }

    [Fact]
    public async Task A_bundle_cannot_smuggle_in_what_an_address_cannot()
    {
        foreach (var url in (string[])["Patient/a\\u0000b", "Patient?_id=a%00b", "Patient?name:contains=%27", "Patient/..", "/", "Patient//", "?", "Patient?_cursor=a", "Patient/x/_history/\\u0000"])
        {
            var answer = await Api.Post("", $$$"""{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"{{{url}}}"}}]}""");
            Assert.True(answer.Status is 200 or 400, $"{url}: {answer.Status} {answer.Text}");
        }
    }

    [Theory]
    [InlineData("ValueSet", "\"status\":\"active\",\"url\":\"http://x/a\\u0000b\"")]
    [InlineData("Patient", "\"name\":[{\"family\":\"a\\u0000b\"}]")]
    [InlineData("Patient", "\"gender\":\"a\\u0000b\"")]
    [InlineData("Patient", "\"meta\":{\"profile\":[\"http://x/\\u0000\"]}")]
    public async Task A_zero_character_is_refused(string type, string members)
    {
        var answer = await Api.Put($"{type}/{Mark}", $$"""{"resourceType":"{{type}}","id":"{{Mark}}",{{members}}}""");
        answer.Expect(400);
    }

    [Fact]
    public async Task Long_values_are_stored_and_found()
    {
        var random = new Random(1);
        var wide = new StringBuilder("http://x/");
        while (wide.Length < 1100)
        {
            wide.Append((char)random.Next(0x4e00, 0x9fff));
        }

        await Give("ValueSet", $"{Mark}-url", $$"""
            "status":"active","url":"{{wide}}"
            """);
        await Finds($"ValueSet?_id={Mark}-url&url={Uri.EscapeDataString(wide.ToString())}", "url");

        // The index keeps 256 UTF-16 units: the cut must not halve a character.
        var name = Mark.PadRight(255, 'a') + "\ud83d\ude00\ud83d\ude00";
        await Give("Patient", $"{Mark}-name", $$"""
            "name":[{"family":"{{name}}"}]
            """);
        await Finds($"Patient?family={Mark}", "name");
    }
}

public sealed class SqliteHostileSearch() : HostileSearchScenarios(Dialect.Sqlite);

[Trait("Needs", "PostgreSql")]
public sealed class PostgreSqlHostileSearch() : HostileSearchScenarios(Dialect.PostgreSql);
