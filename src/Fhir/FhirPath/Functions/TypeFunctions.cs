namespace Helhed.Fhir.FhirPath;

/// <summary>See <see href="https://hl7.org/fhirpath/N1/#types-and-reflection"/>.</summary>
internal static class TypeFunctions
{
    public static FunctionDefinition[] All { get; } =
    [
        new("is", 1, 1, call => Make(call, TypeOperation.Is)),
        new("as", 1, 1, call => Make(call, TypeOperation.As)),
        new("ofType", 1, 1, call => Make(call, TypeOperation.OfType)),
        ListTerm.Define("type", 0, 0, Type, PathType.TypeInfo),
    ];

    private static TypeTerm? Make(in FunctionCall call, TypeOperation operation) =>
        TypeName.Of(call.Arguments[0]) is { } name ? new TypeTerm(call.Position, operation, call.Input, name) : null;

    private static bool Type(Machine m, FunctionTerm at, int start)
    {
        for (var i = start; i < m.Count; i++)
        {
            m.Set(i, PathItem.Of(PathType.Of(m[i])));
        }

        return true;
    }
}
