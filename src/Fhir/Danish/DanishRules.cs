using System.Text;
using Helhed.Fhir.Definitions;
using Helhed.Fhir.Json;
using Helhed.Fhir.Validation;

namespace Helhed.Fhir.Danish;

/// <summary>
/// What is checked in code because no profile can say it: the identifiers of Danish systems wherever they stand, claimed profile or not,
/// and what makes a MedCom message whole.
/// </summary>
internal static class DanishRules
{
    // Longer than any Danish system and any of their values.
    private const int MostCharacters = 96;

    private static readonly int IdentifierType = R4Definitions.Default.Find("Identifier")!.Index;

    /// <summary>True for an address of a definition of DK Core or MedCom, of which Helhed states one version.</summary>
    public static bool IsOfGuide(string url) =>
        url.StartsWith("http://hl7.dk/fhir/", StringComparison.Ordinal) || url.StartsWith("http://medcomfhir.dk/ig/", StringComparison.Ordinal);

    public static void Check(ValidationRun run)
    {
        for (var i = 0; i < run.Document.Count; i++)
        {
            if (run.Document.Nodes[i].Type == IdentifierType && run.Document.Nodes[i].Kind == NodeKind.Object)
            {
                CheckIdentifier(run, new NodeReader(run.Document, i));
            }
        }

        if (MedComMessage.Find(run) is { } message)
        {
            MedComMessageRules.Check(run, message);
        }
    }

    private static void CheckIdentifier(ValidationRun run, NodeReader identifier)
    {
        if (identifier.Child("system"u8) is not { Node.Kind: NodeKind.String } system || identifier.Child("value"u8) is not { Node.Kind: NodeKind.String } value)
        {
            return;
        }

        Span<char> first = stackalloc char[MostCharacters];
        Span<char> second = stackalloc char[MostCharacters];
        var problem = DanishIdentifiers.Check(Characters(system, first), Characters(value, second));
        if (problem is not null && !IsTold(run, value.Index))
        {
            run.Log.Add(value.Index, problem.IsError ? IssueSeverity.Error : IssueSeverity.Warning, "value", problem.English, problem.Danish);
        }
    }

    private static ReadOnlySpan<char> Characters(NodeReader text, Span<char> buffer)
    {
        var raw = text.Document.Raw(text.Index);
        return (text.Node.Flags & NodeFlags.Escaped) != 0 || raw.Length > buffer.Length ? text.Text() : buffer[..Encoding.UTF8.GetChars(raw, buffer)];
    }

    // The profiles have the same rules as invariants: once is enough.
    private static bool IsTold(ValidationRun run, int node)
    {
        var place = new DocumentPath(run.Definitions, run.Document.Nodes).Of(node);
        return run.Log.Issues.Exists(i => i.Code == "invariant" && i.Expression == place);
    }
}
