using Helhed.Fhir.Definitions;

namespace Helhed.Records.Reindexing;

/// <summary>
/// Parameters for several types join a path for each: <c>Patient.name | Practitioner.name</c>. On a Patient, FHIRPath refuses a path that
/// begins with Practitioner; what is about other types is left out.
/// </summary>
internal static class UnionText
{
    /// <summary>The operands of the outermost union that are not about another type; empty when none is left.</summary>
    public static string PartAbout(TypeDefinition type, string expression)
    {
        var operands = Operands(expression);
        return operands.Count < 2 ? expression.Trim() : string.Join(" | ", operands.Where(o => IsAbout(type, o)));
    }

    private static bool IsAbout(TypeDefinition type, string operand)
    {
        var length = 0;
        while (length < operand.Length && char.IsAsciiLetter(operand[length]))
        {
            length++;
        }

        var first = operand[..length];
        return R4Definitions.Default.Find(first) is not { Kind: TypeKind.Resource } named || type.Is(named.Name);
    }

    private static List<string> Operands(string expression)
    {
        var operands = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '(' or '[' or '{':
                    depth++;
                    break;
                case ')' or ']' or '}':
                    depth--;
                    break;
                case '\'' or '"' or '`':
                    i = EndOfQuoted(expression, i);
                    break;
                case '|' when depth == 0:
                    operands.Add(expression[start..i].Trim());
                    start = i + 1;
                    break;
                default:
                    break;
            }
        }

        operands.Add(expression[start..].Trim());
        return operands;
    }

    private static int EndOfQuoted(string expression, int start)
    {
        for (var i = start + 1; i < expression.Length; i++)
        {
            if (expression[i] == '\\')
            {
                i++;
            }
            else if (expression[i] == expression[start])
            {
                return i;
            }
        }

        return expression.Length;
    }
}
