using System.Text.Json.Nodes;
using Helhed.Fhir;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;
using Helhed.Fhir.Xml;

namespace Helhed.Tests.Engine.Danish;

/// <summary>The published examples, under our statement and under the published profiles made tolerant: the same verdicts.</summary>
public sealed class DanishSuiteTests
{
    /// <summary>
    /// Messages that are not right, by a part of their file's name, and what must be told of each. That those called duplicates repeat
    /// another message's id is seen by whoever receives both, not in one message.
    /// </summary>
    private static readonly (string File, string Expression, string Says)[] Wrong =
    [
        ("Tek-V-new-dublicate-invalid", "Bundle.entry[2].resource.payload[0].extension[1].valueIdentifier.value", "at least 1 time"),
        ("Tek-M-dublicate-inv", "Bundle.entry[2].resource.category[0].coding[0].code", "at least 1 time"),
        ("Tek-N-dublicate-inv", "Bundle.entry[2].resource.category[0].coding[0].code", "at least 1 time"),

        // The guide's examples do not follow it: their patients are called Subject/…, and the reports have one performer of two.
        ("hco/Bundle-401cbc36", "Bundle.entry[2].resource.performer", "at least 2 time"),
        ("hco/Bundle-add5e7e2", "Bundle.entry[2].resource.performer", "at least 2 time"),
    ];

    [Fact]
    public void Examples_of_DK_Core_are_right()
    {
        var folder = Suites.Folder("dk-core-examples");
        var documents = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileName(f)!, f => FhirDocument.Parse(File.ReadAllBytes(f)));
        var byReference = documents.Values.Select(d => d.Document!).ToDictionary(d => $"{d.TypeName}/{d.Id}");
        var options = new ValidatorOptions { Resolve = byReference.GetValueOrDefault };
        var failures = new List<string>();
        foreach (var validator in new[] { DanishPackages.Stated(options), DanishPackages.Published(options, isTolerant: true), DanishPackages.Published(options, isTolerant: false) })
        {
            failures.AddRange(documents.SelectMany(d => Errors(validator.Validate(d.Value)).Select(e => $"{d.Key}: {e}")));
        }

        Suites.Tell("dk-core-examples", documents.Count - failures.Select(f => f.Split(':')[0]).Distinct().Count(), documents.Count);
        Assert.Empty(failures);
    }

    [Fact]
    public void Messages_of_MedCom_are_right_but_for_those_that_are_wrong_on_purpose()
    {
        var folder = Suites.Folder("medcom");
        var options = new ValidatorOptions();
        var (stated, published, strict) = (DanishPackages.Stated(options), DanishPackages.Published(options, isTolerant: true), DanishPackages.Published(options, isTolerant: false));
        var (failures, refused, files) = (new List<string>(), 0, Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var (name, message) = (Path.GetRelativePath(folder, file), Read(file));
            var (ours, theirs) = (stated.Validate(message), published.Validate(message));
            refused += strict.Validate(message).IsValid ? 0 : 1;
            if (ours.IsValid != theirs.IsValid)
            {
                failures.Add($"{name} is {(ours.IsValid ? "right" : "wrong")} as stated, and not as published:\n{string.Join('\n', Errors(ours).Concat(Errors(theirs)))}");
            }

            var (known, expression, says) = Array.Find(Wrong, w => name.Contains(w.File, StringComparison.Ordinal));
            if (known is null ? !ours.IsValid : !ours.Issues.Any(i => i.Severity == IssueSeverity.Error && i.Expression == expression && i.Message.Contains(says, StringComparison.Ordinal)))
            {
                failures.Add($"{name}:\n{string.Join('\n', Errors(ours))}");
            }
        }

        Suites.Tell("medcom", files.Length - failures.Select(f => f.Split(':')[0]).Distinct().Count(), files.Length, $"{Wrong.Length} are wrong and refused; the published profiles without our tolerances refuse {refused}");
        Assert.Empty(failures);
    }

    private static IEnumerable<string> Errors(ValidationResult result) => result.Issues.Where(i => i.Severity == IssueSeverity.Error).Select(i => $"    {i.Expression}: {i.Message}");

    // The examples that are compiled from their sources get their narratives from the publisher of the guide, so here they get one.
    private static ParseResult Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (file.EndsWith(".xml", StringComparison.Ordinal))
        {
            return FhirXml.Parse(bytes);
        }

        if (!file.Contains("compiled-fsh", StringComparison.Ordinal))
        {
            return FhirDocument.Parse(bytes);
        }

        var bundle = JsonNode.Parse(bytes)!;
        foreach (var entry in bundle["entry"]!.AsArray())
        {
            entry!["resource"]!["text"] ??= new JsonObject { ["status"] = "generated", ["div"] = "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>" };
        }

        return FhirDocument.Parse(System.Text.Encoding.UTF8.GetBytes(bundle.ToJsonString()));
    }
}
