using Helhed.Fhir.Json;

namespace Helhed.Fhir.FhirPath;

/// <summary>memberOf, subsumes and subsumedBy, which ask the context. See <see href="https://hl7.org/fhir/R4/fhirpath.html#functions"/>.</summary>
internal static class TerminologyFunctions
{
    private static readonly ScalarSignature ToBoolean = new(ItemKind.None, PathType.Boolean);

    public static FunctionDefinition[] All { get; } =
    [
        ScalarTerm.Define("memberOf", 1, 1, MemberOf, new ScalarSignature(ItemKind.None, PathType.Boolean, ItemKind.String)),
        ScalarTerm.Define("subsumes", 1, 1, (Machine m, ref ScalarCall call) => Subsumes(m, ref call, call.Focus, call.Arguments[0]), ToBoolean),
        ScalarTerm.Define("subsumedBy", 1, 1, (Machine m, ref ScalarCall call) => Subsumes(m, ref call, call.Arguments[0], call.Focus), ToBoolean),
    ];

    private static bool MemberOf(Machine m, ref ScalarCall call)
    {
        if (!Texts.Argument(m, ref call, 0, out var valueSet))
        {
            return false;
        }

        // A concept is in the set when one of its codings is; it is not known when none is and one is not known.
        var result = Truth.False;
        foreach (var (system, code) in Codes(call.Focus))
        {
            var member = m.Context.IsMember(valueSet, system, code);
            result = member == true ? Truth.True : member is null && result == Truth.False ? Truth.Empty : result;
            if (result == Truth.True)
            {
                break;
            }
        }

        call.Result = result == Truth.Empty ? default : PathItem.Of(result == Truth.True);
        return true;
    }

    private static bool Subsumes(Machine m, ref ScalarCall call, in PathItem wide, in PathItem narrow)
    {
        bool? result = false;
        foreach (var (system, code) in Codes(wide))
        {
            foreach (var (otherSystem, other) in Codes(narrow))
            {
                var subsumes = system is null || system != otherSystem ? false : code == other ? true : m.Context.Subsumes(system, code, other);
                result = subsumes == true || result == true ? true : subsumes is null ? null : result;
            }
        }

        call.Result = result is { } known ? PathItem.Of(known) : default;
        return true;
    }

    private static List<(string? System, string Code)> Codes(in PathItem item)
    {
        var codes = new List<(string?, string)>();
        if (SystemValue.IsText(item))
        {
            codes.Add((null, SystemValue.Text(item)));
        }
        else if (item.Kind == ItemKind.Node && item.Raw.Kind == NodeKind.Object)
        {
            var reader = new NodeReader(item.Document, item.Index);
            if (reader.TypeName == "CodeableConcept")
            {
                foreach (var child in reader.Children)
                {
                    Add(codes, child);
                }
            }
            else
            {
                Add(codes, reader);
            }
        }

        return codes;
    }

    private static void Add(List<(string? System, string Code)> codes, in NodeReader coding)
    {
        if (coding.TypeName is "Coding" or "Quantity" && coding.Child("code"u8) is { Node.Kind: NodeKind.String } code)
        {
            codes.Add((coding.Child("system"u8) is { Node.Kind: NodeKind.String } system ? system.Text() : null, code.Text()));
        }
    }
}
