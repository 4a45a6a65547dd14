using System.CommandLine;
using Helhed.Fhir.Danish;
using Helhed.Fhir.Packages;
using Helhed.Fhir.Terminology;
using Helhed.Fhir.Validation;

namespace Helhed.Commands;

/// <summary>
/// <c>validate [PATH…]</c>: checks resources against R4, DK Core, MedCom and loaded packages. Without a path, or with <c>-</c>, it answers
/// each line of the standard input with a line.
/// </summary>
internal static class ValidateCommand
{
    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "Files or folders (.json, .xml; .ndjson, .jsonl: a resource on each line). None, or -: lines {\"resource\":{…},\"profiles\":[…]} on the standard input, an OperationOutcome for each",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Chosen = new("--profile") { Description = "Address of a profile that every resource must follow; may be given several times" };

    private static readonly Option<string[]> Packages = new("--package") { Description = "A FHIR package (.tgz) or a folder with one; may be given several times" };

    private static readonly Option<bool> AsJson = new("--json") { Description = "An OperationOutcome on one line for each resource" };

    private static readonly Option<string> Language = new("--language") { Description = "Language of what is found: en or da", DefaultValueFactory = _ => "en" };

    public static Command Make()
    {
        Language.AcceptOnlyFromAmong("en", "da");
        var command = new Command("validate", "Check resources against R4, the Danish profiles and others") { Paths, Chosen, Packages, AsJson, Language };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(System.CommandLine.ParseResult parsed, CancellationToken ct)
    {
        var packages = new List<FhirPackage>();
        if (PackageFile.ReadAll(parsed.GetValue(Packages) ?? [], packages) is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        var language = parsed.GetValue(Language) == "da" ? TextLanguage.Danish : TextLanguage.English;
        var checking = new ResourceChecking(MakeValidator(packages, language), parsed.GetValue(Chosen) ?? [], language);
        await using var output = Console.OpenStandardOutput();
        if (parsed.GetValue(Paths) is [] or ["-"])
        {
            await OrderedWork.Run(WorkItems.OfLines(Console.OpenStandardInput(), "line", ct), new LineWork(checking.Line, checking.Failed), output, ct);
            return 0; // Every line has its own answer.
        }

        var tally = await OrderedWork.Run(WorkItems.OfPaths(parsed.GetValue(Paths)!, ct), new LineWork(parsed.GetValue(AsJson) ? checking.FileAsJson : checking.FileAsText, checking.Failed), output, ct);
        return tally.ExitCode;
    }

    private static FhirValidator MakeValidator(List<FhirPackage> packages, TextLanguage language)
    {
        var resources = packages.SelectMany(p => p.Resources).ToList();
        var options = new ValidatorOptions { Language = language, Parsing = ResourceChecking.Parsing };
        return resources.Count == 0
            ? new FhirValidator(DanishProfiles.Profiles, TerminologyStore.Denmark, options)
            : new FhirValidator(DanishProfiles.Profiles.With(resources).With(DanishProfiles.Tolerances), TerminologyStore.Denmark.With(resources), options);
    }
}
