using Helhed.Fhir.FhirPath;
using Helhed.Fhir.Json;

namespace Helhed.Tests.Engine;

/// <summary>What an expression comes to, as one line of text.</summary>
internal static class Evaluated
{
    private static readonly FhirDocument Nothing = Parsed.Document("""{"resourceType":"Basic","code":{"text":"x"}}""");

    /// <summary>Values joined by " | ", <c>{}</c> for none, or the kind of the error.</summary>
    internal static string Of(string expression, FhirDocument? document = null, FhirPathContext? context = null)
    {
        var outcome = Outcome(expression, document, context);
        return outcome.Error is { } error ? error.Kind.ToString() : outcome.Values.Count == 0 ? "{}" : string.Join(" | ", outcome.Values);
    }

    internal static FhirPathOutcome Outcome(string expression, FhirDocument? document = null, FhirPathContext? context = null) =>
        FhirPathExpression.TryCompile(expression, out var compiled, out var error)
            ? compiled.Evaluate(document ?? Nothing, context)
            : new FhirPathOutcome([], error);

    internal static FhirPathError Error(string expression, FhirDocument? document = null, FhirPathContext? context = null)
    {
        var error = Outcome(expression, document, context).Error;
        Assert.NotNull(error);
        Assert.NotEmpty(error.Message);
        Assert.InRange(error.Position, 0, expression.Length);
        return error;
    }
}
