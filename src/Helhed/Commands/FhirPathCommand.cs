using System.CommandLine;
using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Validation;

namespace Helhed.Commands;

/// <summary>
/// <c>fhirpath [EXPRESSION [PATH…]]</c>: evaluates an expression on resources. Without a path, or with <c>-</c>, it answers each line of the
/// standard input with a line.
/// </summary>
internal static class FhirPathCommand
{
    private static readonly Argument<string?> Expression = new("expression")
    {
        Description = "FHIRPath; with lines on the standard input, that of the lines which have none. None, or -: each line has its own",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string[]> Paths = new("path")
    {
        Description = "Files or folders (.json, .xml; .ndjson, .jsonl: a resource on each line). None, or -: lines {\"expression\":…,\"resource\":{…}} on the standard input, {\"result\":[…]} or {\"error\":{…}} for each",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Results as on the batch's lines, not as text" };

    private static readonly Option<string> Language = new("--language") { Description = "Language of errors: en or da", DefaultValueFactory = _ => "en" };

    public static Command Make()
    {
        Language.AcceptOnlyFromAmong("en", "da");
        var command = new Command("fhirpath", "Evaluate FHIRPath on resources") { Expression, Paths, AsJson, Language };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(System.CommandLine.ParseResult parsed, CancellationToken ct)
    {
        var language = parsed.GetValue(Language) == "da" ? TextLanguage.Danish : TextLanguage.English;
        var expression = parsed.GetValue(Expression) is { } given && given != "-" ? given : null;
        await using var output = Console.OpenStandardOutput();
        if (parsed.GetValue(Paths) is [] or ["-"])
        {
            await OrderedWork.Run(WorkItems.OfLines(Console.OpenStandardInput(), "line", ct), new LineWork(item => PathAnswer.Json(Line(item, expression), language), PathAnswer.Failed), output, ct);
            return 0; // Every line has its own answer.
        }

        if (expression is null)
        {
            await Console.Error.WriteLineAsync("Say which expression to evaluate on the files.");
            return 2;
        }

        if (!FhirPathExpression.TryCompile(expression, out _, out var error))
        {
            await Console.Error.WriteLineAsync($"{expression}\n{new string(' ', Math.Min(error.Position, expression.Length))}^ {error.In(language).Message}");
            return 2;
        }

        var tally = await OrderedWork.Run(WorkItems.OfPaths(parsed.GetValue(Paths)!, ct), new LineWork(item => parsed.GetValue(AsJson) ? PathAnswer.Json(File(item, expression), language) : PathAnswer.Text(item.Name, File(item, expression), language), PathAnswer.Failed), output, ct);
        return tally.ExitCode;
    }

    private static FhirPathOutcome Line(WorkItem item, string? expression)
    {
        if (item.Problem is { } unread)
        {
            return PathAnswer.Unreadable(unread);
        }

        if (BatchLine.Read(item.Content, out var problem) is not { } line)
        {
            return PathAnswer.Unreadable(problem);
        }

        return (line.Expression ?? expression) is { } text ? PathAnswer.Evaluate(text, line.Resource) : PathAnswer.Unreadable("The line has no 'expression'.");
    }

    private static FhirPathOutcome File(WorkItem item, string expression) =>
        item.Problem is { } problem ? PathAnswer.Unreadable(problem) : PathAnswer.Evaluate(expression, item.Content);
}
