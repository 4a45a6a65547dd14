using Helhed.Platform;
using Helhed.Platform.Data;

namespace Helhed.Tests.Modules.Records;

/// <summary>The kinds of files, right and damaged.</summary>
public abstract class ImportFileScenarios(Dialect dialect) : ImportTest(dialect)
{
    [Fact]
    public async Task A_folder_is_walked_and_every_kind_of_file_in_it_is_read()
    {
        Put("a.json", Patient(1));
        Put("deep/er/b.JSON", Patient(2));
        Put("c.json.gz", Gzip(Patient(3)));
        Put("d.ndjson", $"{Patient(4)}\n{Patient(5)}\n");
        Put("e.ndjson.gz", Gzip($"{Patient(6)}\n{Patient(7)}"));
        Put("f.jsonl", Patient(8));
        Put("g.txt", "no FHIR");
        Put("h.json.bak", "{");
        await Imports([Folder], loaded: 8);
        Assert.Empty(Remarked);
        for (var i = 1; i <= 8; i++)
        {
            Assert.Contains($"Family{i}", await Json("Patient", $"p{i}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Blank_lines_and_carriage_returns_between_lines_do_not_count_but_keep_their_numbers()
    {
        var path = Put("a.ndjson", $"\r\n{Patient(1)}\r\n\r\n \t \n{Patient(2)}\r\n{{\"resourceType\":\"Patient\",\"id\":\"p3\",\"x\":1}}\r\n\n");
        await Imports([path], loaded: 2, refused: 1);
        Assert.Equal((path, 6), (Refused[0].File, Refused[0].Line));
    }

    [Fact]
    public async Task Several_values_in_a_json_file_are_lines()
    {
        await Imports([Put("a.json", $"{Patient(1)}\n{Patient(2)}\r\n{Patient(3)}")], loaded: 3);
        Assert.Equal(3, await Count());
    }

    [Fact]
    public async Task A_resource_over_several_lines_is_one()
    {
        await Imports([Put("a.json", "{\n  \"resourceType\": \"Patient\",\n  \"id\": \"p\",\n  \"active\": true\n}\n")], loaded: 1);
        Assert.EndsWith(",\"active\":true}", await Json("Patient", "p"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_is_refused_with_its_place_and_the_rest_is_loaded()
    {
        var path = Put("a.ndjson", $"{Patient(1)}\n{{\"resourceType\":\"Patient\",\"active\":@}}\n{Patient(2)}\n");
        await Imports([path], loaded: 2, refused: 1);
        var remark = Refused[0];
        var finding = Assert.Single(remark.Findings);
        Assert.Equal((path, 2, 1, 36), (remark.File, remark.Line, finding.Line, finding.Column));
        Assert.Equal("error", finding.Severity);
        Assert.Contains("The JSON is broken", finding.Message, StringComparison.Ordinal);
        Assert.Equal("""{"resourceType":"Patient","active":@}"""u8, remark.Json.Span);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"p","birthDate":"2026-02-30"}""", "Patient.birthDate", 48)]
    [InlineData("""{"resourceType":"Patient"}""", "Patient.id", null)]
    [InlineData("""{"resourceType":"Patient","id":"a b"}""", "Patient.id", 32)]
    [InlineData("""{"resourceType":"Nothing","id":"a"}""", "Nothing", 1)]
    [InlineData("""["x"]""", null, 1)]
    public async Task A_wrong_resource_is_refused_with_its_reason(string json, string? expression, int? column)
    {
        var path = Put("a.json", json);
        await Imports([path], loaded: 0, refused: 1);
        var finding = Assert.Single(Refused[0].Findings);
        Assert.Equal((path, 1, expression, column), (Refused[0].File, Refused[0].Line, finding.Expression, finding.Column));
        Assert.Equal(0, await Count());
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"odd","\ud800":1}""", false)]
    [InlineData("""{"resourceType":"ValueSet","id":"odd","status":"active","url":"http://a.dk/\u0000"}""", false)]
    [InlineData("""{"resourceType":"Patient","id":"odd\u0000"}""", false)]
    [InlineData("""{"resourceType":"Patient","id":"odd","deceasedDateTime":"9999-12-31T23:59:60Z"}""", true)]
    [InlineData("""{"resourceType":"Observation","id":"odd","status":"final","code":{"text":"x"},"valueQuantity":{"value":1e400}}""", true)]
    public async Task Odd_content_stops_no_import(string json, bool isLoaded)
    {
        await Imports([Put("a.ndjson", $"{Patient(1)}\n{json}\n{Patient(2)}\n")], loaded: isLoaded ? 3 : 2, refused: isLoaded ? 0 : 1);
        Assert.Equal("p2", (await Read("Patient", "p2")).Id);
    }

    [Fact]
    public async Task A_resource_as_deep_as_the_parser_allows_is_stored()
    {
        var deep = string.Concat(Enumerable.Repeat("\"extension\":[{\"url\":\"u\",", 63)) + "\"id\":\"x\"" + string.Concat(Enumerable.Repeat("}]", 63));
        await Imports([Put("a.json", $"{{\"resourceType\":\"Patient\",\"id\":\"p\",{deep}}}")], loaded: 1);
        Assert.Contains(deep, await Json("Patient", "p"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_element_is_remarked_and_the_resource_is_loaded()
    {
        await Imports([Put("a.json", """{"resourceType":"Observation","id":"o","status":"final"}""")], loaded: 1);
        var finding = Assert.Single(Assert.Single(Remarked).Findings);
        Assert.Equal(("warning", "required", "Observation"), (finding.Severity, finding.Code, finding.Expression));
        Assert.Equal("Observation", (await Read("Observation", "o")).Type);
    }

    [Fact]
    public async Task A_file_that_is_not_gzip_is_refused_and_the_others_are_loaded()
    {
        var bad = Put("a.json.gz", Patient(1));
        var lines = Put("b.ndjson.gz", Patient(1));
        Put("c.json", Patient(2));
        await Imports([Folder], loaded: 1, refused: 2);
        Assert.Equal([bad, lines], Refused.Select(r => r.File));
        Assert.All(Refused, r => Assert.Contains("not gzip, or is damaged", Assert.Single(r.Findings).Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_gzip_file_is_refused_from_the_damage_on()
    {
        var whole = Gzip(string.Concat(Enumerable.Range(0, 20_000).Select(i => Patient(i) + "\n")));
        var damaged = whole.ToArray();
        damaged.AsSpan(whole.Length / 2, 2000).Fill(0xFF);
        var path = Put("a.ndjson.gz", damaged);
        var figures = (await Try([path])).Value;
        Assert.InRange(figures.Loaded, 1, 19_999);
        Assert.Contains("damaged", Refused[^1].Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(path, Refused[^1].File);
    }

    [Fact]
    public async Task A_path_that_is_not_there_stops_everything_before_it_begins()
    {
        var there = Put("a.json", Patient(1));
        var missing = Path.Combine(Folder, "missing.json");
        Assert.False((await Try([there, missing])).TryGet(out _, out var problem));
        Assert.Equal(ProblemKind.NotFound, problem!.Kind);
        Assert.Contains(missing, problem.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task The_same_resource_twice_in_a_file_becomes_two_versions()
    {
        await Imports([Put("a.ndjson", $"{Patient(1)}\n{Patient(1).Replace("Family1", "Holm", StringComparison.Ordinal)}\n")], loaded: 2);
        var stored = await Read("Patient", "p1");
        Assert.Equal(2, stored.Version);
        Assert.Contains("Holm", await Json("Patient", "p1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_already_there_is_not_written_again()
    {
        var path = Put("a.ndjson", $"{Patient(1)}\n{Patient(2)}\n");
        await Imports([path], loaded: 2);
        await Imports([path], loaded: 0, unchanged: 2);
        Put("a.ndjson", $"{Patient(1)}\n{Patient(2).Replace("Family2", "Dam", StringComparison.Ordinal)}\n");
        await Imports([path], loaded: 1, unchanged: 1);
        Assert.Equal((1, 2), ((await Read("Patient", "p1")).Version, (await Read("Patient", "p2")).Version));
    }
}

public sealed class SqliteImportFileScenarios() : ImportFileScenarios(Dialect.Sqlite);

public sealed class PostgreSqlImportFileScenarios() : ImportFileScenarios(Dialect.PostgreSql);
