using System.Diagnostics.CodeAnalysis;

namespace Helhed.Fhir.FhirPath;

/// <summary>A call as written.</summary>
internal readonly record struct FunctionCall(string Name, int Position, Term Input, Term[] Arguments);

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Make">Makes the term of a call; null when an argument is not what it must be.</param>
internal sealed record FunctionDefinition(string Name, int Least, int Most, Func<FunctionCall, Term?> Make);

/// <summary>Every function by its name.</summary>
internal static class FunctionTable
{
    private static readonly Lazy<Dictionary<string, FunctionDefinition>> All = new(() => new[]
    {
        ExistenceFunctions.All, FilterFunctions.All, SubsetFunctions.All, TypeFunctions.All, TextFunctions.All, CodingFunctions.All, RegexFunctions.All,
        MathFunctions.All, ConversionFunctions.All, TimeFunctions.All, BoundaryFunctions.All, AggregateFunctions.All, FhirFunctions.All, TerminologyFunctions.All,
    }.SelectMany(area => area).ToDictionary(definition => definition.Name));

    public static bool TryCreate(in FunctionCall call, [NotNullWhen(true)] out Term? term, out string message)
    {
        term = null;
        message = "";
        if (!All.Value.TryGetValue(call.Name, out var definition))
        {
            var near = Near(call.Name);
            message = $"There is no function {call.Name}().{(near is null ? "" : $" Did you mean {near}()?")}";
            return false;
        }

        if (call.Arguments.Length < definition.Least || call.Arguments.Length > definition.Most)
        {
            message = $"{call.Name}() takes {Count(definition)}, not {call.Arguments.Length}.";
            return false;
        }

        term = definition.Make(call);
        message = $"{call.Name}() takes the name of a type.";
        return term is not null;
    }

    private static string Count(FunctionDefinition definition) =>
        definition.Most == 0 ? "no arguments"
        : definition.Least == definition.Most ? $"{definition.Least} argument{(definition.Least == 1 ? "" : "s")}"
        : definition.Most == int.MaxValue ? $"{definition.Least} or more arguments"
        : $"{definition.Least} to {definition.Most} arguments";

    private static string? Near(string name) => All.Value.Keys.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
}
