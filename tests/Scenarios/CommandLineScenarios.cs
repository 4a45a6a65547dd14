using System.Text.Json;
using Helhed.Tests.Scenarios.Support;

namespace Helhed.Tests.Scenarios;

/// <summary><c>validate</c> and <c>fhirpath</c> at the command line: files, and one line out for each line in.</summary>
public sealed class CommandLineScenarios : IDisposable
{
    private const string Patient = """{"resourceType":"Patient","name":[{"given":["Ida","Marie"],"family":"Holm"}],"birthDate":"1970-01-01"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("helhed-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_line_has_its_result_or_its_error()
    {
        var run = await CommandRun.Of(
            $$$"""
            {"expression":"name.given","resource":{{{Patient}}}}
            {"expression":"name.given.first() &","resource":{{{Patient}}}}
            {"expression":"nothing","resource":{{{Patient}}}}
            {"expression":"name.given.single()","resource":{{{Patient}}}}
            no JSON at all

            {"expression":"@2012-01-31 + 1 month"}
            {"resource":"<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"Æ\"/></name></Patient>","expression":"name.family | name"}
            {"expression":"1.50 | 4 'mg' | (1 = 1)","resource":{"resourceType":"Nothing"}}
            {"expression":"1.50 | 4 'mg' | (1 = 1)","other":[{}]}
            """,
            "fhirpath");
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(10, run.Lines.Count);
        Assert.Equal("""{"result":[{"type":"string","value":"Ida"},{"type":"string","value":"Marie"}]}""", run.Lines[0]);
        Assert.Equal(["syntax", "semantic", "execution", "execution", "execution"], run.Lines.Skip(1).Take(5).Select(Kind));
        Assert.Equal("""{"result":[{"type":"date","value":"2012-02-29"}]}""", run.Lines[6]);
        Assert.Equal("""{"result":[{"type":"string","value":"Æ"},{"type":"HumanName","value":{"family":"Æ"}}]}""", run.Lines[7]);
        Assert.Contains("'Nothing' is not a resource type", run.Lines[8], StringComparison.Ordinal);
        Assert.Equal("""{"result":[{"type":"decimal","value":1.50},{"type":"Quantity","value":{"value":4,"unit":"mg"}},{"type":"boolean","value":true}]}""", run.Lines[9]);
    }

    [Fact]
    public async Task Answers_stand_in_the_order_of_the_lines()
    {
        // Lines that take long between lines that do not.
        var lines = Enumerable.Range(0, 3000).Select(i => i % 7 == 0
            ? $$"""{"expression":"({{string.Join("|", Enumerable.Range(0, 60))}}).where($this mod 7 = 3).count() * 0 + {{i}}"}"""
            : $$"""{"expression":"{{i}}"}""");
        var run = await CommandRun.Of(string.Join('\n', lines) + "\n", "fhirpath", "-");
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $$"""{"result":[{"type":"integer","value":{{i}}}]}"""), run.Lines);
    }

    [Fact]
    public async Task Each_line_has_its_OperationOutcome()
    {
        var run = await CommandRun.Of(
            $$$"""
            {"resource":{{{Patient}}}}
            {"resource":{"resourceType":"Patient","birthDate":"1970-13"},"profiles":[]}
            {"resource":{{{Patient}}},"profiles":["http://hl7.org/fhir/StructureDefinition/Observation"]}
            {"resource":"<Patient xmlns=\"http://hl7.org/fhir\"><birthDate value=\"x\"/></Patient>"}
            {"resource":
            {}
            """,
            "validate");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(6, run.Lines.Count);
        Assert.Equal([false, true, true, true, true, true], run.Lines.Select(HasError));
        Assert.Contains("\"expression\":[\"Patient.birthDate\"]", run.Lines[1], StringComparison.Ordinal);
        Assert.Contains("\"expression\":[\"Patient.birthDate\"]", run.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_checked_and_the_exit_code_tells()
    {
        var (good, bad, lines) = (Write("good.json", Patient), Write("bad.xml", "<Patient xmlns=\"http://hl7.org/fhir\">\n  <birthDate value=\"x\"/>\n</Patient>"), Write("lines.ndjson", $"{Patient}\n{{}}\n"));
        var one = await CommandRun.Of("", "validate", good);
        Assert.Equal(0, one.ExitCode);
        Assert.StartsWith($"{good}: valid (0 errors", one.Lines[0], StringComparison.Ordinal);

        var all = await CommandRun.Of("", "validate", _folder);
        Assert.Equal(1, all.ExitCode);
        Assert.StartsWith($"{bad}: not valid (1 errors", all.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  error       2:14 Patient.birthDate: ", all.Lines[1], StringComparison.Ordinal);
        Assert.Contains(all.Lines, l => l.StartsWith($"{lines}:1: valid", StringComparison.Ordinal));
        Assert.Contains(all.Lines, l => l.StartsWith($"{lines}:2: not valid", StringComparison.Ordinal));

        var json = await CommandRun.Of("", "validate", "--json", bad, Path.Combine(_folder, "missing.json"));
        Assert.Equal((2, 2), (json.ExitCode, json.Lines.Count)); // What is not there was not checked.
        Assert.All(json.Lines, l => Assert.True(HasError(l)));
    }

    [Fact]
    public async Task A_profile_of_a_package_is_checked_and_a_package_that_is_none_is_told()
    {
        var profile = Write(
            "profile.json",
            """{"resourceType":"StructureDefinition","url":"http://example.org/StructureDefinition/p","name":"P","status":"active","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{"element":[{"id":"Patient.gender","path":"Patient.gender","min":1}]}}""");
        var run = await CommandRun.Of($"{{\"resource\":{Patient}}}\n", "validate", "--package", _folder, "--profile", "http://example.org/StructureDefinition/p", "--language", "da");
        Assert.True(HasError(Assert.Single(run.Lines)), run.Lines[0]);
        Assert.Contains("gender", run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(2, (await CommandRun.Of("", "validate", "--package", profile)).ExitCode);
        Assert.Equal(2, (await CommandRun.Of("", "validate", "--package", Path.Combine(_folder, "none"))).ExitCode);
    }

    [Fact]
    public async Task Expressions_are_evaluated_on_files()
    {
        var file = Write("patient.json", $"{{\n\"resourceType\":\"Patient\",\n\"name\":[{{\n\"family\":\"Holm\" }}] }}");
        Assert.Equal([$"{file}: string Holm"], (await CommandRun.Of("", "fhirpath", "name.family", file)).Lines);
        Assert.Equal(["""{"result":[{"type":"HumanName","value":{"family":"Holm"}}]}"""], (await CommandRun.Of("", "fhirpath", "name", file, "--json")).Lines);
        Assert.Equal([$"{file}: date 2012-02-29"], (await CommandRun.Of("", "fhirpath", "@2012-01-31 + 1 month", file)).Lines);
        var broken = await CommandRun.Of("", "fhirpath", "name.", file);
        Assert.Equal((2, 0), (broken.ExitCode, broken.Lines.Count));
        Assert.Contains("name.\n     ^ ", broken.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandRun.Of("", "fhirpath", "name.nothing", file)).ExitCode);
        Assert.Equal(2, (await CommandRun.Of("", "fhirpath", "-", file)).ExitCode);
        Assert.Equal(2, (await CommandRun.Of("", "fhirpath", "name", file, Path.Combine(_folder, "missing.json"))).ExitCode);
        Assert.Equal(2, (await CommandRun.Of("", "fhirpath", "name", file, "--language", "xx")).ExitCode);
    }

