using System.Text.Json;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>The public validator cases: two well-known validators' verdicts on 199 resources.</summary>
public sealed class ValidatorSuiteTests
{
    private static readonly ParseOptions Lenient = new(Missing: IssueSeverity.Warning);

    [Fact]
    public void Verdicts_are_those_of_the_validators_that_agree_and_nearly_all_of_the_rest()
    {
        var folder = Suites.Folder("validator-r4");
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        var all = cases.RootElement.EnumerateArray().Select(c => new SuiteCase(folder, c)).ToList();
        var results = all.Where(c => c.Expected is not null).Select(c => c.Run()).ToList();
        var profiled = all.Select(c => c.RunProfile()).OfType<CaseResult>().ToList();
        var (agreed, rest) = (results.Where(r => r.Agreed).ToList(), results.Where(r => !r.Agreed).ToList());
        if (Environment.GetEnvironmentVariable("HELHED_SUITE_DETAILS") is { } file)
        {
            File.WriteAllLines(file, results.Concat(profiled).Select(w => $"{(w.IsRight ? "right" : "WRONG")} {w.Details}"));
        }

        Tell("validator-r4, both validators agree", agreed);
        Tell("validator-r4, the rest", rest);
        Tell("validator-r4, with the case's profile", profiled);
        Assert.Empty(agreed.Where(r => !r.IsRight).Select(r => r.Details));
        Assert.True(rest.Count(r => r.IsRight) >= rest.Count * 0.9, string.Join('\n', rest.Where(r => !r.IsRight).Select(r => r.Details)));
        Assert.True(profiled.Count(r => r.IsRight) >= profiled.Count * 0.9, string.Join('\n', profiled.Where(r => !r.IsRight).Select(r => r.Details)));
    }

    private static void Tell(string suite, List<CaseResult> results) =>
        Suites.Tell(suite, results.Count(r => r.IsRight), results.Count, string.Join(", ", results.Where(r => !r.IsRight).Select(r => r.Name)));

    private sealed record CaseResult(string Name, bool Agreed, bool IsRight, string Details);

    private sealed class SuiteCase(string folder, JsonElement json)
    {
        public string? Expected => Text(json, "expected");

        public CaseResult Run() => Verdict([], Expected!);

        /// <summary>The verdict with the case's own profile; null when it has none.</summary>
        public CaseResult? RunProfile() => json.TryGetProperty("profile", out var profile) && Text(profile, "expected") is { } expected
            ? Verdict([.. Files(profile, "supporting"), Text(profile, "source")!], expected) : null;

        private CaseResult Verdict(IReadOnlyList<string> more, string expected)
        {
            var known = Files(json, "supporting").Concat(Files(json, "profiles")).Concat(more).Select(f => Read(f).Draft).OfType<FhirDocument>().ToList();
            var validator = new FhirValidator(Profiles.R4.With(known), TerminologyStore.R4.With(known), new ValidatorOptions { Resolve = reference => Find(known, reference) });
            var chosen = more.Count == 0 ? [] : new[] { Url(Read(more[^1]).Draft!)! };
            var result = validator.Validate(Read(Text(json, "file")!, ParseOptions.Default), chosen);
            var found = string.Concat(result.Issues.OrderBy(i => i.Severity).Take(12).Select(i => $"\n    {i.Severity} {i.Expression}: {i.Message}"));
            var name = Text(json, "name")!;
            return new CaseResult(
                name, json.GetProperty("agreed").GetBoolean(), result.IsValid == (expected == "valid"), $"{name} ({Text(json, "file")}){(more.Count > 0 ? " with profile" : "")}, expected {expected}:{found}");
        }

        private ParseResult Read(string file, ParseOptions? options = null)
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, file));
            return file.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Parse(bytes, options ?? Lenient) : FhirDocument.Parse(bytes, options ?? Lenient);
        }

        private static FhirDocument? Find(IEnumerable<FhirDocument> known, string reference)
        {
            var plain = reference.Split('|')[0];
            return known.FirstOrDefault(d => Url(d) == plain || $"{d.TypeName}/{d.Id}" == plain);
        }

        private static string? Url(FhirDocument document)
        {
            using var parsed = JsonDocument.Parse(document.Json, new JsonDocumentOptions { MaxDepth = 256 });
            return Text(parsed.RootElement, "url");
        }

        private static List<string> Files(JsonElement element, string name) =>
            element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(f => f.GetString()!)] : [];

        private static string? Text(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
