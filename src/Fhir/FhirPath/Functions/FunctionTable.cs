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
    // Areas are made when a name is looked for in them, the commonest first: most expressions need two or three.
    private static readonly Func<FunctionDefinition[]>[] Areas =
    [
        () => ExistenceFunctions.All, () => FilterFunctions.All, () => SubsetFunctions.All, () => TypeFunctions.All, () => FhirFunctions.All, () => TextFunctions.All,
        () => ConversionFunctions.All, () => RegexFunctions.All, () => TimeFunctions.All, () => MathFunctions.All, () => BoundaryFunctions.All,
        () => AggregateFunctions.All, () => CodingFunctions.All, () => TerminologyFunctions.All,
    ];

    public static bool TryCreate(in FunctionCall call, [NotNullWhen(true)] out Term? term, out string message)
    {
        term = null;
        message = "";
        if (Find(call.Name, StringComparison.Ordinal) is not { } definition)
        {
            var near = Find(call.Name, StringComparison.OrdinalIgnoreCase)?.Name;
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

    private static FunctionDefinition? Find(string name, StringComparison comparison)
    {
        foreach (var area in Areas)
        {
            foreach (var definition in area())
            {
                if (string.Equals(definition.Name, name, comparison))
                {
                    return definition;
                }
            }
        }

        return null;
    }
}