    [Fact]
    public async Task Errors_are_told_in_Danish()
    {
        var run = await CommandRun.Of("no JSON\n{\"expression\":\"1 +\"}\n{\"expression\":\"1\",\"resource\":{\"resourceType\":\"Patient\",\"birthDate\":\"x\"}}\n", "fhirpath", "--language", "da");
        Assert.Equal(3, run.Lines.Count);
        Assert.Contains("Linjen er ikke JSON, ved byte 2.", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains("Udtrykket slutter, hvor der skulle stå en værdi, et navn eller en funktion.", run.Lines[1], StringComparison.Ordinal);
        Assert.Contains("Ressourcen kan ikke læses: Patient.birthDate: En date er ÅÅÅÅ", run.Lines[2], StringComparison.Ordinal);

        var validated = await CommandRun.Of("{}\n{\"resource\":{\"resourceType\":\"Patient\",\"name\":[]}}\n", "validate", "--language", "da");
        Assert.Contains("Linjen har ingen 'resource'.", validated.Lines[0], StringComparison.Ordinal);
        Assert.Contains("En liste skal have indhold: udelad feltet i stedet.", validated.Lines[1], StringComparison.Ordinal);
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Kind(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("error").GetProperty("kind").GetString()!;
    }

    private static bool HasError(string line)
    {
        using var json = JsonDocument.Parse(line);
        Assert.Equal("OperationOutcome", json.RootElement.GetProperty("resourceType").GetString());
        return json.RootElement.GetProperty("issue").EnumerateArray().Any(i => i.GetProperty("severity").GetString() == "error");
    }
}
