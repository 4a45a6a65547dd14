using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Helhed.Fhir;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine;

/// <summary>The official FHIRPath cases for R4. A case that fails must be listed with its reason, and a listed one must fail.</summary>
public sealed class OfficialSuiteTests
{
    private const string WholeHour = "the case takes 08 for 08:00; the specification's own example of highBoundary() on the same literal ends at 08:59:59.999";

    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["testPlusDate19"] = "the case ignores the tenth of a second that is added; the specification ignores fractions of units above seconds only",
        ["HighBoundaryDateTimeMillisecond1"] = WholeHour,
        ["HighBoundaryDateTimeMillisecond3"] = WholeHour,
    };

    [Fact]
    public void The_official_cases_pass()
    {
        var folder = Suites.Folder("fhirpath-r4");
        var cases = XDocument.Load(Path.Combine(folder, "tests-fhir-r4.xml")).Descendants("test").ToList();
        var documents = new Dictionary<string, FhirDocument>();
        var failures = new Dictionary<string, string>();
        foreach (var test in cases)
        {
            var file = (string?)test.Attribute("inputfile") ?? "patient-example.xml";
            if (!documents.TryGetValue(file, out var document))
            {
                document = documents[file] = Read(Path.Combine(folder, file));
            }

            if (Complaint(test, document) is { } complaint)
            {
                failures[(string)test.Attribute("name")!] = $"{test.Element("expression")!.Value}\n    {complaint}";
            }
        }

        Suites.Tell("FHIRPath R4", cases.Count - failures.Count, cases.Count, string.Join("; ", Exceptions.Select(e => $"{e.Key}: {e.Value}")));
        var surprises = failures.Where(f => !Exceptions.ContainsKey(f.Key)).Select(f => $"{f.Key}: {f.Value}")
            .Concat(Exceptions.Keys.Where(name => !failures.ContainsKey(name)).Select(name => $"{name} passes: take it off the list."));
        Assert.Empty(surprises);
        Assert.InRange(cases.Count - failures.Count, 925, cases.Count);
    }

    private static FhirDocument Read(string path)
    {
        var options = new ParseOptions(Missing: IssueSeverity.Warning);
        var result = path.EndsWith(".xml", StringComparison.Ordinal) ? FhirXml.Parse(InOrder(path), options) : FhirDocument.Parse(File.ReadAllBytes(path), options);
        Assert.True(result.Document is not null, $"{path}: {string.Join('\n', result.Issues)}");
        return result.Document;
    }

    // One of the inputs has its elements in another order than the specification, which makes it no FHIR XML.
    private static byte[] InOrder(string path)
    {
        var document = XDocument.Load(path, LoadOptions.PreserveWhitespace);
        var root = document.Root!;
        var type = R4Definitions.Default.Find(root.Name.LocalName)!;
        root.ReplaceNodes(root.Elements().OrderBy(element => type.Find(element.Name.LocalName)?.Ordinal).ToList());
        return Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
    }

    // Null when the case passes.
    private static string? Complaint(XElement test, FhirDocument document)
    {
        var expression = test.Element("expression")!;
        var invalid = (string?)expression.Attribute("invalid") ?? (string?)test.Attribute("invalid");
        var context = new FhirPathContext { ChecksOrder = (string?)test.Attribute("checkOrderedFunctions") == "true" };
        var outcome = FhirPathExpression.TryCompile(expression.Value, out var compiled, out var error)
            ? compiled.Evaluate(document, context)
            : new FhirPathOutcome([], error);
        if (invalid is not null)
        {
            return string.Equals(outcome.Error?.Kind.ToString(), invalid, StringComparison.OrdinalIgnoreCase) ? null : $"{invalid} error expected, but: {Tell(outcome)}";
        }

        if (outcome.Error is not null)
        {
            return Tell(outcome);
        }

        var actual = (string?)test.Attribute("predicate") == "true"
            ? [FhirPathValue.Of(outcome.Values.Count > 0)]
            : outcome.Values.ToList();
        var expected = test.Elements("output").ToList();
        var isOrdered = (string?)test.Attribute("ordered") != "false";
        var matches = actual.Count == expected.Count && (isOrdered
            ? actual.Zip(expected).All(pair => Matches(pair.First, pair.Second))
            : expected.All(e => actual.Remove(actual.Find(a => Matches(a, e))!)));
        return matches ? null : $"{string.Join(", ", expected.Select(e => $"{(string?)e.Attribute("type")} {e.Value}"))} expected, but: {Tell(outcome)}";
    }

    private static string Tell(FhirPathOutcome outcome) => outcome.Error is { } error
        ? $"{error.Kind} error at {error.Position}: {error.Message}"
        : "[" + string.Join(", ", outcome.Values.Select(value => $"{value.Namespace}.{value.TypeName} {value}")) + "]";

    private static bool Matches(FhirPathValue actual, XElement expected)
    {
        if ((string?)expected.Attribute("type") is { } type && !string.Equals(type, actual.TypeName, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var text = actual.TypeName.ToUpperInvariant() switch
        {
            "DATE" or "DATETIME" => "@" + actual.Text,
            "TIME" => "@T" + actual.Text,
            _ => actual.Text,
        };

        // Zero has no sign, but the digits behind its point count.
        return text == expected.Value
            || (actual.TypeName == "Decimal" && decimal.TryParse(expected.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number == decimal.Parse(actual.Text!, CultureInfo.InvariantCulture)
                && number.Scale == decimal.Parse(actual.Text!, CultureInfo.InvariantCulture).Scale);
    }
}
